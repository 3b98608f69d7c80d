import { compareRuns, type Figure } from '../../reports/comparison.ts';
import { formatTime } from '../../sim/engine/time.ts';
import { openRunFolder, type StoredRun } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import { changesOf, otherwise } from '../comparability.ts';
import { type Compared, comparisonText } from '../comparison-text.ts';
import type { JsonOption } from '../contract.ts';
import { holdsEnsemble } from '../ensemble-folder.ts';
import { UsageError } from '../errors.ts';
import type { Results } from '../gather.ts';
import { type Parting, partingIn } from '../parting.ts';
import type { Io } from '../terminal.ts';
import { timeOf } from '../window.ts';
import { compareEnsembles } from './compare-ensembles.ts';

/** Sets two runs side by side: what was changed, where they part, and what became of it; or two ensembles, seed by seed. */
export async function compareCommand(
  dirA: string,
  dirB: string,
  { json }: JsonOption,
  io: Io,
): Promise<number> {
  const ensembles = [dirA, dirB].filter(holdsEnsemble);
  if (ensembles.length === 2) return compareEnsembles(dirA, dirB, { json }, io);
  if (ensembles.length === 1)
    throw new UsageError(
      `${ensembles[0]} is an ensemble and ${ensembles[0] === dirA ? dirB : dirA} holds none; compare two runs, or two ensembles.`,
    );
  const [a, b] = [dirA, dirB].map(finishedRun);
  const comparison = compareRuns(measured(a), measured(b));
  if (!comparison)
    throw new UsageError(
      `${dirA} and ${dirB} cover no common time (${windowOf(a)}; ${windowOf(b)}); compare runs of one window.`,
    );
  const compared: Compared = {
    ...{ a, b, comparison },
    otherwise: otherwise(a.manifest, b.manifest),
    changes: changesOf(a.manifest, b.manifest),
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
      `${dir} has not come to its end; wait for its run, or finish it with "cascade resume ${dir}".`,
    );
  return run;
}

const measured = ({ manifest }: StoredRun) => ({ ...manifest, metrics: manifest.results as Results });

const windowOf = ({ manifest }: StoredRun): string =>
  `${timeOf(manifest, 0)} to ${timeOf(manifest, manifest.untilTick)}`;

function jsonOf({ a, b, otherwise: other, changes, parting, comparison }: Compared): Record<string, unknown> {
  const { fromSeconds, toSeconds, isSameTime, figures, kinds, farthest } = comparison;
  return {
    runs: [a, b].map(
      ({ dir, manifest: { scenario, seed, whatIfs, model, logLevel, digest, events, forks = [] } }) => ({
        ...{ run: dir, scenario, seed, whatIfs, model, logLevel, digest, events },
        forkedAtTicks: forks.map(({ tick }) => tick),
      }),
    ),
    from: formatTime(fromSeconds),
    to: formatTime(toSeconds),
    sameLuck: other === null,
    otherwise: other,
    sameTime: isSameTime,
    changes: changes.fields,
    changedSince: changes.since && {
      a: timeOf(a.manifest, changes.since.a),
      b: timeOf(b.manifest, changes.since.b),
    },
    parting: partingJson(parting, a, b),
    figures: figures.map(figureJson),
    kinds: kinds.map((kind) => ({ ...kind, difference: kind.b - kind.a })),
    farthest: { time: formatTime(farthest.seconds), share: farthest.share },
  };
}

function partingJson(parting: Parting, a: StoredRun, b: StoredRun): unknown {
  if (parting.at !== 'event') return parting;
  const [toldA, toldB] = [parting.a, parting.b].map(
    (told, n) => told && { ...told, time: timeOf([a, b][n].manifest, told.tick) },
  );
  return { at: 'event', a: toldA, b: toldB };
}

/** Times as times, and their difference in seconds. */
function figureJson(figure: Figure): unknown {
  const { a, b, unit } = figure;
  const difference = a === null || b === null ? null : b - a;
  if (unit !== 'seconds') return { ...figure, difference };
  return {
    ...figure,
    a: a === null ? null : formatTime(a),
    b: b === null ? null : formatTime(b),
    difference,
  };
}
