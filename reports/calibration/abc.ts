import { sum } from 'd3-array';
import { Streams } from '../../sim/engine/random.ts';
import { shiftedPoints } from '../sensitivity/low-discrepancy.ts';
import { kernelAround } from './kernel.ts';
import type { Point } from './space.ts';
import type { Weighted } from './weighted.ts';

/** How accepted parameters are looked for. */
export interface AbcOptions {
  /** Coordinates that are searched, the first of a point. */
  readonly dimensions: number;
  /** Coordinates after them that are drawn from their prior for every point, whatever was accepted before. */
  readonly drawn: number;
  /** Points that each generation keeps. */
  readonly population: number;
  /** Seed of what is proposed; the seeds of simulations are the evaluator's, the same for every point. */
  readonly seed: string;
  /** Points to evaluate in all. */
  readonly budget: number;
  /** Share of points that a generation keeps: the quantile that becomes the tolerance. */
  readonly kept: number;
  /** Ends when fewer than this share of new points beat the last tolerance. */
  readonly leastAcceptance: number;
}

/** Defaults of Lenormand, Jabot and Deffuant (2013), 3.2 and 4. */
export const ABC_DEFAULTS = { kept: 0.5, leastAcceptance: 0.05, drawn: 0 } as const;

/** A point that was evaluated: how far it is from history, and its importance. */
export interface Particle extends Weighted {
  readonly distance: number;
}

/** Too few points of a generation could be evaluated for another one to begin from them. */
export class TooFewPoints extends Error {}

/** What one generation did. */
export interface Generation {
  /** The largest distance that was kept. */
  readonly tolerance: number;
  /** Share of its new points that beat the tolerance before; 1 for the first. */
  readonly acceptance: number;
  /** Points evaluated so far. */
  readonly evaluations: number;
  /** Where its points were drawn: null for the prior. */
  readonly proposal: Proposal | null;
}

/** A kernel's particles, and the share of its moves that end inside the cube. */
export interface Proposal {
  readonly particles: readonly Weighted[];
  readonly share: number;
}

/** All there is to a search between two generations, as plain JSON. */
export interface AbcState {
  readonly options: AbcOptions;
  readonly generations: readonly Generation[];
  /** Nearest first. */
  readonly particles: readonly Particle[];
  /** Why it ended, or null while it goes on. */
  readonly ended: 'budget' | 'acceptance' | null;
}

/** Distances of points of the unit cube, in their order; null where no simulation could be read. */
export type Evaluate = (points: readonly Point[]) => Promise<readonly (number | null)[]>;

/**
 * Adaptive population Monte Carlo for approximate Bayesian computation: each generation draws around the nearest points
 * so far and keeps the nearest of old and new; the tolerance is the farthest kept (Lenormand, Jabot and Deffuant 2013,
 * after Beaumont et al. 2009). Nothing that was simulated is thrown away because a generation is full, so whole batches
 * go to the workers. A point counts as prior over the mixture of all proposals so far (Cornuet, Marin, Mira and Robert
 * 2012), or else the few that are left of the prior's own draws would outweigh all others. Coordinates that are drawn and
 * not searched are proposed as their prior has them, so they cancel out of that weight, and however many there are the
 * kernel moves in few dimensions; what is accepted tells their posterior all the same.
 */
export async function sampleAbc(
  begin: AbcState,
  evaluate: Evaluate,
  keep: (state: AbcState) => void | Promise<void> = () => {},
): Promise<AbcState> {
  let state = begin;
  while (state.ended === null) {
    state = tellAbc(state, await evaluate(askAbc(state)));
    await keep(state);
  }
  return state;
}

/** A search that has not begun; throws a RangeError where it could not end well. */
export function openAbc(
  options: Omit<AbcOptions, keyof typeof ABC_DEFAULTS> & Partial<AbcOptions>,
): AbcState {
  const all: AbcOptions = { ...ABC_DEFAULTS, ...options };
  const { dimensions, population, budget } = all;
  const least = dimensions + 2;
  if (population < least)
    throw new RangeError(
      `the population holds ${population}; with ${dimensions} dimensions it must be at least ${least}`,
    );
  if (budget < firstOf(all))
    throw new RangeError(
      `the budget holds ${budget}; the first generation alone needs ${firstOf(all)} points`,
    );
  return { options: all, generations: [], particles: [], ended: null };
}

