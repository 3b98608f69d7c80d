import { LogIndex, type NumberedBatch, type Place } from '../reports/log-index.ts';
import { partingOf } from '../reports/parting.ts';
import { sentenceOf } from '../reports/sentences.ts';
import type { StoredRun } from '../store/run-folder.ts';
import { logSource } from './log-source.ts';

/** An event of one of two runs, told. */
export interface Told {
  readonly seq: number;
  readonly tick: number;
  readonly sentence: string;
}

/** Where two logs part: at an event of each (null where that run has ended), nowhere, or it cannot be told. */
export type Parting =
  | { readonly at: 'nowhere' }
  | { readonly at: 'unknown' }
  | { readonly at: 'event'; readonly a: Told | null; readonly b: Told | null };

/** Where two logs part, batch by batch from the first whose digests differ. */
export function partingIn(a: StoredRun, b: StoredRun): Parting {
  if (a.manifest.digest === b.manifest.digest) return { at: 'nowhere' };
  const levels = [a, b].map(({ manifest }) => manifest.logLevel);
  if (levels.includes('digest') || levels[0] !== levels[1]) return { at: 'unknown' };
  const [logA, logB] = [a, b].map((run) => new LogIndex(logSource(run)));
  const batches = Math.max(a.manifest.batches.length, b.manifest.batches.length);
  for (let i = 0; i < batches; i++) {
    if (a.manifest.batches[i]?.head === b.manifest.batches[i]?.head) continue;
    const [batchA, batchB] = [logA, logB].map((log) => batchAt(log, i));
    const row = batchA && batchB ? partingOf(batchA, batchB) : batchA || batchB ? 0 : null;
    if (row !== null) return { at: 'event', a: toldFrom(logA, i, row), b: toldFrom(logB, i, row) };
  }
  return { at: 'nowhere' };
}

/** The event in a row of a batch or, where that has fewer, the first one kept after it; null where the log has ended. */
function toldFrom(log: LogIndex, index: number, row: number): Told | null {
  for (let i = index; i < log.source.firsts.length; i++) {
    const batch = batchAt(log, i);
    const at = i === index ? row : 0;
    if (batch && at < batch.length) return told(log, { batch, row: at });
  }
  return null;
}

const told = ({ roster }: LogIndex, place: Place): Told => ({
  seq: place.batch.seq[place.row],
  tick: place.batch.tick[place.row],
  sentence: sentenceOf(place, roster),
});

const batchAt = ({ source }: LogIndex, index: number): NumberedBatch | null =>
  index < source.firsts.length ? source.load(index) : null;
