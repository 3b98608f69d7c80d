import { NONE } from './arrays.ts';

/**
 * Finds the slot of an order by its id: a hash table with linear probing, at most a quarter full.
 *
 * An entry is an id and, at the odd position after it, its slot. A removal moves later entries back into the
 * gap, so that no tombstones pile up and a lookup costs the same after a billion orders as after ten.
 */
export class OrderIndex {
  private entries: Int32Array;
  /** Keeps positions inside the table. */
  private mask = 0;
  private shift = 0;
  private size = 0;
  private room = 0;

  constructor(expectedOrders: number) {
    let room = 4;
    while (room < expectedOrders) room *= 2;
    this.entries = this.emptyTable(room);
  }

  /** Slot of `id`, or NONE. */
  get(id: number): number {
    const { entries, mask } = this;
    let at = this.home(id);
    while (entries[at] !== id) {
      if (entries[at] === NONE) return NONE;
      at = (at + 2) & mask;
    }
    return entries[at + 1];
  }

  /** Records `id` at `slot`. Throws, and changes nothing, if `id` is there already. */
  add(id: number, slot: number): void {
    if (this.size === this.room) this.grow();
    const { entries, mask } = this;
    let at = this.home(id);
    while (entries[at] !== NONE) {
      if (entries[at] === id) throw duplicate(id);
      at = (at + 2) & mask;
    }
    entries[at] = id;
    entries[at + 1] = slot;
    this.size++;
  }

  /** Forgets `id`, which must be present. */
  remove(id: number): void {
    const { entries, mask } = this;
    let gap = this.home(id);
    while (entries[gap] !== id) gap = (gap + 2) & mask;
    for (let at = (gap + 2) & mask; entries[at] !== NONE; at = (at + 2) & mask) {
      const fromHome = (at - this.home(entries[at])) & mask;
      if (fromHome < ((at - gap) & mask)) continue;
      entries[gap] = entries[at];
      entries[gap + 1] = entries[at + 1];
      gap = at;
    }
    entries[gap] = NONE;
    this.size--;
  }

  // Fibonacci hashing; its own shift keeps ids a fixed stride apart from clustering. Positions are even.
  private home(id: number): number {
    return (Math.imul(id ^ (id >>> 11), 0x9e3779b1) >>> this.shift) << 1;
  }

  private emptyTable(room: number): Int32Array {
    const capacity = 4 * room;
    this.mask = 2 * capacity - 1;
    this.shift = Math.clz32(capacity - 1);
    this.size = 0;
    this.room = room;
    return new Int32Array(2 * capacity).fill(NONE);
  }

  private grow(): void {
    const old = this.entries;
    this.entries = this.emptyTable(2 * this.room);
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] !== NONE) this.add(old[at], old[at + 1]);
    }
  }
}

function duplicate(id: number): Error {
  return new Error(`Order ${id} already rests in this book; give the new order an id of its own.`);
}
