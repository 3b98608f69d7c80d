import { emitOrder, emitTrade, type Log } from '../emit.ts';
import { BUY, EVENT, isReduceOnly, ORDER_TYPE, REASON } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { STP } from './commands.ts';
import { affordableLots, isDelivered } from './funds.ts';
import { MetStops } from './stops.ts';

/** How the incoming order and the book meet: price-time priority, self-trade prevention, reduce-only makers. */
export class Matching {
  readonly met = new MetStops();

  constructor(
    readonly world: World,
    readonly log: Log,
    /** An account whose orders may meet each other, or NONE. */
    private readonly omnibus: number,
    /** Whether nobody trades beyond what it has and may borrow. */
    private readonly checksFunds: boolean,
  ) {}

  /** Lets the incoming order meet the book until it is filled or nothing crosses. */
  match(cause: number, reason: number, stp: number): void {
    const { world, log } = this;
    const incoming = world.incoming;
    const { order, instrument, side, owner } = incoming;
    const book = world.books[instrument];
    const stops = world.stops[instrument];
    const funded = this.checks(instrument);
    // Stops that had been met already, but waited out a halt, come before those which this order's trades meet.
    if (stops.orders > 0) this.meetStops(instrument);
    while (incoming.order === order) {
      const slot = book.bestSlot(-side);
      if (slot === NONE) return;
      const price = book.orderPrice[slot];
      if (side === BUY ? price > incoming.price : price < incoming.price) return;
      const maker = book.orderOwner[slot];
      const makerOrder = book.orderId[slot];
      let lots = Math.min(incoming.quantity, book.orderQuantity[slot]);
      if (maker === owner && owner !== this.omnibus) {
        this.preventSelfTrade(cause, slot, lots, stp);
        continue;
      }
      if (isReduceOnly(book.orderType[slot])) {
        lots = Math.min(lots, this.reducible(maker, instrument, -side));
        if (lots <= 0) {
          this.withdraw(cause, instrument, book, slot, REASON['reduce-only']);
          continue;
        }
      }
      if (funded) {
        const paid = affordableLots(world, owner, instrument, side, price);
        if (paid < 1)
          return this.recordIncoming(EVENT.OrderCancelled, cause, incoming.quantity, REASON['no-funds']);
        lots = Math.min(lots, paid, affordableLots(world, maker, instrument, -side, price));
        if (lots < 1) {
          this.withdraw(cause, instrument, book, slot, REASON['no-funds']);
          continue;
        }
      }
      const trade = emitTrade(
        log,
        cause,
        owner,
        instrument,
        order,
        maker,
        makerOrder,
        side,
        price,
        lots,
        reason,
      );
      if (stops.orders > 0) this.met.meet(stops, price, trade);
    }
  }

  /** What becomes of the part of an incoming order that met nobody. */
  finish(cause: number, base: number, killed = false): void {
    const { instrument, side, quantity } = this.world.incoming;
    if (base === ORDER_TYPE.limit)
      return this.recordIncoming(EVENT.OrderRested, cause, quantity, REASON.none);
    const spared = base === ORDER_TYPE.market && this.world.books[instrument].bestPrice(-side) !== NONE;
    const why = killed ? REASON['fok-unfilled'] : spared ? REASON.protected : REASON.unfilled;
    this.recordIncoming(EVENT.OrderCancelled, cause, quantity, why);
  }

  /** Queues the stops that the last trade has met. */
  meetStops(instrument: number): void {
    const { last, lastSeq } = this.world.market;
    if (last[instrument] > 0)
      this.met.meet(this.world.stops[instrument], last[instrument], lastSeq[instrument]);
  }

  /** Applies the incoming order's self-trade prevention against its own resting order. */
  private preventSelfTrade(cause: number, slot: number, lots: number, stp: number): void {
    const { instrument, quantity } = this.world.incoming;
    const book = this.world.books[instrument];
    const why = REASON['self-trade'];
    if (stp !== STP.cancelNewest) {
      const whole = stp === STP.cancelOldest || lots === book.orderQuantity[slot];
      if (whole) this.withdraw(cause, instrument, book, slot, why);
      else this.recordKept(EVENT.OrderReduced, cause, instrument, book, slot, lots, why);
    }
    if (stp === STP.cancelOldest) return;
    const gone = stp === STP.cancelNewest || lots === quantity;
    const event = gone ? EVENT.OrderCancelled : EVENT.OrderReduced;
    this.recordIncoming(event, cause, gone ? quantity : lots, why);
  }

