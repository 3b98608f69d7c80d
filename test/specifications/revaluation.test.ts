import { describe, expect, it } from 'vitest';
import { nervousness, takenBack } from '../../sim/market/revaluation.ts';
import type { World } from '../../sim/world/world.ts';

/** A world of which only its volatility and what was revalued is known. */
const world = (daily: { fast: number; sixHours: number }, unscripted = 0, secondsPerTick = 60): World =>
  ({
    calmDailyVol: 0.02,
    market: {
      variance: { fast: daily.fast * daily.fast, sixHourSum: (daily.sixHours * daily.sixHours) / 4 },
    },
    fundamental: { unscripted },
    secondsPerTick,
  }) as unknown as World;

describe('unscripted revaluations', () => {
  it('are on a calm day what they are without feedback', () => {
    for (const feedback of [0, 0.5, 0.9])
      expect(nervousness(world({ fast: 0.02, sixHours: 0.02 }), feedback)).toBeCloseTo(1, 12);
  });

  it('follow the variance of the market over both horizons, with their share', () => {
    // Twice the volatility in the quarter hour alone: variance is (4 + 1) / 2 of the calm one.
    expect(nervousness(world({ fast: 0.04, sixHours: 0.02 }), 0.8)).toBeCloseTo(
      Math.sqrt(0.2 + 0.8 * 2.5),
      12,
    );
    expect(nervousness(world({ fast: 0.04, sixHours: 0.04 }), 1)).toBeCloseTo(2, 12);
    expect(nervousness(world({ fast: 0, sixHours: 0 }), 0.8)).toBeCloseTo(Math.sqrt(0.2), 12);
  });

  it('grow no further beyond six times the calm volatility', () => {
    const most = nervousness(world({ fast: 0.12, sixHours: 0.12 }), 0.8);
    expect(nervousness(world({ fast: 5, sixHours: 5 }), 0.8)).toBeCloseTo(most, 12);
  });

  it('are taken back by half in a half-life, whatever the length of ticks', () => {
    for (const secondsPerTick of [1, 60, 300]) {
      let left = 0.01;
      for (let seconds = 0; seconds < 6 * 3600; seconds += secondsPerTick)
        left -= takenBack(world({ fast: 0, sixHours: 0 }, left, secondsPerTick), 6);
      expect(left).toBeCloseTo(0.005, 9);
    }
  });

  it('last where they have no half-life', () => {
    expect(takenBack(world({ fast: 0.02, sixHours: 0.02 }, 0.05), null)).toBe(0);
  });
});
