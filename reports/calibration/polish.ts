import lnOf from '@stdlib/math-base-special-ln';
import { Streams } from '../../sim/engine/random.ts';
import { adapted, basisOf, type Shape, toSpace } from './adaptation.ts';
import type { Point } from './space.ts';

/** How the best point is looked for. */
export interface PolishOptions {
  /** A point of the unit cube from which the search goes out. */
  readonly start: Point;
  /** Standard deviation of the first generation in each dimension, e.g. that of accepted points. */
  readonly spread: readonly number[];
  readonly seed: string;
  /** Points to evaluate at most. */
  readonly budget: number;
  /** Points of one generation. */
  readonly population: number;
  /** Ends when no direction is searched farther than this. */
  readonly precision: number;
}

/** A point with its value, of which less is better. */
export interface Tried {
  readonly point: Point;
  readonly value: number;
}

/** All there is to a search between two generations, as plain JSON. */
export interface PolishState {
  readonly options: PolishOptions;
  readonly shape: Shape;
  readonly generation: number;
  readonly evaluations: number;
  readonly best: Tried | null;
  /** Why it ended, or null while it goes on: `flat` when all points of a generation are worth the same. */
  readonly ended: 'budget' | 'precision' | 'flat' | null;
}

/** Search width in prior widths where no posterior is known (Hansen 2016, C: a third of the range). */
const SPREAD = 0.3;
const PRECISION = 1e-3;

/** Defaults for a start: Hansen (2016), table 1. */
export function openPolish(
  options: Pick<PolishOptions, 'start' | 'seed' | 'budget'> & Partial<PolishOptions>,
): PolishState {
  const dimensions = options.start.length;
  const all: PolishOptions = {
    spread: new Array<number>(dimensions).fill(SPREAD),
    population: 4 + Math.floor(3 * lnOf(dimensions)),
    precision: PRECISION,
    ...options,
  };
  if (all.population < 4)
    throw new RangeError(`the population holds ${all.population}; it must be at least 4`);
  if (all.budget < all.population)
    throw new RangeError(`the budget holds ${all.budget}; one generation needs ${all.population} points`);
  const zeros = new Array<number>(dimensions).fill(0);
  const shape: Shape = {
    mean: [...all.start],
    step: 1,
    covariance: all.spread.map((sd, i) => zeros.map((_, j) => (i === j ? sd * sd : 0))),
    stepPath: zeros,
    shapePath: zeros,
  };
  return { options: all, shape, generation: 0, evaluations: 0, best: null, ended: null };
}

/** The points that the next generation wants evaluated, in the unit cube. */
export const askPolish = (state: PolishState): number[][] => drawn(state).map((point) => point.map(folded));

/** The state after a generation, from the values of the points that `askPolish` answers for the state before; null is worst. */
export function tellPolish(state: PolishState, values: readonly (number | null)[]): PolishState {
  const { options } = state;
  const points = drawn(state);
  if (values.length !== points.length)
    throw new RangeError(`${points.length} points were asked for and ${values.length} values came back`);
  const ranked = points
    .map((point, i) => ({ point, value: values[i] ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => a.value - b.value);
  const shape = adapted(
    state.shape,
    ranked.map(({ point }) => point),
    state.generation,
  );
  const [first] = ranked;
  const better =
    Number.isFinite(first.value) && first.value < (state.best?.value ?? Number.POSITIVE_INFINITY);
  const evaluations = state.evaluations + points.length;
  const reach = shape.step * Math.sqrt(Math.max(...basisOf(shape).variances));
  return {
    options,
    shape,
    generation: state.generation + 1,
    evaluations,
    best: better ? { point: first.point.map(folded), value: first.value } : state.best,
    ended: endOf(options, evaluations, reach, first.value === ranked[ranked.length - 1].value),
  };
}

/**
 * The least of a function on the unit cube without derivatives, by covariance matrix adaptation (CMA-ES; Hansen 2016,
 * The CMA Evolution Strategy: A Tutorial, arXiv:1604.00772). Points beyond a face are reflected at it.
 */
export async function polish(
  begin: PolishState,
  evaluate: (points: readonly Point[]) => Promise<readonly (number | null)[]>,
  keep: (state: PolishState) => void | Promise<void> = () => {},
): Promise<PolishState> {
  let state = begin;
  while (state.ended === null) {
    state = tellPolish(state, await evaluate(askPolish(state)));
    await keep(state);
  }
  return state;
}

function endOf(
  { budget, population, precision }: PolishOptions,
  evaluations: number,
  reach: number,
  flat: boolean,
): PolishState['ended'] {
  if (flat) return 'flat';
  if (reach < precision) return 'precision';
  return evaluations + population > budget ? 'budget' : null;
}

/** Points of the next generation, where the search itself knows no faces. */
function drawn({ options, shape, generation }: PolishState): number[][] {
  const streams = new Streams(`polish/${options.seed}/${generation}`);
  const basis = basisOf(shape);
  return Array.from({ length: options.population }, (_, n) => {
    const stream = streams.of('point', `${n}`);
    const z = basis.variances.map((variance) => Math.sqrt(variance) * stream.normal());
    return toSpace(basis, z).map((y, i) => shape.mean[i] + shape.step * y);
  });
}

/** Reflects a number at 0 and 1 until it lies between them. */
function folded(x: number): number {
  const within = Math.abs(x) % 2;
  return within > 1 ? 2 - within : within;
}
