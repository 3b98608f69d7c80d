import { expanded } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { ChangedScenario } from './changes.ts';
import type { ChangeOptions } from './contract.ts';

/** The flag of a command line that fixes a setting, as text, or null: a search has to leave such a setting as it is. */
export type Fixed = (path: string) => string | null;

/** What --set names, and all that a what-if changes. */
export function fixedBy({ scenario, patches }: ChangedScenario, { whatIf, set }: ChangeOptions): Fixed {
  const bySet = set.flatMap((text) => placesOf(scenario, pathOf(text)));
  const byAny = patches.map(({ path }) => path.join('.'));
  return (path) => {
    const places = placesOf(scenario, path);
    if (touch(places, bySet)) return '--set';
    return touch(places, byAny) ? `--what-if ${whatIf.join(' --what-if ')}` : null;
  };
}

/** Whole paths that a short one means, as texts; entries of lists by their number. */
export const placesOf = (scenario: Scenario, path: string): readonly string[] =>
  expanded(scenario, path.split('.')).map((full) => numbered(scenario, full));

/** Whether one of some places is one of others, or stands inside it or around it. */
export const touch = (places: readonly string[], others: readonly string[]): boolean =>
  places.some((one) =>
    others.some((other) => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)),
  );

/** The path of a setting or a range. */
export const pathOf = (text: string): string => text.split('=', 1)[0];

function numbered(scenario: Scenario, full: readonly string[]): string {
  let at: unknown = scenario;
  const names = full.map((name) => {
    const found = Array.isArray(at) ? at.findIndex((item) => item?.id === name) : -1;
    const key = found < 0 ? name : `${found}`;
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined;
    return key;
  });
  return names.join('.');
}
