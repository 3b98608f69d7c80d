import { compareRuns, type RunComparison } from '../../reports/comparison.ts';
import { LogIndex, type NumberedBatch } from '../../reports/log-index.ts';
import { partingOf } from '../../reports/parting.ts';
import { changesBetween, type FieldChange } from '../../reports/scenario-changes.ts';
import { sentenceOf } from '../../reports/sentences.ts';
import { openRunFolder, type StoredRun } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import { type Compared, comparisonText, type Parting } from '../comparison-text.ts';
import type { JsonOption } from '../contract.ts';
import { UsageError } from '../errors.ts';
import type { Results } from '../gather.ts';
import { logSource } from '../log-source.ts';
import type { Io } from '../terminal.ts';
import { timeOf } from '../window.ts';

/** Sets two runs side by side: what was changed, where they part, and what became of it. */
export async function compareCommand(
  dirA: string,
  dirB: string,
  { json }: JsonOption,
  io: Io,
): Promise<number> {
  const [a, b] = [dirA, dirB].map(finishedRun);
  const comparison = compareRuns(measured(a), measured(b));
  if (!comparison)
    throw new UsageError(
      `${dirA} and ${dirB} cover no common time (${windowOf(a)}; ${windowOf(b)}); compare runs of one window.`,
    );
  const compared: Compared = {
    ...{ a, b, comparison },
    isSameLuck: a.manifest.scenario === b.manifest.scenario && a.manifest.seed === b.manifest.seed,
    changes: changesBetween(a.manifest.resolved, b.manifest.resolved),
    parting: partingIn(a, b),
  };
  io.out(json ? JSON.stringify(jsonOf(compared)) : comparisonText(compared, io));
  return 0;
}

/** A run that came to its end: only then is it known what it amounts to. */
function finishedRun(dir: string): StoredRun {
  const run = openRunFolder(dir);
  verifyFiles(dir);
  if (run.manifest.status !== 'complete')
    throw new UsageError(
      `${dir} was interrupted, so that it is not known how it ends; finish it with "cascade resume ${dir}".`,
    );
  return run;
}

const measured = ({ manifest }: StoredRun) => ({ ...manifest, metrics: manifest.results as Results });

const windowOf = ({ manifest }: StoredRun): string =>
  `${timeOf(manifest, 0)} to ${timeOf(manifest, manifest.untilTick)}`;

/** Where two logs part: batch by batch, those of equal digests unread. */
function partingIn(a: StoredRun, b: StoredRun): Parting {
  if (a.manifest.digest === b.manifest.digest) return { at: 'nowhere' };
  const levels = [a, b].map(({ manifest }) => manifest.logLevel);
  if (levels.includes('digest') || levels[0] !== levels[1]) return { at: 'unknown' };
  const [indexA, indexB] = [a, b].map((run) => new LogIndex(logSource(run)));
  const { batches } = a.manifest;
  for (let i = 0; i < batches.length; i++) {
    const other = b.manifest.batches[i];
    if (other?.head === batches[i].head) continue;
    const [batchA, batchB] = [indexA, indexB].map((index) => batchAt(index, i));
    const seq = batchA && batchB ? partingOf(batchA, batchB) : (batchA ?? batchB)?.seq[0];
    if (seq === undefined || seq === null) continue;
    const [placeA, placeB] = [indexA.find(seq), indexB.find(seq)];
    const place = placeA ?? placeB;
    if (!place) break;
    return {
      at: 'event',
      seq,
      tick: place.batch.tick[place.row],
      a: placeA && sentenceOf(placeA, indexA.roster),
      b: placeB && sentenceOf(placeB, indexB.roster),
    };
  }
  return { at: 'nowhere' };
}

function batchAt({ source }: LogIndex, index: number): NumberedBatch | null {
  return index < source.firsts.length ? source.load(index) : null;
}

function jsonOf({ a, b, isSameLuck, changes, parting, comparison }: Compared): Record<string, unknown> {
  const { fromSeconds, toSeconds, figures, kinds, farthest } = comparison;
  const time = (seconds: number): string => timeOf({ startSeconds: seconds, secondsPerTick: 1 }, 0);
  return {
    runs: [a, b].map(({ dir, manifest: { scenario, seed, whatIfs, digest, events } }) => ({
      run: dir,
      ...{ scenario, seed, whatIfs, digest, events },
    })),
    from: time(fromSeconds),
    to: time(toSeconds),
    sameLuck: isSameLuck,
    changes: changes.map(withNulls),
    parting: parting.at === 'event' ? { ...parting, time: timeOf(a.manifest, parting.tick) } : parting,
    figures: figures.map((figure) => ({ ...figure, difference: differenceOf(figure) })),
    kinds: kinds.map((kind) => ({ ...kind, difference: differenceOf(kind) })),
    farthest: { time: time(farthest.seconds), share: farthest.share },
  };
}

const withNulls = ({ path, a, b }: FieldChange) => ({ path, a: a ?? null, b: b ?? null });

const differenceOf = ({ a, b }: Pick<RunComparison['figures'][number], 'a' | 'b'>): number | null =>
  a === null || b === null ? null : b - a;
