import { enlarged, NONE } from './arrays.ts';
import { badReduction, emptySlot, fits, isCount, LARGEST, misfit } from './book-checks.ts';
import { writeBook } from './book-digest.ts';
import { Ladder } from './ladder.ts';
import { OrderIndex } from './order-index.ts';

export { NONE };

const EXPECTED_ORDERS = 1024;

/**
 * Limit order book in price-time priority: the state alone, without matching rules, events or money.
 *
 * Sides are +1 buy and -1 sell; ids are 0 to 2^31-1, prices and quantities 1 to 2^31-1, owners and tags any
 * 32-bit integers. A resting order is known by its slot, which it keeps until it leaves the book; slots are
 * used again, last freed first. Both sides may rest at one price: whether they may cross is the caller's rule.
 */
export class OrderBook {
  // What rests in each slot, for others to read only, and afresh after an `insert`: growth replaces the columns.
  orderId = new Int32Array(0);
  orderSide = new Int8Array(0);
  orderPrice = new Int32Array(0);
  /** Remaining lots; 0 in a slot that holds no order. */
  orderQuantity = new Int32Array(0);
  orderOwner = new Int32Array(0);
  orderTag = new Int32Array(0);
  /** A code of the caller's, 0 to 255. */
  orderType = new Uint8Array(0);
  /** Number of resting orders, for others to read only. */
  orders = 0;

  /** Neighbours of each order in the queue of its price; `after` also chains the free slots. */
  private after = new Int32Array(0);
  private before = new Int32Array(0);
  private freeSlot = NONE;
  private readonly index = new OrderIndex();
  /** Found at side + 1: looked up, since a branch on the side would be mispredicted every other order. */
  private readonly ladders: Ladder[];
  private readonly maxPriceTicks: number;

  constructor({ maxPriceTicks = LARGEST, expectedOrders = EXPECTED_ORDERS } = {}) {
    const sells = new Ladder(-1);
    this.ladders = [sells, sells, new Ladder(+1)];
    this.maxPriceTicks = maxPriceTicks;
    this.growTo(Math.max(1, expectedOrders));
  }

  /** Adds an order behind all others at its price; returns its slot. Throws on a resting id or unfit numbers. */
  insert(
    id: number,
    side: number,
    priceTicks: number,
    quantityLots: number,
    owner: number,
    tag: number,
    type = 0,
  ): number {
    if (!fits(id, side, priceTicks, quantityLots, this.maxPriceTicks)) {
      throw misfit(id, side, priceTicks, quantityLots, this.maxPriceTicks);
    }
    if (this.freeSlot === NONE) this.growTo(2 * this.orderId.length);
    const slot = this.freeSlot;
    this.index.add(id, slot);
    this.freeSlot = this.after[slot];
    // All are known to be whole by now; `| 0` tells the compiler as well, which would convert each from a float.
    this.orderId[slot] = id | 0;
    this.orderSide[slot] = side | 0;
    this.orderQuantity[slot] = quantityLots | 0;
    this.orderOwner[slot] = owner | 0;
    this.orderTag[slot] = tag | 0;
    this.orderType[slot] = type | 0;
    this.orders++;
    this.joinQueue(slot, side | 0, priceTicks | 0);
    return slot;
  }

  /** Lowers an order's remaining lots where it stands in its queue; at 0 it leaves the book. */
  reduceSlot(slot: number, quantityLots: number): void {
    const remaining = this.orderQuantity[slot];
    if (quantityLots === remaining) {
      this.removeSlot(slot);
      return;
    }
    if (!(isCount(quantityLots) && quantityLots < remaining))
      throw badReduction(slot, quantityLots, remaining);
    this.orderQuantity[slot] = remaining - quantityLots;
  }

  /** Moves an order behind all others at another (or the same) price, with other lots. Throws on unfit numbers. */
  requeueSlot(slot: number, priceTicks: number, quantityLots: number): void {
    if (!(this.orderQuantity[slot] > 0)) throw emptySlot(slot);
    const side = this.orderSide[slot];
    if (!fits(0, side, priceTicks, quantityLots, this.maxPriceTicks)) {
      throw misfit(this.orderId[slot], side, priceTicks, quantityLots, this.maxPriceTicks);
    }
    this.leaveQueue(slot);
    this.orderQuantity[slot] = quantityLots | 0;
    this.joinQueue(slot, side, priceTicks | 0);
  }

  /** Takes an order off the book. */
  removeSlot(slot: number): void {
    if (!(this.orderQuantity[slot] > 0)) throw emptySlot(slot);
    this.leaveQueue(slot);
    this.index.remove(slot);
    this.orders--;
    this.orderQuantity[slot] = 0;
    this.after[slot] = this.freeSlot;
    this.freeSlot = slot;
  }

  /** Slot of a resting order, or NONE. */
  slotOf(id: number): number {
    return this.index.get(id);
  }

  /** Best resting price (highest buy, lowest sell), or NONE on an empty side. */
  bestPrice(side: number): number {
    return this.ladders[side + 1].best;
  }

  /** First order in the queue of the best price, or NONE. */
  bestSlot(side: number): number {
    const ladder = this.ladders[side + 1];
    return ladder.bestLevel === NONE ? NONE : ladder.first[ladder.bestLevel];
  }

