import { emit, type Log } from '../emit.ts';
import { BUY, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { BOOKS } from './instruments.ts';

/** Books are measured when a period of so many seconds begins. */
const PERIOD_SECONDS = 300;
/** Distances from the mid, basis points, that part the shape of a book; nothing beyond the last is measured. */
export const BOOK_EDGES_BP = [1, 2, 5, 10, 20, 50, 100] as const;
const NAMES = BOOK_EDGES_BP.map((edge) => `lotsTo${edge}bp`);
const BP = 10_000;

/** Measures each book in which both sides can be traded with, every five minutes; nobody in the market looks at it. */
export function measureBooks(world: World, log: Log): void {
  // The first tick of a period, also where the period is no multiple of ticks.
  if (world.nowSeconds % PERIOD_SECONDS >= world.secondsPerTick) return;
  for (const i of BOOKS) if (world.isOpen(i)) measure(world, log, i);
}

function measure(world: World, log: Log, instrument: number): void {
  const book = world.books[instrument];
  const bid = book.bestPrice(BUY);
  const ask = book.bestPrice(SELL);
  if (bid === NONE || ask === NONE || ask <= bid) return;
  const mid = (bid + ask) / 2;
  const lots = new Float64Array(NAMES.length);
  addSide(book, BUY, mid, lots);
  addSide(book, SELL, mid, lots);
  let within = 0;
  const shape: Record<string, number> = {};
  for (let n = 0; n < lots.length; n++) {
    within += lots[n];
    shape[NAMES[n]] = lots[n];
  }
  emit(
    log,
    'BookMeasured',
    world.tickSeq,
    { instrument, price: bid, quantity: within, value: ask - bid },
    shape,
  );
}

/** Adds what rests on a side to the bucket of its distance from the mid; an order on an edge is inside it. */
function addSide(book: OrderBook, side: number, mid: number, lots: Float64Array): void {
  let bucket = 0;
  for (let price = book.bestPrice(side); price !== NONE; price = book.nextPrice(side, price)) {
    const distance = Math.abs(price - mid) * BP;
    while (bucket < lots.length && distance > BOOK_EDGES_BP[bucket] * mid) bucket++;
    if (bucket === lots.length) return;
    lots[bucket] += book.levelQuantity(side, price);
  }
}
