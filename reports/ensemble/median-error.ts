import { ascending } from 'd3-array';

/**
 * Standard error of a sample's median by the bootstrap, in the sample's unit (Efron 1979). The median of a resample is
 * one of the values, or the mean of two, with chances that are binomial (Maritz and Jarrett 1978), so all resamples are
 * counted instead of some drawn: no luck and no seed. NaN for no values.
 */
export function medianError(values: readonly number[]): number {
  const sorted = [...values].sort(ascending);
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const centre = sorted[n >> 1];
  let sum = 0;
  let squares = 0;
  const add = (chance: number, median: number): void => {
    sum += chance * (median - centre);
    squares += chance * (median - centre) * (median - centre);
  };
  if (n % 2 === 1) for (const [k, chance] of orderChances(n, (n + 1) / 2).entries()) add(chance, sorted[k]);
  else {
    const pairs = pairChances(n);
    for (const [i, row] of pairs.entries())
      for (let j = i; j < n; j++) add(row[j], (sorted[i] + sorted[j]) / 2);
  }
  return Math.sqrt(Math.max(0, squares - sum * sum));
}

/** Chance that the value of rank k is the one of rank `rank` (from 1) in a resample of n values, by k from 0. */
function orderChances(n: number, rank: number): number[] {
  const logs = logFactorials(n);
  const atMost = (k: number): number => {
    const p = k / n;
    let sum = 0;
    for (let drawn = rank; drawn <= n; drawn++)
      sum += Math.exp(
        logs[n] -
          logs[drawn] -
          logs[n - drawn] +
          timesLog(drawn, Math.log(p)) +
          timesLog(n - drawn, Math.log1p(-p)),
      );
    return sum;
  };
  const cumulative = Array.from({ length: n + 1 }, (_, k) => (k === 0 ? 0 : atMost(k)));
  return cumulative.slice(1).map((chance, k) => chance - cumulative[k]);
}

/** Chance that the two middle values of a resample are those of ranks i and j >= i, n even. */
function pairChances(n: number): number[][] {
  const half = n / 2;
  const logs = logFactorials(n);
  const ways = logs[n] - 2 * logs[half];
  // Half of the draws up to rank i with one of it at least; by symmetry also half from a rank on.
  const reach = Array.from({ length: n }, (_, i) => logDifference(half, (i + 1) / n, i / n));
  const lower = orderChances(n, half);
  return lower.map((chance, i) => {
    const row = new Array<number>(n).fill(0);
    let apart = 0;
    for (let j = i + 1; j < n; j++) {
      row[j] = Math.exp(ways + reach[i] + reach[n - 1 - j]);
      apart += row[j];
    }
    row[i] = Math.max(0, chance - apart);
    return row;
  });
}

/** log(a^power - b^power) for a > b >= 0. */
const logDifference = (power: number, a: number, b: number): number =>
  power * Math.log(a) + Math.log1p(-Math.exp(power * (Math.log(b) - Math.log(a))));

/** Nothing times minus infinity is nothing: 0^0 is 1. */
const timesLog = (count: number, log: number): number => (count === 0 ? 0 : count * log);

function logFactorials(n: number): number[] {
  const logs = [0];
  for (let k = 1; k <= n; k++) logs.push(logs[k - 1] + Math.log(k));
  return logs;
}
