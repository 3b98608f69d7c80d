import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import pow from '@stdlib/math-base-special-pow';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { barrierGreeks, OBSERVATIONS, type Observation, watchedBarrier } from '../../sim/market/barrier.ts';
import { optionGreeks } from '../../sim/market/black-scholes.ts';

const GREEKS = ['price', 'delta', 'gamma', 'vega', 'theta', 'vanna', 'charm'] as const;
/** A note of 31 October 2025 struck at 62.30, knocked in at 70 % of it. */
const NOTE = { strike: 62.3, barrier: 43.61, vol: 0.6, rate: 0.04, dividend: 0.01, years: 0.4 };
type Note = typeof NOTE;

const note = (observation: Observation, spot: number, given: Partial<Note> = {}) => {
  const { strike, barrier, vol, rate, dividend, years } = { ...NOTE, ...given };
  return barrierGreeks(observation, spot, strike, barrier, vol, rate, dividend, years);
};
const vanilla = (spot: number, given: Partial<Note> = {}) => {
  const { strike, vol, rate, dividend, years } = { ...NOTE, ...given };
  return optionGreeks('put', spot, strike, vol, rate, dividend, years);
};

describe('published values', () => {
  // Haug, The Complete Guide to Option Pricing Formulas, table of standard barrier options: spot 100, barrier 95, half a
  // year, rate 8 %, cost of carry 4 %, and a rebate of 3 at expiry where the barrier was never met.
  it.each([
    [100, 0.25, 6.5677],
    [110, 0.25, 11.9752],
    [100, 0.3, 7.7989],
    [110, 0.3, 13.3078],
  ])('strike %d at volatility %d: %d', (strike, vol, published) => {
    const { price } = barrierGreeks('continuous', 100, strike, 95, vol, 0.08, 0.04, 0.5);
    expect(Math.abs(price + rebate(vol) - published)).toBeLessThan(1e-4);
  });

  /** Three paid after half a year if 95 is never met from 100: the survival probability of a drifting Brownian motion. */
  function rebate(vol: number): number {
    const s = vol * Math.sqrt(0.5);
    const drift = (0.04 - (vol * vol) / 2) * 0.5;
    const away = ln(100 / 95);
    const reflected = exp((-2 * drift * away) / (s * s)) * normalCdf((drift - away) / s, 0, 1);
    return 3 * exp(-0.08 * 0.5) * (normalCdf((drift + away) / s, 0, 1) - reflected);
  }

  // A short life makes the holder sell more than one share a share: barrier three quarters of the strike, rate 4 %.
  it.each([
    [0.1, 0.45, -1.75],
    [0.1, 0.6, -1.31],
    [0.1, 0.9, -0.94],
    [1.9, 0.45, -0.53],
    [1.9, 0.6, -0.44],
    [1.9, 0.9, -0.33],
  ])('delta just above the barrier, %d years at volatility %d: %d', (years, vol, delta) => {
    const found = barrierGreeks('continuous', 75.000001, 100, 75, vol, 0.04, 0, years).delta;
    expect(Math.abs(found - delta)).toBeLessThan(0.0051);
    // What a knock-in sets free.
    const jump = optionGreeks('put', 75, 100, vol, 0.04, 0, years).delta - found;
    if (years === 1.9) expect(Math.abs(jump)).toBeLessThan(0.021);
    else expect(jump).toBeGreaterThan(0.13);
  });
});

describe('an independent simulation', () => {
  const PATHS = 100_000;

  /** Mean payoff and its standard error; between two of `steps` looks a Brownian bridge decides whether it was met. */
  function simulate(spot: number, given: Note, steps: number, bridged: boolean) {
    const random = seedrandom('barrier');
    const normal = () => Math.sqrt(-2 * ln(1 - random())) * Math.cos(2 * Math.PI * random());
    const { strike, barrier, vol, rate, dividend, years } = given;
    const step = years / steps;
    const level = ln(barrier);
    let sum = 0;
    let squares = 0;
    for (let path = 0; path < PATHS; path++) {
      let x = ln(spot);
      let survives = 1;
      for (let n = 0; n < steps; n++) {
        const next = x + (rate - dividend - (vol * vol) / 2) * step + vol * Math.sqrt(step) * normal();
        if (next <= level) survives = 0;
        else if (bridged) survives *= 1 - exp((-2 * (x - level) * (next - level)) / (vol * vol * step));
        x = next;
      }
      const payoff = exp(-rate * years) * Math.max(0, strike - exp(x)) * (1 - survives);
      sum += payoff;
      squares += payoff * payoff;
    }
    const mean = sum / PATHS;
    return { mean, error: Math.sqrt((squares / PATHS - mean * mean) / PATHS) };
  }

  it.each<[Observation, number, boolean]>([
    ['continuous', 4, true],
    ['daily', 63, false],
    ['maturity', 1, false],
  ])('agrees with the formula: %s', (observation, steps, bridged) => {
    const given = { ...NOTE, years: 0.25 };
    const { mean, error } = simulate(50, given, steps, bridged);
    expect(error).toBeLessThan(0.05);
    expect(Math.abs(note(observation, 50, given).price - mean)).toBeLessThan(3 * error);
  });
});

