import { contenders, type Pass, type Trades } from './contenders.ts';
import { median } from './measure.ts';
import { recordAdditions, recordMixture, type Stream } from './stream.ts';

const RESTING = 2_000;
const DEEP = 100_000;
const OPERATIONS = 1_000_000;
/** So few that the shallow book stays shallow. */
const ADDITIONS = 2_000;
const REPETITIONS = 5;
/** An addition to a book takes so little that it is asked more often. */
const ADDITION_REPETITIONS = 51;

/** Median rates of one recorded stream, in operations per second, by the name of the book. */
export interface BookRates {
  restingOrders: number;
  operations: number;
  trades: number;
  rates: Record<string, number>;
  /** Nanoseconds for one more order, on few resting orders and on many. */
  additions: { restingOrders: number; nanoseconds: number }[];
}

/** Measures this order book against others on one recorded stream, and alone on its depth. */
export async function benchBook(operations = OPERATIONS): Promise<BookRates> {
  const stream = recordMixture(RESTING, operations);
  // The first pass of each warms it up and is compared, trade for trade; it is not timed.
  const trades = sameTrades(stream);
  const times = interleaved(REPETITIONS, contenders, () => stream);
  const rates = Object.fromEntries(
    Object.entries(times).map(([name, each]) => [name, (1000 * operations) / median(each)]),
  );
  return { restingOrders: RESTING, operations, trades, rates, additions: benchDepth() };
}

/** What one more order costs a shallow book and a deep one, the two by turns. */
function benchDepth(): BookRates['additions'] {
  const streams = [recordAdditions(RESTING, ADDITIONS), recordAdditions(DEEP, ADDITIONS)];
  const passes = { shallow: contenders.cascade, deep: contenders.cascade };
  const times = interleaved(ADDITION_REPETITIONS, passes, (name) => streams[name === 'deep' ? 1 : 0]);
  return [times.shallow, times.deep].map((each, n) => ({
    restingOrders: streams[n].opening,
    nanoseconds: (1e6 * median(each)) / ADDITIONS,
  }));
}

/** Milliseconds of each pass, taken in turns so that a slow moment of the machine hits all alike. */
function interleaved<Name extends string>(
  repetitions: number,
  passes: Readonly<Record<Name, Pass>>,
  streamOf: (name: Name) => Stream,
): Record<Name, number[]> {
  const names = Object.keys(passes) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let repetition = 0; repetition < repetitions; repetition++)
    for (const name of names) times[name].push(passes[name](streamOf(name), undefined));
  return times;
}

/** Plays the stream into every book once; throws at the first trade on which two differ. Returns how many there are. */
function sameTrades(stream: Stream): number {
  let expected: Trades | undefined;
  for (const [name, pass] of Object.entries(contenders)) {
    const trades: Trades = [];
    pass(stream, trades);
    expected ??= trades;
    for (let at = 0; at < Math.max(trades.length, expected.length); at++)
      if (trades[at] !== expected[at]) throw difference(name, Math.floor(at / 3), trades, expected);
  }
  return (expected?.length ?? 0) / 3;
}

function difference(name: string, trade: number, found: Trades, expected: Trades): Error {
  const tell = (trades: Trades) => trades.slice(3 * trade, 3 * trade + 3).join(', ') || 'none';
  return new Error(
    `Trade ${trade} (maker, price, lots) is ${tell(found)} with ${name} and ${tell(expected)} with ours; find the difference before comparing speeds.`,
  );
}
