import { describe, expect, it } from 'vitest';
import { memberGatherer } from '../../cli/member-readings.ts';
import { pathOf, type RunSeries } from '../../reports/stylised/series.ts';
import { drawdownOf, measureTickInvariance, tickFact } from '../../reports/stylised/tick-invariance.ts';
import { calm } from '../../scenarios/calm/scenario.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { type Clock, MINUTE_TICKS, TEN_SECOND_TICKS } from '../../scenarios/experiments/clocks.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { runMember } from '../../store/ensemble/member.ts';

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
    // Of three values a point apart the median of a resample is an outer one with a chance of 7 in 27 each, on each clock.
    expect(found.error).toBeCloseTo(Math.SQRT2 * 0.01 * Math.sqrt(14 / 27), 9);
    expect(tickFact(found)).toMatchObject({ met: true, error: found.error });
  });

  it.each([1.1, -1.1])('differ where they are %f points apart', async (finer) => {
    expect(tickFact(await measureTickInvariance(market(5, finer), [1, 2, 3]))).toMatchObject({ met: false });
  });

  it('see the same minutes of a scenario', () => {
    const pathOn = (clock: Clock): readonly number[] => {
      const scenario = scenarioSchema.parse({ ...calm, end: '2026-01-27T00:20Z', ...clock });
      const { series } = runMember(
        { seed: 3, scenario },
        agentKinds,
        memberGatherer(scenario, { series: true }),
      );
      return pathOf(series as RunSeries);
    };
    const [coarse, fine] = [MINUTE_TICKS, TEN_SECOND_TICKS].map(pathOn);
    expect(fine.length).toBe(coarse.length);
    expect(coarse.length).toBeGreaterThanOrEqual(20);
    for (const price of [...coarse, ...fine]) expect(Math.abs(price / coarse[0] - 1)).toBeLessThan(0.05);
    expect(fine).not.toEqual(coarse);
  });
});
