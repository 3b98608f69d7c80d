import { join } from 'node:path';
import { agentKinds } from '../scenarios/cast.ts';
import { checkScenario } from '../scenarios/check.ts';
import type { Kinds } from '../scenarios/members.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Stage } from '../scenarios/stages.ts';
import { readBatches } from './arrow-reader.ts';
import { UnusableInputError } from './errors.ts';
import { type KeyframeEntry, type Manifest, type ManifestHead, readManifest } from './manifest.ts';
import { createRunFolder, reopenForAppend, type StoredRun } from './run-folder.ts';
import { type Observer, Session } from './session.ts';
import { countWholeBatches, EVENTS_FILE, readKeyframe } from './verify.ts';

/** Opens a world and the folder it is recorded into; throws UnusableInputError when either cannot be opened. */
export function startRun(
  dir: string,
  head: ManifestHead,
  scenario: Scenario,
  observer: Observer,
  kinds: Kinds = agentKinds,
): Session {
  const { seed, untilTick } = head;
  const stages = [{ fromTick: 0, scenario }];
  const session = new Session({
    ...{ seed, untilTick, stages, kinds, observer },
    record: (names) => createRunFolder(dir, head, names, observer.gathering),
  });
  try {
    session.begin();
  } catch (error) {
    // A folder that the disk refuses to fill can be resumed; one whose world cannot be opened never will.
    if (error instanceof UnusableInputError) throw error;
    session.discard();
    if (!(error instanceof Error)) throw error;
    throw new UnusableInputError(
      `The world of "${scenario.id}" cannot be opened (${error.message}); change the cast's parameters`,
    );
  }
  return session;
}

/** Takes up a run that was interrupted, from its last whole keyframe; null when it is complete. */
export function resumeRun(dir: string, observer: Observer, kinds: Kinds = agentKinds): Session | null {
  const manifest = readManifest(dir);
  if (manifest.status === 'complete') return null;
  const { seed, untilTick, logLevel } = manifest;
  const stages = stagesOf(dir, manifest, kinds);
  const whole = logLevel === 'full' ? manifest.batches.slice(0, countWholeBatches(dir, manifest)) : [];
  const last = whole.at(-1);
  const from = last ? lastKeyframe(dir, manifest, last.first + last.rows) : undefined;
  const session = new Session({
    ...{ seed, untilTick, stages, kinds, observer },
    record: (names, kept) => reopenForAppend(dir, names, kept, from?.seq ?? 0, observer.gathering),
  });
  if (!last || !from) session.begin();
  else {
    const batches = readBatches(join(dir, EVENTS_FILE), 0, last.byteOffset + last.byteLength);
    session.continueFrom(batches, from.tick, () => {});
  }
  return session;
}

/** What a fork changes. */
export interface ForkChange {
  readonly tick: number;
  /** The change, of whichever scenario is in force: the parent may itself change scenarios later. */
  readonly changed: (scenario: Scenario) => Scenario;
  readonly patches: readonly unknown[];
  readonly whatIfs: readonly string[];
}

/**
 * Branches a run off another: the past is taken from the parent's log as far as its last keyframe and lived again from
 * there to the tick; then the change holds, also through what the parent changes later. A log without every event is
 * lived again from its seed.
 */
export function forkRun(
  parent: StoredRun,
  dir: string,
  change: ForkChange,
  observer: Observer,
  kinds: Kinds = agentKinds,
): Session {
  const { manifest } = parent;
  const { tick } = change;
  const stages = stagesAfter(stagesOf(parent.dir, manifest, kinds), change);
  const head = branchOf(manifest, change, stages);
  const session = new Session({
    ...{ seed: head.seed, untilTick: head.untilTick, stages, kinds, observer },
    record: (names) => createRunFolder(dir, head, names, observer.gathering),
  });
  const past = manifest.logLevel === 'full' ? manifest.keyframes.filter((known) => known.tick <= tick) : [];
  const from = past.pop();
  if (!from) {
    session.begin();
    return session;
  }
  const folder = session.folder();
  try {
    for (const [i, { tick, seq, state }] of past.entries())
      folder.keyframe(tick, seq, state, timelineOf(parent.keyframe(i)));
    session.continueFrom(parent.batches(), from.tick, (batch) => void folder.batch(batch));
  } catch (error) {
    session.discard();
    throw error;
  }
  return session;
}

