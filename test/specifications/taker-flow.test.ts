import { describe, expect, it } from 'vitest';
import { TakerFlow } from '../../sim/world/taker-flow.ts';

/** Flow after rounds of so many US dollars each. */
function flowAfter(secondsPerRound: number, rounds: readonly number[]): TakerFlow {
  const flow = new TakerFlow(secondsPerRound);
  for (const usd of rounds) {
    flow.trade(usd);
    flow.openRound();
  }
  return flow;
}

const steady = (usd: number, rounds: number): number[] => new Array<number>(rounds).fill(usd);

describe('flow of takers', () => {
  it('is counted with its sign in the round before, without it in turnover', () => {
    const flow = new TakerFlow(10);
    flow.trade(3e6);
    flow.trade(-1e6);
    flow.openRound();
    expect(flow.lastUsd).toBe(2e6);
    // 4 million in ten seconds are 24 a minute, of which a memory of three minutes takes in 1 - e^(-1/18).
    expect(flow.turnoverUsdPerMinute).toBeCloseTo(24e6 * (1 - Math.exp(-1 / 18)), 3);
  });

  it('does not foretell itself: averages are of the rounds before the last', () => {
    const flow = flowAfter(10, [5e6]);
    expect([flow.quickUsd, flow.slowUsd]).toEqual([0, 0]);
    flow.openRound();
    expect(flow.quickUsd).toBeCloseTo(5e6 * (1 - Math.exp(-1 / 18)), 3);
    expect(flow.slowUsd).toBeCloseTo(5e6 * (1 - Math.exp(-1 / 240)), 3);
  });

  it('is foretold once it has been steady for long, the quicker average first', () => {
    const early = flowAfter(10, steady(1e6, 19));
    expect(early.quickUsd / 1e6).toBeGreaterThan(0.6);
    expect(early.slowUsd / 1e6).toBeLessThan(0.1);
    const late = flowAfter(10, steady(1e6, 1500));
    expect(late.quickUsd / 1e6).toBeCloseTo(1, 6);
    expect(late.slowUsd / 1e6).toBeCloseTo(1, 2);
  });

  it('has the same pace on rounds of any length', () => {
    const paces = [1, 10, 60].map((seconds) => {
      const { quickUsd, turnoverUsdPerMinute } = flowAfter(seconds, steady(1e5 * seconds, 600 / seconds));
      return [quickUsd / seconds, turnoverUsdPerMinute];
    });
    for (const [quick, turnover] of paces) {
      expect(quick / 1e5).toBeCloseTo(1 - Math.exp(-10 / 3), 1);
      expect(turnover / 6e6).toBeCloseTo(1 - Math.exp(-10 / 3), 6);
    }
  });
});
