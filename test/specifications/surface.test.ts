import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionGreeks } from '../../sim/market/black-scholes.ts';
import {
  atmVol,
  guardedSurface,
  impliedVol,
  relaxSurface,
  type SurfaceInputs,
  type SurfaceState,
  surfaceDefect,
  surfaceTarget,
} from '../../sim/market/surface.ts';

const DAY = 1 / 365;
const QUARTILE = 0.6744897501960817; // N(.6745) = .75
const calm: SurfaceState = { shortVol: 0.56, longVol: 0.52, riskReversal: -0.06 };
const crash: SurfaceState = { shortVol: 1.29, longVol: 0.72, riskReversal: -0.13 };
const quiet: SurfaceInputs = {
  realisedVol6h: 0.38,
  return24h: 0.002,
  netVegaBoughtMillions: 0,
  drawdown: 0,
  putImbalance: 0,
};
/** Readings of 5 February 2026: 15-minute realised volatility 128 %, -14 % on the day. */
const violent: SurfaceInputs = { ...quiet, realisedVol6h: 1.28, return24h: -0.14, drawdown: 0.15 };

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyState: fc.Arbitrary<SurfaceState> = fc.record({
  shortVol: number(0.1, 2.5),
  longVol: number(0.1, 2.5),
  riskReversal: number(-1.5, 1.5),
});

/** The strike of a call delta at a given vol, from d1. */
const strikeOf = (d1: number, vol: number, years: number) =>
  65_000 * Math.exp((vol * vol * years) / 2 - d1 * vol * Math.sqrt(years));

/** Cheapest butterfly (per unit of strike) and steepest fall of total variance found by pricing, strike by strike. */
function arbitrage(state: SurfaceState): { butterfly: number; calendar: number } {
  let butterfly = Number.POSITIVE_INFINITY;
  let calendar = Number.POSITIVE_INFINITY;
  for (const days of [1, 2, 5, 10, 20, 30, 40, 60, 75, 90, 120, 150, 300]) {
    const step = 0.1 * atmVol(state, days * DAY) * Math.sqrt(days * DAY);
    const call = (k: number) =>
      optionGreeks('call', 1, Math.exp(k), impliedVol(state, Math.exp(k), 1, days * DAY), 0, 0, days * DAY)
        .price;
    const variance = (k: number, d: number) => impliedVol(state, Math.exp(k), 1, d * DAY) ** 2 * d * DAY;
    for (let i = -35; i <= 35; i++) {
      const k = i * step;
      const [down, here, up] = [call(k - step), call(k), call(k + step)];
      const left = (here - down) / (Math.exp(k) - Math.exp(k - step));
      const right = (up - here) / (Math.exp(k + step) - Math.exp(k));
      butterfly = Math.min(butterfly, right - left);
      calendar = Math.min(calendar, variance(k, days * 1.02) - variance(k, days));
    }
  }
  return { butterfly, calendar };
}

