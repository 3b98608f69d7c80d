import { fileURLToPath } from 'node:url';
import { Side, OrderBook as TheirBook } from 'nodejs-order-book';
import { NONE, OrderBook } from '../sim/world/book.ts';

const DEPTHS = [
  { resting: 2_000, operations: 1_000_000 },
  { resting: 100_000, operations: 50_000 },
];
const REPETITIONS = 5;
const REACH_TICKS = 140;
const OPENING_TICKS = 700_000;
const SEED = 20_260_205;

const ADD = 0;
const CANCEL = 1;
const MARKET = 2;

/** Median rates of one stream, in operations per second. */
export interface BookRates {
  restingOrders: number;
  operations: number;
  ours: number;
  theirs: number;
  ratio: number;
}

/** Measures this order book against the package nodejs-order-book, on one recorded stream for each depth. */
export async function benchBook(): Promise<BookRates[]> {
  return DEPTHS.map(({ resting, operations }) => compare(resting, operations));
}

function compare(resting: number, operations: number): BookRates {
  const stream = record(resting, operations);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const here = runOurs(stream, resting);
    const there = runTheirs(stream, resting);
    requireSameTrades(here, there);
    ours.push(here.rate);
    theirs.push(there.rate);
  }
  const ratio = median(ours) / median(theirs);
  return { restingOrders: resting, operations, ours: median(ours), theirs: median(theirs), ratio };
}

/** What one pass over a stream traded, and how fast. */
interface Pass {
  trades: number;
  lots: number;
  rate: number;
}

/** Our book with the least matching there can be; the first `opening` operations fill it and are not timed. */
function runOurs({ kinds, ids, sides, prices, lots }: Stream, opening: number): Pass {
  const book = new OrderBook();
  const pass = { trades: 0, lots: 0, rate: 0 };
  let start = 0;
  for (let i = 0; i < kinds.length; i++) {
    if (i === opening) start = performance.now();
    if (kinds[i] === ADD) book.insert(ids[i], sides[i], prices[i], lots[i], 0, 0);
    else if (kinds[i] === CANCEL) book.removeSlot(book.slotOf(ids[i]));
    else match(book, sides[i], lots[i], pass);
  }
  pass.rate = rateSince(start, kinds.length - opening);
  return pass;
}

function match(book: OrderBook, side: number, lots: number, pass: Pass): void {
  let left = lots;
  let slot = book.bestSlot(-side);
  while (left > 0 && slot !== NONE) {
    const fill = Math.min(left, book.orderQuantity[slot]);
    book.reduceSlot(slot, fill);
    left -= fill;
    pass.trades++;
    slot = book.bestSlot(-side);
  }
  pass.lots += lots - left;
}

function runTheirs({ kinds, names, sides, prices, lots }: Stream, opening: number): Pass {
  const book = new TheirBook();
  const pass = { trades: 0, lots: 0, rate: 0 };
  let start = 0;
  for (let i = 0; i < kinds.length; i++) {
    if (i === opening) start = performance.now();
    const side = sides[i] > 0 ? Side.BUY : Side.SELL;
    if (kinds[i] === ADD) book.limit({ id: names[i], side, size: lots[i], price: prices[i] });
    else if (kinds[i] === CANCEL) book.cancel(names[i]);
    else {
      const filled = book.market({ side, size: lots[i] });
      pass.trades += filled.done.length + (filled.partial === null ? 0 : 1);
      pass.lots += lots[i] - filled.quantityLeft;
    }
  }
  pass.rate = rateSince(start, kinds.length - opening);
  return pass;
}

/** Operations in columns; `names` are the ids as the other package takes them. */
interface Stream {
  kinds: Int8Array;
  ids: Int32Array;
  names: string[];
  sides: Int8Array;
  prices: Int32Array;
  lots: Int32Array;
}

/**
 * Records `opening` additions, then 60 % additions, 30 % cancellations and 10 % market orders.
 *
 * Additions rest within 140 ticks of the best opposite price and so never cross. An order has 100 lots on
 * average and a market order 300: what is added leaves again, and the depth stays where the opening put it.
 */
function record(opening: number, operations: number): Stream {
  const length = opening + operations;
  const stream: Stream = {
    kinds: new Int8Array(length),
    ids: Int32Array.from({ length }, (_, i) => i),
    names: Array.from({ length }, (_, i) => `order-${i}`),
    sides: new Int8Array(length),
    prices: new Int32Array(length),
    lots: new Int32Array(length),
  };
  const draw = generator(SEED);
  const book = new OrderBook();
  const alive: number[] = [];
  for (let i = 0; i < length; i++) {
    const dice = i < opening ? 0 : draw(10);
    stream.sides[i] = draw(2) === 0 ? 1 : -1;
    if (dice < 6) recordAddition(stream, i, book, draw, alive);
    else if (dice < 9) recordCancellation(stream, i, book, draw, alive);
    else recordMarket(stream, i, book, draw);
  }
  return stream;
}

type Draw = (below: number) => number;

function recordAddition(stream: Stream, i: number, book: OrderBook, draw: Draw, alive: number[]): void {
  const side = stream.sides[i];
  const opposite = book.bestPrice(-side);
  const from = opposite === NONE ? OPENING_TICKS : opposite;
  stream.kinds[i] = ADD;
  stream.prices[i] = from - side * (1 + draw(REACH_TICKS));
  stream.lots[i] = 1 + draw(200);
  book.insert(i, side, stream.prices[i], stream.lots[i], 0, 0);
  alive.push(i);
}

/** Cancels a resting order drawn at random; ids filled meanwhile leave the list when drawn. */
function recordCancellation(stream: Stream, i: number, book: OrderBook, draw: Draw, alive: number[]): void {
  let id: number;
  do {
    const at = draw(alive.length);
    id = alive[at];
    alive[at] = alive[alive.length - 1];
    alive.pop();
  } while (book.slotOf(id) === NONE);
  stream.kinds[i] = CANCEL;
  stream.ids[i] = id;
  stream.names[i] = stream.names[id];
  book.removeSlot(book.slotOf(id));
}

function recordMarket(stream: Stream, i: number, book: OrderBook, draw: Draw): void {
  stream.kinds[i] = MARKET;
  stream.lots[i] = 1 + draw(600);
  match(book, stream.sides[i], stream.lots[i], { trades: 0, lots: 0, rate: 0 });
}

/** Linear congruential generator of Numerical Recipes, reduced to whole numbers below a bound. */
function generator(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}

function requireSameTrades(here: Pass, there: Pass): void {
  if (here.trades === there.trades && here.lots === there.lots) return;
  throw new Error(
    `Our book made ${here.trades} trades of ${here.lots} lots, theirs ${there.trades} of ${there.lots}; find the difference before comparing speeds.`,
  );
}

function rateSince(startMs: number, operations: number): number {
  return (1000 * operations) / (performance.now() - startMs);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function line({ restingOrders, operations, ours, theirs, ratio }: BookRates): string {
  const millions = (rate: number) => `${(rate / 1e6).toFixed(2)} M/s`;
  return `${operations} operations on ${restingOrders} resting orders: ${millions(ours)}, nodejs-order-book ${millions(theirs)}, ${ratio.toFixed(0)} times`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const rates of await benchBook()) console.log(line(rates));
}
