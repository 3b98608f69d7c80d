import { NONE } from './arrays.ts';
import { checkOrder, checkReduction, checkResting, LARGEST } from './book-checks.ts';
import { writeBook } from './book-digest.ts';
import { Ladder } from './ladder.ts';
import { OrderIndex } from './order-index.ts';
import { OrderSlab } from './order-slab.ts';

export { NONE };

const EXPECTED_ORDERS = 1024;

/**
 * Limit order book in price-time priority: the state alone, without matching rules, events or money.
 *
 * Sides are +1 buy and -1 sell; ids are 0 to 2^31-1, prices and quantities 1 to 2^31-1, owners and tags any
 * 32-bit integers. A resting order is known by its slot, which stays the same until it leaves the book and is
 * then used again. Both sides may rest at one price: whether they may cross is the caller's rule.
 */
export class OrderBook {
  private readonly maxPriceTicks: number;
  private readonly bids = new Ladder(+1);
  private readonly asks = new Ladder(-1);
  private readonly slab: OrderSlab;
  private readonly index: OrderIndex;

  constructor({ maxPriceTicks = LARGEST, expectedOrders = EXPECTED_ORDERS } = {}) {
    this.maxPriceTicks = maxPriceTicks;
    this.slab = new OrderSlab(expectedOrders);
    this.index = new OrderIndex(expectedOrders);
  }

  /** Adds an order behind all others at its price and returns its slot. Throws on an id already resting. */
  insert(
    id: number,
    side: number,
    priceTicks: number,
    quantityLots: number,
    owner: number,
    tag: number,
  ): number {
    checkOrder(id, side, priceTicks, quantityLots, this.maxPriceTicks);
    this.index.add(id, this.slab.nextFree());
    const slot = this.slab.take(id, side, priceTicks, quantityLots, owner, tag);
    this.joinQueue(this.ladder(side), slot);
    return slot;
  }

  /** Lowers an order's remaining lots where it stands in its queue; at 0 it leaves the book. */
  reduceSlot(slot: number, quantityLots: number): void {
    const remaining = this.slab.quantity[slot];
    if (quantityLots === remaining) {
      this.removeSlot(slot);
      return;
    }
    checkReduction(slot, quantityLots, remaining);
    const ladder = this.ladder(this.slab.side[slot]);
    this.slab.quantity[slot] = remaining - quantityLots;
    ladder.reduce(ladder.levelAt(this.slab.price[slot]), quantityLots);
  }

  /** Takes an order off the book. */
  removeSlot(slot: number): void {
    checkResting(slot, this.slab.quantity[slot]);
    this.leaveQueue(this.ladder(this.slab.side[slot]), slot);
    this.index.remove(this.slab.id[slot]);
    this.slab.release(slot);
  }

  // What rests in each slot, for reading only; read them afresh after an `insert`, which may replace them.
  get orderId(): Int32Array {
    return this.slab.id;
  }
  get orderSide(): Int8Array {
    return this.slab.side;
  }
  get orderPrice(): Int32Array {
    return this.slab.price;
  }
  /** Remaining lots; 0 in a slot that holds no order. */
  get orderQuantity(): Int32Array {
    return this.slab.quantity;
  }
  get orderOwner(): Int32Array {
    return this.slab.owner;
  }
  get orderTag(): Int32Array {
    return this.slab.tag;
  }

  /** Slot of a resting order, or NONE. */
  slotOf(id: number): number {
    return this.index.get(id);
  }

  /** Best resting price (highest buy, lowest sell), or NONE on an empty side. */
  bestPrice(side: number): number {
    return this.ladder(side).best;
  }

  /** First order in the queue of the best price, or NONE. */
  bestSlot(side: number): number {
    return this.headAt(side, this.ladder(side).best);
  }

  /** The order behind this one at the same price, or NONE. */
  nextInLevel(slot: number): number {
    return this.slab.after[slot];
  }

  /** Next resting price strictly worse than `priceTicks`, or NONE. */
  nextPrice(side: number, priceTicks: number): number {
    return this.ladder(side).nextPrice(priceTicks);
  }

  /** First order in the queue of a price, or NONE. */
  headAt(side: number, priceTicks: number): number {
    const ladder = this.ladder(side);
    const level = ladder.levelAt(priceTicks);
    return level === NONE ? NONE : ladder.head[level];
  }

  /** Lots resting at a price. */
  levelQuantity(side: number, priceTicks: number): number {
    const ladder = this.ladder(side);
    const level = ladder.levelAt(priceTicks);
    return level === NONE ? 0 : ladder.levelQuantity[level];
  }

  /** Lots resting from the best price to `limitPriceTicks` inclusive, counted no further than `stopAtLots`. */
  quantityWithin(side: number, limitPriceTicks: number, stopAtLots: number): number {
    const ladder = this.ladder(side);
    let total = 0;
    for (
      let price = ladder.best;
      price !== NONE && total < stopAtLots && side * (price - limitPriceTicks) >= 0;
      price = ladder.nextPrice(price)
    ) {
      total += ladder.levelQuantity[ladder.levelAt(price)];
    }
    return total;
  }

  /** Number of resting orders. */
  get orders(): number {
    return this.bids.orders + this.asks.orders;
  }

  /** Number of orders resting on a side. */
  sideOrders(side: number): number {
    return this.ladder(side).orders;
  }

  /** Lots resting on a side. */
  sideQuantity(side: number): number {
    return this.ladder(side).quantity;
  }

  /** The `max` best levels of a side, best first, for display. */
  levels(side: number, max: number): { priceTicks: number; quantityLots: number; orders: number }[] {
    const ladder = this.ladder(side);
    const found = [];
    for (let price = ladder.best; price !== NONE && found.length < max; price = ladder.nextPrice(price)) {
      const level = ladder.levelAt(price);
      const quantityLots = ladder.levelQuantity[level];
      found.push({ priceTicks: price, quantityLots, orders: ladder.levelOrders[level] });
    }
    return found;
  }

  /** Writes the canonical bytes of the content; see `writeBook`. */
  digestInto(write: (bytes: Uint8Array) => void): void {
    writeBook(this, write);
  }

  private ladder(side: number): Ladder {
    return side > 0 ? this.bids : this.asks;
  }

  private joinQueue(ladder: Ladder, slot: number): void {
    const slab = this.slab;
    const level = ladder.enter(slab.price[slot], slab.quantity[slot]);
    const last = ladder.tail[level];
    slab.before[slot] = last;
    slab.after[slot] = NONE;
    if (last === NONE) ladder.head[level] = slot;
    else slab.after[last] = slot;
    ladder.tail[level] = slot;
  }

  private leaveQueue(ladder: Ladder, slot: number): void {
    const slab = this.slab;
    const level = ladder.levelAt(slab.price[slot]);
    const before = slab.before[slot];
    const after = slab.after[slot];
    if (before === NONE) ladder.head[level] = after;
    else slab.after[before] = after;
    if (after === NONE) ladder.tail[level] = before;
    else slab.before[after] = before;
    ladder.leave(slab.price[slot], level, slab.quantity[slot]);
  }
}
