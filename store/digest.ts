import { createHash } from 'node:crypto';
import { columnNames, type EventBatch } from '../sim/events.ts';
import { textOf } from './detail.ts';

/** Head of a chain that has seen nothing. */
export const GENESIS = '0'.repeat(64);

/**
 * SHA-256 chain over batches as the engine wrote them, so it does not depend on how much of them is kept on disk.
 * Each link hashes: previous head, the filled bytes of each column in `columnNames` order (little-endian, as every
 * platform Node runs on keeps them), one line "row detail" per detail, then `first` and `length` as 32-bit integers.
 */
export class DigestChain {
  private current: string;

  constructor(head: string = GENESIS) {
    this.current = head;
  }

  /** Head after the batches added so far: 64 hexadecimal digits. */
  get head(): string {
    return this.current;
  }

  /** Adds a batch and returns the new head. */
  add(batch: EventBatch): string {
    const hash = createHash('sha256').update(Buffer.from(this.current, 'hex'));
    for (const name of columnNames) hash.update(batch[name].subarray(0, batch.length));
    let lines = '';
    for (const detail of batch.details) lines += `${detail.row} ${textOf(detail)}\n`;
    hash.update(lines, 'utf8').update(Int32Array.of(batch.first, batch.length));
    this.current = hash.digest('hex');
    return this.current;
  }
}
