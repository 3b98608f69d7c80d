export interface NaiveOrder {
  id: number;
  side: number;
  price: number;
  quantity: number;
  owner: number;
  tag: number;
  type: number;
}

/** The order book written so plainly that it cannot be wrong: an array in order of arrival, sorted at each question. */
export class NaiveBook {
  arrived: NaiveOrder[] = [];

  insert(order: NaiveOrder): void {
    this.arrived.push({ ...order });
  }

  /** Moves an order behind all others at a price, with other lots. */
  requeue(id: number, price: number, quantity: number): void {
    const order = this.arrived.find((candidate) => candidate.id === id);
    if (order === undefined) throw new Error(`no order ${id}`);
    this.remove(id);
    this.insert({ ...order, price, quantity });
  }

  reduce(id: number, quantity: number): void {
    const order = this.arrived.find((candidate) => candidate.id === id);
    if (order === undefined) throw new Error(`no order ${id}`);
    order.quantity -= quantity;
    if (order.quantity === 0) this.remove(id);
  }

  remove(id: number): void {
    this.arrived = this.arrived.filter((order) => order.id !== id);
  }

  /** Orders of a side, best price first, then first come first (a JavaScript sort keeps the order of equals). */
  side(side: number): NaiveOrder[] {
    return this.arrived.filter((order) => order.side === side).sort((a, b) => side * (b.price - a.price));
  }

  at(side: number, price: number): NaiveOrder[] {
    return this.side(side).filter((order) => order.price === price);
  }

  prices(side: number): number[] {
    return [...new Set(this.side(side).map((order) => order.price))];
  }

  nextPrice(side: number, price: number): number {
    return this.prices(side).find((candidate) => side * (price - candidate) > 0) ?? -1;
  }

  levels(side: number): { priceTicks: number; quantityLots: number; orders: number }[] {
    return this.prices(side).map((price) => {
      const orders = this.at(side, price);
      return { priceTicks: price, quantityLots: total(orders), orders: orders.length };
    });
  }

  quantityWithin(side: number, limit: number, stopAt: number): number {
    let sum = 0;
    for (const level of this.levels(side)) {
      if (sum >= stopAt || side * (level.priceTicks - limit) < 0) break;
      sum += level.quantityLots;
    }
    return sum;
  }

  sideQuantity(side: number): number {
    return total(this.side(side));
  }

  /** The numbers of the canonical digest: each side's number of orders, then its orders. */
  content(): number[] {
    return [+1, -1].flatMap((side) => {
      const orders = this.side(side);
      return [orders.length, ...orders.flatMap((o) => [o.id, o.price, o.quantity, o.owner, o.tag, o.type])];
    });
  }
}

function total(orders: NaiveOrder[]): number {
  return orders.reduce((sum, order) => sum + order.quantity, 0);
}
