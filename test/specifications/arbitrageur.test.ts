import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calm } from '../../scenarios/calm/scenario.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { type AgentKind, defineAgent } from '../../sim/agents/agent.ts';
import { SECONDS_PER_YEAR } from '../../sim/engine/time.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { CARRY_YIELD, carriedPremium } from '../../sim/market/funding.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';

const SPOT = INSTRUMENT['BTC-SPOT'];
const US_SPOT = INSTRUMENT['BTC-SPOT-US'];
const PERP = INSTRUMENT['BTC-PERP'];
const FUTURE = INSTRUMENT['CME-1'];
const COINS = 10;
/** Basis points between levels. */
const STEP = 5;
const SPOT_USD = 88_000;

/** Basis points by which the middle of a book stands above what a bitcoin is worth, and how many levels it has a side. */
interface Shelf {
  readonly aboveBp: number;
  readonly levels?: number;
}
type Shelves = Readonly<Record<number, Shelf>>;

const shell = { parameters: z.strictObject({}), wake: { rounds: 'every' as const }, emits: [] };

/** Rests ten coins at each level on either side of some books, the nearest a basis point from their middle. */
const shelfOf = (shelves: Shelves) =>
  defineAgent({
    ...{ ...shell, kind: 'test-shelf', about: 'Rest what a test says.', latency: 'maker', uses: ['rests'] },
    open({ cash, credit, holding, view }) {
      cash(1e12);
      credit(1e12);
      for (const i of [SPOT, US_SPOT]) holding(i, view.lotsOfCoins(i, 1e5));
    },
    decide({ view, round, orders }) {
      if (view.world.tick !== 0 || round !== 0) return;
      for (const [key, { aboveBp, levels = 6 }] of Object.entries(shelves)) {
        const i = Number(key);
        const { expirySeconds } = view.world.instruments[i];
        const years = i === FUTURE ? (expirySeconds - view.world.nowSeconds) / SECONDS_PER_YEAR : 0;
        const worth = SPOT_USD * (1 + CARRY_YIELD * years);
        for (const side of [BUY, SELL])
          for (let level = 0; level < levels; level++) {
            const usd = worth * (1 + (aboveBp - side * (1 + STEP * level)) / 10_000);
            const ticks = Math.round(view.ticksOf(i, usd));
            orders.send(i, side, ticks, view.lotsOfCoins(i, COINS + 1e-9), 'quote', { type: 'post-only' });
          }
      }
    },
  });

/** Takes the first level of spot's offers in the round in which arbitrage goes for them, and is there first. */
const thief = defineAgent({
  ...{ ...shell, kind: 'test-thief', about: 'Be quicker.', latency: 'engine', uses: ['takes'] },
  open: ({ cash }) => cash(1e9),
  decide({ view, round, orders }) {
    const ask = view.ask(SPOT);
    if (round === 1 && ask > 0)
      orders.send(SPOT, BUY, ask, view.lotsOfCoins(SPOT, COINS + 1e-9), 'flow', { type: 'ioc' });
  },
});

interface Options {
  readonly parameters?: Readonly<Record<string, number>>;
  /** Two: what rests, then once what arbitrage does about it. */
  readonly rounds?: number;
  readonly isRobbed?: boolean;
}

/** Coins that the arbitrageur bought (negative: sold) in a minute, by book, over both its accounts. */
function boughtAt(shelves: Shelves, { parameters, rounds = 2, isRobbed = false }: Options = {}) {
  const own = { 'test-shelf': shelfOf(shelves), 'test-thief': thief };
  const kinds = { ...agentKinds, ...(own as unknown as Record<string, AgentKind<unknown>>) };
  const cast = {
    shelf: { kind: 'test-shelf' },
    ...(isRobbed ? { thief: { kind: 'test-thief' } } : {}),
    arbitrageur: { kind: 'arbitrageur', parameters: { venueCostBp: 3, limitSlopeBp: 0, ...parameters } },
  };
  const quiet = { ...calm, uncertain: [], outside: { ...calm.outside, valueNoisePerDay: 0 } };
  const input = { ...quiet, cast, roundsPerTick: rounds };
  const simulation = new Simulation(scenarioSchema.parse(input), '1', { kinds });
  simulation.begin();
  const { view, world } = simulation;
  const accounts = ['arbitrageur', 'arbitrageur-futures'].map((name) => world.accountByName.get(name) ?? -1);
  const held = (i: number): number =>
    accounts.reduce((coins, account) => coins + view.coins(i, view.lots(account, i)), 0);
  const before = [SPOT, US_SPOT, PERP, FUTURE].map(held);
  simulation.runUntil(1);
  const [spot, us, perp, future] = [SPOT, US_SPOT, PERP, FUTURE].map((i, n) => held(i) - before[n]);
  return { spot, us, perp, future, all: spot + us + perp + future };
}

