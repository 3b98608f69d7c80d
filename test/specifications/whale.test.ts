import { describe, expect, it } from 'vitest';
import { chanceOfHour, fearOf, storyFear } from '../../sim/agents/whale.ts';
import { SmallMarket, SPOT, SPOT_US } from './small-market.ts';

const HABIT = { hazardPerHour: 0.02, profitMultiple: 3, fearWeight: 2 };
const rich = { costAboveUsd: 5_000, costBelowUsd: 10_000 };
const poor = { costAboveUsd: 40_000, costBelowUsd: 45_000 };
const school = (parameters: Record<string, unknown>, { count = 20, acts = true } = {}) => ({
  whale: { kind: 'whale', count, acts, parameters },
});
const names = Array.from({ length: 20 }, (_, n) => `whale-${n + 1}`);
const started = (market: SmallMarket) => names.flatMap((name) => market.of('TargetSet', name));
const held = (market: SmallMarket, name: string) => market.lots(name, SPOT) + market.lots(name, SPOT_US);

describe('fear', () => {
  it('grows with the fall of a day up to one, and a rise does not calm a headline', () => {
    expect(fearOf(0, 0, 0.15)).toBe(0);
    expect(fearOf(0.075, 0, 0.15)).toBeCloseTo(0.5, 12);
    expect(fearOf(0.3, 0.5, 0.15)).toBe(1);
    expect(fearOf(-0.1, 0.4, 0.15)).toBeCloseTo(0.4, 12);
  });

  it('in full trebles a hazard of .02 an hour, which is nil below three times cost', () => {
    expect(chanceOfHour(4, 0, HABIT)).toBeCloseTo(1 - Math.exp(-0.02), 12);
    expect(chanceOfHour(4, 1, HABIT)).toBeCloseTo(1 - Math.exp(-0.06), 12);
    expect(chanceOfHour(2.9, 1, HABIT)).toBe(0);
  });
});

describe('whales', () => {
  it('open with stacks of old coins at the cost the chain shows, on one of two venues each', () => {
    const market = new SmallMarket(school({}));
    const costs = names.map((name) => market.memory(name).costUsd);
    expect(Math.min(...costs)).toBeGreaterThanOrEqual(1_000);
    expect(Math.max(...costs)).toBeLessThanOrEqual(45_000);
    expect(new Set(costs).size).toBe(20);
    expect(new Set(names.map((name) => market.memory(name).venue)).size).toBe(2);
    const coins = names.reduce((sum, name) => sum + held(market, name) * 0.01, 0);
    expect(coins / 20).toBeGreaterThan(4_000);
    expect(coins / 20).toBeLessThan(16_000);
  });

  it('in profit begin at about .02 an hour; those below three times cost never do', () => {
    const market = new SmallMarket(school(rich));
    market.runTo(24);
    // 20 (1 - e^-.48) = 7.6, standard deviation 2.2.
    expect(started(market).length).toBeGreaterThanOrEqual(3);
    expect(started(market).length).toBeLessThanOrEqual(14);
    const quiet = new SmallMarket(school(poor));
    quiet.runTo(24);
    expect(started(quiet)).toEqual([]);
    expect(
      quiet.events.filter(
        ({ type, actor }) => type === 'OrderPlaced' && quiet.world.accounts[actor ?? 0].kind === 'whale',
      ),
    ).toEqual([]);
  });

  it('sell three in a thousand of the stack a day from then on, in slices, and never more than they have', () => {
    const market = new SmallMarket(school({ ...rich, hazardPerHour: 1, meanCoins: 20_000 }, { count: 1 }));
    market.runTo(36);
    const [decision] = market.of('TargetSet', 'whale');
    const lots = decision.currentLots;
    const hours = 36 - decision.tick / 60;
    const sold = -market.taken('whale', 'profit-taking');
    expect(sold / (lots * 0.003 * (hours / 24))).toBeGreaterThan(0.97);
    expect(sold / (lots * 0.003 * (hours / 24))).toBeLessThanOrEqual(1);
    const orders = market.of('OrderPlaced', 'whale');
    expect(orders.length).toBeGreaterThan(200);
    const all = new SmallMarket(
      school({ ...rich, hazardPerHour: 1, perDay: 1, meanCoins: 300 }, { count: 1 }),
    );
    all.runTo(36);
    expect(held(all, 'whale')).toBe(0);
  });

  it('decide on the index that makes them rich, and every slice cites the decision', () => {
    const market = new SmallMarket(school({ ...rich, hazardPerHour: 1 }, { count: 1 }));
    market.runTo(12);
    const indexes = new Map(market.of('IndexMarked').map((event) => [event.seq, event]));
    const decisions = market.of('TargetSet', 'whale');
    expect(decisions.length).toBe(1);
    expect(decisions[0]).toMatchObject({ reason: 'profit-taking', targetLots: 0 });
    expect(indexes.get(decisions[0].cause ?? -1)?.tick).toBe(decisions[0].tick);
    const orders = market.of('OrderPlaced', 'whale');
    expect(orders.length).toBeGreaterThan(50);
    for (const order of orders) expect(order).toMatchObject({ cause: decisions[0].seq, side: -1 });
  });

  it('begin sooner after a headline and in a fall', () => {
    const many = { ...rich, hazardPerHour: 0.03 };
    const count = (market: SmallMarket) => {
      market.runTo(16);
      return started(market).length;
    };
    const calm = count(new SmallMarket(school(many)));
    const story = count(new SmallMarket(school(many), { flags: { 'seized-coins': [0.5, 1] } }));
    const other = count(new SmallMarket(school(many), { flags: { 'another-story': [0.5, 1] } }));
    const fall = count(new SmallMarket(school(many), { news: [{ from: 0, to: 2, change: -0.15 }] }));
    expect(story).toBeGreaterThan(calm);
    expect(fall).toBeGreaterThan(calm);
    expect(other).toBe(calm);
  });

  it('take note of a headline once, and forget it by half-lives', () => {
    expect(storyFear(0.8, 4, 2)).toBeCloseTo(0.2, 12);
    const market = new SmallMarket(school({ ...poor, headlineHours: 2 }, { count: 1 }), {
      flags: { 'seized-coins': [1, 0.8] },
    });
    market.runTo(2);
    expect(market.memory('whale').headlineTick).toBe(60);
    expect(market.memory('whale').headlineFear).toBe(0.8);
    expect(market.of('Noted', 'whale').length).toBe(1);
  });
});

describe('in a small market', () => {
  it('twenty large whales who all sell press the price a little; switched off they do not', () => {
    const large = { ...rich, hazardPerHour: 1, perDay: 0.15, sizeSigma: 0.3 };
    const run = (acts: boolean, seed: string) => {
      const market = new SmallMarket(school(large, { acts }), { hours: 24, seed });
      market.runTo(20);
      return market;
    };
    const taken = (market: SmallMarket): number =>
      names.reduce((sum, name) => sum + market.taken(name, 'profit-taking'), 0);
    const effects = ['1', '2', '3', '4'].map((seed) => {
      const [on, off] = [run(true, seed), run(false, seed)];
      expect(-taken(on) * 0.01).toBeGreaterThan(12_000);
      expect(taken(off)).toBe(0);
      return Math.log(on.world.market.indexUsd / off.world.market.indexUsd);
    });
    expect(effects.reduce((sum, effect) => sum + effect, 0) / effects.length).toBeLessThan(-0.002);
  });
});
