import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DirectKeeper } from '../../store/batch-keeper.ts';
import { GENESIS } from '../../store/digest.ts';
import { inTurn, lived, median, recordedBatches, secondsOf } from '../measure.ts';

const REPETITIONS = 5;
const TICKS = 1_440;

/** What keeping the log takes apart from the run: hashing, columns, packing and writing. */
export interface KeepingCost {
  readonly bytesPerEvent: number;
  readonly nanosecondsPerEvent: number;
  /** Its time over its own and that of the run that brought the events about together; a thread of its own spends it. */
  readonly share: number;
}

/** Keeps the first day of the reference scenario, and lives it, in turn. */
export async function benchKeeping(): Promise<KeepingCost> {
  const { batches, names } = recordedBatches(TICKS);
  const events = batches.reduce((sum, { length }) => sum + length, 0);
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  const path = join(folder, 'events.arrow');
  const keep = (): void => {
    const file = { path, startSeconds: 0, secondsPerTick: 60 };
    const keeper = new DirectKeeper({ head: GENESIS, logLevel: 'full', file }, () => names);
    for (const batch of batches) keeper.take(batch);
    keeper.close();
  };
  try {
    const { kept, live } = await inTurn(REPETITIONS, {
      kept: () => secondsOf(keep),
      live: () => secondsOf(() => lived(TICKS)),
    });
    return {
      bytesPerEvent: statSync(path).size / events,
      nanosecondsPerEvent: (1e9 * median(kept)) / events,
      share: median(kept) / (median(kept) + median(live)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
