import { median, quantile, sum } from 'd3-array';
import type { Target } from '../../scenarios/target.ts';
import { type Bounds, boundsOf, offFrom } from '../distance.ts';
import type { Readings } from '../score.ts';

/** Tolerances from history beyond which a row is simply missed: farther off is no worse. */
export const MOST_TOLERANCES = 5;
/** What a wrong sign or a wrong yes costs, in tolerances: as much as a number that is just missed. */
export const WRONG_SIGN = 2;
/** Interquartile range of a normal distribution, in standard deviations. */
const QUARTILES_APART = 1.349;

/** What a row adds to a distance. */
export interface Weighed {
  /** Tolerances too low (negative) or too high, at most MOST_TOLERANCES; 0 within what is known. */
  readonly z: number;
  /** How far a standard deviation over seeds reaches out of what is known, in tolerances; 0 where there is no tolerance. */
  readonly dispersion: number;
  /** Share of the distance's square that the row may take: all sum to one. */
  readonly weight: number;
}

/** How far one row of history is from an ensemble. */
export interface RowDistance extends Weighed {
  readonly id: string;
  readonly family: Target['family'];
  /** Median over seeds, null where most of them cannot be read. */
  readonly simulated: number | null;
}

/**
 * Each fitted row beside what seeds say of it. Held-out and contested rows never enter: they are what a fit is
 * judged by. Weights are equal within a family and between families.
 */
export function rowDistances(targets: readonly Target[], seeds: readonly Readings[]): readonly RowDistance[] {
  const fitted = targets.filter((target) => target.class === 'fit');
  return fitted.map((target) => {
    const { id, family, history, tolerance } = target;
    const read = seeds
      .map((readings) => readings[id] ?? null)
      .filter((value): value is number => value !== null && Number.isFinite(value));
    // What most seeds cannot say, the ensemble does not say.
    const simulated = 2 * read.length >= seeds.length ? (median(read) ?? null) : null;
    return {
      ...{ id, family, simulated },
      z: simulated === null ? MOST_TOLERANCES : standardised(target, simulated),
      dispersion:
        tolerance > 0 && simulated !== null
          ? reachOf(spreadOf(read), simulated, boundsOf(history)) / tolerance
          : 0,
      weight: weightIn(fitted, family),
    };
  });
}

/**
 * Root mean square tolerances by which medians over seeds miss what was fitted; 0 where all is met, MOST_TOLERANCES at
 * most; null where not one row can be read. The error of the median is not added to a tolerance, as it is in a score: a fit could then pay with noise.
 */
export function ensembleDistance(targets: readonly Target[], seeds: readonly Readings[]): number | null {
  const rows = rowDistances(targets, seeds);
  return rows.every(({ simulated }) => simulated === null) ? null : distanceOver(rows);
}

/** The same of rows that were set beside an ensemble already. */
export const distanceOver = (rows: readonly Weighed[]): number => norm(rows, ({ z }) => z);

/**
 * The distance of the medians and, times `penalty`, how far seeds stand apart, both in tolerances: near the edge of
 * collapse a median may be right while no seed is.
 */
export const objectiveOf = (
  targets: readonly Target[],
  seeds: readonly Readings[],
  penalty?: number,
): number => objectiveOver(rowDistances(targets, seeds), penalty);

/** The same of rows that were set beside an ensemble already. */
export function objectiveOver(rows: readonly Weighed[], penalty = 0.25): number {
  const apart = norm(rows, ({ dispersion }) => Math.min(dispersion, MOST_TOLERANCES));
  return distanceOver(rows) + penalty * apart;
}

/** Weight of a row of a family: alike within it, and families alike. */
export function weightIn(rows: readonly { readonly family: string }[], family: string): number {
  const families = new Set(rows.map((row) => row.family));
  return 1 / families.size / rows.filter((other) => other.family === family).length;
}

/** Tolerances from what history allows, at most MOST_TOLERANCES, with the sign of the difference. */
export function standardised(
  { history, tolerance }: Pick<Target, 'history' | 'tolerance'>,
  value: number,
): number {
  const off = offFrom(value, boundsOf(history));
  if (tolerance === 0) return Math.sign(off) * WRONG_SIGN;
  return Math.max(-MOST_TOLERANCES, Math.min(MOST_TOLERANCES, off / tolerance));
}

/** Robust standard deviation: the quartiles' distance, over that of a normal distribution. */
export const spreadOf = (values: readonly number[]): number =>
  values.length < 2 ? 0 : ((quantile(values, 0.75) ?? 0) - (quantile(values, 0.25) ?? 0)) / QUARTILES_APART;

/** How far seeds apart by a standard deviation reach out of bounds: where they all lie inside they need not agree. */
export function reachOf(spread: number, value: number, [least, most]: Bounds): number {
  const room = Math.min(value - least, most - value);
  return Math.max(0, spread - Math.max(0, room));
}

/** Root of the weighted mean square of what rows say; weights sum to one. */
const norm = (rows: readonly Weighed[], of: (row: Weighed) => number): number =>
  Math.sqrt(sum(rows, (row) => row.weight * of(row) * of(row)));
