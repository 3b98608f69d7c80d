import { describe, expect, it } from 'vitest';
import type { Agent } from '../../sim/agents/agent.ts';
import {
  dipInflowUsd,
  parameters,
  type RiaParameters,
  rebalanceTrades,
  volTargetLots,
} from '../../sim/agents/ria/policy.ts';
import { ria } from '../../sim/agents/ria.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { DeskWorld } from './desk-world.ts';

const IBIT = INSTRUMENT.IBIT;
const IGV = INSTRUMENT.IGV;
const FEB_4 = 1_770_163_200; // 2026-02-04T00:00Z, a Wednesday
const REVIEW = 15 * 60; // 10:00 in New York
const MODEL = [2, 8, 5];

/** Weights after the trades. */
function weightsAfter(values: readonly number[], trades: readonly number[]): number[] {
  const after = values.map((value, n) => value + trades[n]);
  const total = after.reduce((sum, value) => sum + value, 0);
  return after.map((value) => (15 * value) / total);
}

describe('a rebalance to bands', () => {
  it('does nothing after a fall of 14 % alone: a 2 % weight at 1.72 % is inside its band', () => {
    expect(rebalanceTrades([1.72, 8, 5], MODEL, 0.25)).toEqual([0, 0, 0]);
  });

  it('buys what fell when it left its band, and pays for it with the rest', () => {
    const values = [1.3, 8, 5];
    const trades = rebalanceTrades(values, MODEL, 0.25);
    expect(trades[0]).toBeGreaterThan(0);
    expect(trades[1]).toBeLessThan(0);
    expect(trades.reduce((sum, trade) => sum + trade, 0)).toBeCloseTo(0, 12);
  });

  it('sells trust shares only when the other growth asset fell more', () => {
    expect(rebalanceTrades([1.8, 4.8, 5], MODEL, 0.25)[0]).toBeLessThan(0);
    expect(rebalanceTrades([1.2, 7.2, 5], MODEL, 0.25)[0]).toBeGreaterThan(0);
  });

  it.each([[[1.3, 8, 5]], [[1.8, 4.8, 5]], [[3.2, 7, 5.5]], [[2, 8, 9]]])(
    'brings the weights of %j back to the model',
    (values) => {
      const trades = rebalanceTrades(values, MODEL, 0.25);
      expect(trades[0]).not.toBe(0);
      for (const [n, weight] of weightsAfter(values, trades).entries())
        expect(weight).toBeCloseTo(MODEL[n], 9);
    },
  );
});

describe('volatility targeting', () => {
  it('halves the holding when volatility doubles, in steps no larger than allowed', () => {
    expect(volTargetLots(1_000, 1_000, 0.5, 1, 1)).toBe(500);
    expect(volTargetLots(1_000, 1_000, 0.5, 1, 0.05)).toBe(950);
    expect(volTargetLots(520, 1_000, 0.5, 1, 0.05)).toBe(500);
  });

  it('buys when volatility halves, and holds still on target', () => {
    expect(volTargetLots(1_000, 1_000, 0.5, 0.25, 2)).toBe(2_000);
    expect(volTargetLots(1_000, 1_000, 0.5, 0.5, 0.05)).toBe(1_000);
  });

  it('never sells more than it holds', () => {
    for (const heldLots of [0, 1, 30, 400, 1_000]) {
      for (const vol of [0.1, 0.5, 2, 50, 1e9]) {
        for (const most of [0.05, 1]) {
          const wanted = volTargetLots(heldLots, 1_000, 0.5, vol, most);
          expect(wanted).toBeGreaterThanOrEqual(0);
          expect(Math.abs(wanted - heldLots)).toBeLessThanOrEqual(most * 1_000);
        }
      }
    }
    expect(volTargetLots(30, 1_000, 0.5, 1e9, 0.05)).toBe(0);
  });
});

describe('dip inflow', () => {
  it('is .05 % of client portfolios a day per 10 % of fall, and nothing at the high', () => {
    expect(dipInflowUsd(750e9, 0.1, 0.0005)).toBeCloseTo(375e6, 3);
    expect(dipInflowUsd(750e9, 0.2, 0.0005)).toBeCloseTo(750e6, 3);
    expect(dipInflowUsd(750e9, -0.1, 0.0005)).toBe(0);
  });
});

/** A crowd of advisers, with trust shares trading 1 million a minute around it. */
function crowd(given: Partial<RiaParameters> = {}) {
  const market = new DeskWorld({ seconds: FEB_4, usd: 72_000, open: [IBIT] });
  const agent = market.join(ria, 'advisers', parameters.parse({ inflowPerTenth: 0, ...given }));
  const [self, clients] = agent.context.accounts;
  const held = (account = self): number => market.view.lots(account, IBIT);
  const minute = (usd: number, after = 1): void => {
    market.openMinute({ usd, after });
    market.round([agent as Agent<unknown>]);
    // Its own order wakes it in the next round.
    const order = market.all('RebalanceOrdered').at(-1);
    if (order && order.tick === market.tick) market.round([agent as Agent<unknown>], [order.seq]);
    market.turnover(IBIT, 1_000_000);
  };
  /** To the next 10:00 New York; the market is open from an hour before. */
  const review = (usd: number): void => {
    const minuteOfDay = ((market.tick % 1440) + 1440) % 1440;
    minute(usd, market.tick < 0 ? REVIEW + 1 : (REVIEW - minuteOfDay + 1440) % 1440 || 1440);
  };
  return { market, agent, held, self, clients, minute, review };
}

