import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driverShocks, flags } from '../../scenarios/feb-5-2026/shocks.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import {
  bridgedNoise,
  crossAssetStress,
  DRIVERS,
  type Driver,
  defaultBetas,
  type PerDriver,
  profileShare,
  scriptedLogReturn,
  stressCorrelation,
  studentT4,
  valueChange,
} from '../../sim/market/drivers.ts';

const OPENS = secondsOf('2026-02-04T00:00Z');
const CLOSES = secondsOf('2026-02-07T00:00Z');
const still: PerDriver = { software: 0, equity: 0, gold: 0, silver: 0, dollar: 0, crypto: 0 };

/** Scripted log level of a driver at a moment, 0 at the window open. */
function levelAt(driver: Driver, seconds: number): number {
  let level = 0;
  for (const shock of driverShocks.filter((one) => one.driver === driver)) {
    const knots = shock.profile.map(([time, share]) => [secondsOf(time), share] as const);
    level += scriptedLogReturn(shock.totalReturn, 0, profileShare(knots, seconds));
  }
  return level;
}

const scripted = (driver: Driver, from: string, to: string) =>
  Math.exp(levelAt(driver, secondsOf(to)) - levelAt(driver, secondsOf(from))) - 1;

describe('profile share', () => {
  it('is 0 up to the first knot, 1 from the last on, and linear between', () => {
    const knots = [
      [10, 0],
      [20, 0.25],
      [40, 1],
    ] as const;
    expect([0, 10, 15, 20, 30, 40, 99].map((tick) => profileShare(knots, tick))).toEqual([
      0, 0, 0.125, 0.25, 0.625, 1, 1,
    ]);
  });

  it('takes the later value at a jump', () => {
    const jump = [
      [0, 0],
      [5, 0.2],
      [5, 0.6],
      [10, 1],
    ] as const;
    expect(profileShare(jump, 5)).toBe(0.6);
    expect(profileShare(jump, 4.999)).toBeLessThan(0.2);
  });

  it('is monotone for monotone knots', () => {
    const steps = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 1,
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: -10, max: 4200 }), fc.nat(300), (parts, tick, ahead) => {
        let at = 0;
        let share = 0;
        const knots: [number, number][] = [[0, 0]];
        for (const [gap, rise] of parts) {
          at += gap;
          share += rise;
          knots.push([at, share]);
        }
        expect(profileShare(knots, tick + ahead)).toBeGreaterThanOrEqual(profileShare(knots, tick) - 1e-12);
      }),
    );
  });

  it('refuses an empty profile', () => {
    expect(() => profileShare([], 0)).toThrow(/0 knots/);
  });
});

