/** What a change did to one figure over seeds of the same luck: means, and the mean difference with its 95 % interval. */
export interface PairedDifference {
  readonly pairs: number;
  readonly a: number;
  readonly b: number;
  readonly difference: number;
  /** Half of the interval (Student's t); null with a single pair, which has none. */
  readonly half: number | null;
  /** Pairs in which the second is larger, and in which it is smaller. */
  readonly larger: number;
  readonly smaller: number;
}

/** Differences pair by pair; null where there is no pair. */
export function pairedDifference(
  pairs: readonly (readonly [a: number, b: number])[],
): PairedDifference | null {
  if (pairs.length === 0) return null;
  const differences = pairs.map(([a, b]) => b - a);
  const difference = meanOf(differences);
  const squares = differences.reduce((sum, one) => sum + (one - difference) ** 2, 0);
  const freedom = pairs.length - 1;
  return {
    pairs: pairs.length,
    a: meanOf(pairs.map(([a]) => a)),
    b: meanOf(pairs.map(([, b]) => b)),
    difference,
    half: freedom === 0 ? null : studentT(freedom) * Math.sqrt(squares / freedom / pairs.length),
    larger: differences.filter((one) => one > 0).length,
    smaller: differences.filter((one) => one < 0).length,
  };
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom (Fisher and Yates, table III). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
const Z_975 = 1.959964;

/** 97.5 % quantile of Student's t; beyond the table by expansion in the inverse of the degrees of freedom (Abramowitz and Stegun 26.7.5). */
export function studentT(freedom: number): number {
  if (freedom <= T_975.length) return T_975[freedom - 1];
  const z = Z_975;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}
