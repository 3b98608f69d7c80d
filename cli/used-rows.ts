import { builtIns } from '../scenarios/catalogue.ts';
import type { ParameterSets } from '../scenarios/parameter-sets.ts';
import { type Scenario, scenarioSchema } from '../scenarios/scenario.ts';
import type { Target } from '../scenarios/target.ts';
import { canonicalJson } from '../store/canonical.ts';
import { sha256 } from '../store/manifest.ts';

const UNKNOWN: ReadonlyMap<string, string> = new Map();
const FACTS = 'facts';

/** What a row asks, and what history says to it: under another name or for another reason it is the same row. */
type Asking = Pick<Target, 'id' | 'measure' | 'history'>;

/**
 * Ids of an event's rows that some sets, or those before them, were fitted to. A row of another built-in scenario that only
 * has the same name is another one, and so is a fact of calm markets. Of scenarios that are not known the name has to do,
 * unless the sets say what their rows ask.
 */
export function usedRows(
  sets: Pick<ParameterSets, 'scenario' | 'objective' | 'before'>,
  { id }: Pick<Scenario, 'id'>,
  rows: readonly Asking[],
): readonly string[] {
  const used = [sets, ...(sets.before ?? [])].flatMap(({ scenario, objective }) => {
    const { targets, asking = [] } = objective;
    const theirs = scenario === id ? UNKNOWN : askedIn(scenario);
    if (theirs === FACTS) return [];
    const isNamed = (row: Asking): boolean =>
      targets.includes(row.id) && (scenario === id || (theirs.size === 0 && asking.length === 0));
    const asked = new Set([...asking, ...targets.flatMap((target) => theirs.get(target) ?? [])]);
    return rows.filter((row) => isNamed(row) || asked.has(askingOf(row)));
  });
  return [...new Set(used.map((row) => row.id))];
}

/** Ids of facts of calm markets that some sets were fitted to: of whichever calm scenario, they are the same facts. */
export const usedFacts = (
  { objective, before = [] }: Pick<ParameterSets, 'objective' | 'before'>,
  facts: readonly string[],
): readonly string[] =>
  facts.filter((fact) => [{ objective }, ...before].some((stage) => stage.objective.targets.includes(fact)));

/** What rows of a built-in scenario ask, by id: none of one that is not known, and facts where no history is. */
function askedIn(scenario: string): ReadonlyMap<string, string> | typeof FACTS {
  if (!Object.hasOwn(builtIns, scenario)) return UNKNOWN;
  const { targets } = scenarioSchema.parse(builtIns[scenario]).history;
  return targets.length === 0 ? FACTS : new Map(targets.map((target) => [target.id, askingOf(target)]));
}

/** What a row asks, and what history says to it, as a digest. */
export const askingOf = ({ measure, history }: Omit<Asking, 'id'>): string =>
  sha256(canonicalJson({ measure, history }));
