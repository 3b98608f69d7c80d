import { changesBetween, type FieldChange } from '../reports/scenario-changes.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Manifest } from '../store/manifest.ts';

/** What else differs between two runs, so that a difference need not come from what was changed. */
export type Otherwise = 'model' | 'scenario' | 'seed' | 'clock';

/** Why everybody has not the same luck in two runs; null where everybody has. */
export function otherwise(a: Manifest, b: Manifest): Otherwise | null {
  if (a.model !== b.model) return 'model';
  if (a.scenario !== b.scenario) return 'scenario';
  if (a.seed !== b.seed) return 'seed';
  return otherClock(a.resolved as Scenario, b.resolved as Scenario) ? 'clock' : null;
}

/** Whether two scenarios begin at other times, or have other ticks or rounds: luck is drawn by these. */
export function otherClock(a: Scenario, b: Scenario): boolean {
  return a.start !== b.start || a.tick !== b.tick || a.roundsPerTick !== b.roundsPerTick;
}

/** What was changed from one run to another: fields and, where these are the same in the end, since when each run has had them. */
export interface Changes {
  readonly fields: readonly FieldChange[];
  /** First ticks under the scenario that both end with, where that is all that differs. */
  readonly since: { readonly a: number; readonly b: number } | null;
}

/** Sets the scenarios of two runs side by side, with those that forks left behind. */
export function changesOf(a: Manifest, b: Manifest): Changes {
  const fields = changesBetween(a.resolved, b.resolved);
  const [stagesA, stagesB] = [stagesOf(a), stagesOf(b)];
  const isSame = JSON.stringify(stagesA) === JSON.stringify(stagesB);
  const since = fields.length > 0 || isSame ? null : { a: lastOf(stagesA), b: lastOf(stagesB) };
  return { fields, since };
}

/** A scenario, as text, and the first tick under it. */
type Stage = readonly [fromTick: number, scenario: string];

/** Scenarios a run went through; a fork that changed nothing begins none. */
function stagesOf({ forks = [], resolved }: Manifest): Stage[] {
  const scenarios = [...forks.map(({ before }) => before), resolved].map((one) => JSON.stringify(one));
  const ticks = [0, ...forks.map(({ tick }) => tick)];
  return scenarios
    .map((scenario, n): Stage => [ticks[n], scenario])
    .filter(([, scenario], n) => n === 0 || scenario !== scenarios[n - 1]);
}

const lastOf = (stages: readonly Stage[]): number => stages[stages.length - 1][0];
