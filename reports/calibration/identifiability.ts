import type { Dimension, Identifiability } from '../../scenarios/parameter-sets.ts';
import { valueAt } from './space.ts';
import { correlationsOf, effectiveSize, quantileOf, type Weighted } from './weighted.ts';

/** The middle 80 % of a distribution lies between these shares. */
const MIDDLE = [0.1, 0.9] as const;

/**
 * How far data narrowed the prior, from accepted points of the unit cube: a ratio near 1 says that a dimension is not
 * identified, and a correlation near 1 that only a combination of two is.
 */
export function identifiability(
  dimensions: readonly Dimension[],
  particles: readonly Weighted[],
): Identifiability {
  const prior = MIDDLE[1] - MIDDLE[0];
  return {
    dimensions: dimensions.map((dimension, i) => {
      const [low, middle, high] = [MIDDLE[0], 0.5, MIDDLE[1]].map((share) => quantileOf(particles, i, share));
      return {
        path: dimension.path,
        ratio: (high - low) / prior,
        interval: [valueAt(dimension, low), valueAt(dimension, high)],
        median: valueAt(dimension, middle),
      };
    }),
    correlations: correlationsOf(particles),
    effectiveSets: effectiveSize(particles.map(({ weight }) => weight)),
  };
}
