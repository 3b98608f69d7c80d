import { mean } from 'd3-array';

const ROUNDING = 1e-14;

/** A straight line through points, by ordinary least squares with an intercept. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Standard error of the slope, were the errors alike and independent. */
  readonly slopeError: number;
  /** Share of the variance of y that x explains. */
  readonly rSquared: number;
}

/** The line of y on x; null below three points, or where x never differs. */
export function leastSquares(x: ArrayLike<number>, y: ArrayLike<number>): Line | null {
  const { xx, xy, yy, meanX, meanY } = moments(x, y);
  const n = x.length;
  if (n < 3 || xx === 0) return null;
  const slope = xy / xx;
  const rSquared = yy === 0 ? 0 : (xy * xy) / (xx * yy);
  const slopeError = Math.sqrt(Math.max(0, (yy * (1 - rSquared)) / (n - 2) / xx));
  return { slope, intercept: meanY - slope * meanX, slopeError, rSquared };
}

/** Pearson's correlation; null below three points, or where one of both never differs. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const { xx, xy, yy } = moments(x, y);
  return x.length < 3 || xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy);
}

/** Sums of squares and products about the means, 0 where values differ by rounding alone; RangeError where lengths differ. */
function moments(x: ArrayLike<number>, y: ArrayLike<number>) {
  if (x.length !== y.length)
    throw new RangeError(`${x.length} values of x do not pair with ${y.length} of y`);
  const meanX = mean(Array.from(x)) ?? 0;
  const meanY = mean(Array.from(y)) ?? 0;
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - meanX, y[i] - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  // What is left of values that are all alike is rounding, not movement.
  const still = (square: number, mean: number): boolean => square <= x.length * (ROUNDING * mean) ** 2;
  return { xx: still(xx, meanX) ? 0 : xx, xy, yy: still(yy, meanY) ? 0 : yy, meanX, meanY };
}
