import { quantile } from 'd3-array';
import type { Stream } from '../../sim/engine/random.ts';

/** The least and the most that a figure may well be. */
export type Interval = readonly [low: number, high: number];

const DRAWS = 1000;
/** Intervals hold the middle 95 % of what resampling gives. */
const SHARES = [0.025, 0.975] as const;

/**
 * Percentile intervals of several figures at once, by drawing as many of `count` observations with replacement
 * (Efron 1979); null where a figure cannot be told from most draws.
 */
export function bootstrap(
  count: number,
  figures: (drawn: readonly number[]) => readonly (number | null)[],
  stream: Stream,
  draws = DRAWS,
): (Interval | null)[] {
  const found = Array.from({ length: draws }, () =>
    figures(Array.from({ length: count }, () => Math.min(count - 1, Math.floor(stream.uniform() * count)))),
  );
  return (found[0] ?? []).map((_, i) => {
    const values = found.map((row) => row[i]).filter((value) => value !== null);
    if (2 * values.length <= draws) return null;
    const [low = 0, high = 0] = SHARES.map((share) => quantile(values, share));
    return [low, high];
  });
}