/** The points that the next generation wants evaluated: evenly over the prior, then around what was kept. */
export function askAbc(state: AbcState): number[][] {
  const { options, generations, particles } = state;
  const { dimensions, drawn } = options;
  const streams = streamsOf(state);
  const shift = streams.of('prior', 'shift');
  if (generations.length === 0) return shiftedPoints(firstOf(options), dimensions + drawn, shift);
  const left = options.budget - generations[generations.length - 1].evaluations;
  const count = Math.min(left, firstOf(options) - options.population);
  const kernel = kernelAround(searched(options, particles));
  const others = shiftedPoints(count, drawn, shift);
  return others.map((own, i) => [...kernel.draw(streams.of('proposal', `${i}`)), ...own]);
}

/** What a kernel knows of points: the coordinates that are searched. */
const searched = ({ dimensions }: AbcOptions, particles: readonly Weighted[]): readonly Weighted[] =>
  particles.map(({ point, weight }) => ({ point: point.slice(0, dimensions), weight }));

/** The state after a generation, from the distances of the points that `askAbc` answers for the state before. */
export function tellAbc(state: AbcState, distances: readonly (number | null)[]): AbcState {
  const { options, generations, particles } = state;
  const points = askAbc(state);
  if (distances.length !== points.length)
    throw new RangeError(
      `${points.length} points were asked for and ${distances.length} distances came back`,
    );
  const fresh = points.flatMap((point, i) => {
    const distance = distances[i];
    return distance === null || !Number.isFinite(distance) ? [] : [{ point, distance }];
  });
  const kept = [...particles, ...fresh].sort((a, b) => a.distance - b.distance).slice(0, options.population);
  if (kept.length < options.dimensions + 2)
    throw new TooFewPoints(`only ${kept.length} of ${points.length} points could be evaluated`);
  const before = generations.at(-1);
  const beaten = before ? fresh.filter(({ distance }) => distance < before.tolerance).length : points.length;
  const generation: Generation = {
    tolerance: kept[kept.length - 1].distance,
    acceptance: beaten / points.length,
    evaluations: (before?.evaluations ?? 0) + points.length,
    proposal: before ? proposalOf(state) : null,
  };
  const all = [...generations, generation];
  const density = mixtureOf(all, options);
  return {
    options,
    generations: all,
    particles: kept.map(({ point, distance }) => ({ point, distance, weight: 1 / density(point) })),
    ended: endOf(options, generation),
  };
}

/** What was kept, with weights that sum to one, the nearest first. */
export function posteriorOf({ particles }: AbcState): readonly Particle[] {
  const total = sum(particles, ({ weight }) => weight);
  return particles.map((particle) => ({ ...particle, weight: particle.weight / total }));
}

function proposalOf(state: AbcState): Proposal {
  const particles = searched(state.options, state.particles);
  return {
    particles,
    share: kernelAround(particles).shareInside(streamsOf(state).of('kernel', 'share')),
  };
}

/** Density of all points drawn so far, over that of the prior, which is 1 all over the cube. */
function mixtureOf(generations: readonly Generation[], { dimensions }: AbcOptions): (point: Point) => number {
  const parts = generations.map(({ proposal, evaluations }, n) => ({
    count: evaluations - (generations[n - 1]?.evaluations ?? 0),
    // Without the share generations that lose more and less at the faces could not be compared.
    density: proposal === null ? () => 1 : densityOf(proposal),
  }));
  const total = sum(parts, ({ count }) => count);
  return (point) => {
    const at = point.slice(0, dimensions);
    return sum(parts, ({ count, density }) => count * density(at)) / total;
  };
}

function densityOf({ particles, share }: Proposal): (point: Point) => number {
  const kernel = kernelAround(particles);
  return (point) => kernel.density(point) / share;
}

function endOf(options: AbcOptions, { acceptance, evaluations }: Generation): AbcState['ended'] {
  if (evaluations >= options.budget) return 'budget';
  return acceptance < options.leastAcceptance ? 'acceptance' : null;
}

/** Points of the first generation, of which `population` are kept. */
const firstOf = ({ population, kept }: AbcOptions): number => Math.ceil(population / kept);

/** Luck of the next generation, by name, whatever was drawn before. */
const streamsOf = ({ options, generations }: AbcState): Streams =>
  new Streams(`abc/${options.seed}/${generations.length}`);