describe('smile', () => {
  it.each([7, 30, 120])(
    'hits the three quotes at %d days: at the money, risk reversal and butterfly',
    (days) => {
      for (const state of [calm, crash]) {
        const years = days * DAY;
        const atm = atmVol(state, years);
        const reversal = state.riskReversal * Math.exp(-days / 60);
        const callVol = atm + 0.02 + reversal / 2;
        const putVol = atm + 0.02 - reversal / 2;
        const read = (d1: number, vol: number) => impliedVol(state, strikeOf(d1, vol, years), 65_000, years);
        expect(read(0, atm)).toBeCloseTo(atm, 12);
        expect(read(-QUARTILE, callVol)).toBeCloseTo(callVol, 12);
        expect(read(QUARTILE, putVol)).toBeCloseTo(putVol, 12);
      }
    },
  );

  it('is a fixed point: the vol of the delta that this vol gives', () => {
    fc.assert(
      fc.property(anyState, number(-3, 3), number(1, 365), (state, z, days) => {
        const years = days * DAY;
        const strike = 65_000 * Math.exp(z * state.shortVol * Math.sqrt(years));
        const vol = impliedVol(state, strike, 65_000, years);
        const delta = optionGreeks('call', 65_000, strike, vol, 0, 0, years).delta;
        const u = delta - 0.5;
        const skew = state.riskReversal * Math.exp(-days / 60);
        const smile = atmVol(state, years) - 2 * skew * u + 0.32 * u * u;
        expect(vol).toBeCloseTo(Math.min(3, Math.max(0.05, smile)), 9);
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  it('makes low strikes dearer than high ones when the risk reversal is negative, most at short tenors', () => {
    const skewAt = (days: number) =>
      impliedVol(crash, 58_000, 65_000, days * DAY) - impliedVol(crash, 72_000, 65_000, days * DAY);
    expect(skewAt(7)).toBeGreaterThan(skewAt(30));
    expect(skewAt(30)).toBeGreaterThan(skewAt(120));
    expect(skewAt(120)).toBeGreaterThan(0);
  });

  it('rises as spot falls towards a low strike no more than the put wing allows, without jumps', () => {
    let last = impliedVol(crash, 60_000, 75_000, 30 * DAY);
    for (let spot = 74_900; spot >= 50_000; spot -= 100) {
      const vol = impliedVol(crash, 60_000, spot, 30 * DAY);
      expect(Math.abs(vol - last)).toBeLessThan(0.003);
      last = vol;
    }
  });

  it('stays within 5 % and 300 %, also at no strike, no life and no sense', () => {
    fc.assert(
      fc.property(
        fc.record({ shortVol: number(-1, 9), longVol: number(-1, 9), riskReversal: number(-9, 9) }),
        fc.oneof(fc.constantFrom(0, 1e-9, 1e12), number(0, 200_000)),
        fc.oneof(fc.constantFrom(-1, 0, 1e-12, 100), number(0, 3)),
        (state, strike, years) => {
          const vol = impliedVol(state, strike, 65_000, years);
          expect(vol).toBeGreaterThanOrEqual(0.05);
          expect(vol).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 1000, seed: 2 },
    );
  });
});

describe('term structure', () => {
  it('runs from the short vol to the long vol with a memory of 30 days', () => {
    expect(atmVol(crash, 0)).toBe(1.29);
    expect(atmVol(crash, 30 * DAY)).toBeCloseTo(0.72 + (1.29 - 0.72) / Math.E, 12);
    expect(atmVol(crash, 10)).toBeCloseTo(0.72, 12);
  });

  it('inverts when the short vol is above the long vol, and only then', () => {
    expect(atmVol(crash, 7 * DAY)).toBeGreaterThan(atmVol(crash, 90 * DAY));
    const sleepy: SurfaceState = { shortVol: 0.4, longVol: 0.5, riskReversal: -0.04 };
    expect(atmVol(sleepy, 7 * DAY)).toBeLessThan(atmVol(sleepy, 90 * DAY));
  });
});

describe('target', () => {
  it('is 50 over 48.6 with a risk reversal of -4 when nothing happens', () => {
    const target = surfaceTarget(quiet);
    expect(target.shortVol).toBe(0.5);
    expect(target.longVol).toBeCloseTo(0.486, 12);
    expect(target.riskReversal).toBe(-0.04);
  });

  it('puts 30-day volatility between 90 and 100 on the day of the crash, inverted', () => {
    const target = surfaceTarget(violent);
    expect(target.shortVol).toBeCloseTo(0.5 + 0.75 * 0.83 + 1.2 * 0.14, 12);
    expect(target.longVol).toBeCloseTo(0.48 + 0.3 * (target.shortVol - 0.48), 12);
    expect(atmVol(target, 30 * DAY)).toBeGreaterThan(0.9);
    expect(atmVol(target, 30 * DAY)).toBeLessThan(1);
  });

  it('reads -13 in risk reversal at a drawdown of 15 %, three points less when all buyers want puts', () => {
    expect(surfaceTarget(violent).riskReversal).toBeCloseTo(-0.13, 12);
    expect(surfaceTarget({ ...violent, putImbalance: 1 }).riskReversal).toBeCloseTo(-0.16, 12);
    expect(surfaceTarget({ ...violent, putImbalance: -1 }).riskReversal).toBeCloseTo(-0.1, 12);
  });

  it('never lets the risk reversal below -25', () => {
    expect(surfaceTarget({ ...violent, drawdown: 0.36, putImbalance: 1 }).riskReversal).toBe(-0.25);
  });

  it('rises four vol points when clients buy ten million of vega, and falls when they sell', () => {
    const bought = surfaceTarget({ ...quiet, netVegaBoughtMillions: 10 });
    const sold = surfaceTarget({ ...quiet, netVegaBoughtMillions: -10 });
    expect(bought.shortVol).toBeCloseTo(0.54, 12);
    expect(sold.shortVol).toBeCloseTo(0.46, 12);
  });

  it('does not answer to calm below normal or to a rally', () => {
    expect(surfaceTarget({ ...quiet, realisedVol6h: 0.1, return24h: 0.12 })).toEqual(surfaceTarget(quiet));
  });
});

describe('relaxation', () => {
  it('covers half the distance in 46 minutes', () => {
    const half = relaxSurface(calm, crash, Math.LN2 / 0.015);
    expect(half.shortVol).toBeCloseTo((0.56 + 1.29) / 2, 12);
    expect(half.longVol).toBeCloseTo((0.52 + 0.72) / 2, 12);
    expect(half.riskReversal).toBeCloseTo((-0.06 - 0.13) / 2, 12);
  });

  it('does not depend on the length of the step, and never overshoots', () => {
    fc.assert(
      fc.property(anyState, anyState, number(0, 500), number(0, 500), (from, to, first, second) => {
        const once = relaxSurface(from, to, first + second);
        const twice = relaxSurface(relaxSurface(from, to, first), to, second);
        for (const name of ['shortVol', 'longVol', 'riskReversal'] as const) {
          expect(twice[name]).toBeCloseTo(once[name], 12);
          expect(once[name]).toBeGreaterThanOrEqual(Math.min(from[name], to[name]) - 1e-12);
          expect(once[name]).toBeLessThanOrEqual(Math.max(from[name], to[name]) + 1e-12);
        }
      }),
      { seed: 3 },
    );
  });

  it('stays where it is in no time and refuses to run backwards', () => {
    expect(relaxSurface(calm, crash, 0)).toEqual(calm);
    expect(() => relaxSurface(calm, crash, -1)).toThrow(
      new RangeError('The step is -1 minutes; give 0 or more.'),
    );
  });
});

describe('guard', () => {
  const steep: SurfaceState = { shortVol: 0.4, longVol: 0.35, riskReversal: -0.8 };
  const inverted: SurfaceState = { shortVol: 1.3, longVol: 0.42, riskReversal: -0.8 };

  it('leaves the surfaces of calm and crash alone', () => {
    for (const state of [calm, crash, surfaceTarget(quiet), surfaceTarget(violent)]) {
      expect(surfaceDefect(state)).toBe('none');
      expect(guardedSurface(state)).toBe(state);
    }
  });

  it('finds the negative density that butterflies confirm, and shrinks the risk reversal until it is gone', () => {
    expect(surfaceDefect(steep)).toBe('density');
    expect(arbitrage(steep).butterfly).toBeLessThan(-0.01);
    const guarded = guardedSurface(steep);
    expect(guarded).toMatchObject({ shortVol: 0.4, longVol: 0.35 });
    expect(guarded.riskReversal).toBeLessThan(-0.2);
    expect(guarded.riskReversal).toBeGreaterThan(-0.8);
    expect(arbitrage(guarded).butterfly).toBeGreaterThan(-1e-9);
  });

  it('finds total variance that falls with tenor, and shrinks the risk reversal until it grows', () => {
    const gentle: SurfaceState = { ...inverted, riskReversal: -0.6 };
    expect(surfaceDefect(gentle)).toBe('calendar');
    expect(arbitrage(gentle).calendar).toBeLessThan(-1e-4);
    const guarded = guardedSurface(gentle);
    expect(guarded.riskReversal).toBeGreaterThan(-0.6);
    expect(guarded.riskReversal).toBeLessThan(0);
    expect(arbitrage(guarded).calendar).toBeGreaterThan(-1e-9);
  });

  it('keeps as much of the risk reversal as it may', () => {
    for (const state of [steep, inverted]) {
      const guarded = guardedSurface(state);
      expect(
        surfaceDefect({ ...guarded, riskReversal: guarded.riskReversal + 0.001 * state.riskReversal }),
      ).not.toBe('none');
    }
  });

  it('holds the short vol below the inversion at which total variance falls whatever the skew', () => {
    const torn: SurfaceState = { shortVol: 2.5, longVol: 0.4, riskReversal: 0 };
    expect(surfaceDefect(torn)).toBe('calendar');
    expect(arbitrage(torn).calendar).toBeLessThan(-1e-3);
    expect(guardedSurface(torn).shortVol).toBeCloseTo(3.2 * 0.4, 12);
    expect(surfaceDefect(guardedSurface(torn))).toBe('none');
  });

  it('keeps the wings below the highest vol, where they would be cut off', () => {
    const wild: SurfaceState = { shortVol: 9, longVol: 3, riskReversal: -0.5 };
    const guarded = guardedSurface(wild);
    expect(surfaceDefect(guarded)).toBe('none');
    expect(guarded.shortVol).toBeCloseTo(2.92, 12);
    expect(impliedVol(guarded, 20_000, 65_000, 30 * DAY)).toBeLessThan(3);
  });

  it('leaves no arbitrage that pricing strike by strike can find, however violent the quotes', () => {
    fc.assert(
      fc.property(anyState, (state) => {
        const guarded = guardedSurface(state);
        expect(surfaceDefect(guarded)).toBe('none');
        const left = arbitrage(guarded);
        expect(left.butterfly).toBeGreaterThan(-1e-9);
        expect(left.calendar).toBeGreaterThan(-1e-9);
      }),
      { numRuns: 100, seed: 4 },
    );
  });
});
