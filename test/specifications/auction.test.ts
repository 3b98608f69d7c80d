import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUY, SELL } from '../../sim/events.ts';
import { Auctions, type Clearing, clearingOf } from '../../sim/market/auctions.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { triggerStops } from '../../sim/market/stops.ts';
import { OrderBook } from '../../sim/world/book.ts';
import { CALL } from '../../sim/world/phases.ts';
import { MarketWorld } from './market-world.ts';

const SPOT = INSTRUMENT['BTC-SPOT'];

/** A spot venue that collects orders, with a reference price. */
class Call {
  readonly market: MarketWorld;
  private readonly auctions: Auctions;

  constructor(
    readonly referenceTicks = 100,
    checksFunds = false,
  ) {
    this.market = new MarketWorld({ start: '2026-02-04T15:00Z', open: ['BTC-SPOT'], checksFunds });
    this.auctions = new Auctions(this.market.exchange);
    this.market.tick();
  }

  open(): void {
    const { world } = this.market;
    this.auctions.open(SPOT, CALL.reopening, world.tickSeq, this.referenceTicks);
  }

  clear(): void {
    const { world, exchange } = this.market;
    this.auctions.clear(SPOT, world.tickSeq);
    triggerStops(exchange, SPOT);
    checkInvariants(world);
  }

  /** Buyer, seller, price and lots of each trade. */
  get trades(): [buyer: string, seller: string, price: number, lots: number][] {
    const nameOf = (account: number | null): string => this.market.world.accounts[account ?? 0].name;
    return this.market.all('Traded').map(({ actor, maker, takerSide, priceTicks, quantityLots }) => {
      const pair = [nameOf(actor), nameOf(maker)];
      const [buyer, seller] = takerSide === BUY ? pair : pair.reverse();
      return [buyer, seller, priceTicks, quantityLots];
    });
  }
}

const entry = fc.record({
  side: fc.constantFrom(BUY, SELL),
  price: fc.integer({ min: 90, max: 110 }),
  lots: fc.integer({ min: 1, max: 9 }),
});
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;
const entries = fc.array(entry, { maxLength: 40 });
const reference = fc.integer({ min: 85, max: 115 });

const lotsAt = (orders: readonly Entry[], side: number, price: number): number =>
  orders
    .filter((order) => order.side === side && side * (order.price - price) >= 0)
    .reduce((sum, { lots }) => sum + lots, 0);

/** Every price there is, one by one, sorted by the three rules. */
function searched(orders: readonly Entry[], referenceTicks: number, low = 80, high = 120) {
  const found: Clearing[] = [];
  for (let priceTicks = low; priceTicks <= high; priceTicks++) {
    const [bought, sold] = [lotsAt(orders, BUY, priceTicks), lotsAt(orders, SELL, priceTicks)];
    found.push({ priceTicks, volumeLots: Math.min(bought, sold), imbalanceLots: bought - sold });
  }
  const keys = ({ priceTicks, volumeLots, imbalanceLots }: Clearing): number[] => [
    -volumeLots,
    Math.abs(imbalanceLots),
    Math.abs(priceTicks - referenceTicks),
    priceTicks,
  ];
  found.sort(
    (a, b) =>
      keys(a)
        .map((key, n) => key - keys(b)[n])
        .find((difference) => difference !== 0) ?? 0,
  );
  return found[0].volumeLots > 0 ? found[0] : null;
}

/** Lots each order gets when the best prices, and at one price the first to come, are served up to the volume. */
function served(orders: readonly Entry[], side: number, volume: number): number[] {
  const queue = [...orders.keys()]
    .filter((n) => orders[n].side === side)
    .sort((a, b) => side * (orders[b].price - orders[a].price) || a - b);
  const got = orders.map(() => 0);
  let left = volume;
  for (const n of queue) {
    got[n] = Math.min(left, orders[n].lots);
    left -= got[n];
  }
  return got;
}

