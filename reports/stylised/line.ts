import { correlation, type Line, leastSquares } from '../least-squares.ts';

/** A straight line through points of which both sides vary, so that it has a correlation. */
export interface CorrelatedLine extends Line {
  readonly correlation: number;
}

/** The line through points (x, y); null below three points or where x or y does not vary. */
export function lineThrough(x: ArrayLike<number>, y: ArrayLike<number>): CorrelatedLine | null {
  const [line, together] = [leastSquares(x, y), correlation(x, y)];
  return line && together !== null ? { ...line, correlation: together } : null;
}

/** Share of the variance of y that two explain together, by their correlations. */
export function r2OfTwo(y1: number, y2: number, x12: number): number {
  const alone = 1 - x12 * x12;
  return alone > 0 ? (y1 * y1 + y2 * y2 - 2 * y1 * y2 * x12) / alone : y1 * y1;
}