describe('scripted shocks', () => {
  it('have distinct ids, among them every root the scenario names', () => {
    const ids = driverShocks.map((shock) => shock.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of [
      'software-4feb',
      'software-5feb',
      'silver-5feb',
      'gold-5feb',
      'fed-nomination',
      'treasury-loss-after-hours',
      'reversal-6feb-software',
      'reversal-6feb-equity',
      'reversal-6feb-gold',
      'reversal-6feb-silver',
    ])
      expect(ids).toContain(id);
  });

  it.each(driverShocks.map((shock) => [shock.id, shock] as const))(
    '%s runs from 0 to 1 forward in time inside the window',
    (_id, shock) => {
      const times = shock.profile.map(([time]) => secondsOf(time));
      expect(shock.profile[0][1]).toBe(0);
      expect(shock.profile.at(-1)?.[1]).toBe(1);
      expect(times[0]).toBeGreaterThanOrEqual(OPENS);
      expect(times[times.length - 1]).toBeLessThanOrEqual(CLOSES);
      for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(times[i - 1]);
    },
  );

  // Closes of 3, 4, 5, 6 Feb 2026: daily closes of IGV, SPY, GLD, SLV, UUP.
  it.each<[Driver, number[]]>([
    ['software', [85.39, 83.84, 79.67, 82.46]],
    ['equity', [689.53, 686.19, 677.62, 690.62]],
    ['gold', [454.29, 453.97, 441.88, 455.46]],
    ['silver', [76.96, 79.18, 66.69, 70.19]],
    ['dollar', [26.92, 27.01, 27.09, 27.01]],
  ])('%s sums to the measured total of each day', (driver, closes) => {
    const times = ['2026-02-04T00:00Z', '2026-02-04T21:00Z', '2026-02-05T21:00Z', '2026-02-06T21:00Z'];
    for (let day = 1; day < 4; day++) {
      const measured = closes[day] / closes[day - 1] - 1;
      expect(Math.abs(scripted(driver, times[day - 1], times[day]) - measured)).toBeLessThan(1e-4);
    }
  });

  // Previous close and opening auction at 14:30Z of 4, 5, 6 Feb 2026: daily bars of IGV, SPY, GLD, SLV.
  it.each<[Driver, [number, number][]]>([
    [
      'software',
      [
        [85.39, 84.05],
        [83.84, 83.04],
        [79.67, 81.57],
      ],
    ],
    [
      'equity',
      [
        [689.53, 690.35],
        [686.19, 680.94],
        [677.62, 681.46],
      ],
    ],
    [
      'gold',
      [
        [454.29, 462.47],
        [453.97, 444.29],
        [441.88, 450.73],
      ],
    ],
    [
      'silver',
      [
        [76.96, 82.6],
        [79.18, 68.23],
        [66.69, 67.72],
      ],
    ],
  ])('%s opens each US session at the measured gap', (driver, gaps) => {
    const before = ['2026-02-04T00:00Z', '2026-02-04T21:00Z', '2026-02-05T21:00Z'];
    const opens = ['2026-02-04T14:30Z', '2026-02-05T14:30Z', '2026-02-06T14:30Z'];
    for (const [day, [close, open]] of gaps.entries())
      expect(Math.abs(scripted(driver, before[day], opens[day]) - (open / close - 1))).toBeLessThan(2e-4);
  });

  it('crypto carries the after-hours news alone, and nothing scripts its recovery', () => {
    expect(scripted('crypto', '2026-02-04T00:00Z', '2026-02-05T21:05Z')).toBe(0);
    expect(scripted('crypto', '2026-02-05T21:05Z', '2026-02-07T00:00Z')).toBeCloseTo(-0.015, 12);
    expect(driverShocks.filter((shock) => shock.driver === 'crypto').length).toBe(1);
  });

  it('curtail the hash rate to blocks of 11.4 to 11.6 minutes and lose 3.5 sd at the 4 Feb close', () => {
    const interval = 10 / (1 - flags.hashrateCurtailment.curtailedShare);
    expect(interval).toBeGreaterThan(11.4);
    expect(interval).toBeLessThan(11.6);
    expect(interval).toBeCloseTo(flags.hashrateCurtailment.meanBlockIntervalMinutes, 1);
    expect(flags.platformLoss).toMatchObject({
      id: 'platform-loss-4feb',
      zScore: 3.5,
      time: '2026-02-04T21:00Z',
    });
  });
});

describe('Student t with 4 degrees of freedom', () => {
  // One-sided critical values of t(4): NIST/SEMATECH e-Handbook of Statistical Methods, table 1.3.6.7.2.
  it.each([
    [0.9, 1.533],
    [0.95, 2.132],
    [0.975, 2.776],
    [0.99, 3.747],
    [0.995, 4.604],
    [0.999, 7.173],
  ])('has its published critical value at %d', (u, t) => {
    expect(Math.abs(studentT4(u) - t)).toBeLessThan(6e-4);
    expect(studentT4(1 - u)).toBeCloseTo(-studentT4(u), 9);
  });

  it('inverts the distribution function over its whole range', () => {
    for (const u of [1e-10, 1e-6, 1e-3, 0.1, 0.3, 0.4999, 0.5]) {
      const t = studentT4(u);
      // Tail probability in closed form, written without cancellation: δ²(3 − δ)/4, δ = 1 − |t|/√(t²+4).
      const root = Math.sqrt(t * t + 4);
      const delta = 4 / (root * (root + Math.abs(t)));
      expect((delta * delta * (3 - delta)) / 4 / u).toBeCloseTo(1, 12);
    }
    expect(studentT4(0.5)).toBe(0);
  });

  it('has variance 2', () => {
    const n = 200_000;
    let squares = 0;
    for (let i = 0; i < n; i++) squares += studentT4((i + 0.5) / n) ** 2;
    expect(squares / n).toBeGreaterThan(1.98);
    expect(squares / n).toBeLessThan(2.0);
  });

  it('refuses probabilities outside (0, 1)', () => {
    for (const u of [0, 1, -0.1, Number.NaN]) expect(() => studentT4(u)).toThrow(/no quantile/);
  });
});

