import type { Target } from '../scenarios/target.ts';

/** Distances end here either way: a row that is ten deviations off is as wrong as one can be. */
export const FURTHEST = 10;
/** A row is met within so many deviations. */
export const MET_WITHIN = 2;

export type Bounds = readonly [least: number, most: number];

/** The least and the most that history allows. */
export function boundsOf(history: Target['history']): Bounds {
  if (typeof history === 'number') return [history, history];
  const [least, most] = history;
  return [least ?? Number.NEGATIVE_INFINITY, most ?? Number.POSITIVE_INFINITY];
}

/** How far a value is below (negative) or above what history allows, in its own unit. */
export const offFrom = (value: number, [least, most]: Bounds): number =>
  value < least ? value - least : value > most ? value - most : 0;

/**
 * Signed distance of a value from history, in scoring deviations: 0 within what history allows, else counted from the
 * nearer bound, and never beyond FURTHEST. A row of which only a sign is known (tolerance 0) is either at 0 or at FURTHEST.
 */
export function distanceOf(
  { history, tolerance }: Pick<Target, 'history' | 'tolerance'>,
  value: number,
): number {
  const off = offFrom(value, boundsOf(history));
  if (off === 0) return 0;
  if (tolerance === 0) return Math.sign(off) * FURTHEST;
  return Math.max(-FURTHEST, Math.min(FURTHEST, off / tolerance));
}

/** Whether a distance counts as met. */
export const isMetAt = (distance: number): boolean => Math.abs(distance) < MET_WITHIN;
