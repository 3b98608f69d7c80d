import { builtIns } from '../scenarios/catalogue.ts';
import type { ParameterSets } from '../scenarios/parameter-sets.ts';
import { type Scenario, scenarioSchema } from '../scenarios/scenario.ts';
import { canonicalJson } from '../store/canonical.ts';
import type { Objective } from './objective.ts';

/**
 * Ids of what an objective looks at and some sets, or those before them, were fitted to already. A row of another built-in
 * scenario that only has the same name is another one; of scenarios that are not known the name has to do.
 */
export function usedRows(
  sets: ParameterSets,
  { id }: Scenario,
  { rows, known }: Pick<Objective, 'rows' | 'known'>,
): readonly string[] {
  const used = new Set(
    [sets, ...(sets.before ?? [])].flatMap(({ scenario, objective }) => {
      const theirs = scenario === id ? null : rowsOf(scenario);
      return rows.filter(
        (row, n) =>
          objective.targets.includes(row) &&
          (!theirs?.has(row) || theirs.get(row) === canonicalJson(known[n])),
      );
    }),
  );
  return [...used];
}

/** Rows of a built-in scenario by id; null of one that is not known. */
function rowsOf(scenario: string): ReadonlyMap<string, string> | null {
  if (!Object.hasOwn(builtIns, scenario)) return null;
  const { targets } = scenarioSchema.parse(builtIns[scenario]).history;
  return new Map(targets.map((target) => [target.id, canonicalJson(target)]));
}
