import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calm } from '../../scenarios/calm/scenario.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { type AgentKind, defineAgent } from '../../sim/agents/agent.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { CARRY_YIELD, carriedPremium } from '../../sim/market/funding.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';

const SPOT = INSTRUMENT['BTC-SPOT'];
const PERP = INSTRUMENT['BTC-PERP'];
const LEVELS = 6;
const COINS = 10;
/** Basis points between levels. */
const STEP = 5;

/** Rests ten coins at each of six levels on either side of both books, the perp's around a middle so far above spot. */
const shelfOf = (premiumBp: number) =>
  defineAgent({
    kind: 'test-shelf',
    about: 'Rest what a test says.',
    parameters: z.strictObject({}),
    wake: { rounds: 'every' },
    latency: 'maker',
    uses: ['rests'],
    emits: [],
    open({ cash, credit, holding, view }) {
      cash(1e12);
      credit(1e12);
      holding(SPOT, view.lotsOfCoins(SPOT, 1e5));
    },
    decide({ view, round, orders }) {
      if (view.world.tick !== 0 || round !== 0) return;
      for (const [i, above] of [
        [SPOT, 0],
        [PERP, premiumBp],
      ] as const)
        for (const side of [BUY, SELL])
          for (let level = 0; level < LEVELS; level++) {
            const bp = above - side * (1 + STEP * level);
            orders.send(
              i,
              side,
              Math.round(88_000 * (1 + bp / 10_000)),
              view.lotsOfCoins(i, COINS),
              'quote',
              {
                type: 'post-only',
              },
            );
          }
    },
  });

/** Coins that the arbitrageur bought (negative: sold) of each in a minute. */
function tradedAt(premiumBp: number, parameters: Record<string, number> = {}) {
  const kinds = { ...agentKinds, 'test-shelf': shelfOf(premiumBp) as unknown as AgentKind<unknown> };
  const cast = {
    shelf: { kind: 'test-shelf' },
    arbitrageur: { kind: 'arbitrageur', parameters: { venueCostBp: 3, limitSlopeBp: 0, ...parameters } },
  };
  const input = { ...calm, uncertain: [], cast, outside: { ...calm.outside, valueNoisePerDay: 0 } };
  const simulation = new Simulation(scenarioSchema.parse(input), '1', { kinds });
  simulation.begin();
  const { view, world } = simulation;
  const own = world.accountByName.get('arbitrageur') ?? -1;
  const held = (i: number): number => view.coins(i, view.lots(own, i));
  const before = [held(SPOT), held(PERP)];
  simulation.runUntil(1);
  const bought = (i: number): number => held(i) - before[i === SPOT ? 0 : 1];
  return { spot: bought(SPOT), perp: bought(PERP) };
}

describe('an arbitrageur between venues', () => {
  const fairBp = 10_000 * carriedPremium(CARRY_YIELD);

  it('leaves the perp alone where its funding pays the carry, and within its cost of that', () => {
    for (const bp of [fairBp, fairBp + 4, fairBp - 4]) expect(tradedAt(bp)).toEqual({ spot: 0, perp: 0 });
  });

  it.each([
    // Levels are five apart on both books, so that gaps close by five with each level of either.
    [fairBp + 7, 1],
    [fairBp + 17, 2],
    [fairBp + 27, 3],
  ])('sells a perp %f basis points from spot down to the last level that pays', (bp, levels) => {
    const { spot, perp } = tradedAt(bp);
    expect(perp).toBeCloseTo(-levels * COINS, 6);
    expect(spot).toBeCloseTo(-perp, 6);
  });

  it('buys one that is as cheap, as deep', () => {
    const { spot, perp } = tradedAt(fairBp - 17);
    expect(perp).toBeCloseTo(2 * COINS, 6);
    expect(spot).toBeCloseTo(-perp, 6);
  });

  it('trades no more in a round than its clip', () => {
    const { perp } = tradedAt(fairBp + 27, { venueClipUsd: 440_000 });
    expect(-perp).toBeGreaterThan(5);
    expect(-perp % 5).toBeCloseTo(0, 1);
  });
});
