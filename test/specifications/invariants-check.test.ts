import { describe, expect, it } from 'vitest';
import { emit, emitTrade } from '../../sim/emit.ts';
import { BUY, REASON } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { INSURANCE_ACCOUNT } from '../../sim/world/ledger.ts';
import type { World } from '../../sim/world/world.ts';
import { type Listed, MarketWorld } from './market-world.ts';
import { PerpWorld } from './perp-world.ts';
import { SmallMarket } from './small-market.ts';

const SPOT = INSTRUMENT['BTC-SPOT'];

/** Ann and bob with cash, coins, shares and contracts, books with two sides, in tick 7. */
function sound(): MarketWorld {
  const market = new MarketWorld({
    start: '2026-02-04T15:00Z',
    open: ['BTC-SPOT', 'BTC-PERP', 'CME-1', 'IBIT'],
  });
  market.hold('ann', 'BTC-SPOT', 500);
  market.hold('bob', 'IBIT', 900);
  market.hold('ann', 'CME-1', 3, 14_000);
  market.hold('bob', 'BTC-PERP', -40, 70_000);
  market.tick('2026-02-04T15:07Z');
  market.order('ann', 'BTC-SPOT', 'buy', 5, 69_990);
  market.order('bob', 'BTC-SPOT', 'sell', 9, 69_990);
  return market;
}
function addLots(world: World, account: number, venue: Listed, lots: number): void {
  world.ledger.position[account * world.ledger.width + INSTRUMENT[venue]] += lots;
}

