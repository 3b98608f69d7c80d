/** An operation as the command reads it. */
export interface Op {
  readonly op: 'limit' | 'market' | 'stop' | 'cancel' | 'replace' | 'depth';
  readonly id?: number;
  readonly side?: 'buy' | 'sell';
  readonly price?: number | undefined;
  readonly quantity?: number | undefined;
  readonly stop?: number | undefined;
  readonly tif?: 'gtc' | 'ioc' | 'fok' | undefined;
  readonly postOnly?: boolean;
  readonly owner?: string | undefined;
  readonly stp?: 'cancel-newest' | 'cancel-oldest' | 'decrement' | undefined;
}

interface Order {
  readonly id: number;
  readonly side: 'buy' | 'sell';
  /** Null: any price. */
  limit: number | null;
  stop: number | null;
  left: number;
  readonly tif: 'gtc' | 'ioc' | 'fok';
  readonly postOnly: boolean;
  readonly owner: string | null;
  readonly stp: 'cancel-newest' | 'cancel-oldest' | 'decrement';
}

/**
 * The rules of `cascade match` written so plainly that they can be checked by reading: arrays in order of arrival,
 * sorted at each question. It shares no code with the exchange.
 */
export class ReferenceVenue {
  readonly lines: string[] = [];
  private book: Order[] = [];
  private waiting: Order[] = [];
  private met: { order: Order; price: number }[] = [];
  private readonly used = new Set<number>();
  private last: number | null = null;

  take(op: Op): void {
    if (op.op === 'depth') this.say({ event: 'depth', bids: this.levels('buy'), asks: this.levels('sell') });
    else if (op.op === 'cancel') this.cancel(op.id ?? 0);
    else if (op.op === 'replace') this.replace(op);
    else this.send(op);
    while (this.met.length > 0) {
      const [{ order, price }] = this.met.splice(0, 1);
      this.waiting = this.waiting.filter((other) => other !== order);
      this.say({ event: 'triggered', id: order.id, price });
      this.match(order);
    }
  }

  private say(line: object): void {
    this.lines.push(JSON.stringify(line));
  }

  private send(op: Op): void {
    const { id = 0, side = 'buy', quantity = 0, price = null, stop = null, owner = null } = op;
    const { tif = 'gtc', postOnly = false, stp = 'cancel-newest' } = op;
    if (this.used.has(id)) return this.say({ event: 'rejected', id, reason: 'duplicate id' });
    const order: Order = { id, side, limit: price, stop, left: quantity, tif, postOnly, owner, stp };
    if (postOnly && this.facing(order).length > 0)
      return this.say({ event: 'rejected', id, reason: 'would cross' });
    this.used.add(id);
    this.say({ event: 'accepted', id });
    if (stop === null) return this.match(order);
    this.waiting.push(order);
    if (this.last !== null) this.meet(this.last);
  }

  private cancel(id: number): void {
    const order = [...this.book, ...this.waiting].find((other) => other.id === id);
    if (!order) return this.say({ event: 'rejected', id, reason: 'unknown order' });
    this.drop(order, 'requested');
  }

  private replace({ id = 0, price, quantity, stop }: Op): void {
    const waiting = this.waiting.find((other) => other.id === id);
    if (waiting) {
      waiting.stop = stop ?? waiting.stop;
      waiting.limit = price ?? waiting.limit;
      waiting.left = quantity ?? waiting.left;
      this.waiting = [...this.waiting.filter((other) => other !== waiting), waiting];
      const limit = waiting.limit === null ? {} : { price: waiting.limit };
      this.say({ event: 'replaced', id, stop: waiting.stop, ...limit, quantity: waiting.left });
      if (this.last !== null) this.meet(this.last);
      return;
    }
    const order = this.book.find((other) => other.id === id);
    if (order && stop !== undefined) return this.say({ event: 'rejected', id, reason: 'not a waiting stop' });
    if (!order) return this.say({ event: 'rejected', id, reason: 'unknown order' });
    const changed: Order = { ...order, limit: price ?? order.limit, left: quantity ?? order.left };
    if (changed.limit === order.limit && changed.left <= order.left) {
      order.left = changed.left;
      return this.say({ event: 'replaced', id, price: order.limit, quantity: order.left });
    }
    if (changed.postOnly && this.facing(changed).length > 0)
      return this.say({ event: 'rejected', id, reason: 'would cross' });
    this.book = this.book.filter((other) => other !== order);
    this.say({ event: 'replaced', id, price: changed.limit, quantity: changed.left });
    this.match(changed);
  }

