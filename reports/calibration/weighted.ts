import { sum } from 'd3-array';
import type { Point } from './space.ts';

/** Below this, in the unit cube, a coordinate varies by rounding alone. */
const LEAST_VARIANCE = 1e-20;

/** A place with what it counts for. */
export interface Weighted {
  readonly point: Point;
  /** At least 0; weights need not sum to one. */
  readonly weight: number;
}

/** Weighted mean of each coordinate. */
export function meanOf(particles: readonly Weighted[]): number[] {
  const total = sum(particles, ({ weight }) => weight);
  return particles[0].point.map((_, i) => sum(particles, ({ point, weight }) => weight * point[i]) / total);
}

/** Weighted covariance, unbiased for reliability weights: over 1 - sum of squared shares. */
export function covarianceOf(particles: readonly Weighted[]): number[][] {
  const total = sum(particles, ({ weight }) => weight);
  const mean = meanOf(particles);
  const left = 1 - sum(particles, ({ weight }) => (weight / total) * (weight / total));
  return mean.map((mi, i) =>
    mean.map((mj, j) => {
      const product = sum(
        particles,
        ({ point, weight }) => (weight / total) * ((point[i] - mi) * (point[j] - mj)),
      );
      return left > 0 ? product / left : 0;
    }),
  );
}

/** Weighted correlations; null where a coordinate does not vary. */
export function correlationsOf(particles: readonly Weighted[]): (number | null)[][] {
  const covariance = covarianceOf(particles);
  return covariance.map((row, i) =>
    row.map((value, j) => {
      if (Math.min(covariance[i][i], covariance[j][j]) < LEAST_VARIANCE) return null;
      const scale = Math.sqrt(covariance[i][i] * covariance[j][j]);
      return i === j ? 1 : Math.max(-1, Math.min(1, value / scale));
    }),
  );
}

/** The value of a coordinate below which a share of the weight lies, between neighbours linear in their middle shares. */
export function quantileOf(particles: readonly Weighted[], coordinate: number, share: number): number {
  const held = particles.filter(({ weight }) => weight > 0);
  const sorted = held
    .map(({ point, weight }) => ({ value: point[coordinate], weight }))
    .sort((a, b) => a.value - b.value);
  const wanted = share * sum(sorted, ({ weight }) => weight);
  let below = 0;
  let before: { readonly at: number; readonly value: number } | null = null;
  for (const { value, weight } of sorted) {
    const at = below + weight / 2;
    if (wanted <= at)
      return before === null
        ? value
        : before.value + ((value - before.value) * (wanted - before.at)) / (at - before.at);
    before = { at, value };
    below += weight;
  }
  return before?.value ?? Number.NaN;
}

/** How many equally weighted draws the weighted ones are worth: squared sum over sum of squares (Kong 1992). */
export function effectiveSize(weights: readonly number[]): number {
  const total = sum(weights);
  return total > 0 ? (total * total) / sum(weights, (weight) => weight * weight) : 0;
}