/** The scenarios a run goes through; throws UnusableInputError when this version cannot run them. */
export function stagesOf(dir: string, manifest: Manifest, kinds: Kinds = agentKinds): Stage[] {
  if (manifest.model !== MODEL_VERSION) {
    throw new UnusableInputError(
      `${dir} was recorded with model ${manifest.model} and this is ${MODEL_VERSION}; run ${manifest.scenario} again, or use the version that recorded it`,
    );
  }
  const forks = manifest.forks ?? [];
  const scenarios = [...forks.map(({ before }) => before), manifest.resolved];
  return scenarios.map((resolved, i) => {
    const checked = checkScenario(resolved, kinds);
    if ('scenario' in checked)
      return { fromTick: i === 0 ? 0 : forks[i - 1].tick, scenario: checked.scenario };
    const { path, holds, right, known } = checked.problem;
    const fact = known
      ? `knows no ${right} "${String(holds ?? path.at(-1))}"`
      : `wants ${path.join('.')} to be ${right}`;
    throw new UnusableInputError(
      `This version ${fact}, which the scenario of ${dir} has; run its scenario again, or use the version that recorded it`,
    );
  });
}

/** The stage in force at a tick. */
export function stageAt(stages: readonly Stage[], tick: number): number {
  return stages.findLastIndex(({ fromTick }) => fromTick <= tick);
}

/** The stages of a branch: the parent's, with one that begins at the fork, and the change in all from there on. */
function stagesAfter(stages: readonly Stage[], { tick, changed }: ForkChange): Stage[] {
  const inForce = stageAt(stages, tick);
  const later = stages.slice(inForce + 1).map((stage) => ({ ...stage, scenario: changed(stage.scenario) }));
  const first = { fromTick: tick, scenario: changed(stages[inForce].scenario) };
  return [...stages.slice(0, inForce + 1), first, ...later];
}

function branchOf(
  parent: Manifest,
  { tick, patches, whatIfs }: ForkChange,
  stages: readonly Stage[],
): ManifestHead {
  const { model, seed, logLevel, startSeconds, secondsPerTick, ticks, untilTick } = parent;
  const resolved = stages[stages.length - 1].scenario;
  const parents = (parent.forks ?? []).map((fork) => fork.parent);
  parents.splice(stageAt(stages, tick) - 1, 0, parent.digest);
  return {
    ...{ model, scenario: parent.scenario, seed, logLevel, resolved },
    patches: [...parent.patches, ...patches],
    whatIfs: [...parent.whatIfs, ...whatIfs],
    ...{ startSeconds, secondsPerTick, ticks, untilTick },
    forks: parents.map((digest, i) => ({
      tick: stages[i + 1].fromTick,
      parent: digest,
      before: stages[i].scenario,
    })),
  };
}

/** The last keyframe whose past is whole, its own file included. */
function lastKeyframe(dir: string, manifest: Manifest, events: number): KeyframeEntry | undefined {
  let last: KeyframeEntry | undefined;
  for (const [i, keyframe] of manifest.keyframes.entries()) {
    if (keyframe.seq > events || !isWhole(dir, manifest, i)) break;
    last = keyframe;
  }
  return last;
}

function isWhole(dir: string, manifest: Manifest, keyframe: number): boolean {
  try {
    readKeyframe(dir, manifest, keyframe);
    return true;
  } catch {
    return false;
  }
}

const timelineOf = (keyframe: unknown): unknown => (keyframe as { readonly timeline: unknown }).timeline;
