import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CHARM,
  DELTA,
  deltaVegaInto,
  GAMMA,
  GREEKS,
  greeksInto,
  hedgeGreeksInto,
  type OptionGreeks,
  optionGreeks,
  VANNA,
  VEGA,
} from '../../sim/market/black-scholes.ts';

type Type = 'put' | 'call';
interface Point {
  type: Type;
  S: number;
  K: number;
  vol: number;
  r: number;
  q: number;
  T: number;
}

const at = (p: Point): OptionGreeks => optionGreeks(p.type, p.S, p.K, p.vol, p.r, p.q, p.T);
const names = ['price', 'delta', 'gamma', 'vega', 'theta', 'vanna', 'charm'] as const;

/** Points up to four standard deviations from the money, where every greek is well above rounding. */
const points: fc.Arbitrary<Point> = fc
  .record({
    type: fc.constantFrom<Type>('put', 'call'),
    S: fc.double({ min: 20, max: 100_000, noNaN: true }),
    z: fc.double({ min: -4, max: 4, noNaN: true }),
    vol: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
    r: fc.double({ min: -0.02, max: 0.12, noNaN: true }),
    q: fc.double({ min: -0.02, max: 0.08, noNaN: true }),
    T: fc.double({ min: 0.005, max: 2, noNaN: true }),
  })
  .map(({ z, ...p }) => ({ ...p, K: p.S * Math.exp(z * p.vol * Math.sqrt(p.T)) }));

const grid: Point[] = (['put', 'call'] as const).flatMap((type) =>
  [0.6, 0.9, 1, 1.05, 1.5].flatMap((moneyness) =>
    [0.2, 0.6, 1.3].flatMap((vol) =>
      [2 / 365, 30 / 365, 1.5].map((T) => ({
        type,
        S: 65_000 * moneyness,
        K: 65_000,
        vol,
        r: 0.04,
        q: 0.01,
        T,
      })),
    ),
  ),
);

// Central differences of eighth order (Fornberg 1988, table 1): weights at 1..4 steps either side.
const FIRST = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
const SECOND = [8 / 5, -1 / 5, 8 / 315, -1 / 560];
const slope = (f: (x: number) => number, h: number): number =>
  FIRST.reduce((sum, w, i) => sum + w * (f((i + 1) * h) - f(-(i + 1) * h)), 0) / h;
const curvature = (f: (x: number) => number, h: number): number =>
  SECOND.reduce((sum, w, i) => sum + w * (f((i + 1) * h) + f(-(i + 1) * h)), (-205 / 72) * f(0)) / (h * h);

/** Every greek from differences of the price alone. */
function differences(p: Point): OptionGreeks {
  const dS = 0.04 * p.S * Math.min(1, p.vol * Math.sqrt(p.T));
  const dVol = 0.02 * p.vol;
  const dT = 0.02 * p.T;
  const price = (s: number, v: number, t: number) =>
    at({ ...p, S: p.S + s, vol: p.vol + v, T: p.T + t }).price;
  return {
    price: at(p).price,
    delta: slope((s) => price(s, 0, 0), dS),
    gamma: curvature((s) => price(s, 0, 0), dS),
    vega: slope((v) => price(0, v, 0), dVol),
    theta: -slope((t) => price(0, 0, t), dT),
    vanna: slope((v) => slope((s) => price(s, v, 0), dS), dVol),
    charm: -slope((t) => slope((s) => price(s, 0, t), dS), dT),
  };
}

/** What each greek is measured in, so that a value of no size is held to an error of no size. */
function scales(p: Point): OptionGreeks {
  const deviation = p.vol * Math.sqrt(p.T);
  return {
    price: p.S,
    delta: 1,
    gamma: 1 / (p.S * deviation),
    vega: p.S * Math.sqrt(p.T),
    theta: (p.S * deviation) / p.T,
    vanna: 1 / p.vol,
    charm: 1 / p.T,
  };
}

function expectGreeksNearDifferences(p: Point): void {
  const exact = at(p);
  const numeric = differences(p);
  const scale = scales(p);
  for (const name of names) {
    const error = Math.abs(exact[name] - numeric[name]);
    expect(error, `${name} of ${JSON.stringify(p)}`).toBeLessThanOrEqual(
      1e-6 * Math.abs(exact[name]) + 1e-9 * scale[name],
    );
  }
}

