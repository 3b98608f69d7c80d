import { ascending, quantileSorted } from 'd3-array';
import type { Target } from '../../scenarios/target.ts';
import { type Bounds, boundsOf, MET_WITHIN, offFrom } from '../distance.ts';
import { medianError } from './median-error.ts';

/** History is surprising where fewer seeds than this lie on one side of it. */
const FLAG_SHARE = 0.025;
/** The median of fewer seeds speaks for too few of them. */
const LEAST_READ = 0.5;
const LOW = 0.05;
const HIGH = 0.95;

/** A row of history beside an ensemble; figures in the row's unit. */
export interface Row {
  readonly target: Target;
  /** Seeds on which it could be read. */
  readonly read: number;
  readonly seeds: number;
  /** Median over seeds, and where 5 and 95 % of them lie; null where it was read on less than half of the seeds. */
  readonly median: number | null;
  readonly range: readonly [low: number, high: number] | null;
  /** Bootstrap standard error of the median. */
  readonly error: number | null;
  /** Deviations from history, its nearest bound or 0 inside; null where only a sign or a yes is known, or nothing was read. */
  readonly z: number | null;
  /** Share of seeds within what history allows, ends included. */
  readonly within: number | null;
  /** Share of seeds below history, those on it or within its bounds by half; and twice the smaller side of it. */
  readonly below: number | null;
  readonly p: number | null;
  /** History lies where hardly a seed does: `below` under 0.025 or over 0.975. */
  readonly flagged: boolean;
  readonly met: boolean;
}

/** Sets one row of history beside what an ensemble's seeds read, null where a seed read nothing. */
export function rowOf(target: Target, readings: readonly (number | null)[]): Row {
  const values = readings.filter((value): value is number => Number.isFinite(value)).sort(ascending);
  const counts = { target, read: values.length, seeds: readings.length };
  const median = quantileSorted(values, 0.5);
  if (median === undefined || values.length < LEAST_READ * readings.length) return { ...counts, ...UNREAD };
  const bounds = boundsOf(target.history);
  const error = medianError(values);
  const known = target.tolerance > 0;
  const z = known ? zOf(median, bounds, target.tolerance, error) : null;
  const within = values.filter((value) => offFrom(value, bounds) === 0).length / values.length;
  const below = values.filter((value) => offFrom(value, bounds) < 0).length / values.length + within / 2;
  return {
    ...counts,
    ...{ median, error, z, within, below },
    range: [quantileSorted(values, LOW) ?? median, quantileSorted(values, HIGH) ?? median],
    p: 2 * Math.min(below, 1 - below),
    flagged: below < FLAG_SHARE || below > 1 - FLAG_SHARE,
    met: z === null ? offFrom(median, bounds) === 0 : Math.abs(z) < MET_WITHIN,
  };
}

const UNREAD = {
  ...{ median: null, range: null, error: null, z: null, within: null, below: null, p: null },
  ...{ flagged: false, met: false },
} as const;

const zOf = (median: number, bounds: Bounds, tolerance: number, error: number): number =>
  offFrom(median, bounds) / Math.sqrt(tolerance * tolerance + error * error);
