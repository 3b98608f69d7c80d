import { mean } from 'd3-array';
import { Streams } from '../../sim/engine/random.ts';
import type { Point } from '../calibration/space.ts';
import { bootstrap, type Interval } from './bootstrap.ts';
import { MOST_COORDINATES, shiftedPoints } from './low-discrepancy.ts';

export interface SobolOptions {
  readonly dimensions: number;
  /** Rows of the design, best a power of two; each takes as many points as there are dimensions, and two. */
  readonly rows: number;
  readonly seed: string;
}

/** Shares of a result's variance. */
export interface SobolIndices {
  /** What goes when this dimension alone becomes known. */
  readonly first: number | null;
  readonly firstInterval: Interval | null;
  /** What is left when all others are known: its own share and all it does together with others. */
  readonly total: number | null;
  readonly totalInterval: Interval | null;
}

/** Most dimensions of a design: two coordinates each. */
export const MOST_DIMENSIONS = MOST_COORDINATES / 2;

/**
 * Saltelli's design: row by row a point of the matrix A, the point of B, and A with the i-th coordinate of B, i from the
 * first on; A and B are the halves of one low-discrepancy sequence (Saltelli et al. 2010).
 */
export function saltelliDesign({ dimensions, rows, seed }: SobolOptions): Point[] {
  if (dimensions > MOST_DIMENSIONS)
    throw new RangeError(`${dimensions} dimensions are varied; Sobol indices go up to ${MOST_DIMENSIONS}`);
  const stream = new Streams(`sobol/${seed}`).of('design', 'shift');
  return shiftedPoints(rows, 2 * dimensions, stream).flatMap((both) => {
    const [a, b] = [both.slice(0, dimensions), both.slice(dimensions)];
    return [a, b, ...a.map((_, i) => a.with(i, b[i]))];
  });
}

/**
 * First-order and total indices from results at the design's points: the estimators of Saltelli et al. (2010), table 2
 * (b), and Jansen (1999), (f). A row with a result that is missing is left out; intervals resample rows. Null where the
 * result does not vary.
 */
export function sobolIndices(
  dimensions: number,
  results: readonly (number | null)[],
  seed: string,
): readonly SobolIndices[] {
  const width = dimensions + 2;
  if (results.length % width !== 0)
    throw new RangeError(`${results.length} results came back; rows of ${width} were asked for`);
  const rows = Array.from({ length: results.length / width }, (_, n) =>
    results.slice(n * width, (n + 1) * width),
  );
  const whole = rows.filter(isWhole);
  const stream = new Streams(`sobol/${seed}`).of('bootstrap', 'rows');
  const found = figures(whole, dimensions);
  const intervals =
    whole.length < 2
      ? found.map(() => null)
      : bootstrap(
          whole.length,
          (drawn) =>
            figures(
              drawn.map((n) => whole[n]),
              dimensions,
            ),
          stream,
        );
  return Array.from({ length: dimensions }, (_, i) => ({
    first: found[i],
    firstInterval: intervals[i],
    total: found[dimensions + i],
    totalInterval: intervals[dimensions + i],
  }));
}

type Row = readonly number[];

const isWhole = (row: (number | null)[]): row is number[] =>
  row.every((value) => value !== null && Number.isFinite(value));

/** First-order indices of all dimensions, then total ones. */
function figures(rows: readonly Row[], dimensions: number): (number | null)[] {
  const both = rows.flatMap((row) => row.slice(0, 2));
  const centre = mean(both) ?? 0;
  const variance = mean(both, (value) => (value - centre) * (value - centre)) ?? 0;
  const over = (of: (row: Row, i: number) => number): (number | null)[] =>
    Array.from({ length: dimensions }, (_, i) =>
      variance > 0 ? (mean(rows, (row) => of(row, i)) ?? 0) / variance : null,
    );
  // Centred, because the product in the first would else carry the square of the mean as noise.
  const first = over((row, i) => (row[1] - centre) * (row[2 + i] - row[0]));
  const total = over((row, i) => (row[0] - row[2 + i]) * (row[0] - row[2 + i]) * 0.5);
  return [...first, ...total];
}
