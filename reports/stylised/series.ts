import type { BookSeen, Tape } from '../tape.ts';

const SECONDS_PER_MINUTE = 60;
/** The books that never shut: what rests there and how wide they are can be compared at any time. */
export const ALWAYS_OPEN = ['BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP'] as const;
/** Longest distance, basis points, of what counts as depth near the price: about a minute's move. */
const NEAR_BUCKETS = 4;

/** A run minute by minute, as stylised facts are measured on it. */
export interface RunSeries {
  /** Log return of the spot index over each minute. */
  readonly returns: Float64Array;
  /** Bitcoin traded within that minute over all books, and taker buys less taker sells. */
  readonly coins: Float64Array;
  readonly netCoins: Float64Array;
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
  /** Bitcoin resting within ten basis points of the mid. */
  readonly nearCoins: number;
}

/** The minutes of a tape; null when its ticks are longer than a minute or do not divide one. */
export function seriesOf(tape: Tape): RunSeries | null {
  const perMinute = SECONDS_PER_MINUTE / tape.secondsPerTick;
  const index = tape.lines.get('BTC-INDEX')?.markUsd;
  if (!Number.isInteger(perMinute) || !index) return null;
  // Before the first quotes there is no index.
  let first = 0;
  while (first * perMinute < tape.ticks && !(index[first * perMinute] > 0)) first++;
  const minutes = Math.max(0, Math.floor((tape.ticks - 1) / perMinute) - first);
  const returns = Float64Array.from({ length: minutes }, (_, m) =>
    Math.log(index[(first + m + 1) * perMinute] / index[(first + m) * perMinute]),
  );
  const coins = new Float64Array(minutes);
  const netCoins = new Float64Array(minutes);
  for (const { listed, volumeLots, netTakerLots } of tape.lines.values()) {
    if (!(listed.coinsPerLot > 0)) continue;
    for (let m = 0; m < minutes; m++)
      for (let t = (first + m) * perMinute; t < (first + m + 1) * perMinute; t++) {
        coins[m] += volumeLots[t] * listed.coinsPerLot;
        netCoins[m] += netTakerLots[t] * listed.coinsPerLot;
      }
  }
  const firstMinute = (Math.floor(tape.startSeconds / SECONDS_PER_MINUTE) + first) % 1440;
  return { returns, coins, netCoins, firstMinute, books: booksOf(tape, first, perMinute) };
}

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
      all.reduce((sum, { seen, id }) => sum + seen.lots[n] * (lines.get(id)?.listed.coinsPerLot ?? 0), 0),
    );
    return {
      minute: tick / perMinute - first,
      spreadBp: (1e4 * perp.spreadTicks) / (perp.bidTicks + perp.spreadTicks / 2),
      coins,
      nearCoins: coins.slice(0, NEAR_BUCKETS).reduce((sum, one) => sum + one, 0),
    };
  });
}

/** Sums of so many neighbours each; what is left over at the end is dropped. */
export function summed(values: Float64Array, count: number): Float64Array {
  return Float64Array.from({ length: Math.floor(values.length / count) }, (_, n) => {
    let sum = 0;
    for (let i = n * count; i < (n + 1) * count; i++) sum += values[i];
    return sum;
  });
}
