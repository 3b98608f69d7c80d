import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBatch } from '../../sim/events.ts';
import type { LogLevel, ManifestHead } from '../../store/manifest.ts';
import type { Recorder } from '../../store/recorder.ts';
import { createRunFolder } from '../../store/run-folder.ts';
import { names, someBatches } from './store-batches.ts';

/** Rows in a batch. */
export const CAPACITY = 32;
/** The whole log of the runs below. */
export const batches = someBatches(5, CAPACITY);

/** What the runs below are made from. */
export const head = (logLevel: LogLevel = 'full'): ManifestHead => ({
  model: '1',
  scenario: 'feb-5-2026',
  seed: 'zürich',
  logLevel,
  resolved: { dealers: { gammaShare: 0.3 } },
  patches: [],
  whatIfs: ['no-etf'],
  startSeconds: 1_770_249_600,
  secondsPerTick: 60,
  ticks: 20,
  untilTick: 20,
});

let reached = 0;
/** Names known so far: two accounts are opened only in the third batch. */
export const grownNames = () => ({
  accounts: names.accounts.slice(0, reached < 2 ? 3 : 5),
  instruments: names.instruments.slice(0, 2),
});

/** Records batches the way an engine would: a keyframe is taken in the middle of every batch, before it is full. */
export function record(recorder: Recorder, some: readonly EventBatch[], fromSeq = 0): void {
  for (const batch of some) {
    reached = batch.first / CAPACITY;
    const middle = batch.first + CAPACITY / 2;
    if (middle > fromSeq) recorder.keyframe(middle / 8, middle, `state-${middle}`, { cashCents: middle });
    recorder.batch(batch);
  }
}

/** A run from beginning to end. */
export function wholeRun(dir: string, logLevel: LogLevel = 'full'): void {
  const recorder = createRunFolder(dir, head(logLevel), grownNames);
  record(recorder, batches);
  recorder.finish({ lowUsd: 60_001 });
}

/** Files of a folder, by path. */
export const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();

/** Everything a folder holds. */
export const bytesOf = (dir: string) =>
  filesOf(dir).map((file) => [file, readFileSync(join(dir, file)).toString('hex')]);

/** The error that is thrown. */
export function failure(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was thrown');
}
