import { type Point, settingsAt } from '../reports/calibration/space.ts';
import type { Readings } from '../reports/score.ts';
import { checkScenario } from '../scenarios/check.ts';
import { applySet, type Dimension } from '../scenarios/parameter-sets.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { RunnableScenario } from './scenario-source.ts';

/** One simulation that a search wants run. */
export interface Wanted {
  readonly seed: number;
  readonly scenario: Scenario;
}

/** Runs simulations, as many side by side as there is room for: what each read of history, in their order; null for one that broke. */
export type RunAll = (members: readonly Wanted[]) => Promise<readonly (Readings | null)[]>;

/** Simulates points of a parameter space on the same seeds each: readings by seed, or null where the scenario refuses the point. */
export function evaluator(
  { scenario, kinds }: RunnableScenario,
  dimensions: readonly Dimension[],
  seeds: readonly number[],
  run: RunAll,
): (points: readonly Point[]) => Promise<readonly (readonly Readings[] | null)[]> {
  return async (points) => {
    const scenarios = points.map((point) => {
      const changed = applySet(scenario, { settings: settingsAt(dimensions, point) }, kinds);
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
      // A run that broke says nothing on any row, which is as far from history as can be.
      return own.map((readings) => readings ?? {});
    });
  };
}

/** Seeds 1 to n: the same for every point, so that only settings make a difference. */
export const seedsUpTo = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n + 1);