describe('bridged noise', () => {
  const walk = (session: number, step: number, draws: readonly number[]) => {
    let deviation = 0;
    const path = [deviation];
    for (let at = 0, i = 0; at < session; at += step, i++) {
      deviation = bridgedNoise({
        deviation,
        step,
        remaining: session - at,
        session,
        sessionSd: 0.02,
        u: draws[i],
      });
      path.push(deviation);
    }
    return path;
  };

  it('moves inside the session and ends exactly on the scripted total', () => {
    const uniform = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
    fc.assert(
      fc.property(fc.array(uniform, { minLength: 390, maxLength: 390 }), (draws) => {
        const path = walk(390, 1, draws);
        expect(path.at(-1)).toBe(0);
        expect(path.some((deviation) => deviation !== 0)).toBe(draws.some((u) => u !== 0.5));
      }),
      { numRuns: 50 },
    );
  });

  it('pulls back in proportion to the time left when the draw is neutral', () => {
    const next = bridgedNoise({
      deviation: 0.01,
      step: 5,
      remaining: 50,
      session: 100,
      sessionSd: 0.02,
      u: 0.5,
    });
    expect(next).toBeCloseTo(0.009, 15);
  });

  it('has the variance of a Brownian bridge at mid-session whatever the step', () => {
    // Recursion of the variance through the step's own mean factor and spread, read off the function itself.
    const scale = studentT4(0.9) / Math.sqrt(2);
    for (const step of [1, 6, 30]) {
      let variance = 0;
      for (let at = 0; at < 60; at += step) {
        const common = { step, remaining: 120 - at, session: 120, sessionSd: 0.02 };
        const factor = bridgedNoise({ ...common, deviation: 1, u: 0.5 });
        const spread = bridgedNoise({ ...common, deviation: 0, u: 0.9 }) / scale;
        variance = factor * factor * variance + spread * spread;
      }
      expect(variance).toBeCloseTo(0.02 ** 2 / 4, 12);
    }
  });

  it('ends the session when the step overshoots it, and refuses impossible times', () => {
    const step = { deviation: 0.3, step: 60, remaining: 45, session: 390, sessionSd: 0.02, u: 0.99 };
    expect(bridgedNoise(step)).toBe(0);
    expect(() => bridgedNoise({ ...step, remaining: 0 })).toThrow(/impossible/);
    expect(() => bridgedNoise({ ...step, remaining: 400 })).toThrow(/impossible/);
  });
});

describe('value and stress', () => {
  it('moves value by beta times each factor and counts equity once, through software', () => {
    const returns: PerDriver = { ...still, software: -0.05, equity: -0.0125, silver: -0.16, crypto: -0.015 };
    expect(valueChange(defaultBetas, returns, 1)).toBeCloseTo(0.9 * -0.05 + 0.1 * -0.16 - 0.015, 12);
    for (const driver of DRIVERS)
      expect(valueChange(defaultBetas, { ...still, [driver]: 0.01 }, 1)).toBeCloseTo(
        defaultBetas[driver] * 0.01,
        15,
      );
  });

  it('steepens the software beta by 1.4 above stress 1.5 and leaves gold alone', () => {
    const software = { ...still, software: -0.05 };
    expect(valueChange(defaultBetas, software, 1.5)).toBeCloseTo(-0.045, 12);
    expect(valueChange(defaultBetas, software, 1.51)).toBeCloseTo(-0.063, 12);
    const gold = { ...still, gold: -0.05 };
    expect(valueChange(defaultBetas, gold, 2)).toBe(valueChange(defaultBetas, gold, 1));
  });

  it('scripts between a quarter and three quarters of the measured fall and leaves the rest to the market', () => {
    const from = secondsOf('2026-02-05T00:00Z');
    const low = secondsOf('2026-02-06T00:19Z');
    const returns = { ...still } as Record<Driver, number>;
    for (const driver of DRIVERS) returns[driver] = levelAt(driver, low) - levelAt(driver, from);
    const fall = Math.log(60000 / 73165.84); // spot klines, 5 Feb 00:00 to the low
    for (const stress of [1, 2]) {
      const share = valueChange(defaultBetas, returns, stress) / fall;
      expect(share).toBeGreaterThan(0.25);
      expect(share).toBeLessThan(0.75);
    }
  });

  it('keeps cross-asset stress between 1 and 2.5 with exponent 0.7', () => {
    expect(crossAssetStress(0)).toBe(1);
    expect(crossAssetStress(1)).toBe(1);
    expect(crossAssetStress(2)).toBeCloseTo(1.6245, 4); // 2^0.7 = 1.62450
    expect(crossAssetStress(10)).toBe(2.5);
    expect(() => crossAssetStress(Number.NaN)).toThrow(/volatility ratio/);
  });

  it('raises the correlation of driver noise from .45 to .85 between calm and triple volatility', () => {
    expect([0.5, 1, 2, 3, 9].map((ratio) => Number(stressCorrelation(ratio).toFixed(10)))).toEqual([
      0.45, 0.45, 0.65, 0.85, 0.85,
    ]);
  });
});
