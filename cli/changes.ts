import { applyPatches } from 'immer';
import { changed, type Setting } from '../scenarios/catalogue.ts';
import { checkScenario } from '../scenarios/check.ts';
import type { Kinds } from '../scenarios/members.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { whatIfsOf } from '../scenarios/what-ifs.ts';
import { openingOnly } from '../sim/agents/opening-only.ts';
import type { ChangeOptions } from './contract.ts';
import { UsageError } from './errors.ts';
import { unknownName } from './nearest.ts';
import { problemError } from './scenario-source.ts';

/** A scenario after its what-ifs and settings, and what they changed, as patches. */
export interface ChangedScenario {
  readonly scenario: Scenario;
  readonly patches: readonly Patch[];
}

/** One change: where, and to what. */
export interface Patch {
  readonly op: 'replace' | 'remove' | 'add';
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

/** Applies the what-ifs and settings of a command line; throws a UsageError that says what would be right. */
export function withChanges(
  scenario: Scenario,
  { whatIf, set }: ChangeOptions,
  kinds: Kinds,
): ChangedScenario {
  if (whatIf.length + set.length === 0) return { scenario, patches: [] };
  const known = whatIfsOf(scenario);
  const wanted = whatIf.map((id) => {
    const found = known.find((one) => one.id === id);
    if (!found)
      throw unknownName(
        'what-if',
        id,
        known.map((one) => one.id),
      );
    return found;
  });
  const twice = whatIf.find((id, i) => whatIf.indexOf(id) < i);
  if (twice !== undefined) throw new UsageError(`--what-if names "${twice}" twice; name each what-if once.`);
  const result = changed(scenario, wanted, set.map(settingOf), kinds);
  const where = set.length > 0 ? `--set ${set.join(' --set ')}` : `the changed scenario "${scenario.id}"`;
  if ('problem' in result) throw problemError(result.problem, where);
  const checked = checkScenario(result.scenario, kinds);
  if ('problem' in checked) throw problemError(checked.problem, where);
  return { scenario: checked.scenario, patches: result.patches as readonly Patch[] };
}

/** A scenario after changes made elsewhere; throws a UsageError where they do not fit it. */
export function withPatches(scenario: Scenario, patches: readonly Patch[], kinds: Kinds): Scenario {
  const checked = checkScenario(applyPatches(scenario, copyOf(patches)), kinds);
  if ('problem' in checked) throw problemError(checked.problem, `the changed scenario "${scenario.id}"`);
  return checked.scenario;
}

const copyOf = (patches: readonly Patch[]) => patches.map((patch) => ({ ...patch, path: [...patch.path] }));

/** Places of a scenario that may change while a run is under way. */
const CHANGEABLE: readonly RegExp[] = [
  /^cast\.[^.]+\.(acts|parameters)(\.|$)/,
  /^outside\./,
  /^latent\.(?!calmDailyVol$)/,
  /^network\.curtailedShare$/,
  /^halts\./,
  /^margin\.(?!dailyVol$)/,
];

/** Refuses changes of what a run fixes at its opening, and of parameters that agents read only then. */
export function refuseOpeningChanges(
  before: Scenario,
  { scenario: after, patches }: ChangedScenario,
  kinds: Kinds,
): void {
  for (const { path } of patches) {
    const field = path.join('.');
    if (CHANGEABLE.some((pattern) => pattern.test(field))) continue;
    throw new UsageError(
      `A fork cannot change ${field}, which is fixed when a run opens; run the scenario from its opening with that change, or change cast.*.acts, cast.*.parameters, outside, latent, margin or halts.`,
    );
  }
  for (const line of Object.keys(after.cast)) {
    const { kind, parameters } = after.cast[line];
    const held = before.cast[line].parameters;
    const idle = openingOnly(kinds[kind].parameters).find(
      (name) => !isSame(held, parameters, name.split('.')),
    );
    if (idle !== undefined)
      throw new UsageError(
        `A fork cannot change cast.${line}.parameters.${idle}, which is read only when a run opens; run the scenario from its opening with that change, or change one that "cascade list agents ${after.id}" does not call opening only.`,
      );
  }
}

/** Whether two groups hold the same under a path. */
function isSame(a: unknown, b: unknown, path: readonly string[]): boolean {
  const [name, ...rest] = path;
  if (name === undefined) return JSON.stringify(a) === JSON.stringify(b);
  const inner = (group: unknown): unknown => (group as Record<string, unknown> | undefined)?.[name];
  return isSame(inner(a), inner(b), rest);
}

/** "a.b.c=value": the value is JSON where it reads as JSON, else a text. */
function settingOf(text: string): Setting {
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).split('.');
  const given = text.slice(equals + 1);
  if (path.includes(''))
    throw new UsageError(`--set ${text} has an empty name in its path; write it as maker.capitalUsd=5e8.`);
  try {
    return { path, value: JSON.parse(given) };
  } catch {
    return { path, value: given };
  }
}
