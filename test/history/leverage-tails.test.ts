import { describe, expect, it } from 'vitest';
import { excessKurtosis } from '../../reports/stylised/kurtosis.ts';
import { calm } from '../../scenarios/calm/scenario.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { secondsOf } from '../../sim/engine/time.ts';

const SEEDS = ['1', '2', '3', '4'];
const FIVE_MINUTES = 5;
/** Coins that longs hold, all at one leverage: fewer than by default, of which five sixths were hardly levered. */
const COINS = 200_000;
const CLOSE = (secondsOf('2026-02-05T21:00Z') - secondsOf(feb5.start)) / 60;
const HALF_A_DAY = 720;

const withLongs = (base: ScenarioInput, leverage: number): ScenarioInput => ({
  ...base,
  cast: {
    ...base.cast,
    'leveraged-traders': {
      kind: 'leveraged-trader',
      parameters: {
        openInterestCoins: COINS,
        leverages: [{ leverage, weight: 1, traderNotionalUsd: 100_000 }],
      },
    },
  },
});

/** Five-minute returns from the opening to the US close of 5 February. */
function returnsOf(leverage: number, seed: string): number[] {
  const simulation = new Simulation(scenarioSchema.parse(withLongs(feb5, leverage)), seed);
  simulation.begin();
  const returns: number[] = [];
  let before = simulation.world.market.indexUsd;
  for (let tick = FIVE_MINUTES; tick <= CLOSE; tick += FIVE_MINUTES) {
    simulation.runUntil(tick);
    const now = simulation.world.market.indexUsd;
    returns.push(Math.log(now / before));
    before = now;
  }
  return returns;
}

/** Return on what all longs had, over half a calm day on which good news of one per cent comes. */
function returnOnEquity(leverage: number, seed: string): number {
  const good = {
    ...{ id: 'good-news', title: 'Good news', driver: 'crypto' as const, totalReturn: 0.01 },
    profile: [
      ['2026-01-27T01:00Z', 0],
      ['2026-01-27T05:00Z', 1],
    ] as [string, number][],
  };
  const outside = { ...calm.outside, shocks: [good] };
  const simulation = new Simulation(scenarioSchema.parse(withLongs({ ...calm, outside }, leverage)), seed);
  const { world, view } = simulation;
  const wealth = (): number =>
    world.accounts.reduce(
      (sum, { name }, account) =>
        name.startsWith(`leveraged-traders-${leverage}x-`) ? sum + view.equityCents(account) : sum,
      0,
    );
  simulation.begin();
  const before = wealth();
  simulation.runUntil(HALF_A_DAY);
  return wealth() / before - 1;
}

/** Thurner, Farmer and Geanakoplos (2012): leverage pays until it makes the falls that end it. */
describe('the leverage that longs may have', () => {
  const [low, middle, high] = [1.2, 5, 10];

  it('fattens the tails of what everybody earns: kurtosis is larger at ten times than at 1.2', () => {
    const [before, after] = [low, high].map((leverage) =>
      excessKurtosis(SEEDS.flatMap((seed) => returnsOf(leverage, seed))),
    );
    // 5.7 and 10.6; up to three times nobody is liquidated and it stays 5.7, at five times it is 9.8.
    expect(before).toBeGreaterThan(1);
    expect(after).toBeGreaterThan(1.3 * (before ?? Number.NaN));
  });

  it('pays while news is good: the more of it, the more the same news is worth', () => {
    for (const seed of SEEDS.slice(0, 2)) {
      const earned = [low, middle, high].map((leverage) => returnOnEquity(leverage, seed));
      expect(earned[0]).toBeGreaterThan(0.005);
      expect(earned[1]).toBeGreaterThan(2 * earned[0]);
      expect(earned[2]).toBeGreaterThan(1.3 * earned[1]);
    }
  });
});