describe('the invariants', () => {
  it('hold in a sound world, with trades, fees, positions and orders', () => {
    const { world, events } = sound();
    expect(events.some(({ type }) => type === 'Traded')).toBe(true);
    expect(() => checkInvariants(world)).not.toThrow();
  });

  it.each<[string, (world: World, ann: number, bob: number) => void, RegExp]>([
    [
      'a cent too many',
      ({ ledger }, ann) => {
        ledger.cash[ann] += 1;
      },
      /^cash is not conserved at tick 7: 1 cents, 0 were brought in$/,
    ],
    [
      'a cent too few',
      ({ ledger }, ann) => {
        ledger.cash[ann] -= 1;
      },
      /^cash is not conserved at tick 7: -1 cents, 0 /,
    ],
    [
      'a contract that costs what nobody paid',
      ({ ledger }, ann) => {
        ledger.cost[ann * ledger.width + INSTRUMENT['CME-1']] += 5;
      },
      /^cash is not conserved at tick 7: -5 cents, 0 /,
    ],
    [
      'cash that is no number',
      ({ ledger }, ann) => {
        ledger.cash[ann] = Number.NaN;
      },
      /^cash is not conserved at tick 7: NaN cents/,
    ],
    [
      'a coin lot too many',
      (world, ann) => addLots(world, ann, 'BTC-SPOT', 1),
      /^BTC-SPOT is not conserved at tick 7: 501 lots, expected 500$/,
    ],
    [
      'a share too few',
      (world, _ann, bob) => addLots(world, bob, 'IBIT', -1),
      /^IBIT is not conserved at tick 7: 899 lots, expected 900$/,
    ],
    [
      'futures that do not net to zero',
      (world, ann) => addLots(world, ann, 'CME-1', 2),
      /^CME-1 is not conserved at tick 7: 2 lots, expected 0$/,
    ],
    [
      'perpetuals that do not net to zero',
      (world, ann) => addLots(world, ann, 'BTC-PERP', -2),
      /^BTC-PERP is not conserved at tick 7: -2 lots, expected 0$/,
    ],
    [
      'contracts brought in on one side only',
      ({ ledger, instruments }, ann) => ledger.endow(instruments[INSTRUMENT['CME-2']], ann, 1, 0),
      /^CME-2 is not conserved at tick 7: 1 lots, expected 0$/,
    ],
    [
      'a crossed book',
      ({ books }, ann) => {
        books[INSTRUMENT['BTC-SPOT']].insert(999, BUY, 69_991, 1, ann, 0);
      },
      /^BTC-SPOT is crossed at tick 7: bid 69991, offer 69990$/,
    ],
    [
      'a locked book',
      ({ books }, ann) => {
        books[INSTRUMENT['BTC-SPOT']].insert(999, BUY, 69_990, 1, ann, 0);
      },
      /^BTC-SPOT is crossed at tick 7: bid 69990, offer 69990$/,
    ],
    [
      'a bid beyond its band',
      ({ books, phases }, ann) => {
        phases.low[INSTRUMENT['CME-1']] = 13_000;
        phases.high[INSTRUMENT['CME-1']] = 15_000;
        books[INSTRUMENT['CME-1']].insert(999, BUY, 15_001, 1, ann, 0);
      },
      /^CME-1 has a bid at 15001 or an offer at -1 beyond its band from 13000 to 15000 at tick 7$/,
    ],
    [
      'orders of an auction that is over',
      ({ phases }) => {
        phases.called[INSTRUMENT.IBIT].set(3, { seq: 1, reason: 1 });
      },
      /^IBIT still holds orders of an auction at tick 7, after it cleared$/,
    ],
    [
      'an incoming order that nobody matched',
      ({ incoming }) => {
        incoming.order = 4;
        incoming.instrument = INSTRUMENT.IBIT;
      },
      /^order 4 in IBIT is still unmatched at the end of tick 7$/,
    ],
    [
      'half a cent, though the total is right',
      ({ ledger }, ann, bob) => {
        ledger.cash[bob] += ledger.cash[ann] - 10.5;
        ledger.cash[ann] = 10.5;
      },
      /^ann has 10.5 cents at tick 7, which is no exact integer$/,
    ],
  ])('stop the run at %s and say what and when', (_what, breakIt, message) => {
    const market = sound();
    breakIt(market.world, market.account('ann'), market.account('bob'));
    expect(() => checkInvariants(market.world)).toThrow(message);
  });

  it('allow a crossed book while an auction collects orders, and at no other time', () => {
    const market = sound();
    const call = {
      instrument: SPOT,
      price: 60_000,
      quantity: 80_000,
      value: 70_000,
      reason: REASON.reopening,
    };
    emit(market.log, 'AuctionOpened', market.world.tickSeq, call);
    market.order('cat', 'BTC-SPOT', 'buy', 1, 70_005);
    market.order('ann', 'BTC-SPOT', 'sell', 1, 69_995);
    expect(market.resting('BTC-SPOT')).toMatchObject({ bids: [70_005], asks: [69_990, 69_995] });
    expect(() => checkInvariants(market.world)).not.toThrow();
    emit(market.log, 'AuctionCleared', market.world.tickSeq, { instrument: SPOT, reason: REASON.reopening });
    expect(() => checkInvariants(market.world)).toThrow(
      /^BTC-SPOT is crossed at tick 7: bid 70005, offer 69990$/,
    );
  });

  /** Bob's offer is taken by ann as if the exchange had matched them, whatever the venue's state. */
  function trade(market: MarketWorld, price = 69_990): void {
    const [ann, bob] = [market.account('ann'), market.account('bob')];
    const { order } = market.all('OrderPlaced').at(-1) ?? { order: -1 };
    market.world.incoming.order = 77;
    market.world.incoming.quantity = 1;
    emitTrade(market.log, market.world.tickSeq, ann, SPOT, 77, bob, order, BUY, price, 1, REASON.flow);
  }

  it.each<[string, (market: MarketWorld) => void, RegExp]>([
    [
      'after the close',
      ({ log }) => emit(log, 'SessionClosed', -1, { instrument: SPOT, price: 1 }),
      /^BTC-SPOT traded at 69990 at tick 7, when its venue was closed$/,
    ],
    [
      'in a halt',
      ({ log }) => emit(log, 'Halted', -1, { instrument: SPOT, price: 1, value: 7 }),
      /^BTC-SPOT traded at 69990 at tick 7, when it was halted$/,
    ],
    [
      'below its band',
      ({ log }) => emit(log, 'BandsSet', -1, { instrument: SPOT, price: 69_991, quantity: 75_000, order: 0 }),
      /^BTC-SPOT traded at 69990 at tick 7, outside its band from 69991 to 75000$/,
    ],
    [
      'above its band',
      ({ log }) => emit(log, 'BandsSet', -1, { instrument: SPOT, price: 1, quantity: 69_989, order: 0 }),
      /^BTC-SPOT traded at 69990 at tick 7, outside its band from 1 to 69989$/,
    ],
    [
      'with an order that has not rested, while an auction collects',
      ({ log }) =>
        emit(log, 'AuctionOpened', -1, { instrument: SPOT, quantity: 80_000, reason: REASON.reopening }),
      /^BTC-SPOT traded at 69990 at tick 7 with an incoming order, while its auction collected orders$/,
    ],
  ])('no trade is made %s: it stops the run as it happens', (_when, change, message) => {
    const market = sound();
    trade(market);
    expect(market.all('Traded').at(-1)).toMatchObject({ quantityLots: 1, takerOrder: 77 });
    change(market);
    expect(() => trade(market)).toThrow(message);
  });

  it('no trade is made between resting orders without an auction', () => {
    const market = sound();
    market.order('ann', 'BTC-SPOT', 'buy', 5, 69_000);
    const [offer, bid] = market.all('OrderPlaced').slice(-2);
    const pair = [market.account('ann'), SPOT, bid.order, market.account('bob'), offer.order] as const;
    expect(() => emitTrade(market.log, -1, ...pair, BUY, 69_990, 1, REASON.flow)).toThrow(
      /^BTC-SPOT traded at 69990 at tick 7 between resting orders, without an auction$/,
    );
  });

  it('are checked at the end of every tick: the run ends in the tick in which one broke', () => {
    const small = new SmallMarket({}, { hours: 1 });
    small.runTo(0.05);
    const { world, simulation } = small;
    addLots(world, small.account('investors'), 'CME-2', 1);
    expect(() => small.runTo(1)).toThrow(/^CME-2 is not conserved at tick 3: 1 lots, expected 0$/);
    expect(simulation.loop.tick).toBe(3);
  });
});

