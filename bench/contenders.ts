import { OrderBook as HftBook, Side as HftSide } from 'hft-limit-order-book';
import { OrderBook as NodejsBook, Side } from 'nodejs-order-book';
import { NONE, OrderBook } from '../sim/world/book.ts';
import { MapBook } from './map-book.ts';
import { ADD, CANCEL, type Stream } from './stream.ts';

/** Every trade of a pass, three numbers each: the maker's id, the price and the lots. */
export type Trades = number[];

/**
 * Plays a stream into a fresh book and returns the milliseconds behind the opening. The trades go into the list, if
 * there is one. Each book has a loop of its own, so that none pays for the shapes of the others.
 */
export type Pass = (stream: Stream, trades: Trades | undefined) => number;

/** The books compared, ours first. */
export const contenders: Readonly<Record<string, Pass>> = {
  cascade: playOurs,
  'nodejs-order-book': playNodejs,
  'hft-limit-order-book': playHft,
  'a Map of queues': playMap,
};

function playOurs(stream: Stream, trades: Trades | undefined): number {
  const { kinds, ids, sides, prices, lots } = stream;
  const book = new OrderBook();
  let start = performance.now();
  for (let i = 0; i < stream.length; i++) {
    if (i === stream.opening) start = performance.now();
    if (kinds[i] === ADD) book.insert(ids[i], sides[i], prices[i], lots[i], 0, 0);
    else if (kinds[i] === CANCEL) book.removeSlot(book.slotOf(ids[i]));
    else match(book, sides[i], lots[i], trades);
  }
  return performance.now() - start;
}

/** The least matching there can be. */
function match(book: OrderBook, side: number, lots: number, trades: Trades | undefined): void {
  let left = lots;
  let slot = book.bestSlot(-side);
  while (left > 0 && slot !== NONE) {
    const traded = Math.min(left, book.orderQuantity[slot]);
    if (trades) trades.push(book.orderId[slot], book.orderPrice[slot], traded);
    book.reduceSlot(slot, traded);
    left -= traded;
    slot = book.bestSlot(-side);
  }
}

function playNodejs(stream: Stream, trades: Trades | undefined): number {
  const { kinds, names, sides, prices, lots } = stream;
  const book = new NodejsBook();
  let start = performance.now();
  for (let i = 0; i < stream.length; i++) {
    if (i === stream.opening) start = performance.now();
    const side = sides[i] > 0 ? Side.BUY : Side.SELL;
    if (kinds[i] === ADD) book.limit({ id: names[i], side, size: lots[i], price: prices[i] });
    else if (kinds[i] === CANCEL) book.cancel(names[i]);
    else {
      const filled = book.market({ side, size: lots[i] });
      if (trades) note(trades, filled);
    }
  }
  return performance.now() - start;
}

function playHft(stream: Stream, trades: Trades | undefined): number {
  const { kinds, names, sides, prices, lots } = stream;
  const book = new HftBook();
  let start = performance.now();
  for (let i = 0; i < stream.length; i++) {
    if (i === stream.opening) start = performance.now();
    const side = sides[i] > 0 ? HftSide.BUY : HftSide.SELL;
    if (kinds[i] === ADD) book.limit({ id: names[i], side, size: lots[i], price: prices[i] });
    else if (kinds[i] === CANCEL) book.cancel(names[i]);
    else {
      const filled = book.market({ side, size: lots[i] });
      if (trades) note(trades, filled);
    }
  }
  return performance.now() - start;
}

function playMap(stream: Stream, trades: Trades | undefined): number {
  const { kinds, ids, sides, prices, lots } = stream;
  const book = new MapBook();
  const tell = (maker: number, price: number, traded: number): void => {
    if (trades) trades.push(maker, price, traded);
  };
  let start = performance.now();
  for (let i = 0; i < stream.length; i++) {
    if (i === stream.opening) start = performance.now();
    if (kinds[i] === ADD) book.add(ids[i], sides[i], prices[i], lots[i]);
    else if (kinds[i] === CANCEL) book.cancel(ids[i]);
    else book.market(sides[i], lots[i], tell);
  }
  return performance.now() - start;
}

/** A resting order as both packages tell of it; its size is what it had left when it traded. */
interface Told {
  readonly id: string;
  readonly size?: number;
  readonly price?: number;
}

/** What a market order met, as both packages tell it: orders filled whole, then perhaps one in part. */
interface Filled {
  readonly done: readonly unknown[];
  readonly partial: unknown;
  readonly partialQuantityProcessed: number;
}

function note(trades: Trades, { done, partial, partialQuantityProcessed }: Filled): void {
  for (const order of done as readonly Told[]) noteOrder(trades, order, order.size ?? 0);
  if (partial) noteOrder(trades, partial as Told, partialQuantityProcessed);
}

function noteOrder(trades: Trades, { id, price }: Told, lots: number): void {
  trades.push(Number(id.slice('order-'.length)), price ?? 0, lots);
}
