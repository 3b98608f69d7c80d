import type { NewOrder } from './operations.ts';

/** An order that rests, waits or is being matched, under the caller's id and the exchange's. */
export interface LiveOrder {
  readonly id: number;
  readonly account: number;
  readonly side: number;
  readonly postOnly: boolean;
  readonly tif: NewOrder['tif'];
  readonly reduceOnly: boolean;
  readonly stp: number;
  /** The exchange's number for it, which changes when it queues anew; -1 before it is accepted. */
  order: number;
  /** Lots not yet traded or cancelled. */
  left: number;
}

const PAGE_BITS = 32;

/** Which of the caller's ids are live, and which have ever been taken. */
export class Registry {
  private readonly byId = new Map<number, LiveOrder>();
  private readonly byOrder = new Map<number, LiveOrder>();
  /** A bit for each id ever taken, 32 neighbours to a number: ids mostly come in sequence. */
  private readonly taken = new Map<number, number>();

  /** The live order under the caller's id. */
  find(id: number): LiveOrder | undefined {
    return this.byId.get(id);
  }

  /** The live order under the exchange's number. */
  at(order: number): LiveOrder {
    const live = this.byOrder.get(order);
    if (!live) throw new Error(`order ${order} is not known to the caller`);
    return live;
  }

  /** Whether an id has ever been taken. */
  isTaken(id: number): boolean {
    const bits = this.taken.get(Math.floor(id / PAGE_BITS)) ?? 0;
    return (bits & (1 << (id % PAGE_BITS))) !== 0;
  }

  /** Binds an order to the number that the exchange gave it. */
  bind(live: LiveOrder, order: number, lots: number): void {
    this.byOrder.delete(live.order);
    live.order = order;
    live.left = lots;
    this.byOrder.set(order, live);
    this.byId.set(live.id, live);
    const page = Math.floor(live.id / PAGE_BITS);
    this.taken.set(page, (this.taken.get(page) ?? 0) | (1 << (live.id % PAGE_BITS)));
  }

  /** Takes lots off an order, which is forgotten with its last one. */
  take(live: LiveOrder, lots: number): void {
    live.left -= lots;
    if (live.left > 0) return;
    this.byOrder.delete(live.order);
    this.byId.delete(live.id);
  }
}