  /** Slot of an own order in the book that an order of this side and price would cross, or NONE. */
  ownFacing(instrument: number, owner: number, side: number, priceTicks: number): number {
    if (owner === this.omnibus) return NONE;
    const book = this.world.books[instrument];
    for (let at = book.bestPrice(-side); at !== NONE; at = book.nextPrice(-side, at)) {
      if (side * (at - priceTicks) > 0) return NONE;
      for (let slot = book.headAt(-side, at); slot !== NONE; slot = book.nextInLevel(slot))
        if (book.orderOwner[slot] === owner) return slot;
    }
    return NONE;
  }

  /** Withdraws the own orders that one about to be entered in a call would cross, so that nobody meets himself there. */
  makeWay(instrument: number, owner: number, side: number, priceTicks: number, cause: number): void {
    const book = this.world.books[instrument];
    for (;;) {
      const slot = this.ownFacing(instrument, owner, side, priceTicks);
      if (slot === NONE) return;
      this.withdraw(cause, instrument, book, slot, REASON['self-trade']);
    }
  }

  /** Whether trades in an instrument are held against what both sides have and may borrow. */
  checks(instrument: number): boolean {
    return this.checksFunds && isDelivered(this.world.instruments[instrument]);
  }

  /** Lots by which an order on this side may still shrink the account's position. */
  reducible(account: number, instrument: number, side: number): number {
    if (account === this.omnibus) return 0;
    return Math.max(0, -side * this.world.ledger.lots(account, instrument));
  }

  /** Whether a fill-or-kill order can be filled whole, own orders and makers that may only reduce or cannot pay considered. */
  fillable(
    instrument: number,
    owner: number,
    side: number,
    price: number,
    lots: number,
    stp: number,
  ): boolean {
    const { world } = this;
    const book = world.books[instrument];
    if (book.quantityWithin(-side, price, lots) < lots) return false;
    const checked = this.checks(instrument);
    /** Makers met so far: the best price at which they trade, and their fills. */
    const met = new Map<number, { readonly bestTicks: number; lots: number }>();
    let left = lots;
    for (let at = book.bestPrice(-side); at !== NONE && left > 0; at = book.nextPrice(-side, at)) {
      if (side === BUY ? at > price : at < price) return false;
      for (let slot = book.headAt(-side, at); slot !== NONE && left > 0; slot = book.nextInLevel(slot)) {
        const maker = book.orderOwner[slot];
        if (maker === owner && owner !== this.omnibus) {
          if (stp !== STP.cancelOldest) return false;
          continue;
        }
        let fill = Math.min(left, book.orderQuantity[slot]);
        const before = met.get(maker) ?? { bestTicks: at, lots: 0 };
        const held = world.ledger.lots(maker, instrument) - side * before.lots;
        if (isReduceOnly(book.orderType[slot])) fill = Math.min(fill, Math.max(0, side * held));
        // At the price that leaves it least, so that nothing is counted which it cannot pay or deliver.
        const dearest = side === BUY ? at : before.bestTicks;
        if (checked)
          fill = Math.min(fill, affordableLots(world, maker, instrument, -side, dearest) - before.lots);
        // Credit borrows fewer coins where they are dear, so the taker is asked at each price as well.
        if (checked)
          fill = Math.min(fill, affordableLots(world, owner, instrument, side, at) - (lots - left));
        fill = Math.max(0, fill);
        before.lots += fill;
        met.set(maker, before);
        left -= fill;
      }
    }
    return left === 0;
  }

  /** Takes an order out of the book in which it rests, or from among the stops. */
  withdraw(cause: number, instrument: number, book: OrderBook, slot: number, why: number): void {
    this.recordKept(EVENT.OrderCancelled, cause, instrument, book, slot, book.orderQuantity[slot], why);
  }

  /** Records what happens to the incoming order. */
  recordIncoming(type: number, cause: number, lots: number, why: number): void {
    const { order, instrument, owner, side, price, orderType } = this.world.incoming;
    emitOrder(this.log, type, cause, owner, instrument, order, side, orderType, price, lots, 0, why);
  }

  /** Records what happens to an order that rests in the book or waits among the stops. */
  recordKept(
    type: number,
    cause: number,
    instrument: number,
    book: OrderBook,
    slot: number,
    lots: number,
    why: number,
  ): void {
    // A stop waits on the other side of its book.
    const isStop = book === this.world.stops[instrument];
    const side = isStop ? -book.orderSide[slot] : book.orderSide[slot];
    const orderType = book.orderType[slot];
    const order = book.orderId[slot];
    const price = book.orderPrice[slot];
    emitOrder(
      this.log,
      type,
      cause,
      book.orderOwner[slot],
      instrument,
      order,
      side,
      orderType,
      price,
      lots,
      0,
      why,
    );
  }
}
