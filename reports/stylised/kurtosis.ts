import { mean } from 'd3-array';

/**
 * Excess kurtosis: 0 for a normal distribution, and unbiased for samples of one (G2 of Joanes and Gill, "Comparing
 * measures of sample skewness and kurtosis", The Statistician 1998). Null below four values or where nothing varies.
 */
export function excessKurtosis(values: ArrayLike<number>): number | null {
  const n = values.length;
  const middle = mean(Array.from(values)) ?? 0;
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const square = (values[i] - middle) * (values[i] - middle);
    second += square / n;
    fourth += (square * square) / n;
  }
  if (n < 4 || !(second > 0)) return null;
  const biased = fourth / (second * second) - 3;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * biased + 6);
}
