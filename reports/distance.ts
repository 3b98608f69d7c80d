import type { Target } from '../scenarios/target.ts';

/** Distances end here either way: a row that is ten deviations off is as wrong as one can be. */
export const FURTHEST = 10;
/** A row is met within so many deviations. */
export const MET_WITHIN = 2;

/** The least and the most that history allows. */
export function boundsOf({ history }: Pick<Target, 'history'>): readonly [number, number] {
  if (typeof history === 'number') return [history, history];
  return [history[0] ?? Number.NEGATIVE_INFINITY, history[1] ?? Number.POSITIVE_INFINITY];
}

/**
 * Signed distance of a value from history, in scoring deviations: 0 within what history allows, else counted from the
 * nearer bound, and never beyond FURTHEST. `error` is the standard error of the value; a row of which only a sign is
 * known (tolerance 0) is either at 0 or at FURTHEST.
 */
export function distanceOf(target: Pick<Target, 'history' | 'tolerance'>, value: number, error = 0): number {
  const [least, most] = boundsOf(target);
  const off = value < least ? value - least : value > most ? value - most : 0;
  if (off === 0) return 0;
  if (target.tolerance === 0) return Math.sign(off) * FURTHEST;
  const deviation = Math.sqrt(target.tolerance * target.tolerance + error * error);
  return Math.max(-FURTHEST, Math.min(FURTHEST, off / deviation));
}

/** Whether a distance counts as met. */
export const isMetAt = (distance: number): boolean => Math.abs(distance) < MET_WITHIN;