describe('the clearing price', () => {
  it('is the one that a search through every price finds, whatever the book', () => {
    fc.assert(
      fc.property(
        entries,
        reference,
        fc.integer({ min: 85, max: 100 }),
        fc.integer({ min: 100, max: 115 }),
        (orders, at, low, high) => {
          const book = new OrderBook();
          for (const [n, { side, price, lots }] of orders.entries()) book.insert(n, side, price, lots, n, 0);
          expect(clearingOf(book, at)).toEqual(searched(orders, at));
          expect(clearingOf(book, at, { low, high })).toEqual(searched(orders, at, low, high));
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, [number, number, number][], number, [number, number, number]]>([
    [
      'is that of the greatest volume',
      [
        [BUY, 103, 5],
        [BUY, 101, 5],
        [SELL, 99, 5],
        [SELL, 101, 4],
      ],
      90,
      [101, 9, 1],
    ],
    [
      'of equal volumes, leaves the least over',
      [
        [BUY, 102, 5],
        [BUY, 100, 9],
        [SELL, 98, 5],
      ],
      98,
      [101, 5, 0],
    ],
    [
      'then is nearest the reference, also between two orders',
      [
        [BUY, 105, 5],
        [SELL, 95, 5],
      ],
      99,
      [99, 5, 0],
    ],
    [
      'is no further off than an order allows',
      [
        [BUY, 105, 5],
        [SELL, 95, 5],
      ],
      120,
      [105, 5, 0],
    ],
  ])('%s', (_rule, orders, at, [priceTicks, volumeLots, imbalanceLots]) => {
    const book = new OrderBook();
    for (const [n, [side, price, lots]] of orders.entries()) book.insert(n, side, price, lots, n, 0);
    expect(clearingOf(book, at)).toEqual({ priceTicks, volumeLots, imbalanceLots });
  });

  it('does not exist where nothing crosses', () => {
    const book = new OrderBook();
    expect(clearingOf(book, 100)).toBeNull();
    book.insert(1, BUY, 99, 5, 1, 0);
    expect(clearingOf(book, 100)).toBeNull();
    book.insert(2, SELL, 100, 5, 2, 0);
    expect(clearingOf(book, 100)).toBeNull();
  });
});

describe('a call auction', () => {
  it('fills everybody at its price, best limit first and first come first, and leaves no crossed book', () => {
    fc.assert(
      fc.property(entries, reference, (orders, at) => {
        const call = new Call(at);
        call.open();
        for (const [n, { side, price, lots }] of orders.entries())
          call.market.order(`trader-${n}`, 'BTC-SPOT', side === BUY ? 'buy' : 'sell', lots, price);
        expect(call.trades).toEqual([]);
        call.clear();
        const best = searched(orders, at);
        expect(new Set(call.trades.map(([, , price]) => price))).toEqual(
          new Set(best ? [best.priceTicks] : []),
        );
        for (const [side, role] of [
          [BUY, 0],
          [SELL, 1],
        ] as const) {
          const wanted = served(orders, side, best?.volumeLots ?? 0);
          const got = orders.map((_order, n) =>
            call.trades
              .filter((trade) => trade[role] === `trader-${n}`)
              .reduce((sum, [, , , lots]) => sum + lots, 0),
          );
          expect(got).toEqual(wanted);
        }
        expect(call.market.all('AuctionCleared')).toMatchObject([
          {
            priceTicks: best?.priceTicks ?? 0,
            volumeLots: best?.volumeLots ?? 0,
            imbalanceLots: best?.imbalanceLots ?? 0,
          },
        ]);
      }),
      { numRuns: 60 },
    );
  });

  it('makes trades like any other: the later order takes, with its purpose, and is cited', () => {
    const call = new Call();
    const { market } = call;
    market.order('ann', 'BTC-SPOT', 'sell', 5, 101);
    call.open();
    market.order('bob', 'BTC-SPOT', 'buy', 3, 105);
    const placed = market.all('OrderPlaced').at(-1);
    call.clear();
    expect(market.all('Traded')).toMatchObject([
      {
        actor: market.account('bob'),
        maker: market.account('ann'),
        takerSide: BUY,
        // The nearest to the reference of 100 that ann takes.
        priceTicks: 101,
        quantityLots: 3,
        reason: 'flow',
        cause: placed?.seq,
      },
    ]);
    expect([market.lots('ann', 'BTC-SPOT'), market.lots('bob', 'BTC-SPOT')]).toEqual([-3, 3]);
    expect(market.world.market.last[SPOT]).toBe(101);
    expect(market.resting('BTC-SPOT')).toEqual({ bids: [], asks: [101], stops: 0 });
  });

  it('lets market orders trade up to their protection and withdraws what is left of them', () => {
    const call = new Call();
    const { market } = call;
    call.open();
    market.order('ann', 'BTC-SPOT', 'buy', 5, 0, 'market');
    market.order('bob', 'BTC-SPOT', 'sell', 2, 103);
    market.order('cat', 'BTC-SPOT', 'sell', 9, 104);
    call.clear();
    expect(call.trades).toEqual([['ann', 'bob', 103, 2]]);
    expect(market.all('OrderCancelled')).toMatchObject([{ quantityLots: 3, reason: 'unfilled' }]);
    expect(market.resting('BTC-SPOT')).toEqual({ bids: [], asks: [104], stops: 0 });
  });

  it('lets nobody meet himself: the newer order is refused, or the older one goes', () => {
    const call = new Call();
    const { market } = call;
    call.open();
    market.order('ann', 'BTC-SPOT', 'buy', 5, 105);
    expect(market.order('ann', 'BTC-SPOT', 'sell', 5, 105)).toMatchObject([
      { type: 'OrderRejected', reason: 'self-trade' },
    ]);
    expect(market.order('ann', 'BTC-SPOT', 'sell', 5, 106)).toMatchObject([{ type: 'OrderPlaced' }]);
    // A ladder makes its owner's orders go.
    market.quote('ann', 'BTC-SPOT', 108, 110, 4, 1);
    expect(market.resting('BTC-SPOT')).toEqual({ bids: [108, 105], asks: [110], stops: 0 });
    call.clear();
    expect(call.trades).toEqual([]);
  });

  it('does without orders that may only reduce', () => {
    const call = new Call();
    const { market } = call;
    market.hold('ann', 'BTC-SPOT', 9);
    market.order('ann', 'BTC-SPOT', 'sell', 5, 110, 'limit-reduce');
    call.open();
    expect(market.all('OrderCancelled')).toMatchObject([{ quantityLots: 5, reason: 'reduce-only' }]);
    expect(market.order('ann', 'BTC-SPOT', 'sell', 5, 110, 'limit-reduce')).toMatchObject([
      { type: 'OrderRejected', reason: 'halted' },
    ]);
  });

  it('lets ladders of different makers cross, and takes what they have placed during the call', () => {
    const call = new Call();
    const { market } = call;
    market.quote('maker-1', 'BTC-SPOT', 99, 101, 5);
    call.open();
    market.quote('maker-2', 'BTC-SPOT', 103, 105, 2);
    const quoted = market
      .all('QuotesReplaced')
      .find(({ side, touchTicks }) => side === BUY && touchTicks === 103);
    call.clear();
    // Bids of two at 103, 102 and 101 against five each at 101 and above.
    expect(call.trades).toEqual([
      ['maker-2', 'maker-1', 101, 2],
      ['maker-2', 'maker-1', 101, 2],
      ['maker-2', 'maker-1', 101, 1],
    ]);
    expect(market.all('Traded')[0]).toMatchObject({ reason: 'quote', cause: quoted?.seq });
  });

  it('has the ladder that moved last take, whoever was there first', () => {
    const call = new Call();
    const { market } = call;
    for (const maker of ['maker-1', 'maker-2']) market.quote(maker, 'BTC-SPOT', 99, 111, 1, 1);
    call.open();
    market.quote('maker-2', 'BTC-SPOT', 103, 111, 1, 1);
    market.quote('maker-1', 'BTC-SPOT', 99, 102, 1, 1);
    call.clear();
    expect(market.all('Traded')).toMatchObject([{ actor: market.account('maker-1'), takerSide: SELL }]);
  });

  it('trades for nobody more than can be paid for, and announces what trades', () => {
    const call = new Call(100, true);
    const { market } = call;
    // Two lots at 1.01 dollars and their fees, and nothing for a third.
    market.fund('ann', 2.05);
    market.hold('bob', 'BTC-SPOT', 9);
    call.open();
    for (let n = 0; n < 3; n++) market.order('ann', 'BTC-SPOT', 'buy', 1, 105);
    market.order('bob', 'BTC-SPOT', 'sell', 9, 101);
    call.clear();
    expect(call.trades).toEqual([
      ['ann', 'bob', 101, 1],
      ['ann', 'bob', 101, 1],
    ]);
    expect(market.all('AuctionCleared')).toMatchObject([{ priceTicks: 101, volumeLots: 2 }]);
    expect(market.all('OrderCancelled')).toMatchObject([{ reason: 'no-funds', quantityLots: 1 }]);
    expect(market.cents('ann')).toBeGreaterThanOrEqual(0);
  });

  it('meets stops with its price once it is over, and not before', () => {
    const call = new Call();
    const { market } = call;
    market.order('dan', 'BTC-SPOT', 'sell', 1, 98, 'stop');
    market.order('eve', 'BTC-SPOT', 'sell', 1, 94, 'stop');
    market.order('ann', 'BTC-SPOT', 'buy', 9, 96);
    call.open();
    market.order('bob', 'BTC-SPOT', 'sell', 4, 90);
    expect(market.all('StopTriggered')).toEqual([]);
    call.clear();
    // Nearest the reference of 100: ann's own price.
    expect(call.trades).toEqual([
      ['ann', 'bob', 96, 4],
      ['ann', 'dan', 96, 1],
    ]);
    const [trade] = market.all('Traded');
    expect(market.all('StopTriggered')).toMatchObject([
      { actor: market.account('dan'), lastTicks: 96, cause: trade.seq },
    ]);
    expect(market.resting('BTC-SPOT')).toMatchObject({ bids: [96], stops: 1 });
  });
});
