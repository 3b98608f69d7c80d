import { cpus } from 'node:os';
import { feb5 } from '../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { columnNames, EventBatch } from '../sim/events.ts';
import type { Names } from '../store/arrow-columns.ts';

/** What a figure was measured on. */
export interface Machine {
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
}

export const machine = (): Machine => ({
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown processor',
  cores: cpus().length,
});

/** Middle of an odd number of values, upper middle of an even one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Calls each of several passes in turn, over and over, so that whatever slows the machine slows all of them; the first
 * turn warms up and is not counted. Returns what each gave, in the order of the turns.
 */
export async function inTurn<T extends Record<string, () => unknown>>(
  repetitions: number,
  passes: T,
): Promise<{ [K in keyof T]: Awaited<ReturnType<T[K]>>[] }> {
  const given = Object.fromEntries(Object.keys(passes).map((name) => [name, [] as unknown[]]));
  for (let turn = 0; turn <= repetitions; turn++) {
    for (const [name, pass] of Object.entries(passes)) {
      const result = await pass();
      if (turn > 0) given[name].push(result);
    }
  }
  return given as { [K in keyof T]: Awaited<ReturnType<T[K]>>[] };
}

/** Seconds that a call took. */
export function secondsOf(call: () => void): number {
  const start = performance.now();
  call();
  return (performance.now() - start) / 1000;
}

/** The first `ticks` ticks of the reference scenario, every batch given to `sink`. */
export function lived(ticks: number, sink: (batch: EventBatch) => void = () => {}, seed = '1'): Simulation {
  const simulation = new Simulation(scenarioSchema.parse(feb5), seed);
  simulation.log.drain(sink);
  simulation.begin();
  simulation.runUntil(ticks);
  simulation.log.flush();
  return simulation;
}

/** What the reference scenario logs in its first `ticks` ticks, batch by batch, as copies; and its names. */
export function recordedBatches(ticks: number): { batches: EventBatch[]; names: Names } {
  const batches: EventBatch[] = [];
  const { world } = lived(ticks, (batch) => batches.push(copyOf(batch)));
  const { accounts, instruments } = world;
  const names = { accounts: accounts.map(({ name }) => name), instruments: instruments.map(({ id }) => id) };
  return { batches, names };
}

/** A batch as it is now: the log uses its own again. */
export function copyOf(batch: EventBatch): EventBatch {
  const copy = new EventBatch(batch.capacity);
  copy.first = batch.first;
  copy.length = batch.length;
  for (const column of columnNames) copy[column].set(batch[column] as never);
  copy.details.push(...batch.details);
  return copy;
}

/** Exponent k of y ~ x^k by least squares on logarithms. */
export function exponentOf(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const [meanX, meanY] = [0, 1].map((at) => logs.reduce((sum, log) => sum + log[at], 0) / logs.length);
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
