import { counted } from '../reports/format.ts';
import { checkScenario } from '../scenarios/check.ts';
import { applySet, type SetValues } from '../scenarios/parameter-sets.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { MemberFigures } from '../store/ensemble/member.ts';
import { UsageError } from './errors.ts';
import type { RunnableScenario } from './scenario-source.ts';
import { MOST_COUNT } from './usage.ts';

/** One simulation that a search wants run. */
export interface Wanted {
  readonly seed: number;
  readonly scenario: Scenario;
}

/** What a search is told of a simulation. */
export type RunFigures = Pick<MemberFigures, 'readings' | 'drawdown' | 'series' | 'calmDay'>;

/** Runs simulations, as many side by side as there is room for: what each came to, in their order; null for one that broke. */
export type RunAll = (members: readonly Wanted[]) => Promise<readonly (RunFigures | null)[]>;

/** What the seeds of a point came to, in their order; null for one that broke. */
export type Seeds = readonly (RunFigures | null)[];

/** What `of` makes of the seeds of each set, in their order; null where the scenario refuses its values. */
export type Simulate = <T>(all: readonly SetValues[], of: (seeds: Seeds) => T) => Promise<(T | null)[]>;

/** Simulates sets on the same seeds each, so many of them together. */
export function evaluator(
  { scenario, kinds }: RunnableScenario,
  seeds: readonly number[],
  run: RunAll,
  together = Number.POSITIVE_INFINITY,
): Simulate {
  const simulated = async <T>(some: readonly SetValues[], of: (seeds: Seeds) => T): Promise<(T | null)[]> => {
    const scenarios = some.map((values) => {
      const changed = applySet(scenario, values, kinds);
      const checked = 'problem' in changed ? changed : checkScenario(changed.scenario, kinds);
      return 'problem' in checked ? null : checked.scenario;
    });
    const wanted = scenarios.flatMap((one) =>
      one === null ? [] : seeds.map((seed) => ({ seed, scenario: one })),
    );
    const results = await run(wanted);
    let next = 0;
    return scenarios.map((one) => {
      if (one === null) return null;
      const own = results.slice(next, next + seeds.length);
      next += seeds.length;
      return of(own);
    });
  };
  return async <T>(all: readonly SetValues[], of: (seeds: Seeds) => T) => {
    const found: (T | null)[] = [];
    for (let from = 0; from < all.length; from += together)
      found.push(...(await simulated(all.slice(from, from + together), of)));
    return found;
  };
}

/** Refuses a search of more simulations than anybody waits for, and than lists of them have room for; throws a UsageError. */
export function refuseTooMany(points: number, seeds: number): void {
  const runs = points * seeds;
  if (runs <= MOST_COUNT) return;
  throw new UsageError(
    `${counted(points, 'point')} of ${counted(seeds, 'seed')} would be ${counted(runs, 'simulation')}; that must be at most ${counted(MOST_COUNT, 'simulation')}, with a smaller --seeds or --budget.`,
  );
}

/**
 * Seeds of a search: the same for every point, so that only settings make a difference, and none of a validation, which must
 * not meet the luck that something was chosen by.
 */
export const searchSeeds = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, n) => MOST_COUNT + 1 + n);
