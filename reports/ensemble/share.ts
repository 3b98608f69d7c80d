/** Two-sided 95 % of the normal distribution. */
const Z = 1.959963984540054;

/** 95 % interval of a share of which `count` of `of` were seen: Wilson's score interval (1927), without correction. */
export function wilson(count: number, of: number): readonly [low: number, high: number] {
  if (of === 0) return [0, 1];
  const share = count / of;
  const middle = share + (Z * Z) / (2 * of);
  const half = Z * Math.sqrt((share * (1 - share)) / of + (Z * Z) / (4 * of * of));
  const scale = 1 + (Z * Z) / of;
  return [
    count === 0 ? 0 : Math.max(0, (middle - half) / scale),
    count === of ? 1 : Math.min(1, (middle + half) / scale),
  ];
}
