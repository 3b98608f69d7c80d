import expOf from '@stdlib/math-base-special-exp';
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import type { Stream } from '../../sim/engine/random.ts';
import type { Point } from './space.ts';
import { covarianceOf, type Weighted } from './weighted.ts';

/** Added to a variance of 0, which would freeze a coordinate for good: a thousandth of the prior's width. */
const LEAST_VARIANCE = 1e-6;
/** Draws by which the share of proposals inside the unit cube is measured. */
const SHARE_DRAWS = 8192;
const MOST_TRIES = 10_000;

/** A mixture of Gaussians around particles, cut off at the faces of the unit cube. */
export interface Kernel {
  /** A particle by its weight, moved; drawn again until it lies inside. */
  draw(stream: Stream): number[];
  /** The mixture's density at a point inside, as if it were not cut off: to be divided by `shareInside`. */
  density(point: Point): number;
  /** The share of moves that end inside the cube, measured. */
  shareInside(stream: Stream): number;
}

/**
 * The proposal of a population Monte Carlo: twice the weighted covariance of its particles around each of them
 * (Beaumont, Cornuet, Marin and Robert 2009, in several dimensions Filippi et al. 2013).
 */
export function kernelAround(particles: readonly Weighted[]): Kernel {
  const dimensions = particles[0].point.length;
  const lower = lowerOf(particles);
  const total = particles.reduce((sum, { weight }) => sum + weight, 0);
  const scale = normalisation(lower) / total;
  // In coordinates of unit covariance distances are plain ones, which makes densities cheap.
  const centres = particles.map(({ point }) => solved(lower, point));
  const moved = (from: Stream): number[] => {
    const z = Array.from({ length: dimensions }, () => from.normal());
    const { point } = particles[pick(particles, from.uniform() * total)];
    return point.map((x, i) => x + dot(lower[i], z, i + 1));
  };
  return {
    draw(from) {
      for (let n = 0; n < MOST_TRIES; n++) {
        const point = moved(from);
        if (isInside(point)) return point;
      }
      throw new Error('no proposal fell into the unit cube');
    },
    density(point) {
      const at = solved(lower, point);
      let sum = 0;
      for (let n = 0; n < centres.length; n++)
        sum += particles[n].weight * expOf(-0.5 * squared(at, centres[n]));
      return scale * sum;
    },
    shareInside(from) {
      let kept = 0;
      for (let n = 0; n < SHARE_DRAWS; n++) if (isInside(moved(from))) kept++;
      return Math.max(1, kept) / SHARE_DRAWS;
    },
  };
}

type Lower = readonly (readonly number[])[];

/** Lower triangle of Cholesky's factor of twice the covariance. */
function lowerOf(particles: readonly Weighted[]): Lower {
  const covariance = covarianceOf(particles).map((row, i) =>
    row.map((value, j) => 2 * value + (i === j ? LEAST_VARIANCE : 0)),
  );
  return new CholeskyDecomposition(new Matrix(covariance)).lowerTriangularMatrix.to2DArray();
}

/** 1 over the integral of the unnormalised Gaussian: its factor's diagonal is the root of the determinant. */
function normalisation(lower: Lower): number {
  return lower.reduce((product, row, i) => product / (row[i] * Math.sqrt(2 * Math.PI)), 1);
}

/** The vector that the factor makes a point of, by forward substitution. */
function solved(lower: Lower, point: Point): number[] {
  const found: number[] = [];
  for (let i = 0; i < point.length; i++) found.push((point[i] - dot(lower[i], found, i)) / lower[i][i]);
  return found;
}

function squared(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return sum;
}

function dot(a: readonly number[], b: readonly number[], count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

function pick(particles: readonly Weighted[], at: number): number {
  let below = 0;
  const found = particles.findIndex(({ weight }) => {
    below += weight;
    return at < below;
  });
  return found < 0 ? particles.length - 1 : found;
}

const isInside = (point: Point): boolean => point.every((x) => x >= 0 && x <= 1);
