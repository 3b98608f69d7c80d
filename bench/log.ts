import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feb5 } from '../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import { Simulation } from '../scenarios/simulation.ts';
import type { EventBatch } from '../sim/events.ts';
import type { Names } from '../store/arrow-columns.ts';
import { DirectKeeper } from '../store/batch-keeper.ts';
import { GENESIS } from '../store/digest.ts';

const REPETITIONS = 10;
const HOURS = 24;

/** What keeping the log takes apart from the run: hashing, columns, packing and writing. */
export interface LogCost {
  readonly events: number;
  readonly bytesPerEvent: number;
  /** Processor time, the least of ten repetitions. */
  readonly nanosecondsPerEvent: number;
}

/** Keeps the first day of the reference scenario again and again, without gathering figures from it. */
export function benchLog(): LogCost {
  const { batches, names } = firstDay();
  const events = batches.reduce((sum, { length }) => sum + length, 0);
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  const path = join(folder, 'events.arrow');
  try {
    let least = Number.POSITIVE_INFINITY;
    for (let repetition = 0; repetition < REPETITIONS; repetition++) {
      const before = process.cpuUsage();
      keep(path, batches, names);
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, user + system);
    }
    const bytesPerEvent = statSync(path).size / events;
    return { events, bytesPerEvent, nanosecondsPerEvent: (least * 1000) / events };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function keep(path: string, batches: readonly EventBatch[], names: Names): void {
  const file = { path, startSeconds: 0, secondsPerTick: 60 };
  const keeper = new DirectKeeper({ head: GENESIS, logLevel: 'full', file }, () => names);
  for (const batch of batches) keeper.take(batch);
  keeper.close();
}

function firstDay(): { batches: EventBatch[]; names: Names } {
  const simulation = new Simulation(scenarioSchema.parse(feb5), '1');
  const batches: EventBatch[] = [];
  simulation.log.drain((batch) => batches.push(structuredClone(batch)));
  simulation.begin();
  simulation.runUntil(HOURS * 60);
  simulation.log.flush();
  const { accounts, instruments } = simulation.world;
  const names = { accounts: accounts.map(({ name }) => name), instruments: instruments.map(({ id }) => id) };
  return { batches, names };
}
