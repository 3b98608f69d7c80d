/**
 * Hill's estimate of the index of a power-law tail from the largest share of sizes: the mean log of how far they exceed the
 * largest one left out, inverted (Hill, Annals of Statistics 1975). Its standard error is the index over the root of
 * `count`. Null where fewer than two sizes are in the tail or none of them varies.
 */
export function hillIndex(
  sizes: readonly number[] | Float64Array,
  share: number,
): { readonly index: number; readonly count: number } | null {
  const sorted = Float64Array.from(sizes).sort().reverse();
  const count = Math.floor(share * sorted.length);
  const threshold = sorted[count];
  if (count < 2 || !(threshold > 0)) return null;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += Math.log(sorted[i] / threshold);
  return sum > 0 ? { index: count / sum, count } : null;
}
