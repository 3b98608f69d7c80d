import { deviation, mean } from 'd3-array';
import { Streams } from '../../sim/engine/random.ts';
import type { Point } from '../calibration/space.ts';
import { bootstrap, type Interval } from './bootstrap.ts';

/** Levels a coordinate may take; a step goes over half of them, so that all levels come up equally often (Morris 1991). */
const LEVELS = 4;
const STEP = LEVELS / (2 * (LEVELS - 1));
const TRAJECTORIES = 20;

export interface MorrisOptions {
  readonly dimensions: number;
  /** Ways through the unit cube, each of as many points as there are dimensions, and one. */
  readonly trajectories?: number;
  readonly seed: string;
}

/** A way through the unit cube on which each coordinate is changed once. */
export interface Trajectory {
  readonly points: readonly Point[];
  /** Which coordinate the step to the point after the n-th changes. */
  readonly order: readonly number[];
}

/** What one dimension does to a result, in units of the result over the whole width of the prior. */
export interface ElementaryEffects {
  /** Mean size of an effect: how much the dimension matters. */
  readonly muStar: number | null;
  readonly muStarInterval: Interval | null;
  /** Mean effect with its sign. */
  readonly mu: number | null;
  /** Standard deviation of effects: how far it depends on the others, or on where it stands. */
  readonly sigma: number | null;
  readonly sigmaInterval: Interval | null;
  /** Steps of which both ends could be read. */
  readonly effects: number;
}

/** The design: ways through a grid of four levels in the unit cube, points of one way in a row. */
export function morrisDesign(options: MorrisOptions): readonly Trajectory[] {
  const { dimensions, trajectories = TRAJECTORIES, seed } = options;
  const streams = new Streams(`morris/${seed}`);
  return Array.from({ length: trajectories }, (_, n) => {
    const stream = streams.of('trajectory', `${n}`);
    return trajectory(dimensions, () => stream.uniform());
  });
}

/** Points of a design in the order in which `elementaryEffects` takes their results. */
export const pointsOf = (design: readonly Trajectory[]): Point[] => design.flatMap(({ points }) => points);

/** Effects of each dimension from results at the design's points, null where there is none; intervals resample whole ways. */
export function elementaryEffects(
  design: readonly Trajectory[],
  results: readonly (number | null)[],
  seed: string,
): readonly ElementaryEffects[] {
  const length = design[0].points.length;
  if (results.length !== design.length * length)
    throw new RangeError(
      `${design.length * length} points were asked for and ${results.length} results came back`,
    );
  const effects = design.map((way, n) => effectsOf(way, results.slice(n * length, (n + 1) * length)));
  const stream = new Streams(`morris/${seed}`).of('bootstrap', 'ways');
  return Array.from({ length: length - 1 }, (_, i) => {
    const of = (ways: readonly number[]): number[] =>
      ways.map((n) => effects[n][i]).filter((e) => e !== null);
    const all = of(effects.map((_, n) => n));
    const [muStarInterval, sigmaInterval] = bootstrap(
      design.length,
      (ways) => [sizeOf(of(ways)), deviation(of(ways)) ?? null],
      stream,
    );
    return {
      muStar: sizeOf(all),
      muStarInterval,
      mu: mean(all) ?? null,
      sigma: deviation(all) ?? null,
      sigmaInterval,
      effects: all.length,
    };
  });
}

const sizeOf = (effects: readonly number[]): number | null => mean(effects, Math.abs) ?? null;

/** One effect a coordinate: change of the result over change of the coordinate. */
function effectsOf({ points, order }: Trajectory, results: readonly (number | null)[]): (number | null)[] {
  const effects = new Array<number | null>(order.length).fill(null);
  for (const [n, i] of order.entries()) {
    const [from, to] = [results[n], results[n + 1]];
    if (from === null || to === null || !Number.isFinite(to - from)) continue;
    effects[i] = (to - from) / (points[n + 1][i] - points[n][i]);
  }
  return effects;
}

function trajectory(dimensions: number, uniform: () => number): Trajectory {
  const lowest = Array.from(
    { length: dimensions },
    () => Math.floor((uniform() * LEVELS) / 2) / (LEVELS - 1),
  );
  const rises = Array.from({ length: dimensions }, () => uniform() < 0.5);
  const order = Array.from({ length: dimensions }, (_, i) => i);
  for (let i = dimensions - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  const at = (i: number, high: boolean): number => lowest[i] + (high ? STEP : 0);
  const points = Array.from({ length: dimensions + 1 }, (_, n) =>
    lowest.map((_, i) => at(i, rises[i] === order.indexOf(i) < n)),
  );
  return { points, order };
}
