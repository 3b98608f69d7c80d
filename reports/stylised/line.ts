import { moments } from '../least-squares.ts';

/** A straight line through points by least squares. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Standard error of the slope, were the errors alike and independent. */
  readonly slopeError: number;
  /** Correlation of the two, and the share of variance that the line explains. */
  readonly correlation: number;
  readonly r2: number;
}

/** The line through points (x, y); null below three points or where x or y does not vary. */
export function lineThrough(x: ArrayLike<number>, y: ArrayLike<number>): Line | null {
  const { xx, xy, yy, meanX, meanY } = moments(x, y);
  const n = x.length;
  if (n < 3 || xx === 0 || yy === 0) return null;
  const slope = xy / xx;
  const correlation = xy / Math.sqrt(xx * yy);
  const r2 = correlation * correlation;
  const slopeError = Math.sqrt(Math.max(0, (yy * (1 - r2)) / (n - 2) / xx));
  return { slope, intercept: meanY - slope * meanX, slopeError, correlation, r2 };
}

/** Share of the variance of y that two explain together, by their correlations. */
export function r2OfTwo(y1: number, y2: number, x12: number): number {
  const alone = 1 - x12 * x12;
  return alone > 0 ? (y1 * y1 + y2 * y2 - 2 * y1 * y2 * x12) / alone : y1 * y1;
}
