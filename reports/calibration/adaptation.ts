import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import powOf from '@stdlib/math-base-special-pow';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Point } from './space.ts';

type Square = readonly (readonly number[])[];

/** Where a generation is drawn: a Gaussian, and the paths its mean has taken. */
export interface Shape {
  readonly mean: Point;
  /** Standard deviation over that of the covariance. */
  readonly step: number;
  readonly covariance: Square;
  readonly stepPath: readonly number[];
  readonly shapePath: readonly number[];
}

/** Principal axes of a covariance: columns of `axes`, and the variances along them. */
export interface Basis {
  readonly axes: Square;
  readonly variances: readonly number[];
}

/** Keeps an axis that has collapsed from being divided by. */
const LEAST_VARIANCE = 1e-300;

/** Principal axes of a shape's covariance. */
export function basisOf({ covariance }: Pick<Shape, 'covariance'>): Basis {
  const matrix = new Matrix(covariance.map((row) => [...row]));
  const found = new EigenvalueDecomposition(matrix, { assumeSymmetric: true });
  return {
    axes: found.eigenvectorMatrix.to2DArray(),
    variances: found.realEigenvalues.map((value) => Math.max(LEAST_VARIANCE, value)),
  };
}

/** A vector given along the axes, in the coordinates of the space. */
export const toSpace = ({ axes }: Basis, along: readonly number[]): number[] =>
  axes.map((row) => row.reduce((sum, value, k) => sum + value * along[k], 0));

/** The shape after a generation, from its points, the best first: Hansen (2016), equations 24, 30-31 and 43-47. */
export function adapted(shape: Shape, ranked: readonly Point[], generation: number): Shape {
  const { mean, step, covariance, stepPath, shapePath } = shape;
  const n = mean.length;
  const rates = ratesOf(n, ranked.length);
  const { weights, mass, stepRate, damping, pathRate, rankOne, rankMany, usual } = rates;
  const moves = weights.map((_, k) => ranked[k].map((x, i) => (x - mean[i]) / step));
  const move = mean.map((_, i) => weights.reduce((sum, weight, k) => sum + weight * moves[k][i], 0));

  const white = whitened(basisOf(shape), move);
  const push = Math.sqrt(stepRate * (2 - stepRate) * mass);
  const nextStepPath = stepPath.map((value, i) => (1 - stepRate) * value + push * white[i]);
  const length = Math.sqrt(nextStepPath.reduce((sum, value) => sum + value * value, 0));
  // A path that grew too long says that the step is far too small; its direction is then no news.
  const settled = Math.sqrt(1 - powOf(1 - stepRate, 2 * (generation + 1)));
  const steady = length / settled < (1.4 + 2 / (n + 1)) * usual ? 1 : 0;
  const pull = steady * Math.sqrt(pathRate * (2 - pathRate) * mass);
  const nextShapePath = shapePath.map((value, i) => (1 - pathRate) * value + pull * move[i]);

  const kept = 1 - rankOne - rankMany + (1 - steady) * rankOne * pathRate * (2 - pathRate);
  return {
    mean: mean.map((value, i) => value + step * move[i]),
    step: step * expOf((stepRate / damping) * (length / usual - 1)),
    covariance: covariance.map((row, i) =>
      row.map((value, j) => {
        const many = weights.reduce((sum, weight, k) => sum + weight * moves[k][i] * moves[k][j], 0);
        return kept * value + rankOne * nextShapePath[i] * nextShapePath[j] + rankMany * many;
      }),
    ),
    stepPath: nextStepPath,
    shapePath: nextShapePath,
  };
}

/** A move divided by the root of the covariance. */
function whitened(basis: Basis, move: readonly number[]): number[] {
  const along = basis.variances.map(
    (variance, k) => move.reduce((sum, value, i) => sum + basis.axes[i][k] * value, 0) / Math.sqrt(variance),
  );
  return toSpace(basis, along);
}

/** Weights of the better half and learning rates for n dimensions: Hansen (2016), table 1, without negative weights. */
function ratesOf(n: number, population: number) {
  const raw = Array.from({ length: population >> 1 }, (_, k) => lnOf((population + 1) / 2) - lnOf(k + 1));
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  const weights = raw.map((weight) => weight / total);
  const mass = 1 / weights.reduce((sum, weight) => sum + weight * weight, 0);
  const stepRate = (mass + 2) / (n + mass + 5);
  const rankOne = 2 / ((n + 1.3) * (n + 1.3) + mass);
  return {
    weights,
    mass,
    stepRate,
    damping: 1 + 2 * Math.max(0, Math.sqrt((mass - 1) / (n + 1)) - 1) + stepRate,
    pathRate: (4 + mass / n) / (n + 4 + (2 * mass) / n),
    rankOne,
    rankMany: Math.min(1 - rankOne, (2 * (mass - 2 + 1 / mass)) / ((n + 2) * (n + 2) + mass)),
    /** Mean length of a standard normal vector. */
    usual: Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n)),
  };
}