  /** The order behind this one at the same price, or NONE. */
  nextInLevel(slot: number): number {
    return this.after[slot];
  }

  /** Next resting price strictly worse than `priceTicks`, or NONE. */
  nextPrice(side: number, priceTicks: number): number {
    return this.ladders[side + 1].nextPrice(priceTicks);
  }

  /** First order in the queue of a price, or NONE. */
  headAt(side: number, priceTicks: number): number {
    const ladder = this.ladders[side + 1];
    const level = ladder.levelAt(priceTicks);
    return level === NONE ? NONE : ladder.first[level];
  }

  /** Lots resting at a price, counted when asked for: far more orders come and go than somebody wants to know. */
  levelQuantity(side: number, priceTicks: number): number {
    let total = 0;
    for (let slot = this.headAt(side, priceTicks); slot !== NONE; slot = this.after[slot])
      total += this.orderQuantity[slot];
    return total;
  }

  /** Lots resting from the best price to `limitPriceTicks` inclusive; adds no further level at `stopAtLots`. */
  quantityWithin(side: number, limitPriceTicks: number, stopAtLots: number): number {
    let total = 0;
    let price = this.bestPrice(side);
    while (price !== NONE && total < stopAtLots && side * (price - limitPriceTicks) >= 0) {
      total += this.levelQuantity(side, price);
      price = this.nextPrice(side, price);
    }
    return total;
  }

  /** Number of orders resting on a side, counted when asked for. */
  sideOrders(side: number): number {
    let orders = 0;
    for (let price = this.bestPrice(side); price !== NONE; price = this.nextPrice(side, price))
      orders += this.queueLength(this.headAt(side, price));
    return orders;
  }

  /** Lots resting on a side, counted when asked for. */
  sideQuantity(side: number): number {
    return this.quantityWithin(side, side > 0 ? 0 : LARGEST, Number.POSITIVE_INFINITY);
  }

  /** The `max` best levels of a side, best first, for display. */
  levels(side: number, max: number): { priceTicks: number; quantityLots: number; orders: number }[] {
    const found = [];
    let price = this.bestPrice(side);
    while (price !== NONE && found.length < max) {
      const orders = this.queueLength(this.headAt(side, price));
      found.push({ priceTicks: price, quantityLots: this.levelQuantity(side, price), orders });
      price = this.nextPrice(side, price);
    }
    return found;
  }

  /** Writes the content as canonical bytes; see `writeBook`. */
  digestInto(write: (bytes: Uint8Array) => void): void {
    writeBook(this, write);
  }

  /** Puts an order behind all others at a price. */
  private joinQueue(slot: number, side: number, priceTicks: number): void {
    const ladder = this.ladders[side + 1];
    const level = ladder.openLevel(priceTicks);
    const last = ladder.last[level];
    ladder.last[level] = slot;
    this.orderPrice[slot] = priceTicks;
    this.before[slot] = last;
    this.after[slot] = NONE;
    if (last !== NONE) {
      this.after[last] = slot;
    } else {
      ladder.first[level] = slot;
      ladder.occupy(priceTicks, level);
    }
  }

  private leaveQueue(slot: number): void {
    const before = this.before[slot];
    const after = this.after[slot];
    if (before === NONE || after === NONE) {
      this.leaveEnd(slot, before, after);
    } else {
      this.after[before] = after;
      this.before[after] = before;
    }
  }

  /** Takes an order off one end of its queue, or off both: the level knows its ends, and goes with its last order. */
  private leaveEnd(slot: number, before: number, after: number): void {
    const ladder = this.ladders[this.orderSide[slot] + 1];
    const price = this.orderPrice[slot];
    const level = ladder.levelAt(price);
    if (before === NONE) ladder.first[level] = after;
    else this.after[before] = NONE;
    if (after === NONE) ladder.last[level] = before;
    else this.before[after] = NONE;
    if (before === after) ladder.vacate(price, level);
  }

  private queueLength(head: number): number {
    let length = 0;
    for (let slot = head; slot !== NONE; slot = this.after[slot]) length++;
    return length;
  }

  // One assignment each: the compiler then knows what every column is, and checks less whenever one is used.
  private growTo(capacity: number): void {
    const taken = this.orderId.length;
    this.orderId = enlarged(new Int32Array(capacity), this.orderId);
    this.orderSide = enlarged(new Int8Array(capacity), this.orderSide);
    this.orderPrice = enlarged(new Int32Array(capacity), this.orderPrice);
    this.orderQuantity = enlarged(new Int32Array(capacity), this.orderQuantity);
    this.orderOwner = enlarged(new Int32Array(capacity), this.orderOwner);
    this.orderTag = enlarged(new Int32Array(capacity), this.orderTag);
    this.orderType = enlarged(new Uint8Array(capacity), this.orderType);
    this.before = enlarged(new Int32Array(capacity), this.before);
    this.after = enlarged(new Int32Array(capacity), this.after);
    for (let slot = taken; slot < capacity; slot++) this.after[slot] = slot + 1 < capacity ? slot + 1 : NONE;
    this.freeSlot = taken;
    this.index.growTo(this.orderId, taken);
  }
}
