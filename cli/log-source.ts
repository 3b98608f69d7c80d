import type { LogSource } from '../reports/log-index.ts';
import type { StoredRun } from '../store/run-folder.ts';

/** The log of a run folder, batch by batch in any order; each batch is checked against its SHA-256 when it is read. */
export function logSource(run: StoredRun): LogSource {
  const { batches, events } = run.manifest;
  return {
    events,
    firsts: batches.map(({ first }) => first),
    load(index) {
      if (batches[index].kept === 0) return null;
      for (const batch of run.batches(index)) return batch;
      return null;
    },
  };
}
