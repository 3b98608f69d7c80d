import { held, merged } from './catalogue.ts';
import { checkScenario } from './check.ts';
import type { Kinds } from './members.ts';
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

const isThere = (scenario: Scenario, line: string): boolean =>
  !held(scenario, line.split('=', 1)[0].split('.')).includes(undefined);