describe('limits', () => {
  it('is the vanilla put at and below the barrier, greek for greek', () => {
    for (const spot of [43.61, 43, 20, 1]) {
      for (const greek of GREEKS) expect(note('continuous', spot)[greek]).toBe(vanilla(spot)[greek]);
      const below = spot * exp(-0.6 * 0.04);
      for (const greek of GREEKS) expect(note('daily', below)[greek]).toBe(vanilla(below)[greek]);
    }
  });

  it('is worth the vanilla put on the barrier, from above too', () => {
    expect(note('continuous', 43.61 * (1 + 1e-12)).price).toBeCloseTo(vanilla(43.61).price, 9);
  });

  it('is the vanilla put as the barrier rises to the strike, and nothing as it falls to 0', () => {
    for (const observation of OBSERVATIONS) {
      const near = note(observation, 70, { barrier: 62.3 * (1 - 1e-9) });
      const tolerance = observation === 'daily' ? 1 : 6;
      expect(near.price).toBeCloseTo(vanilla(70).price, tolerance);
      for (const greek of GREEKS)
        expect(Math.abs(note(observation, 50, { barrier: 1 })[greek])).toBeLessThan(1e-15);
    }
  });

  it('is decided by the forward without volatility or without time', () => {
    for (const observation of OBSERVATIONS) {
      expect(note(observation, 50, { vol: 0 }).price).toBe(0);
      expect(note(observation, 50, { vol: 1e-6 }).price).toBe(0);
      expect(note(observation, 44, { vol: 0.001, dividend: 0.5 }).price).toBeCloseTo(
        vanilla(44, { vol: 0, dividend: 0.5 }).price,
        9,
      );
      expect(note(observation, 50, { years: 0 }).price).toBe(0);
      expect(note(observation, 43.61, { years: 0 }).price).toBeCloseTo(62.3 - 43.61, 12);
      expect(note(observation, 50, { years: 1e-9 }).delta).toBe(0);
    }
  });

  it('is finite wherever it is asked', () => {
    for (const observation of OBSERVATIONS)
      for (const spot of [1e-3, 43.61, 43.62, 60, 1e6])
        for (const vol of [0, 1e-4, 0.05, 3])
          for (const years of [0, 1e-6, 1 / 252, 3])
            for (const dividend of [-0.5, 0, 0.5])
              for (const greek of GREEKS)
                expect(Number.isFinite(note(observation, spot, { vol, years, dividend })[greek])).toBe(true);
  });

  it('is the tested-at-maturity put on its last day, however closely it is watched', () => {
    const years = 0.5 / 252;
    expect(note('daily', 44, { years })).toEqual(note('maturity', 44, { years }));
  });
});

describe('order and parity', () => {
  it('is worth more the more often it is watched, and never more than the vanilla put', () => {
    for (const spot of [44, 50, 60, 80]) {
      const [continuous, daily, maturity] = OBSERVATIONS.map((observation) => note(observation, spot).price);
      expect(maturity).toBeLessThan(daily);
      expect(daily).toBeLessThan(continuous);
      expect(continuous).toBeLessThan(vanilla(spot).price);
    }
  });

  it('makes the vanilla put together with the down-and-out put (the other formula of Reiner and Rubinstein)', () => {
    for (const spot of [44, 50, 62.3, 80])
      for (const vol of [0.3, 0.6, 1.2])
        expect(note('continuous', spot, { vol }).price + downAndOut(spot, vol)).toBeCloseTo(
          vanilla(spot, { vol }).price,
          10,
        );
  });

  /** A - B + C - D of Reiner and Rubinstein (1991), as Haug letters them, for a put above its barrier. */
  function downAndOut(S: number, vol: number): number {
    const { strike: K, barrier: H, rate: r, dividend: q, years: T } = NOTE;
    const s = vol * Math.sqrt(T);
    const l = (r - q + (vol * vol) / 2) / (vol * vol);
    const N = (x: number) => normalCdf(x, 0, 1);
    const put = (x: number) => K * exp(-r * T) * N(-x + s) - S * exp(-q * T) * N(-x);
    const mirrored = (y: number) =>
      K * exp(-r * T) * pow(H / S, 2 * l - 2) * N(y - s) - S * exp(-q * T) * pow(H / S, 2 * l) * N(y);
    const at = (ratio: number) => ln(ratio) / s + l * s;
    return put(at(S / K)) - put(at(S / H)) + mirrored(at((H * H) / (S * K))) - mirrored(at(H / S));
  }
});

