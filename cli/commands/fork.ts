import { basename, resolve } from 'node:path';
import { counted, timeShort } from '../../reports/format.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { forkRun, stageAt, stagesOf } from '../../store/runs.ts';
import { refuseOpeningChanges, withChanges, withPatches } from '../changes.ts';
import type { ForkOptions } from '../contract.ts';
import { drive, INTERRUPTED, observe } from '../drive.ts';
import { summaryJson, summaryText } from '../summary.ts';
import { type Io, paint } from '../terminal.ts';
import { tickAt, timeOf } from '../window.ts';
import { folded } from '../wrap.ts';
import { freeFolder } from './run.ts';

/** Branches a new run off an old one: the same past, another scenario from a time on, everyone's luck as it was. */
export async function forkCommand(parentDir: string, options: ForkOptions, io: Io): Promise<number> {
  const parent = openRunFolder(parentDir);
  const { manifest } = parent;
  const tick = tickAt('--at', options.at, { ...manifest, ticks: manifest.untilTick - 1 });
  const stages = stagesOf(parentDir, manifest);
  const inForce = stages[stageAt(stages, tick)].scenario;
  const next = withChanges(inForce, options, agentKinds);
  refuseOpeningChanges(inForce, next, agentKinds);
  const { patches } = next;
  const dir = options.out ?? freeFolder(`${basename(resolve(parentDir))}-fork`);
  const changed = (scenario: Scenario) => withPatches(scenario, patches, agentKinds);
  const session = forkRun(parent, dir, { tick, changed, patches, whatIfs: options.whatIf }, observe());
  const run = await drive(dir, session, manifest.untilTick, io);
  if (!run) return INTERRUPTED;
  const same = manifest.status === 'complete' && run.manifest.digest === manifest.digest;
  const fork = {
    parent: parentDir,
    parentDigest: manifest.digest,
    at: timeOf(manifest, tick),
    patches,
    same,
  };
  if (options.json) io.out(JSON.stringify({ ...summaryJson(run), fork }));
  else
    io.out(
      `${summaryText(run, io)}\n\n${forkText(fork, timeShort(manifest.startSeconds + tick * manifest.secondsPerTick), io)}`,
    );
  return 0;
}

interface Fork {
  readonly parent: string;
  readonly patches: readonly { readonly path: readonly (string | number)[] }[];
  readonly same: boolean;
}

function forkText({ parent, patches, same }: Fork, at: string, io: Io): string {
  const changes = patches.length === 0 ? 'nothing changed' : counted(patches.length, 'change');
  const result = same
    ? 'its log is that of its parent, byte for byte'
    : 'its log parts from that of its parent there';
  const text = `${paint('Forked', 'cyan', io.color)} off ${parent} at ${at} with ${changes}: ${result}.`;
  return folded(text, io.columns).join('\n');
}
