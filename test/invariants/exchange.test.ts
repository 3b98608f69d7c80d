import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emit, type Log } from '../../sim/emit.ts';
import { EventLog, ROOT } from '../../sim/engine/log.ts';
import {
  BUY,
  EventBatch,
  type EventOf,
  eventAt,
  isReduceOnly,
  NOBODY,
  ORDER_TYPE,
  SELL,
} from '../../sim/events.ts';
import { Auctions } from '../../sim/market/auctions.ts';
import { COMMAND, CommandQueue } from '../../sim/market/commands.ts';
import { Exchange } from '../../sim/market/exchange.ts';
import { februaryTerms, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { withdrawBeyond } from '../../sim/market/price-limits.ts';
import { triggerStops } from '../../sim/market/stops.ts';
import { NONE, type OrderBook } from '../../sim/world/book.ts';
import { digestWorld } from '../../sim/world/digest.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { CALL } from '../../sim/world/phases.ts';
import { World } from '../../sim/world/world.ts';

const SPOT = INSTRUMENT['BTC-SPOT'];
const PERP = INSTRUMENT['BTC-PERP'];
const INSTRUMENTS = [SPOT, PERP];
const OWNERS = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'];
/** Owners with ladders. */
const MAKERS = 2;
const FIRST_OWNER = 4;
const CASH_CENTS = 1_000_000;
const COIN_LOTS = 50;
const BATCH_ROWS = 16_384;

const owner = fc.nat({ max: OWNERS.length - 1 });
const instrument = fc.constantFrom(...INSTRUMENTS);
const price = fc.integer({ min: 990, max: 1010 });
const quantity = fc.integer({ min: 1, max: 12 });
const pick = fc.nat({ max: 1_000_000 });
const side = fc.constantFrom(BUY, SELL);
const stp = fc.nat({ max: 2 });
const types = Object.values(ORDER_TYPE).filter((code) => code !== ORDER_TYPE.none);
const resting = [
  'limit',
  'post-only',
  'limit-reduce',
  'post-only-reduce',
  'limit',
  'stop',
  'stop-reduce',
] as const;

const terms = { owner, instrument, side, price, quantity, stp, limit: fc.option(price, { nil: 0 }) };
const order = fc.record({
  ...terms,
  kind: fc.constant('order' as const),
  type: fc.constantFrom(ORDER_TYPE.limit, ORDER_TYPE['limit-reduce'], ...types),
});
const replacement = fc.record({
  ...terms,
  kind: fc.constant('replace' as const),
  pick,
  type: fc.constantFrom(...resting.map((name) => ORDER_TYPE[name])),
});
const cancel = fc.record({ kind: fc.constant('cancel' as const), pick });
const quote = fc.record({
  kind: fc.constant('quote' as const),
  maker: fc.nat({ max: MAKERS - 1 }),
  instrument,
  bid: price,
  spread: fc.integer({ min: 1, max: 6 }),
  bidLots: fc.nat({ max: 9 }),
  askLots: fc.nat({ max: 9 }),
});
const turn = fc.record({
  kind: fc.constantFrom<'tick' | 'halt' | 'call' | 'clear' | 'band' | 'close' | 'open'>(
    'tick',
    'tick',
    'halt',
    'call',
    'call',
    'clear',
    'clear',
    'clear',
    'band',
    'close',
    'open',
    'open',
    'open',
    'open',
  ),
  instrument,
  price,
  stops: fc.boolean(),
});
const funding = fc.record({
  kind: fc.constant('funding' as const),
  rate: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
});
const step = fc.oneof(
  { weight: 12, arbitrary: order },
  { weight: 4, arbitrary: replacement },
  { weight: 3, arbitrary: cancel },
  { weight: 3, arbitrary: quote },
  { weight: 1, arbitrary: turn },
  { weight: 1, arbitrary: funding },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Six owners with cash and coins, two of them with ladders, in front of a spot and a perpetual book. */
class Floor {
  readonly world = new World();
  readonly batch = new EventBatch(BATCH_ROWS);
  readonly log: Log;
  private readonly exchange: Exchange;
  private readonly auctions: Auctions;
  private readonly queue = new CommandQueue();

  constructor() {
    this.log = new EventLog(this.batch, (batch, row, seq) => evolve(this.world, batch, row, seq));
    for (const name of ['venue', 'insurance', 'rounding', 'outside', ...OWNERS]) {
      const detail = { leader: NOBODY, latency: 0, traders: 0, tags: 0, name, kind: 'trader' };
      emit(this.log, 'AccountOpened', ROOT, {}, detail);
    }
    for (const { ...terms } of listingsOf(februaryTerms)) emit(this.log, 'InstrumentListed', ROOT, {}, terms);
    for (const i of INSTRUMENTS) emit(this.log, 'SessionOpened', ROOT, { instrument: i });
    for (let actor = FIRST_OWNER; actor < FIRST_OWNER + OWNERS.length; actor++)
      emit(this.log, 'Endowed', ROOT, { actor, instrument: SPOT, value: CASH_CENTS, quantity: COIN_LOTS });
    for (const i of INSTRUMENTS) {
      for (let actor = FIRST_OWNER; actor < FIRST_OWNER + MAKERS; actor++) {
        const shape = { order: this.world.nextOrder, quantity: 3, price: 2, value: 0.4 };
        emit(this.log, 'LadderShaped', ROOT, { ...shape, actor, instrument: i });
      }
    }
    this.exchange = new Exchange(this.world, this.log);
    this.auctions = new Auctions(this.exchange);
  }

  take(step: Step): void {
    const { queue, world, log } = this;
    queue.clear();
    switch (step.kind) {
      case 'order':
      case 'replace': {
        const n = queue.next(COMMAND[step.kind], FIRST_OWNER + step.owner, ROOT);
        queue.instrument[n] = step.instrument;
        queue.side[n] = step.side;
        queue.orderType[n] = step.type;
        queue.price[n] = step.price;
        queue.quantity[n] = step.quantity;
        queue.stp[n] = step.stp;
        if (step.type === ORDER_TYPE.stop || step.type === ORDER_TYPE['stop-reduce'])
          queue.value[n] = step.limit;
        if (step.kind === 'replace') this.aim(n, step.pick, step.instrument);
        return this.exchange.execute(queue, n);
      }
      case 'cancel': {
        const n = queue.next(COMMAND.cancel, FIRST_OWNER, ROOT);
        this.aim(n, step.pick, step.pick % 2 === 0 ? SPOT : PERP);
        return this.exchange.execute(queue, n);
      }
      case 'quote': {
        const n = queue.next(COMMAND.quote, FIRST_OWNER + step.maker, ROOT);
        queue.instrument[n] = step.instrument;
        queue.price[n] = step.bid;
        queue.quantity[n] = step.bidLots;
        queue.askPrice[n] = step.bid + step.spread;
        queue.askQuantity[n] = step.askLots;
        return this.exchange.execute(queue, n);
      }
      case 'tick':
        log.tick++;
        emit(log, 'TickOpened', ROOT, {});
        return;
      case 'halt':
        emit(log, 'Halted', ROOT, { instrument: step.instrument, price: 1000, value: log.tick });
        return;
      case 'open':
        emit(log, 'SessionOpened', ROOT, { instrument: step.instrument });
        return;
      case 'call':
        if (world.inSession[step.instrument] === 1 && !world.isCollecting(step.instrument))
          this.auctions.open(step.instrument, CALL.reopening, ROOT, step.price);
        return;
      case 'clear':
        return this.clear(step.instrument);
      case 'band': {
        if (!world.isOpen(step.instrument)) return;
        const columns = { price: step.price - 5, quantity: step.price + 5, value: step.price, order: 0 };
        emit(log, 'BandsSet', ROOT, { instrument: step.instrument, ...columns });
        withdrawBeyond(this.exchange, step.instrument, ROOT);
        return;
      }
      case 'close': {
        if (world.inSession[step.instrument] !== 1) return;
        if (world.isCollecting(step.instrument)) {
          emit(log, 'Resumed', ROOT, { instrument: step.instrument });
          this.clear(step.instrument);
        }
        const closed = emit(log, 'SessionClosed', ROOT, { instrument: step.instrument, price: 1000 });
        if (step.instrument === SPOT) this.exchange.clear(SPOT, closed, { stops: step.stops });
        return;
      }
      case 'funding':
        emit(log, 'FundingPaid', ROOT, { instrument: PERP, price: 1000, value: step.rate });
        return;
      default:
        step satisfies never;
    }
  }

  /** Ends a call where one is on and trading is not halted. */
  private clear(instrument: number): void {
    const { world } = this;
    if (!world.isCollecting(instrument) || world.inSession[instrument] !== 1) return;
    if (world.haltedUntil[instrument] >= world.tick) return;
    this.auctions.clear(instrument, ROOT);
    triggerStops(this.exchange, instrument);
  }

  /** Aims a command at some living order of the instrument, if there is one, in its owner's name. */
  private aim(n: number, pick: number, instrument: number): void {
    const books = [this.world.books[instrument], this.world.stops[instrument]];
    const living = books.flatMap((book) => ordersOf(book).map((slot) => ({ book, slot })));
    this.queue.instrument[n] = instrument;
    if (living.length === 0) return;
    const { book, slot } = living[pick % living.length];
    this.queue.order[n] = book.orderId[slot];
    this.queue.actor[n] = book.orderOwner[slot];
  }
}

/** Slots of a book, best first, then in the order of the queue. */
function ordersOf(book: OrderBook): number[] {
  const slots: number[] = [];
  for (const side of [BUY, SELL]) {
    for (let at = book.bestPrice(side); at !== NONE; at = book.nextPrice(side, at))
      for (let slot = book.headAt(side, at); slot !== NONE; slot = book.nextInLevel(slot)) slots.push(slot);
  }
  return slots;
}

/** What a trade must be, seen from the world just before it. */
function checkTrade(world: World, trade: EventOf<'Traded'>): void {
  const { takerSide, quantityLots, priceTicks, makerOrder, takerOrder, actor, maker } = trade;
  const i = trade.instrument ?? NONE;
  const book = world.books[i];
  if (world.isCollecting(i)) return checkAuctioned(world, trade);
  const first = book.bestSlot(-takerSide);
  expect(book.orderId[first], 'first in price and time').toBe(makerOrder);
  expect(book.orderPrice[first], 'at the resting price').toBe(priceTicks);
  expect(world.incoming.order).toBe(takerOrder);
  expect(takerSide * (world.incoming.price - priceTicks), 'within its limit').toBeGreaterThanOrEqual(0);
  expect(quantityLots).toBeLessThanOrEqual(Math.min(book.orderQuantity[first], world.incoming.quantity));
  expect(maker, 'with somebody else').not.toBe(actor);
  expect(world.isOpen(i), 'while the venue is open').toBe(true);
  for (const [orderType, account, side] of [
    [world.incoming.orderType, actor ?? NONE, takerSide],
    [book.orderType[first], maker, -takerSide],
  ]) {
    if (isReduceOnly(orderType))
      expect(-side * world.ledger.lots(account, i), 'reduces').toBeGreaterThanOrEqual(quantityLots);
  }
}

/** What a trade of an auction must be: between the first of both queues, both of which it serves, and allowed now. */
function checkAuctioned(world: World, trade: EventOf<'Traded'>): void {
  const { takerSide, quantityLots, priceTicks, makerOrder, takerOrder, actor, maker } = trade;
  const i = trade.instrument ?? NONE;
  const book = world.books[i];
  for (const [side, order] of [
    [takerSide, takerOrder],
    [-takerSide, makerOrder],
  ]) {
    const slot = book.bestSlot(side);
    expect(book.orderId[slot], 'first in price and time').toBe(order);
    expect(side * (book.orderPrice[slot] - priceTicks), 'within its limit').toBeGreaterThanOrEqual(0);
    expect(quantityLots).toBeLessThanOrEqual(book.orderQuantity[slot]);
    expect(isReduceOnly(book.orderType[slot]), 'nothing that may only reduce').toBe(false);
  }
  expect(world.phases.called[i].has(takerOrder), 'taken by what came during the call').toBe(true);
  expect(maker, 'with somebody else').not.toBe(actor);
  expect(world.mayTrade(i, priceTicks, true), 'while it may').toBe(true);
}

/** No stop is left waiting that the last trade has met. */
function checkStops(world: World, instrument: number): void {
  const last = world.market.last[instrument];
  const nearestSell = world.stops[instrument].bestPrice(BUY);
  const nearestBuy = world.stops[instrument].bestPrice(SELL);
  if (last > 0 && nearestSell !== NONE) expect(nearestSell).toBeLessThan(last);
  if (last > 0 && nearestBuy !== NONE) expect(nearestBuy).toBeGreaterThan(last);
}

/** Folds the log into a new world, checking each trade on the way; also what became of each order's lots. */
function replayed(batch: EventBatch): { world: World; lots: Map<number, { placed: number; gone: number }> } {
  const world = new World();
  const lots = new Map<number, { placed: number; gone: number }>();
  const lose = (order: number, quantity: number): void => {
    const account = lots.get(order);
    if (account) account.gone += quantity;
  };
  for (let row = 0; row < batch.length; row++) {
    const event = eventAt(batch, row);
    if (event.type === 'Traded') {
      checkTrade(world, event);
      lose(event.takerOrder, event.quantityLots);
      lose(event.makerOrder, event.quantityLots);
    } else if (event.type === 'OrderPlaced' || event.type === 'StopPlaced') {
      expect(lots.has(event.order), 'a number of its own').toBe(false);
      lots.set(event.order, { placed: event.quantityLots, gone: 0 });
    } else if (event.type === 'OrderCancelled' || event.type === 'OrderReduced') {
      lose(event.order, event.quantityLots);
    }
    evolve(world, batch, row, row);
  }
  return { world, lots };
}

function digestOf(write: (sink: (bytes: Uint8Array) => void) => void): string {
  const hash = createHash('sha256');
  write((bytes) => hash.update(bytes));
  return hash.digest('hex');
}

/** Digests of everything a run leaves behind; a difference says where it is. */
function stateOf(world: World): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const i of INSTRUMENTS) {
    digests[`book ${i}`] = digestOf((sink) => world.books[i].digestInto(sink));
    digests[`stops ${i}`] = digestOf((sink) => world.stops[i].digestInto(sink));
  }
  const { cash, position, cost, openInterest } = world.ledger;
  for (const [name, column] of Object.entries({ cash, position, cost, openInterest }))
    digests[name] = digestOf((sink) => sink(new Uint8Array(column.buffer)));
  digests.world = digestOf((sink) => digestWorld(world, sink));
  return digests;
}

