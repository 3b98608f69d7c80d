import { enlarged, NONE } from './arrays.ts';

/**
 * Storage of resting orders, a slot each, in columns; slots are used again last-freed first.
 *
 * `after` and `before` link the orders of one price into its queue. Growth replaces the columns, so nobody
 * may hold one across an addition.
 */
export class OrderSlab {
  id = new Int32Array(0);
  side = new Int8Array(0);
  price = new Int32Array(0);
  /** Remaining lots; 0 in a slot that holds no order. */
  quantity = new Int32Array(0);
  owner = new Int32Array(0);
  tag = new Int32Array(0);
  after = new Int32Array(0);
  before = new Int32Array(0);

  /** The slot the next order will take; free slots are chained through `after`. */
  private free = NONE;

  constructor(capacity: number) {
    this.growTo(Math.max(1, capacity));
  }

  /** The slot that `take` will return. */
  nextFree(): number {
    if (this.free === NONE) this.growTo(2 * this.id.length);
    return this.free;
  }

  /** Stores an order, as yet in no queue, and returns its slot. */
  take(
    id: number,
    side: number,
    priceTicks: number,
    quantityLots: number,
    owner: number,
    tag: number,
  ): number {
    const slot = this.nextFree();
    this.free = this.after[slot];
    this.id[slot] = id;
    this.side[slot] = side;
    this.price[slot] = priceTicks;
    this.quantity[slot] = quantityLots;
    this.owner[slot] = owner;
    this.tag[slot] = tag;
    return slot;
  }

  /** Gives a slot back; its order must have left its queue. */
  release(slot: number): void {
    this.quantity[slot] = 0;
    this.after[slot] = this.free;
    this.free = slot;
  }

  private growTo(capacity: number): void {
    const first = this.id.length;
    this.id = enlarged(new Int32Array(capacity), this.id);
    this.side = enlarged(new Int8Array(capacity), this.side);
    this.price = enlarged(new Int32Array(capacity), this.price);
    this.quantity = enlarged(new Int32Array(capacity), this.quantity);
    this.owner = enlarged(new Int32Array(capacity), this.owner);
    this.tag = enlarged(new Int32Array(capacity), this.tag);
    this.after = enlarged(new Int32Array(capacity), this.after);
    this.before = enlarged(new Int32Array(capacity), this.before);
    for (let slot = first; slot < capacity; slot++) this.after[slot] = slot + 1 < capacity ? slot + 1 : NONE;
    this.free = first;
  }
}