describe('greeks', () => {
  const points: [number, Partial<Note>][] = [
    [50, {}],
    [44.5, { vol: 0.9, rate: 0, dividend: 0, years: 1.2 }],
    [80, { vol: 0.45, rate: -0.02, dividend: 0.03, years: 2 }],
    [45, { vol: 0.8, years: 0.08 }],
  ];
  const cases = OBSERVATIONS.flatMap((observation) =>
    points.map(([spot, given]) => [observation, spot, given] as const),
  );

  it.each(cases)('%s at %d are the derivatives of the price: %j', (observation, spot, given) => {
    const g = note(observation, spot, given);
    const { vol, years } = { ...NOTE, ...given };
    const at = (greek: 'price' | 'delta', ds: number, dv: number, dt: number) =>
      note(observation, spot + ds, { ...given, vol: vol + dv, years: years + dt })[greek];
    /** Central difference of fourth order; no step reaches the barrier. */
    const derivative = (greek: 'price' | 'delta', ds: number, dv: number, dt: number) =>
      (8 * (at(greek, ds, dv, dt) - at(greek, -ds, -dv, -dt)) -
        (at(greek, 2 * ds, 2 * dv, 2 * dt) - at(greek, -2 * ds, -2 * dv, -2 * dt))) /
      (12 * (ds + dv + dt));
    const same = (analytic: number, numeric: number) =>
      expect(Math.abs(analytic - numeric)).toBeLessThan(1e-7 * Math.max(Math.abs(analytic), 0.01));
    same(g.delta, derivative('price', 1e-3, 0, 0));
    same(g.gamma, derivative('delta', 1e-3, 0, 0));
    same(g.vega, derivative('price', 0, 1e-4, 0));
    same(g.vanna, derivative('delta', 0, 1e-4, 0));
    same(g.theta, -derivative('price', 0, 0, 1e-5));
    same(g.charm, -derivative('delta', 0, 0, 1e-5));
  });
});

describe('the barrier of daily closes', () => {
  it('lies exp(-0.5826 vol sqrt(1/252)) lower (Broadie, Glasserman and Kou 1997) while closes are left', () => {
    expect(watchedBarrier('daily', 43.61, 0.6, 1)).toBeCloseTo(43.61 * exp(-0.022_020_2), 5);
    expect(watchedBarrier('daily', 43.61, 0.6, 0.001)).toBe(43.61);
    expect(watchedBarrier('continuous', 43.61, 0.6, 1)).toBe(43.61);
    expect(watchedBarrier('maturity', 43.61, 0.6, 1)).toBe(43.61);
  });
});

describe('refusals', () => {
  it.each<[string, Partial<Note> & { spot?: number }, string]>([
    ['a spot of 0', { spot: 0 }, 'The spot is 0; give a finite number above 0.'],
    [
      'an endless spot',
      { spot: Number.POSITIVE_INFINITY },
      'The spot is Infinity; give a finite number above 0.',
    ],
    ['a negative strike', { strike: -1 }, 'The strike is -1; give a finite number above 0.'],
    ['no barrier', { barrier: 0 }, 'The barrier is 0; give a finite number above 0.'],
    [
      'a barrier at the strike',
      { barrier: 62.3 },
      'The barrier is 62.3; give a number below the strike of 62.3.',
    ],
    ['a barrier above it', { barrier: 70 }, 'The barrier is 70; give a number below the strike of 62.3.'],
    ['no volatility', { vol: Number.NaN }, 'The volatility is NaN; give a finite number of at least 0.'],
    [
      'a life that is over',
      { years: -1 },
      'The time to expiry in years is -1; give a finite number of at least 0.',
    ],
    ['no rate', { rate: Number.NaN }, 'The rate is NaN; give a finite number per year.'],
  ])('of %s name the field, what it holds and what would be right', (_, { spot = 50, ...given }, message) => {
    expect(() => note('continuous', spot, given)).toThrow(new RangeError(message));
  });

  it('of an unknown observation', () => {
    expect(() => note('weekly' as Observation, 50)).toThrow(
      new RangeError('The observation is weekly; give continuous, daily, maturity.'),
    );
  });
});
