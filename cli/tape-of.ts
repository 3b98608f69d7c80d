import type { Tape } from '../reports/tape.ts';
import type { StoredRun } from '../store/run-folder.ts';
import { UsageError } from './errors.ts';
import type { Io } from './terminal.ts';

/** The tape of a run, folded from its log: the one place where a command makes one. Throws UsageError where no log was kept. */
export function tapeOf(run: StoredRun, _io: Io): Tape {
  const { scenario, seed, logLevel } = run.manifest;
  if (logLevel === 'digest')
    throw new UsageError(
      `${run.dir} keeps no events, only their digest; run it again with a log: cascade run ${scenario} --seed ${seed} --log full (and the changes it had).`,
    );
  const gatherer = unjoined();
  for (const batch of run.batches()) gatherer.take(batch);
  return gatherer.results();
}

function unjoined(): { take(batch: unknown): void; results(): Tape } {
  throw new Error('reports/tape-gatherer.ts is not joined with this branch yet');
}
