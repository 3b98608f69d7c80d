import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RealisedVariance } from '../../sim/world/realised-variance.ts';

const OPENING = 70_000;

/** Estimates after a path of prices, one a tick. */
function varianceAfter(secondsPerTick: number, path: readonly number[]): RealisedVariance {
  const variance = new RealisedVariance(secondsPerTick, OPENING, 0.02);
  for (const usd of path) variance.take(usd);
  return variance;
}

/** Prices a minute apart, each held for `times` ticks but for what `between` makes of them before the minute ends. */
const finer = (minutes: readonly number[], times: number, between = (usd: number): number => usd): number[] =>
  minutes.flatMap((usd) => [...new Array<number>(times - 1).fill(between(usd)), usd]);

describe('realised variance', () => {
  it('is that of minutes on ticks of a minute, of ten seconds and of one, whatever happens between', () => {
    const minutes = fc.array(fc.integer({ min: 60_000, max: 80_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(minutes, (path) => {
        const { fast, slow, sixHourSum } = varianceAfter(60, path);
        for (const seconds of [10, 1]) {
          const found = varianceAfter(
            seconds,
            finer(path, 60 / seconds, (usd) => usd * 1.01),
          );
          expect(found.fast).toBeCloseTo(fast, 12);
          expect(found.slow).toBeCloseTo(slow, 12);
          expect(found.sixHourSum).toBeCloseTo(sixHourSum, 12);
        }
      }),
    );
  });

  it('opens at the volatility it is given, and forgets it over six hours of standing still', () => {
    const still = varianceAfter(60, new Array<number>(360).fill(OPENING));
    expect(varianceAfter(60, []).dailyVol).toBeCloseTo(0.02, 12);
    expect(varianceAfter(60, []).sixHourVol).toBeCloseTo(0.02 * Math.sqrt(365), 9);
    expect(still.sixHourVol).toBeCloseTo(0, 6);
    expect(still.fast).toBeCloseTo(0, 9);
    expect(still.slow).toBeCloseTo(0.0004 * Math.exp(-0.25), 12);
  });

  it('is of the size of the moves: a returning minute of 10 bp is 73 % a year', () => {
    const path = Array.from({ length: 360 }, (_, n) => (n % 2 === 0 ? OPENING * Math.exp(0.001) : OPENING));
    expect(varianceAfter(60, path).sixHourVol).toBeCloseTo(0.001 * Math.sqrt(1440 * 365), 9);
  });

  it('takes returns over a tick where a tick is longer than a minute', () => {
    const { sixHourSum } = varianceAfter(
      300,
      new Array<number>(71).fill(OPENING).concat(OPENING * Math.exp(0.01)),
    );
    expect(sixHourSum).toBeCloseTo(0.0001, 9);
  });
});
