import { describe, expect, it } from 'vitest';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { View } from '../../sim/market/view.ts';
import { type Listed, MarketWorld } from './market-world.ts';

/** Cents of one lot of a future for a move of one tick: five bitcoin at five dollars. */
const CENTS = 2500;
const FUTURES: readonly Listed[] = ['CME-1', 'CME-2', 'CME-3'];

/** Longs and shorts of the first future entered at 14,000 ticks; the public is the other side of both. */
function withPositions(start: string): MarketWorld {
  const market = new MarketWorld({ start, open: FUTURES });
  market.hold('long', 'CME-1', 3, 14_000);
  market.hold('short', 'CME-1', -1, 14_000);
  return market;
}
const cash = (market: MarketWorld): number[] => ['long', 'short', 'public'].map((name) => market.cents(name));

describe('daily settlement', () => {
  /** What each is owed (negative: owes) since the settlement. */
  const due = (market: MarketWorld): number[] =>
    ['long', 'short', 'public'].map((name) => market.world.ledger.due[market.account(name)]);
  const settle = (price: number): MarketWorld => {
    const market = withPositions('2026-02-04T20:59Z');
    market.tick();
    market.mark('CME-1', price);
    market.until('2026-02-04T21:00Z', () => market.sessions.step());
    return market;
  };

  it('makes longs and shorts owe the move since their entry at 16:00 New York, and nets to zero', () => {
    const market = withPositions('2026-02-04T20:58Z');
    market.tick();
    market.mark('CME-1', 14_040);
    const { seq } = market.all('Marked', 'CME-1')[0];
    market.until('2026-02-04T20:59Z', () => market.sessions.step());
    expect(market.all('FutureSettled')).toEqual([]);
    market.until('2026-02-04T21:01Z', () => market.sessions.step());
    const settled = market.all('FutureSettled');
    expect(settled.map(({ tick }) => market.timeOf(tick))).toEqual(['2026-02-04T21:00Z']);
    expect(settled[0]).toMatchObject({ settlementTicks: 14_040, cause: seq });
    expect(market.timeOf(settled[0].dueTick)).toBe('2026-02-05T14:00Z');
    expect(due(market)).toEqual([3 * 40 * CENTS, -40 * CENTS, -2 * 40 * CENTS]);
    checkInvariants(market.world);
  });

  it('is paid at 09:00 of the next morning, and no earlier; equity knows of it at once', () => {
    const market = settle(14_040);
    const view = new View(market.world);
    expect(cash(market)).toEqual([0, 0, 0]);
    expect(view.equityCents(market.account('long'))).toBe(3 * 40 * CENTS);
    market.until('2026-02-05T13:59Z', () => market.sessions.step());
    expect(cash(market)).toEqual([0, 0, 0]);
    market.until('2026-02-05T14:00Z', () => market.sessions.step());
    expect(cash(market)).toEqual([3 * 40 * CENTS, -40 * CENTS, -2 * 40 * CENTS]);
    expect(due(market)).toEqual([0, 0, 0]);
    expect(view.equityCents(market.account('long'))).toBe(3 * 40 * CENTS);
    const [settled] = market.all('FutureSettled');
    expect(market.all('VariationMarginPaid')).toMatchObject([
      { reason: 'settlement', cause: settled.seq, paidCents: 3 * 40 * CENTS },
    ]);
    market.until('2026-02-05T15:00Z', () => market.sessions.step());
    expect(market.all('VariationMarginPaid')).toHaveLength(1);
    checkInvariants(market.world);
  });

  it('is owed by whoever held the position then, also if it is closed overnight', () => {
    const market = settle(14_040);
    for (const name of ['long', 'ann']) market.fund(name, 0, 1e9);
    market.order('ann', 'CME-1', 'buy', 3, 14_050);
    market.order('long', 'CME-1', 'sell', 3, 14_050);
    expect(market.lots('long', 'CME-1')).toBe(0);
    const fees = market.world.instruments[3].feeCentsPerLot * 3;
    expect(market.cents('long')).toBe(3 * 10 * CENTS - fees);
    market.until('2026-02-05T14:00Z', () => market.sessions.step());
    expect(market.cents('long')).toBe(3 * 50 * CENTS - fees);
    checkInvariants(market.world);
  });

  it('of a Friday is paid on Monday', () => {
    const market = withPositions('2026-02-06T20:59Z');
    market.tick();
    market.mark('CME-1', 14_040);
    market.until('2026-02-09T14:30Z', () => market.sessions.step());
    const [paid] = market.all('VariationMarginPaid');
    expect(market.timeOf(paid.tick)).toBe('2026-02-09T14:00Z');
  });

  it('counts only the move since the settlement before', () => {
    const market = settle(14_040);
    market.until('2026-02-05T14:00Z', () => market.sessions.step());
    market.tick('2026-02-05T20:59Z');
    market.mark('CME-1', 13_990);
    market.until('2026-02-05T21:00Z', () => market.sessions.step());
    expect(due(market)).toEqual([3 * -50 * CENTS, 50 * CENTS, 2 * 50 * CENTS]);
  });

  it('leaves the perpetual and futures nobody holds alone', () => {
    const market = withPositions('2026-02-04T20:59Z');
    market.hold('long', 'BTC-PERP', 100, 70_000);
    market.tick();
    for (const venue of [...FUTURES, 'BTC-PERP'] as const) market.mark(venue, 14_040);
    market.until('2026-02-04T21:00Z', () => market.sessions.step());
    expect(market.all('FutureSettled').map(({ settlementTicks }) => settlementTicks)).toEqual([14_040]);
    expect(due(market)[0]).toBe(3 * 40 * CENTS);
  });

  it('does not take place at the weekend, when no price is made', () => {
    const market = withPositions('2026-02-06T21:59Z');
    market.tick();
    market.mark('CME-1', 14_040);
    market.until('2026-02-08T22:59Z', () => market.sessions.step());
    expect(market.all('FutureSettled')).toEqual([]);
  });
});

