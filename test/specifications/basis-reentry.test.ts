import { describe, expect, it } from 'vitest';
import { leastBasis, yearlyCosts } from '../../sim/agents/basis-reentry.ts';
import { NEAR, PodWorld, type PodWorldOptions, SHARE, SPOT } from './pod-world.ts';

/** A market in which futures stand 14 % a year over spot, and arbitrage thinks that is fair. */
const dear = { futureBasis: [0.14, 0.14, 0.14], carryYield: 0.14 };
/** Bitcoin jumps for half an hour: volatility is up, and falls from then on. */
const jump = [{ from: '2026-02-05T14:05Z', to: '2026-02-05T14:20Z', change: -0.03 }];

const capital = (parameters: Record<string, unknown>, options: PodWorldOptions = {}) =>
  new PodWorld({ capital: { kind: 'basis-reentry', parameters } }, { ...dear, news: jump, ...options });

const rule = {
  capitalUsd: 3e9,
  financing: 0.045,
  hurdle: 0.075,
  hourlyShare: 0.1,
  slippageBp: 0.5,
  averageMinutes: 15,
};

const coins = (world: PodWorld, i: number): number =>
  world.simulation.view.coins(i, world.lots('capital', i));

describe('net carry', () => {
  it('needs a basis of 9 % in early February: hurdle, financing of margin, fees of both legs and spread', () => {
    const world = capital({}, { end: '2026-02-05T14:05Z' }).run();
    const { view } = world.simulation;
    // $5 a contract of five coins, 0.3 bp of trust shares, both ways, and 0.5 bp, over 22.1 days.
    const roundTrip = 2 * (5 / (5 * view.indexUsd) + 0.3 / 10_000) + 0.5 / 10_000;
    expect(yearlyCosts(view, rule) / ((roundTrip * 365) / 22.1)).toBeCloseTo(1, 2);
    // The clearing house asks for its floor of 28 %.
    expect(leastBasis(view, rule)).toBeCloseTo(0.075 + 0.045 * 0.28 + yearlyCosts(view, rule), 9);
    expect(leastBasis(view, rule)).toBeGreaterThan(0.088);
    expect(leastBasis(view, rule)).toBeLessThan(0.095);
  });
});

describe('market-neutral capital', () => {
  it('sells futures and buys as many coins in trust shares, and says so', () => {
    const world = capital({}).run(20.5);
    expect(world.of('CarryOpened', 'capital').length).toBeGreaterThan(10);
    expect(coins(world, NEAR)).toBeLessThan(-100);
    expect(coins(world, SHARE)).toBeGreaterThan(100);
    // Bought in whole shares once futures are filled, at most a contract apart within a round.
    const delta = coins(world, NEAR) + coins(world, SHARE) + coins(world, SPOT);
    expect(Math.abs(delta)).toBeLessThan(5);
  });

  it('never opens below its hurdle', () => {
    const world = capital({}).run();
    const { view } = world.simulation;
    const trades = world.of('Traded', 'capital').filter(({ instrument }) => instrument === NEAR);
    expect(trades.length).toBeGreaterThan(10);
    const indexAt = new Map(world.of('IndexMarked').map((mark) => [mark.tick, mark.indexUsd]));
    const opened = world.world.startSeconds;
    for (const { tick, priceTicks } of trades) {
      const years = (world.world.instruments[NEAR].expirySeconds - opened - tick * 60) / (365 * 86_400);
      const basis = (view.coinUsd(NEAR, priceTicks) / (indexAt.get(tick) ?? 0) - 1) / years;
      expect(basis).toBeGreaterThan(0.075 + 0.045 * 0.28);
    }
  });

  it('stays away when the basis does not pay, whatever volatility does', () => {
    const world = capital({}, { futureBasis: [0.06, 0.06, 0.06], carryYield: 0.06 }).run();
    expect(world.of('OrderPlaced')).toHaveLength(0);
    expect(world.of('CarryOpened')).toHaveLength(0);
  });

  it('stays away for the first hour and while volatility rises', () => {
    const later = [{ from: '2026-02-05T15:05Z', to: '2026-02-05T15:35Z', change: -0.05 }];
    const world = capital({}, { news: later }).run(18);
    const hours = world.of('CarryOpened').map((event) => world.hourOf(event));
    expect(hours.length).toBeGreaterThan(0);
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(15);
    // From the jump until an hour after it, variance is above its value of an hour ago.
    expect(hours.filter((hour) => hour > 15.2 && hour < 16.1)).toEqual([]);
  });

  it('deploys 10 % of its capital an hour for each point above the hurdle', () => {
    const world = capital({}).run(20.5);
    const opened = world.of('CarryOpened', 'capital');
    const perContract = 5 * 70_000 * 1.28;
    let wanted = 0;
    let sent = 0;
    for (const event of opened) {
      const { excess } = event as unknown as { excess: number };
      wanted += (3e9 * 0.1 * (excess / 0.01)) / 60 / perContract;
    }
    for (const { instrument, quantityLots } of world.of('OrderPlaced', 'capital'))
      if (instrument === NEAR) sent += quantityLots;
    expect(sent).toBeLessThanOrEqual(1.1 * wanted + opened.length);
    expect(sent).toBeGreaterThan(0.2 * wanted);
  });

  it('uses no more than its capital, margin included, and leaves its cash able to pay the margin', () => {
    const world = capital({ capitalUsd: 40e6 }).run();
    const { view } = world.simulation;
    const used = coins(world, SHARE) + coins(world, SPOT) - 0.28 * coins(world, NEAR);
    expect(used * view.indexUsd).toBeGreaterThan(20e6);
    // Coins are paid at their price of the day; a move of 3 % against the mark of the end is room enough.
    expect(used * view.indexUsd).toBeLessThan(1.03 * 40e6);
    expect(world.world.ledger.cash[world.account('capital')]).toBeGreaterThan(0);
  });

  it('buys coins while trust shares are shut', () => {
    const night = {
      start: '2026-02-05T23:00Z',
      end: '2026-02-06T05:00Z',
      news: [{ from: '2026-02-05T23:05Z', to: '2026-02-05T23:20Z', change: -0.03 }],
    };
    const world = capital({}, night).run();
    expect(coins(world, SHARE)).toBe(0);
    expect(coins(world, SPOT)).toBeGreaterThan(50);
    expect(Math.abs(coins(world, SPOT) + coins(world, NEAR))).toBeLessThan(5);
  });

  it('raises open interest', () => {
    const world = capital({});
    world.simulation.begin();
    const before = world.world.ledger.openInterest[NEAR];
    world.runOn();
    const own = -world.lots('capital', NEAR);
    expect(own).toBeGreaterThan(0);
    expect(world.world.ledger.openInterest[NEAR] - before).toBeGreaterThan(0);
  });
});