/** Discounted expected payoff by Simpson's rule on the normal density: no closed form involved. */
function quadrature(p: Point): number {
  const deviation = p.vol * Math.sqrt(p.T);
  const drift = (p.r - p.q) * p.T - (deviation * deviation) / 2;
  const kink = (Math.log(p.K / p.S) - drift) / deviation;
  const [from, to] = p.type === 'put' ? [Math.min(-14, kink - 14), kink] : [kink, Math.max(14, kink + 14)];
  const panels = 8000;
  const h = (to - from) / panels;
  let sum = 0;
  for (let i = 0; i <= panels; i++) {
    const z = from + i * h;
    const payoff = Math.abs(p.S * Math.exp(drift + deviation * z) - p.K) * Math.exp((-z * z) / 2);
    sum += payoff * (i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2);
  }
  return (Math.exp(-p.r * p.T) * sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

describe('published values', () => {
  it('prices the textbook call at 4.76 and put at 0.81 (Hull, Options, Futures, and Other Derivatives)', () => {
    expect(optionGreeks('call', 42, 40, 0.2, 0.1, 0, 0.5).price).toBeCloseTo(4.76, 2);
    expect(optionGreeks('put', 42, 40, 0.2, 0.1, 0, 0.5).price).toBeCloseTo(0.81, 2);
  });

  it('gives the textbook greeks of a 20-week call: .522, .066, 12.1, -4.31 (Hull, "The Greek Letters")', () => {
    const call = optionGreeks('call', 49, 50, 0.2, 0.05, 0, 0.3846);
    expect(call.delta).toBeCloseTo(0.522, 3);
    expect(call.gamma).toBeCloseTo(0.066, 3);
    expect(call.vega).toBeCloseTo(12.1, 1);
    expect(call.theta).toBeCloseTo(-4.31, 2);
  });

  // Haug, The Complete Guide to Option Pricing Formulas (McGraw-Hill), chapters 1 and 2.
  it.each([
    ['price', 'call', 60, 65, 0.3, 0.08, 0, 0.25, 2.1334],
    ['price', 'put', 100, 95, 0.2, 0.1, 0.05, 0.5, 2.4648],
    ['delta', 'call', 105, 100, 0.36, 0.1, 0.1, 0.5, 0.5946],
    ['delta', 'put', 105, 100, 0.36, 0.1, 0.1, 0.5, -0.3566],
    ['gamma', 'put', 55, 60, 0.3, 0.1, 0, 0.75, 0.0278],
    ['vega', 'call', 55, 60, 0.3, 0.1, 0, 0.75, 18.9358],
    ['theta', 'put', 430, 405, 0.2, 0.07, 0.05, 1 / 12, -31.1924],
    ['vanna', 'put', 90, 80, 0.2, 0.05, 0, 0.25, -1.0008],
    ['charm', 'put', 105, 90, 0.24, 0.14, 0.14, 0.25, 0.37],
  ] as const)(
    'gives %s of the %s with spot %d and strike %d as tabulated',
    (name, type, S, K, vol, r, q, T, value) => {
      expect(optionGreeks(type, S, K, vol, r, q, T)[name]).toBeCloseTo(value, 4);
    },
  );
});

describe('price', () => {
  it('equals the discounted expected payoff', () => {
    fc.assert(
      fc.property(points, (p) => {
        expect(Math.abs(at(p).price - quadrature(p))).toBeLessThanOrEqual(1e-9 * at(p).price + 1e-12 * p.S);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it('keeps put-call parity, and so does every greek', () => {
    fc.assert(
      fc.property(points, (p) => {
        const call = at({ ...p, type: 'call' });
        const put = at({ ...p, type: 'put' });
        const stock = Math.exp(-p.q * p.T);
        const strike = p.K * Math.exp(-p.r * p.T);
        const size = p.S + p.K;
        expect(Math.abs(call.price - put.price - (p.S * stock - strike))).toBeLessThan(1e-13 * size);
        expect(Math.abs(call.delta - put.delta - stock)).toBeLessThan(1e-13);
        expect(Math.abs(call.theta - put.theta - (p.q * p.S * stock - p.r * strike))).toBeLessThan(
          1e-12 * size * (1 + p.vol / Math.sqrt(p.T)),
        );
        expect(Math.abs(call.charm - put.charm - p.q * stock)).toBeLessThan(1e-12 * (1 + 1 / p.T));
        for (const name of ['gamma', 'vega', 'vanna'] as const) expect(call[name]).toBe(put[name]);
      }),
      { seed: 2 },
    );
  });

  it('satisfies the Black-Scholes equation: what decay costs, gamma and carry earn', () => {
    fc.assert(
      fc.property(points, (p) => {
        const g = at(p);
        const gammaGain = (p.vol * p.vol * p.S * p.S * g.gamma) / 2;
        const residual = g.theta + (p.r - p.q) * p.S * g.delta + gammaGain - p.r * g.price;
        expect(Math.abs(residual)).toBeLessThan(1e-11 * (p.S + p.K + gammaGain));
      }),
      { seed: 3 },
    );
  });

  it('is the forward deep in the money and nothing deep out of it', () => {
    const call = optionGreeks('call', 200_000, 1_000, 0.5, 0.04, 0.01, 0.1);
    expect(call.price).toBeCloseTo(200_000 * Math.exp(-0.001) - 1_000 * Math.exp(-0.004), 9);
    expect(call.delta).toBeCloseTo(Math.exp(-0.001), 14);
    expect(call.gamma).toBeLessThan(1e-200);
    const put = optionGreeks('put', 200_000, 1_000, 0.5, 0.04, 0.01, 0.1);
    for (const name of names) expect(Math.abs(put[name])).toBeLessThan(1e-200);
  });

  it('keeps its digits seven deviations out of the money', () => {
    const p: Point = {
      type: 'put',
      S: 65_000,
      K: 65_000 * Math.exp(-7 * 0.15),
      vol: 0.5,
      r: 0,
      q: 0,
      T: 0.09,
    };
    expect(at(p).price).toBeGreaterThan(0);
    expect(at(p).price / quadrature(p)).toBeCloseTo(1, 9);
  });
});

describe('greeks', () => {
  it('equal central differences of the price over a grid of bitcoin options', () => {
    for (const p of grid) expectGreeksNearDifferences(p);
  });

  it('equal central differences of the price at random points', () => {
    fc.assert(fc.property(points, expectGreeksNearDifferences), { numRuns: 300, seed: 4 });
  });

  it('have vanna turn: higher vol makes an out-of-the-money put need more hedge and an in-the-money one less', () => {
    expect(optionGreeks('put', 70_000, 62_000, 0.6, 0, 0, 22 / 365).vanna).toBeLessThan(0);
    expect(optionGreeks('put', 56_000, 62_000, 0.6, 0, 0, 22 / 365).vanna).toBeGreaterThan(0);
  });

  it('have charm as calendar time passes: the hedge of an out-of-the-money put melts towards none', () => {
    const now = optionGreeks('put', 70_000, 62_000, 0.6, 0, 0, 22 / 365);
    const tomorrow = optionGreeks('put', 70_000, 62_000, 0.6, 0, 0, 21 / 365);
    expect(now.charm).toBeGreaterThan(0);
    expect(tomorrow.delta).toBeGreaterThan(now.delta);
    expect((tomorrow.delta - now.delta) * 365).toBeCloseTo(now.charm, 1);
  });

  it('fill an array in the order of the record', () => {
    const out = new Float64Array(GREEKS);
    for (const p of grid) {
      greeksInto(out, p.type === 'put', p.S, p.K, p.vol, p.r, p.q, p.T);
      expect([...out]).toEqual(names.map((name) => at(p)[name]));
    }
  });
});

describe('without time value', () => {
  it('is worth its payoff at expiry, with a delta of all, half or nothing', () => {
    expect(optionGreeks('put', 60_000, 65_000, 0.6, 0.04, 0.01, 0)).toEqual({
      price: 5_000,
      delta: -1,
      gamma: 0,
      vega: 0,
      theta: 0.04 * 65_000 - 0.01 * 60_000,
      vanna: 0,
      charm: -0.01,
    });
    const out = optionGreeks('call', 60_000, 65_000, 0.6, 0.04, 0.01, 0);
    for (const name of names) expect(out[name]).toBe(0);
    expect(optionGreeks('put', 65_000, 65_000, 0.6, 0.04, 0, 0)).toMatchObject({
      price: 0,
      delta: -0.5,
      gamma: 0,
    });
  });

  it('is worth its payoff on the forward when volatility is nil', () => {
    // Spot below the strike, forward above it: the call is in the money.
    const call = optionGreeks('call', 100, 103, 0, 0.05, 0, 1);
    expect(call.price).toBeCloseTo(100 - 103 * Math.exp(-0.05), 12);
    expect(call.delta).toBe(1);
    expect(call.theta).toBeCloseTo(-0.05 * 103 * Math.exp(-0.05), 12);
    expect(optionGreeks('put', 100, 103, 0, 0.05, 0, 1).price).toBe(0);
  });

  it.each(['put', 'call'] as const)(
    'is the limit of a %s of little volatility, on and off the money',
    (type) => {
      for (const K of [80, 100, 125]) {
        const limit = optionGreeks(type, 100, K, 0, 0.03, 0.03, 0.5);
        const near = optionGreeks(type, 100, K, 1e-6, 0.03, 0.03, 0.5);
        for (const name of names) {
          if (name === 'gamma' && K === 100) continue; // grows without bound
          expect(Math.abs(near[name] - limit[name]), `${name} at ${K}`).toBeLessThan(1e-4);
        }
      }
    },
  );

  it('is never NaN nor minus zero, whatever the market', () => {
    const edge = (max: number) =>
      fc.oneof(fc.constantFrom(0, 1e-300, 1e-12, 1e-6, 1, max), fc.double({ min: 0, max, noNaN: true }));
    const rate = fc.oneof(fc.constant(0), fc.double({ min: -0.5, max: 0.5, noNaN: true }));
    const out = new Float64Array(GREEKS);
    fc.assert(
      fc.property(
        fc.boolean(),
        edge(1e12),
        edge(1e12),
        edge(100),
        rate,
        rate,
        edge(50),
        (isPut, S, K, vol, r, q, T) => {
          greeksInto(out, isPut, S, K, vol, r, q, T);
          for (const value of out) expect(Number.isNaN(value) || Object.is(value, -0)).toBe(false);
          expect(out[0]).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 3000, seed: 5 },
    );
  });

  it('counts an expired option as expiring', () => {
    const late = new Float64Array(GREEKS);
    const due = new Float64Array(GREEKS);
    greeksInto(late, true, 60_000, 65_000, 0.6, 0.04, 0, -1e-3);
    greeksInto(due, true, 60_000, 65_000, 0.6, 0.04, 0, 0);
    expect([...late]).toEqual([...due]);
  });
});

describe('refusals', () => {
  it.each([
    [[-1, 100, 0.5, 0, 0, 1], 'The spot is -1; give a finite number of at least 0.'],
    [[100, Number.NaN, 0.5, 0, 0, 1], 'The strike is NaN; give a finite number of at least 0.'],
    [[100, 100, -0.5, 0, 0, 1], 'The volatility is -0.5; give a finite number of at least 0.'],
    [[100, 100, 0.5, 0, 0, -1], 'The time to expiry in years is -1; give a finite number of at least 0.'],
    [[100, 100, 0.5, Number.NaN, 0, 1], 'The rate is NaN; give a finite number per year.'],
    [[100, 100, 0.5, 0, Infinity, 1], 'The dividend yield is Infinity; give a finite number per year.'],
  ] as [[number, number, number, number, number, number], string][])(
    'says what is wrong with %j',
    (input, message) => {
      expect(() => optionGreeks('put', ...input)).toThrow(new RangeError(message));
    },
  );
});

describe('what a hedge needs', () => {
  it('is to the bit what the full set has without rate and dividend, also at and past expiry', () => {
    const lives = fc.oneof(fc.constantFrom(-1, 0, 1e-30), fc.double({ min: 0, max: 2, noNaN: true }));
    fc.assert(
      fc.property(points, lives, fc.boolean(), ({ type, S, K, vol }, T, atTheMoney) => {
        const strike = atTheMoney ? S : K;
        const all = new Float64Array(GREEKS);
        const two = new Float64Array(GREEKS);
        const hedge = new Float64Array(GREEKS);
        greeksInto(all, type === 'put', S, strike, vol, 0, 0, T);
        deltaVegaInto(two, type === 'put', S, strike, vol, T);
        hedgeGreeksInto(hedge, type === 'put', S, strike, vol, T);
        expect([two[DELTA], two[VEGA]]).toEqual([all[DELTA], all[VEGA]]);
        for (const greek of [DELTA, GAMMA, VEGA, VANNA, CHARM]) expect(hedge[greek]).toBe(all[greek]);
      }),
    );
  });
});