  /** Resting orders that an order would trade with, the first of them first. */
  private facing({ side, limit }: Order): Order[] {
    const sign = side === 'buy' ? 1 : -1;
    return this.book
      .filter((other) => other.side !== side)
      .filter((other) => limit === null || sign * (Number(other.limit) - limit) <= 0)
      .sort((a, b) => sign * (Number(a.limit) - Number(b.limit)));
  }

  private match(order: Order): void {
    const { id, owner } = order;
    if (order.tif === 'fok' && !this.fillable(order)) return this.drop(order, 'fok unfilled');
    for (const maker of this.facing(order)) {
      if (order.left === 0) return;
      const quantity = Math.min(order.left, maker.left);
      if (owner !== null && maker.owner === owner) {
        if (order.stp === 'cancel-newest') return this.drop(order, 'self-trade');
        if (order.stp === 'cancel-oldest') this.drop(maker, 'self-trade');
        else for (const either of [maker, order]) this.shrink(either, quantity);
        continue;
      }
      maker.left -= quantity;
      order.left -= quantity;
      if (maker.left === 0) this.book = this.book.filter((other) => other !== maker);
      const price = Number(maker.limit);
      this.say({ event: 'traded', maker: maker.id, taker: id, price, quantity });
      this.last = price;
      this.meet(price);
    }
    if (order.left === 0) return;
    if (order.limit !== null && order.tif === 'gtc') this.book.push(order);
    else this.drop(order, 'unfilled');
  }

  private fillable(order: Order): boolean {
    const makers = this.facing(order);
    const own = (other: Order): boolean => order.owner !== null && other.owner === order.owner;
    const firstOwn = makers.findIndex(own);
    const reached =
      order.stp === 'cancel-oldest'
        ? makers.filter((maker) => !own(maker))
        : makers.slice(0, firstOwn < 0 ? makers.length : firstOwn);
    return reached.reduce((sum, maker) => sum + maker.left, 0) >= order.left;
  }

  private drop(order: Order, reason: string): void {
    this.say({ event: 'cancelled', id: order.id, quantity: order.left, reason });
    this.book = this.book.filter((other) => other !== order);
    this.waiting = this.waiting.filter((other) => other !== order);
  }

  private shrink(order: Order, quantity: number): void {
    if (order.left === quantity) {
      this.drop(order, 'self-trade');
      order.left = 0;
      return;
    }
    order.left -= quantity;
    this.say({ event: 'reduced', id: order.id, quantity, reason: 'self-trade' });
  }

  /** Stops that a trade meets: in the order in which the price passed them, then in order of arrival. */
  private meet(price: number): void {
    const known = new Set(this.met.map(({ order }) => order));
    const met = this.waiting.filter((order) => {
      const stop = Number(order.stop);
      return !known.has(order) && (order.side === 'sell' ? price <= stop : price >= stop);
    });
    // The trigger passed first is the one furthest from this trade; a JavaScript sort keeps the order of equals.
    met.sort((a, b) => Math.abs(Number(b.stop) - price) - Math.abs(Number(a.stop) - price));
    // The first trade of all may meet stops of both sides: sales go first.
    met.sort((a, b) => Number(b.side === 'sell') - Number(a.side === 'sell'));
    this.met.push(...met.map((order) => ({ order, price })));
  }

  private levels(side: 'buy' | 'sell'): object[] {
    const sign = side === 'buy' ? -1 : 1;
    const orders = this.book.filter((order) => order.side === side);
    const prices = [...new Set(orders.map((order) => Number(order.limit)))].sort((a, b) => sign * (a - b));
    return prices.map((price) => {
      const here = orders.filter((order) => order.limit === price);
      return { price, quantity: here.reduce((sum, order) => sum + order.left, 0), orders: here.length };
    });
  }
}
