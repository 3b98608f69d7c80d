import { describe, expect, it } from 'vitest';
import { drawdownOf, measureTickInvariance, tickFact } from '../../reports/stylised/tick-invariance.ts';
import { calm } from '../../scenarios/calm/scenario.ts';
import { indexPath, MINUTE_TICKS, TEN_SECOND_TICKS } from '../../scenarios/experiments/index-path.ts';

/** Falls from 100 by so many per cent on ticks of a minute, and by more on finer ones; seeds differ by a point each. */
const market =
  (minute: number, finer: number): Parameters<typeof measureTickInvariance>[0] =>
  (seed, { tick }) => [90, 100, 100 - minute - seed - (tick === '10s' ? finer : 0), 99];

describe('the largest fall', () => {
  it('of 100, 120, 90, 130, 117 is from 120 to 90', () => {
    expect(drawdownOf([100, 120, 90, 130, 117])).toBeCloseTo(0.25, 12);
  });

  it('of prices that only rise is none', () => {
    expect(drawdownOf([1, 2, 3])).toBe(0);
  });
});

describe('two clocks', () => {
  it('agree where median drawdowns are less than a point apart', async () => {
    const found = await measureTickInvariance(market(5, 0.9), [1, 2, 3]);
    expect(found.minuteTicks).toEqual([0.06, 0.07, 0.08].map((one) => expect.closeTo(one, 12)));
    expect(found.difference).toBeCloseTo(0.009, 12);
    // Median error of three values a point apart: 1.2533 x 0.01 / root 3, for each clock.
    expect(found.error).toBeCloseTo((Math.SQRT2 * 1.2533 * 0.01) / Math.sqrt(3), 5);
    expect(tickFact(found)).toMatchObject({ met: true, error: found.error });
  });

  it.each([1.1, -1.1])('differ where they are %f points apart', async (finer) => {
    expect(tickFact(await measureTickInvariance(market(5, finer), [1, 2, 3]))).toMatchObject({ met: false });
  });

  it('see the same minutes of a scenario', () => {
    const short = { ...calm, end: '2026-01-27T00:20Z' };
    const [coarse, fine] = [MINUTE_TICKS, TEN_SECOND_TICKS].map((clock) => indexPath(short, 3, clock));
    expect(coarse.length).toBe(20);
    expect(fine.length).toBe(20);
    for (const usd of [...coarse, ...fine]) expect(Math.abs(usd / 88_000 - 1)).toBeLessThan(0.05);
    expect(fine).not.toEqual(coarse);
  });
});
