import { cumsum, sum } from 'd3-array';
import type { BookSeen, Tape } from '../tape.ts';

const SECONDS_PER_MINUTE = 60;
/** The books that never shut: what rests there and how wide they are can be compared at any time. */
export const ALWAYS_OPEN = ['BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP'] as const;
/** Longest distance, basis points, of what counts as depth near the price: about a minute's move. */
const NEAR_BUCKETS = 4;
/** Significant digits of what is kept: a thousandth of a per cent is far finer than any fact can tell. */
const DIGITS = 6;

/** A run minute by minute as plain data: all that stylised facts are measured on, small enough to be kept of every run. */
export interface RunSeries {
  /** Log return of the spot index over each minute. */
  readonly returns: readonly number[];
  /** Bitcoin traded within that minute over all books, and taker buys less taker sells. */
  readonly coins: readonly number[];
  readonly netCoins: readonly number[];
  /** Minute of the UTC day at which the first of them begins. */
  readonly firstMinute: number;
  readonly books: readonly BookMinute[];
}

/** The always open books together, at the beginning of a minute. */
export interface BookMinute {
  readonly minute: number;
  /** Spread of the perp, basis points of its mid. */
  readonly spreadBp: number;
  /** Bitcoin resting on both sides by distance from the mid, as a tape has it. */
  readonly coins: readonly number[];
}

/** Bitcoin resting within ten basis points of the mid. */
export const nearCoins = ({ coins }: BookMinute): number => sum(coins.slice(0, NEAR_BUCKETS));

/** The minutes of a tape; null when its ticks are longer than a minute or do not divide one. */
export function seriesOf(tape: Tape): RunSeries | null {
  const perMinute = SECONDS_PER_MINUTE / tape.secondsPerTick;
  const index = tape.lines.get('BTC-INDEX')?.markUsd;
  if (!Number.isInteger(perMinute) || !index) return null;
  // Before the first quotes there is no index.
  let first = 0;
  while (first * perMinute < tape.ticks && !(index[first * perMinute] > 0)) first++;
  const minutes = Math.max(0, Math.floor((tape.ticks - 1) / perMinute) - first);
  const returns = Array.from({ length: minutes }, (_, m) =>
    Math.log(index[(first + m + 1) * perMinute] / index[(first + m) * perMinute]),
  );
  const coins = new Array<number>(minutes).fill(0);
  const netCoins = new Array<number>(minutes).fill(0);
  for (const { listed, volumeLots, netTakerLots } of tape.lines.values()) {
    if (!(listed.coinsPerLot > 0)) continue;
    for (let m = 0; m < minutes; m++)
      for (let t = (first + m) * perMinute; t < (first + m + 1) * perMinute; t++) {
        coins[m] += volumeLots[t] * listed.coinsPerLot;
        netCoins[m] += netTakerLots[t] * listed.coinsPerLot;
      }
  }
  const firstMinute = (Math.floor(tape.startSeconds / SECONDS_PER_MINUTE) + first) % 1440;
  const books = booksOf(tape, first, perMinute);
  return { returns: short(returns), coins: short(coins), netCoins: short(netCoins), firstMinute, books };
}

/** Prices minute by minute, from 1: what a run's minutes add up to. */
export const pathOf = ({ returns }: RunSeries): number[] => [1, ...Array.from(cumsum(returns), Math.exp)];

/** The always open books where all of them were measured at the same time. */
function booksOf({ books, lines }: Tape, first: number, perMinute: number): BookMinute[] {
  const byTick = new Map<number, { seen: BookSeen; id: string }[]>();
  for (const id of ALWAYS_OPEN)
    for (const seen of books?.get(id) ?? [])
      byTick.set(seen.tick, [...(byTick.get(seen.tick) ?? []), { seen, id }]);
  return [...byTick].flatMap(([tick, all]) => {
    const perp = all.find(({ id }) => id === 'BTC-PERP')?.seen;
    if (all.length < ALWAYS_OPEN.length || !perp || tick < first * perMinute) return [];
    const coins = perp.lots.map((_, n) =>
      sum(all, ({ seen, id }) => seen.lots[n] * (lines.get(id)?.listed.coinsPerLot ?? 0)),
    );
    return {
      minute: tick / perMinute - first,
      spreadBp: (1e4 * perp.spreadTicks) / (perp.bidTicks + perp.spreadTicks / 2),
      coins: short(coins),
    };
  });
}

/** As files keep them, so that a figure is the same whether its run was just made or found. */
const short = (values: readonly number[]): number[] =>
  values.map((value) => Number(value.toPrecision(DIGITS)));

/** Sums of so many neighbours each; what is left over at the end is dropped. */
export function summed(values: readonly number[], count: number): number[] {
  return Array.from({ length: Math.floor(values.length / count) }, (_, n) => {
    let total = 0;
    for (let i = n * count; i < (n + 1) * count; i++) total += values[i];
    return total;
  });
}
