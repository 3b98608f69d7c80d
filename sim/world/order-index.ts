import { NONE } from './arrays.ts';

/** Ids that stay neighbours, and what scatters their blocks (Knuth's multiplicative hash). */
const BLOCK_BITS = 11;
const SCATTER = 0x9e3779b1;

/**
 * Finds the slot of an order by its id: a hash table of lists, with at least two buckets a slot.
 *
 * Ids that follow each other are neighbours in the table, for most are handed out one after the other: those which are
 * asked for now lie close together, and seldom share a bucket. Nothing is left behind by what is removed, so that a
 * lookup costs the same after a billion orders as after ten.
 */
export class OrderIndex {
  /** Id in each slot, a column of the book. */
  private ids = new Int32Array(0);
  /** Newest slot of each bucket, or NONE. */
  private newest = new Int32Array(0);
  /** By slot, the next older slot of its bucket, or NONE. */
  private older = new Int32Array(0);
  private mask = 0;

  /** Slot of `id`, or NONE. */
  get(id: number): number {
    const { ids, older } = this;
    let slot = this.newest[this.bucketOf(id)];
    while (slot !== NONE && ids[slot] !== id) slot = older[slot];
    return slot;
  }

  add(id: number, slot: number): void {
    const { newest, ids, older } = this;
    const bucket = this.bucketOf(id);
    const first = newest[bucket];
    for (let other = first; other !== NONE; other = older[other]) if (ids[other] === id) throw duplicate(id);
    older[slot] = first;
    newest[bucket] = slot;
  }

  /** Forgets a slot, which must have been recorded. */
  remove(slot: number): void {
    const { newest, older } = this;
    const bucket = this.bucketOf(this.ids[slot]);
    const first = newest[bucket];
    if (first === slot) {
      newest[bucket] = older[slot];
      return;
    }
    let newer = first;
    while (older[newer] !== slot) newer = older[newer];
    older[newer] = older[slot];
  }

  /** Takes the book's wider column of ids, of which the first `recorded` are in use. */
  growTo(ids: Int32Array<ArrayBuffer>, recorded: number): void {
    let buckets = 2;
    while (buckets < 2 * ids.length) buckets *= 2;
    this.mask = buckets - 1;
    this.ids = ids;
    this.newest = new Int32Array(buckets).fill(NONE);
    this.older = new Int32Array(ids.length);
    for (let slot = 0; slot < recorded; slot++) this.add(ids[slot], slot);
  }

  // Ids of a block of 2048 are neighbours; where a block begins is scattered, so that no stride of ids shares a bucket.
  private bucketOf(id: number): number {
    return (id + (Math.imul(id >>> BLOCK_BITS, SCATTER) >>> 12)) & this.mask;
  }
}

function duplicate(id: number): Error {
  return new Error(`Order ${id} already rests in this book; give the new order an id of its own.`);
}