describe('advisers', () => {
  it('look once a day at 10:00 New York', () => {
    const { market, agent, minute, review } = crowd();
    minute(72_000, REVIEW);
    expect(agent.context.memory.reviewedDay).toBe(-1);
    minute(72_000);
    expect(agent.context.memory.reviewedDay).toBe(FEB_4 / 86_400);
    const noted = market.all('Noted').length;
    minute(50_000);
    expect(market.all('Noted')).toHaveLength(noted);
    review(72_000);
    expect(agent.context.memory.reviewedDay).toBe(FEB_4 / 86_400 + 1);
  });

  it('do nothing after a fall of 14 % alone', () => {
    const { market, held, minute, review } = crowd();
    const before = held();
    review(72_000 * 0.86);
    for (let n = 0; n < 5; n++) minute(72_000 * 0.86);
    expect(market.all('RebalanceOrdered')).toHaveLength(0);
    expect(held()).toBe(before);
  });

  it('sell trust shares when software shares fell more, within their share of turnover', () => {
    const { market, self, held, minute, review } = crowd({ etfUsd: 1e9 });
    const before = held();
    market.drive(IGV, -0.5);
    review(72_000 * 0.97);
    const [ordered] = market.all('RebalanceOrdered');
    expect(ordered).toMatchObject({ instrument: IBIT, actor: self, reason: 'rebalance' });
    expect(held()).toBe(before);
    minute(72_000 * 0.97);
    const slices = (): { lots: number; cause: number | null }[] =>
      market
        .all('OrderPlaced')
        .filter(({ actor }) => actor === self)
        .map(({ quantityLots, cause }) => ({ lots: quantityLots, cause }));
    expect(slices()).toEqual([{ lots: 80_000, cause: ordered.seq }]);
    for (let n = 0; n < 300; n++) minute(72_000 * 0.97);
    const values = [
      market.view.usdOf(IBIT, held()),
      agentValue(market, self, 'softwareUnits', IGV),
      agentValue(market, self, 'goldUnits', INSTRUMENT.GOLD),
    ];
    expect(held()).toBeLessThan(before);
    for (const [n, weight] of weightsAfter(values, [0, 0, 0]).entries()) {
      expect(weight / MODEL[n]).toBeGreaterThan(0.99);
      expect(weight / MODEL[n]).toBeLessThan(1.01);
    }
    const done = slices().length;
    minute(72_000 * 0.97);
    expect(slices()).toHaveLength(done);
  });

  it('sell when volatility rises and the policy is a volatility target', () => {
    const { market, held, minute, review } = crowd({ mode: 'volTarget', etfUsd: 1e9, largestCut: 0.5 });
    const before = held();
    review(72_000 * 0.7);
    const [ordered] = market.all('RebalanceOrdered');
    expect(ordered.reason).toBe('vol-target');
    for (let n = 0; n < 400; n++) minute(72_000 * 0.7);
    // RiskMetrics after one day of -30 %: .94 of the old variance and .06 of the day's, a year of it.
    const vol = Math.sqrt(0.94 * 0.48 * 0.48 + 0.06 * Math.log(0.7) * Math.log(0.7) * 365);
    expect(held() / before).toBeCloseTo(Math.max(0.5, 0.48 / vol), 3);
  });

  it('put money in a session after the fall', () => {
    const { market, held, clients, minute, review } = crowd({ etfUsd: 1e9, inflowPerTenth: 0.0005 });
    review(72_000);
    minute(64_800);
    expect(market.all('RebalanceOrdered')).toHaveLength(0);
    market.session(IBIT, false);
    market.session(IBIT, true);
    review(70_000);
    expect(market.all('RebalanceOrdered').map(({ reason }) => reason)).toEqual(['inflow']);
    for (let n = 0; n < 20; n++) minute(70_000);
    // .05 % of 50 bn for a close 10 % down.
    expect(market.view.usdOf(IBIT, held(clients)) / 25e6).toBeCloseTo(1, 2);
  });

  it('keep to Mondays when they review weekly', () => {
    const { market, review } = crowd({ review: 'weekly' });
    market.drive(IGV, -0.5);
    for (let day = 0; day < 5; day++) review(72_000);
    expect(market.all('RebalanceOrdered')).toHaveLength(0);
    review(72_000);
    const [ordered] = market.all('RebalanceOrdered');
    expect(Math.floor((FEB_4 + ordered.tick * 60) / 86_400)).toBe(FEB_4 / 86_400 + 5); // 9 February
  });
});

/** US dollars of a synthetic asset the advisers hold. */
function agentValue({ world }: DeskWorld, account: number, units: string, driver: number): number {
  return world.memory[account][units] * Math.exp(world.driver[driver]);
}
