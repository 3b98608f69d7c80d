interface Resting {
  readonly id: number;
  readonly levels: Map<number, Resting[]>;
  readonly price: number;
  lots: number;
}

/** The order book as one would write it in an afternoon: a Map of queues a side, and the best price looked for. */
export class MapBook {
  private readonly orders = new Map<number, Resting>();
  private readonly bids = new Map<number, Resting[]>();
  private readonly asks = new Map<number, Resting[]>();

  add(id: number, side: number, price: number, lots: number): void {
    const levels = side > 0 ? this.bids : this.asks;
    const order = { id, levels, price, lots };
    this.orders.set(id, order);
    const queue = levels.get(price);
    if (queue) queue.push(order);
    else levels.set(price, [order]);
  }

  cancel(id: number): void {
    const order = this.orders.get(id);
    if (order) this.remove(order);
  }

  /** Trades against the other side, best price first, and tells of each trade. */
  market(side: number, lots: number, tell: (maker: number, price: number, lots: number) => void): void {
    const levels = side > 0 ? this.asks : this.bids;
    let left = lots;
    while (left > 0 && levels.size > 0) {
      const price = bestOf(levels, side);
      const queue = levels.get(price) ?? [];
      while (left > 0 && queue.length > 0) {
        const order = queue[0];
        const traded = Math.min(left, order.lots);
        left -= traded;
        order.lots -= traded;
        tell(order.id, price, traded);
        if (order.lots === 0) this.remove(order);
      }
    }
  }

  private remove(order: Resting): void {
    const queue = order.levels.get(order.price) ?? [];
    queue.splice(queue.indexOf(order), 1);
    if (queue.length === 0) order.levels.delete(order.price);
    this.orders.delete(order.id);
  }
}

/** The price at which a buyer (or seller) trades first. */
function bestOf(levels: Map<number, Resting[]>, side: number): number {
  let best = side > 0 ? Number.POSITIVE_INFINITY : 0;
  for (const price of levels.keys()) if (side > 0 ? price < best : price > best) best = price;
  return best;
}
