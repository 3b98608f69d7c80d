import { NONE, OrderBook } from '../sim/world/book.ts';

const REACH_TICKS = 140;
const OPENING_TICKS = 700_000;
const SEED = 20_260_205;

export const ADD = 0;
export const CANCEL = 1;
export const MARKET = 2;

/** Operations in columns; `names` are the ids as some packages take them. */
export interface Stream {
  /** How many of the first operations fill the book and are not timed. */
  readonly opening: number;
  readonly length: number;
  readonly kinds: Int8Array;
  readonly ids: Int32Array;
  readonly names: string[];
  readonly sides: Int8Array;
  readonly prices: Int32Array;
  readonly lots: Int32Array;
}

type Draw = (below: number) => number;

/**
 * Records `opening` additions, then 60 % additions, 30 % cancellations and 10 % market orders.
 *
 * Additions rest within 140 ticks of the best opposite price and so never cross. An order has 100 lots on
 * average and a market order 300: what is added leaves again, and the depth stays where the opening put it.
 */
export function recordMixture(opening: number, operations: number): Stream {
  return record(opening, operations, (draw) => {
    const dice = draw(10);
    return dice < 6 ? ADD : dice < 9 ? CANCEL : MARKET;
  });
}

/** Records `opening` additions, then further ones: the book only grows. */
export function recordAdditions(opening: number, operations: number): Stream {
  return record(opening, operations, () => ADD);
}

function record(opening: number, operations: number, kindOf: (draw: Draw) => number): Stream {
  const length = opening + operations;
  const stream: Stream = {
    opening,
    length,
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
    const kind = i < opening ? ADD : kindOf(draw);
    stream.kinds[i] = kind;
    stream.sides[i] = draw(2) === 0 ? 1 : -1;
    if (kind === ADD) recordAddition(stream, i, book, draw, alive);
    else if (kind === CANCEL) recordCancellation(stream, i, book, draw, alive);
    else recordMarket(stream, i, book, draw);
  }
  return stream;
}

function recordAddition(stream: Stream, i: number, book: OrderBook, draw: Draw, alive: number[]): void {
  const side = stream.sides[i];
  const opposite = book.bestPrice(-side);
  const from = opposite === NONE ? OPENING_TICKS : opposite;
  stream.prices[i] = from - side * (1 + draw(REACH_TICKS));
  stream.lots[i] = 1 + draw(200);
  book.insert(i, side, stream.prices[i], stream.lots[i], 0, 0);
  alive.push(i);
}

/** Cancels a resting order drawn at random; ids filled meanwhile leave the list when drawn. */
function recordCancellation(stream: Stream, i: number, book: OrderBook, draw: Draw, alive: number[]): void {
  let id: number;
  do {
    if (alive.length === 0)
      throw new Error('nothing rests that could be cancelled; record more additions first');
    const at = draw(alive.length);
    id = alive[at];
    alive[at] = alive[alive.length - 1];
    alive.pop();
  } while (book.slotOf(id) === NONE);
  stream.ids[i] = id;
  stream.names[i] = stream.names[id];
  book.removeSlot(book.slotOf(id));
}

function recordMarket(stream: Stream, i: number, book: OrderBook, draw: Draw): void {
  stream.lots[i] = 1 + draw(600);
  const side = -stream.sides[i];
  let left = stream.lots[i];
  for (let slot = book.bestSlot(side); slot !== NONE && left > 0; slot = book.bestSlot(side)) {
    const lots = Math.min(left, book.orderQuantity[slot]);
    book.reduceSlot(slot, lots);
    left -= lots;
  }
}

/** Linear congruential generator of Numerical Recipes, reduced to whole numbers below a bound. */
function generator(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * below);
  };
}
