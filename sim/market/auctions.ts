import { emit, emitTrade, type Log } from '../emit.ts';
import { BUY, isReduceOnly, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import { LARGEST } from '../world/book-checks.ts';
import type { World } from '../world/world.ts';
import { firstUnfunded } from './auction-funds.ts';
import type { Exchange } from './exchange.ts';
import { withdrawBeyond } from './price-limits.ts';

/** What one price would do to a book: lots traded, and how many more are to be bought than sold at it. */
export interface Clearing {
  readonly priceTicks: number;
  readonly volumeLots: number;
  readonly imbalanceLots: number;
}

/** Prices between which an auction may clear. */
export interface Collar {
  readonly low: number;
  readonly high: number;
}
export const NO_COLLAR: Collar = { low: 0, high: LARGEST };

/** What an auction is held for, by the code of its reason in the log. */
const REASONS = [REASON.none, REASON.opening, REASON.closing, REASON.reopening];

/**
 * The price of greatest volume at which a crossed book clears; ties go to the least imbalance, then to the price nearest
 * the reference, then to the lower one. Null when nothing crosses within the collar.
 */
export function clearingOf(
  book: OrderBook,
  referenceTicks: number,
  { low, high }: Collar = NO_COLLAR,
): Clearing | null {
  const from = Math.max(book.bestPrice(SELL), low);
  const to = Math.min(book.bestPrice(BUY), high);
  if (book.bestPrice(SELL) === NONE || book.bestPrice(BUY) === NONE || from > to) return null;
  const starts = [from];
  for (let ask = book.nextPrice(SELL, from); ask !== NONE && ask <= to; ask = book.nextPrice(SELL, ask))
    starts.push(ask);
  // What is bid for falls behind a bid.
  for (let bid = book.nextPrice(BUY, to); bid !== NONE && bid >= from; bid = book.nextPrice(BUY, bid))
    starts.push(bid + 1);
  starts.sort((a, b) => a - b);
  let best: Clearing | null = null;
  for (const [n, start] of starts.entries()) {
    // Between two changes all prices are alike but for their distance from the reference.
    const end = n + 1 < starts.length ? starts[n + 1] - 1 : to;
    const priceTicks = Math.max(start, Math.min(end, referenceTicks));
    const bought = book.quantityWithin(BUY, priceTicks, Number.POSITIVE_INFINITY);
    const sold = book.quantityWithin(SELL, priceTicks, Number.POSITIVE_INFINITY);
    const found = { priceTicks, volumeLots: Math.min(bought, sold), imbalanceLots: bought - sold };
    if (best === null || isBetter(found, best, referenceTicks)) best = found;
  }
  return best;
}

function isBetter(found: Clearing, best: Clearing, referenceTicks: number): boolean {
  if (found.volumeLots !== best.volumeLots) return found.volumeLots > best.volumeLots;
  const surplus = Math.abs(found.imbalanceLots) - Math.abs(best.imbalanceLots);
  if (surplus !== 0) return surplus < 0;
  return Math.abs(found.priceTicks - referenceTicks) < Math.abs(best.priceTicks - referenceTicks);
}

/** Call auctions: orders are collected without trading, then everything that crosses trades at one price. */
export class Auctions {
  private readonly world: World;
  private readonly log: Log;

  constructor(private readonly exchange: Exchange) {
    this.world = exchange.world;
    this.log = exchange.log;
  }

  /** Begins to collect orders (or goes on, for another purpose). What may only reduce takes no part and leaves. */
  open(i: number, call: number, cause: number, referenceTicks: number, { low, high } = NO_COLLAR): void {
    const columns = {
      instrument: i,
      price: low,
      quantity: high,
      value: referenceTicks,
      reason: REASONS[call],
    };
    const opened = emit(this.log, 'AuctionOpened', cause, columns);
    const book = this.world.books[i];
    for (const order of ordersWhere(book, isReduceOnly))
      this.exchange.matching.withdraw(opened, i, book, book.slotOf(order), REASON['reduce-only']);
  }

  /** Where the auction would clear now: its price, or the middle of a book that does not cross; 0 while a side is empty. */
  indicative(i: number): number {
    const { world } = this;
    const book = world.books[i];
    const bid = book.bestPrice(BUY);
    const ask = book.bestPrice(SELL);
    if (bid === NONE || ask === NONE) return 0;
    const found = clearingOf(book, world.phases.reference[i]);
    return found ? found.priceTicks : Math.round((bid + ask) / 2);
  }

  /** Trades what crosses at the clearing price, by price and time, and ends the call: its seq, and its price or 0. */
  clear(i: number, cause: number): { readonly seq: number; readonly priceTicks: number } {
    const { world, log } = this;
    const { phases } = world;
    const book = world.books[i];
    const call = phases.call[i];
    const collar = { low: phases.low[i], high: phases.high[i] };
    let found = clearingOf(book, phases.reference[i], collar);
    // Who could not pay or deliver takes no part, so that what is announced is what trades.
    for (let slot = this.unfunded(i, found); slot !== NONE; slot = this.unfunded(i, found)) {
      this.exchange.matching.withdraw(cause, i, book, slot, REASON['no-funds']);
      found = clearingOf(book, phases.reference[i], collar);
    }
    let left = found?.volumeLots ?? 0;
    while (found && left > 0) left -= this.trade(i, found.priceTicks, left, cause);
    // Beyond the collar orders may still cross: it holds until the call ends.
    withdrawBeyond(this.exchange, i, cause);
    const cleared = emit(log, 'AuctionCleared', cause, {
      instrument: i,
      price: found?.priceTicks ?? 0,
      quantity: found?.volumeLots ?? 0,
      value: found?.imbalanceLots ?? 0,
      reason: REASONS[call],
    });
    for (const order of ordersWhere(book, (type) => type === ORDER_TYPE.market))
      this.exchange.matching.withdraw(cleared, i, book, book.slotOf(order), REASON.unfilled);
    return { seq: cleared, priceTicks: found?.priceTicks ?? 0 };
  }

  private unfunded(i: number, found: Clearing | null): number {
    const checks = found !== null && this.exchange.matching.checks(i);
    return checks ? firstUnfunded(this.world, i, found.priceTicks, found.volumeLots) : NONE;
  }

  /** One fill between the first of both queues. The order that came last, during the call, is the taker; it is cited. */
  private trade(i: number, priceTicks: number, mostLots: number, cause: number): number {
    const { world, log } = this;
    const book = world.books[i];
    const called = world.phases.called[i];
    const bid = book.bestSlot(BUY);
    const ask = book.bestSlot(SELL);
    const bidCalled = called.get(book.orderId[bid]);
    const askCalled = called.get(book.orderId[ask]);
    // Orders of a ladder keep their numbers: only the event that placed them tells who came last.
    const buyerTakes = (bidCalled?.seq ?? -1) > (askCalled?.seq ?? -1);
    const [taker, maker] = buyerTakes ? [bid, ask] : [ask, bid];
    const order = book.orderId[taker];
    const { seq, reason } = (buyerTakes ? bidCalled : askCalled) ?? { seq: cause, reason: REASON.none };
    const lots = Math.min(mostLots, book.orderQuantity[bid], book.orderQuantity[ask]);
    const side = buyerTakes ? BUY : SELL;
    const by = book.orderOwner[maker];
    const against = book.orderId[maker];
    emitTrade(log, seq, book.orderOwner[taker], i, order, by, against, side, priceTicks, lots, reason);
    return lots;
  }
}

/** Numbers of the resting orders of a type, best first. */
function ordersWhere(book: OrderBook, isWanted: (orderType: number) => boolean): number[] {
  const orders: number[] = [];
  for (const side of [BUY, SELL]) {
    for (let at = book.bestPrice(side); at !== NONE; at = book.nextPrice(side, at))
      for (let slot = book.headAt(side, at); slot !== NONE; slot = book.nextInLevel(slot))
        if (isWanted(book.orderType[slot])) orders.push(book.orderId[slot]);
  }
  return orders;
}