/** A perp venue with a trader of 10 bitcoin long, and one that has no position. */
function venue(): { world: World; long: number; flat: number } {
  const perp = new PerpWorld({ fundUsd: 1_000 });
  const long = perp.account('long', { cashUsd: 90_000, lots: 1_000, entryUsd: 70_000, traders: 3 });
  const flat = perp.account('flat', { cashUsd: 0, lots: 0, entryUsd: 70_000, traders: 3 });
  return { world: perp.world, long, flat };
}

describe('the waterfall of losses', () => {
  it('is complete when nobody is flat in debt and the fund has something left', () => {
    expect(() => checkInvariants(venue().world)).not.toThrow();
  });

  it.each<[string, (at: ReturnType<typeof venue>) => void, RegExp]>([
    [
      'an account that was let go owing a cent',
      ({ world: { ledger }, flat, long }) => ledger.pay(flat, long, 1),
      /^flat is left with -1 cents at tick \d+: its loss was not covered$/,
    ],
    [
      'an account that is closed out for ever',
      ({ world, flat }) => world.liquidating.set(flat, 3),
      /^flat is still being closed out at tick \d+, with no position$/,
    ],
    [
      'a fund that paid what it had not',
      ({ world: { ledger }, long }) => ledger.pay(INSURANCE_ACCOUNT, long, 100_001),
      /^the insurance fund is left with -1 cents at tick \d+$/,
    ],
  ])('stops the run at %s', (_what, breakIt, message) => {
    const at = venue();
    breakIt(at);
    expect(() => checkInvariants(at.world)).toThrow(message);
  });

  it('leaves an account alone that still has a position: its mark may yet save it', () => {
    const { world, long, flat } = venue();
    world.ledger.pay(long, flat, 10_000_000);
    expect(() => checkInvariants(world)).not.toThrow();
  });
});
