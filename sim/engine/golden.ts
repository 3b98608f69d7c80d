/** Steps of the golden ratio fill the line from 0 to 1 as evenly as any sequence that has no last step. */
const GOLDEN = 0.6180339887498949;

/** Where the n-th step (from 0) of that walk stands, from 0 to below 1. */
export function goldenShare(n: number): number {
  const turns = GOLDEN * n;
  return turns - Math.floor(turns);
}
