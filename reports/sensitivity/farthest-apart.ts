import { sum } from 'd3-array';
import type { Point } from '../calibration/space.ts';

/** A way through the unit cube. */
interface Way {
  readonly points: readonly Point[];
}

/**
 * As many ways as wanted that lie far from one another: the farthest pair first, then always the way farthest from
 * those taken, by the squared distances of Campolongo, Cariboni and Saltelli (2007), 3.1. They try every combination,
 * which takes too long; one step at a time comes close to it (Ruano, Ribes, Seco and Ferrer 2012).
 */
export function farthestApart<T extends Way>(ways: readonly T[], wanted: number): readonly T[] {
  if (wanted >= ways.length) return ways;
  const squared = ways.map((a) => ways.map((b) => (a === b ? 0 : distance(a, b) * distance(a, b))));
  const taken: number[] = [];
  const apart = ways.map((_, n) => Math.max(...squared[n]));
  while (taken.length < wanted) {
    const score = (n: number): number =>
      taken.length === 0 ? apart[n] : sum(taken, (other) => squared[n][other]);
    const left = ways.map((_, n) => n).filter((n) => !taken.includes(n));
    taken.push(left.reduce((best, n) => (score(n) > score(best) ? n : best)));
  }
  return taken.sort((a, b) => a - b).map((n) => ways[n]);
}

/** Sum of the distances of all pairs of points. */
function distance(a: Way, b: Way): number {
  return sum(a.points, (p) => sum(b.points, (q) => Math.sqrt(sum(p, (x, i) => (x - q[i]) * (x - q[i])))));
}