describe('expiry', () => {
  /** The first future on its last day: orders, a ladder and a stop in its book, and the index at 71,003 dollars. */
  function lastDay(): MarketWorld {
    const market = withPositions('2026-02-27T15:58Z');
    market.tick();
    market.sessions.step();
    market.index(71_003);
    market.mark('CME-1', 14_300);
    market.quote('maker', 'CME-1', 14_290, 14_310, 5);
    market.order('ann', 'CME-1', 'buy', 2, 14_280);
    market.order('cat', 'CME-1', 'sell', 1, 13_000, 'stop');
    return market;
  }

  it('settles in cash at the index, not at the mark, closes positions and nets to zero', () => {
    const market = lastDay();
    market.until('2026-02-27T15:59Z', () => market.sessions.step());
    expect(market.all('FutureExpired')).toEqual([]);
    market.until('2026-02-27T16:00Z', () => market.sessions.step());
    const [index] = market.all('IndexMarked');
    // 71,003 dollars are 14,200.6 ticks of five.
    expect(market.all('FutureExpired')).toMatchObject([{ settlementTicks: 14_201, cause: index.seq }]);
    expect(cash(market)).toEqual([3 * 201 * CENTS, -201 * CENTS, -2 * 201 * CENTS]);
    expect(['long', 'short', 'public'].map((name) => market.lots(name, 'CME-1'))).toEqual([0, 0, 0]);
    expect(market.world.ledger.openInterest[3]).toBe(0);
    checkInvariants(market.world);
  });

  it('withdraws orders, ladders and stops', () => {
    const market = lastDay();
    market.until('2026-02-27T16:00Z', () => market.sessions.step());
    expect(market.resting('CME-1')).toEqual({ bids: [], asks: [], stops: 0 });
    const [closed] = market.all('SessionClosed', 'CME-1');
    expect(market.all('OrderCancelled', 'CME-1')).toMatchObject([
      { actor: market.account('ann'), reason: 'closed', cause: closed.seq, quantityLots: 2 },
      { actor: market.account('cat'), reason: 'closed', cause: closed.seq, orderType: 'stop' },
    ]);
  });

  it('happens once, and the future never opens again while the others do', () => {
    const market = lastDay();
    market.until('2026-03-04T12:00Z', () => market.sessions.step());
    expect(market.all('FutureExpired')).toHaveLength(1);
    expect(market.all('SessionClosed', 'CME-1')).toHaveLength(1);
    expect(market.all('SessionOpened', 'CME-1')).toHaveLength(1);
    expect(market.all('SessionOpened', 'CME-2').length).toBeGreaterThan(3);
    expect(market.order('ann', 'CME-1', 'buy', 1, 14_000)).toMatchObject([
      { type: 'OrderRejected', reason: 'closed' },
    ]);
  });
});