const steps = fc.array(step, { minLength: 100, maxLength: 300, size: 'max' });

describe('whatever orders come', () => {
  it('money and lots are conserved to the unit, no book is ever crossed, and no stop is forgotten', () => {
    fc.assert(
      fc.property(steps, (commands) => {
        const floor = new Floor();
        let halted = false;
        for (const command of commands) {
          floor.take(command);
          checkInvariants(floor.world);
          halted ||= command.kind === 'halt';
          if (!halted)
            for (const i of INSTRUMENTS) if (!floor.world.isCollecting(i)) checkStops(floor.world, i);
        }
        const { ledger } = floor.world;
        expect(ledger.totalCents()).toBe(OWNERS.length * CASH_CENTS);
        expect(ledger.totalLots(SPOT)).toBe(OWNERS.length * COIN_LOTS);
        expect(ledger.totalLots(PERP)).toBe(0);
        for (const cents of ledger.cash) expect(Number.isSafeInteger(cents)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('every lot of an order is traded, cancelled or still there, and every trade obeys the rules', () => {
    fc.assert(
      fc.property(steps, (commands) => {
        const floor = new Floor();
        for (const command of commands) floor.take(command);
        const { lots } = replayed(floor.batch);
        const open = new Map<number, number>();
        for (const book of [...floor.world.books, ...floor.world.stops])
          for (const slot of ordersOf(book)) open.set(book.orderId[slot], book.orderQuantity[slot]);
        for (const [order, { placed, gone }] of lots)
          expect(gone + (open.get(order) ?? 0), `order ${order}`).toBe(placed);
      }),
      { numRuns: 150 },
    );
  });

  it('the log alone gives the same world again', () => {
    fc.assert(
      fc.property(steps, (commands) => {
        const floor = new Floor();
        for (const command of commands) floor.take(command);
        expect(floor.batch.first, 'the whole log is in one batch').toBe(0);
        const { world } = replayed(floor.batch);
        expect(stateOf(world)).toEqual(stateOf(floor.world));
      }),
      { numRuns: 60 },
    );
  });
});
