import { fieldsOf, held, isGroup, merged } from './catalogue.ts';
import { checkScenario } from './check.ts';
import type { Kinds } from './members.ts';
import type { Problem } from './problem.ts';
import type { Scenario } from './scenario.ts';

/**
 * A scenario with another's fields laid over it, unchecked. What it would inherit as uncertain goes with what that names, is
 * said, and comes back with it; its own lines stay as they are, to be refused where they name nothing. `before`: lines that
 * had gone already.
 */
export function laidOver(
  base: Scenario,
  before: readonly string[],
  fields: Readonly<Record<string, unknown>>,
  kinds: Kinds,
): { readonly input: unknown; readonly gone: readonly string[] } {
  const input = merged(base, fields);
  if (Object.hasOwn(fields, 'uncertain')) return { input, gone: [] };
  const checked = checkScenario(input, kinds);
  if ('problem' in checked) return { input, gone: before };
  const { scenario } = checked;
  const inherited = [...base.uncertain, ...before];
  const known = [...base.uncertain.filter((line) => isThere(base, line)), ...before];
  const gone = known.filter((line) => !isThere(scenario, line));
  const uncertain = inherited.filter((line) => !gone.includes(line));
  return { input: merged(input, { uncertain }), gone };
}

/**
 * What a file takes away with null although the scenario it extends has nothing there, or null: who misspells a line would
 * otherwise keep it unawares.
 */
export function takenInVain(base: Scenario, fields: unknown, kinds: Kinds): Problem | null {
  const search = (at: unknown, over: unknown, path: readonly string[]): Problem | null => {
    if (!isGroup(at) || !isGroup(over)) return null;
    for (const [name, value] of Object.entries(over)) {
      const here = [...path, name];
      if (Object.hasOwn(at, name)) {
        const inner = search(at[name], value, here);
        if (inner) return inner;
      } else if (value === null) {
        const known = [...new Set([...Object.keys(at), ...(fieldsOf(base, path, kinds) ?? [])])];
        if (!known.includes(name)) return { path: here, holds: undefined, right: 'a field', known };
      }
    }
    return null;
  };
  return search(base, fields, []);
}

const isThere = (scenario: Scenario, line: string): boolean =>
  !held(scenario, line.split('=', 1)[0].split('.')).includes(undefined);