const fairBp = 10_000 * carriedPremium(CARRY_YIELD);
const perpAt = (aboveBp: number): Shelves => ({ [SPOT]: { aboveBp: 0 }, [PERP]: { aboveBp } });

describe('an arbitrageur between venues', () => {
  it('leaves the perp alone where its funding pays the carry, and within its cost of that', () => {
    for (const bp of [fairBp, fairBp + 4, fairBp - 4])
      expect(boughtAt(perpAt(bp))).toMatchObject({ spot: 0, perp: 0 });
  });

  it.each([
    // Levels are five apart on both books, so that gaps close by five with each level of either.
    [fairBp + 7, 1],
    [fairBp + 17, 2],
    [fairBp + 27, 3],
  ])(
    'sells a perp %f basis points from spot down to the last level that pays, in one round',
    (bp, levels) => {
      const { spot, perp } = boughtAt(perpAt(bp));
      expect(perp).toBeCloseTo(-levels * COINS, 6);
      expect(spot).toBeCloseTo(-perp, 6);
    },
  );

  it('buys one that is as cheap, as deep', () => {
    const { spot, perp } = boughtAt(perpAt(fairBp - 17));
    expect(perp).toBeCloseTo(2 * COINS, 6);
    expect(spot).toBeCloseTo(-perp, 6);
  });

  it('trades no more in a round than its clip', () => {
    const { perp } = boughtAt(perpAt(fairBp + 27), { parameters: { venueClipUsd: 5 * SPOT_USD + 1_000 } });
    expect(-perp).toBeGreaterThan(4.9);
    expect(-perp).toBeLessThan(5.1);
  });

  it('does not count on the same coins for two pairs of one round', () => {
    const shelves = {
      [SPOT]: { aboveBp: 0, levels: 1 },
      [US_SPOT]: { aboveBp: 17 },
      [PERP]: { aboveBp: fairBp + 17 },
    };
    const { spot, us, perp, all } = boughtAt(shelves);
    expect(spot).toBeCloseTo(COINS, 6);
    expect(us + perp).toBeCloseTo(-COINS, 6);
    expect(all).toBeCloseTo(0, 6);
  });

  it('closes in the next round what a leg that missed left bare', () => {
    const missed = boughtAt({ ...perpAt(fairBp + 7) }, { isRobbed: true });
    expect(missed).toMatchObject({ spot: 0 });
    expect(missed.perp).toBeCloseTo(-COINS, 6);
    expect(boughtAt(perpAt(fairBp + 7), { isRobbed: true, rounds: 3 }).all).toBeCloseTo(0, 6);
  });
});

describe('an arbitrageur between futures and the rest', () => {
  const cost = { costBp: 6, carryBandBp: 12, venueCostBp: 900 };
  const at = (futureBp: number, perpBp: number) =>
    boughtAt(
      { [SPOT]: { aboveBp: 0 }, [PERP]: { aboveBp: perpBp }, [FUTURE]: { aboveBp: futureBp } },
      { parameters: cost },
    );

  it('does not take the discount at which the perp is fair for a gain', () => {
    // Half-spreads are a basis point each: 20 must be left of the gap.
    expect(at(18, fairBp)).toMatchObject({ spot: 0, perp: 0, future: 0 });
    expect(at(-18, fairBp)).toMatchObject({ spot: 0, perp: 0, future: 0 });
  });

  it('trades a future that strays against what is cheapest for its worth', () => {
    // Spot costs 8 basis points of fee and the perp 4, and the perp is 6 cheap: bought there, sold on spot.
    const dear = at(22, fairBp - 6);
    expect(dear.perp).toBeGreaterThanOrEqual(COINS - 1e-6);
    expect(dear.future).toBeCloseTo(-dear.perp, 6);
    const cheap = at(-22, fairBp - 6);
    expect(cheap.future).toBeCloseTo(COINS, 6);
    expect(cheap.spot).toBeCloseTo(-COINS, 6);
  });
});
