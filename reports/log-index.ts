import type { EventBatch } from '../sim/events.ts';
import { Roster } from './roster.ts';

/** A batch that knows the number of each of its rows: logs may leave events out. */
export type NumberedBatch = EventBatch & { readonly seq: Int32Array };

/** A log that can be read batch by batch, in any order. */
export interface LogSource {
  /** Events of the whole log, kept or not. */
  readonly events: number;
  /** Number of the first event of each batch. */
  readonly firsts: readonly number[];
  /** What was kept of a batch, or null when that is nothing. */
  load(index: number): NumberedBatch | null;
}

/** Where an event stands. */
export interface Place {
  readonly batch: NumberedBatch;
  readonly row: number;
}

/** Batches held at a time. */
const HELD = 6;

/** Random access to the events of a log by number. */
export class LogIndex {
  readonly roster = new Roster();
  private readonly held = new Map<number, NumberedBatch | null>();

  constructor(readonly source: LogSource) {
    for (let index = 0; index < source.firsts.length; index++) {
      const batch = this.batch(index);
      // The opening, and with it every name, comes first; a batch that names nobody is past it.
      if (batch && !this.roster.take(batch)) break;
    }
  }

  /** Where an event stands, or null when the log does not keep it. */
  find(seq: number): Place | null {
    const batch = this.batch(this.indexOf(seq));
    if (!batch) return null;
    const row = lowerBound(batch.seq, batch.length, seq);
    return row < batch.length && batch.seq[row] === seq ? { batch, row } : null;
  }

  /** Places before an event, newest first, at most `most` of them. */
  *before(seq: number, most: number): Generator<Place> {
    let left = most;
    for (let index = this.indexOf(seq); index >= 0; index--) {
      const batch = this.batch(index);
      if (!batch) continue;
      for (let row = lowerBound(batch.seq, batch.length, seq) - 1; row >= 0; row--) {
        if (left-- <= 0) return;
        yield { batch, row };
      }
    }
  }

  /** Batches from that of an event on. */
  *batchesFrom(seq: number): Generator<NumberedBatch> {
    for (let index = this.indexOf(seq); index < this.source.firsts.length; index++) {
      const batch = this.batch(index);
      if (batch) yield batch;
    }
  }

  /** Index of the batch that holds an event. */
  private indexOf(seq: number): number {
    const { firsts } = this.source;
    return Math.max(0, lowerBound(firsts, firsts.length, seq + 1) - 1);
  }

  private batch(index: number): NumberedBatch | null {
    const known = this.held.get(index);
    if (known !== undefined) return known;
    const batch = index < this.source.firsts.length ? this.source.load(index) : null;
    if (this.held.size >= HELD) this.held.delete(this.held.keys().next().value ?? -1);
    this.held.set(index, batch);
    return batch;
  }
}

/** First place in rising numbers that holds at least `value`. */
function lowerBound(numbers: ArrayLike<number>, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
