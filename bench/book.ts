import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { OrderBook as OtherBook, Side } from 'nodejs-order-book';
import { NONE, OrderBook } from '../sim/world/book.ts';

const OPERATIONS = 300_000;
const REPETITIONS = 5;
const LEVELS = 140;
const MID_TICKS = 700_000;
const LOTS_PER_ORDER = 100;
const SEED = 20260205;

const ADD = 0;
const CANCEL = 1;
const MARKET = 2;

/** A recorded stream, in columns, and the same orders in the form the other package takes. */
interface Stream {
  kind: Int8Array;
  id: Int32Array;
  side: Int8Array;
  price: Int32Array;
  lots: Int32Array;
  name: string[];
  /** The first operations only fill the book and are not timed. */
  opening: number;
}

/** What a run of the stream traded. */
interface Traded {
  trades: number;
  lots: number;
}

/** Rates of one stream in operations per second: medians of interleaved repetitions. */
export interface BookRates {
  restingOrders: number;
  ours: number;
  theirs: number;
  ratio: number;
}

/** Measures this order book against the package nodejs-order-book on one recorded stream, at two depths. */
export async function benchBook(): Promise<BookRates[]> {
  return [compare(2_000), compare(100_000)];
}

function compare(restingOrders: number): BookRates {
  const stream = record(restingOrders);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const here = timeOurs(stream);
    const there = timeTheirs(stream);
    if (here.trades !== there.trades || here.lots !== there.lots) {
      throw new Error(`The books traded differently: ${JSON.stringify(here)} and ${JSON.stringify(there)}; mend one.`);
    }
    ours.push(here.rate);
    theirs.push(there.rate);
  }
  return { restingOrders, ours: median(ours), theirs: median(theirs), ratio: median(ours) / median(theirs) };
}
