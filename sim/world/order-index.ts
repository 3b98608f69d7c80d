import { NONE } from './arrays.ts';

/**
 * Finds the slot of an order by its id: a hash table with linear probing, at most half full.
 *
 * Entries are (id, slot) pairs side by side. A removal shifts later entries back into the gap, so that the
 * table never fills with tombstones and a lookup costs the same after a billion orders as after ten.
 */
export class OrderIndex {
  private entries: Int32Array;
  private mask = 0;
  private shift = 0;
  private size = 0;

  constructor(expectedOrders: number) {
    let capacity = 16;
    while (capacity < 2 * expectedOrders) capacity *= 2;
    this.entries = this.emptyTable(capacity);
  }

  /** Slot of `id`, or NONE. */
  get(id: number): number {
    const entries = this.entries;
    for (let at = this.home(id); ; at = (at + 1) & this.mask) {
      const found = entries[2 * at];
      if (found === id) return entries[2 * at + 1];
      if (found === NONE) return NONE;
    }
  }

  /** Records `id` at `slot`. Throws, and changes nothing, if `id` is there already. */
  add(id: number, slot: number): void {
    if (2 * (this.size + 1) > this.mask + 1) this.grow();
    const entries = this.entries;
    let at = this.home(id);
    for (; entries[2 * at] !== NONE; at = (at + 1) & this.mask) {
      if (entries[2 * at] === id) throw duplicate(id);
    }
    entries[2 * at] = id;
    entries[2 * at + 1] = slot;
    this.size++;
  }

  /** Forgets `id`, which must be present. */
  remove(id: number): void {
    const entries = this.entries;
    const mask = this.mask;
    let gap = this.home(id);
    while (entries[2 * gap] !== id) gap = (gap + 1) & mask;
    for (let at = (gap + 1) & mask; entries[2 * at] !== NONE; at = (at + 1) & mask) {
      const distanceFromHome = (at - this.home(entries[2 * at])) & mask;
      if (distanceFromHome < ((at - gap) & mask)) continue;
      entries[2 * gap] = entries[2 * at];
      entries[2 * gap + 1] = entries[2 * at + 1];
      gap = at;
    }
    entries[2 * gap] = NONE;
    this.size--;
  }

  // Two multiplications: ids of one agent or venue often lie a fixed stride apart, which one would cluster.
  private home(id: number): number {
    const mixed = Math.imul(id, 0x9e3779b1);
    return Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> this.shift;
  }

  private emptyTable(capacity: number): Int32Array {
    this.mask = capacity - 1;
    this.shift = Math.clz32(this.mask);
    this.size = 0;
    return new Int32Array(2 * capacity).fill(NONE);
  }

  private grow(): void {
    const old = this.entries;
    this.entries = this.emptyTable(old.length);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== NONE) this.add(old[at], old[at + 1]);
    }
  }
}

function duplicate(id: number): Error {
  return new Error(`Order ${id} already rests in this book; give the new order an id of its own.`);
}
