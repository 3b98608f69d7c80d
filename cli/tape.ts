import type { Tape } from '../reports/tape.ts';
import type { StoredRun } from '../store/run-folder.ts';

/** Makes a tape of a run's log; a run that keeps no log is refused with what to do instead (UnusableInputError). */
export type TapeMaker = (run: StoredRun) => Tape;

/** The tape of a run, folded from its log: the one place where a command makes one. */
export const tapeOf: TapeMaker = (run) => {
  const gatherer = unjoined();
  for (const batch of run.batches()) gatherer.take(batch);
  return gatherer.results();
};

function unjoined(): { take(batch: unknown): void; results(): Tape } {
  throw new Error('reports/tape-gatherer.ts is not joined with this branch yet');
}
