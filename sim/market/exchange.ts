import { emit, emitOrder, emitTrade, type Log } from '../emit.ts';
import { BUY, EVENT, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import { LARGEST } from '../world/book-checks.ts';
import type { World } from '../world/world.ts';
import { COMMAND, type CommandQueue, OWN_DECLARATION, STP } from './commands.ts';
import { replaceLadder } from './quoting.ts';
import { MetStops, triggerStops } from './stops.ts';

/** Market orders trade no further than this from the mid at entry. */
const PROTECTION = 0.03;
const REDUCE_SHIFT = ORDER_TYPE['limit-reduce'] - ORDER_TYPE.limit;

/** Rules in which one exchange may differ from another. */
export interface ExchangeRules {
  /** Share of the mid beyond which market orders do not trade; Infinity lets them trade at any price. */
  readonly protection?: number;
  /** An account that stands for many owners, one for each of its orders: they may trade with each other. */
  readonly omnibus?: number;
}

/**
 * The rules by which orders meet: price-time priority, order types, self-trade prevention, halts. It reads the world
 * and records events; `evolve` does the changing, so each step is decided on the state the previous one left.
 */
export class Exchange {
  /** Newest declaration of each actor: what its orders cite as OWN_DECLARATION. */
  private readonly declared = new Map<number, number>();
  /** Self-trade prevention of waiting stops, where it is not the default. */
  private readonly stopPrevention = new Map<number, number>();
  readonly met = new MetStops();
  private readonly protection: number;
  private readonly omnibus: number;

  constructor(
    readonly world: World,
    readonly log: Log,
    { protection = PROTECTION, omnibus = NONE }: ExchangeRules = {},
  ) {
    this.protection = protection;
    this.omnibus = omnibus;
  }

  /** Executes the command at row `n`. */
  execute(queue: CommandQueue, n: number): void {
    const actor = queue.actor[n];
    let cause = queue.cause[n];
    if (cause === OWN_DECLARATION) cause = this.declared.get(actor) ?? this.world.tickSeq;
    switch (queue.kind[n]) {
      case COMMAND.declare: {
        const declaration = queue.declarations[n];
        if (declaration)
          this.declared.set(
            actor,
            emit(this.log, declaration.type, cause, declaration.columns, declaration.detail),
          );
        return;
      }
      case COMMAND.order:
        return this.place(queue, n, cause);
      case COMMAND.cancel:
        return this.cancel(actor, queue.instrument[n], queue.order[n], REASON.cancelled, cause);
      case COMMAND.replace:
        return this.replace(queue, n, cause);
      case COMMAND.quote:
        return replaceLadder(this.world, this.log, queue, n, cause);
    }
  }

  private reject(queue: CommandQueue, n: number, cause: number, why: number): void {
    const side = queue.side[n];
    const { log } = this;
    const actor = queue.actor[n];
    const value = queue.reason[n];
    emitOrder(
      log,
      EVENT.OrderRejected,
      cause,
      actor,
      queue.instrument[n],
      -1,
      side,
      queue.orderType[n],
      queue.price[n],
      queue.quantity[n],
      value,
      why,
    );
  }

  private place(queue: CommandQueue, n: number, cause: number): void {
    const why = this.refusal(queue, n);
    if (why === REASON.none) this.accept(queue, n, cause);
    else this.reject(queue, n, cause, why);
  }

  /** Why an order cannot be taken, or none. */
  private refusal(queue: CommandQueue, n: number): number {
    const { world } = this;
    const i = queue.instrument[n];
    const side = queue.side[n];
    const price = queue.price[n];
    const base = baseOf(queue.orderType[n]);
    const quantity = queue.quantity[n];
    if (!(quantity >= 1) || quantity !== Math.trunc(quantity)) return REASON['off-lot'];
    if (quantity > LARGEST) return REASON['out-of-range'];
    if (world.inSession[i] !== 1) return REASON.closed;
    if (isReduce(queue.orderType[n]) && this.reducible(queue.actor[n], i, side) === 0)
      return REASON['reduce-only'];
    if (base === ORDER_TYPE.market) return world.isOpen(i) ? REASON.none : REASON.halted;
    if (!this.inRange(i, price)) return REASON['out-of-range'];
    if (base === ORDER_TYPE.stop)
      return queue.value[n] === 0 || this.inRange(i, queue.value[n]) ? REASON.none : REASON['out-of-range'];
    const crosses = this.crosses(i, side, price);
    const passive = !crosses && (base === ORDER_TYPE.limit || base === ORDER_TYPE['post-only']);
    if (!passive && !world.isOpen(i)) return REASON.halted;
    return crosses && base === ORDER_TYPE['post-only'] ? REASON['would-cross'] : REASON.none;
  }

  /** Takes an order that was not refused: it rests, waits as a stop, or meets the book. */
  private accept(queue: CommandQueue, n: number, cause: number): void {
    const { world, log } = this;
    const i = queue.instrument[n];
    const actor = queue.actor[n];
    const side = queue.side[n];
    const type = queue.orderType[n];
    const base = baseOf(type);
    const reason = queue.reason[n];
    const stp = queue.stp[n];
    const quantity = isReduce(type)
      ? Math.min(queue.quantity[n], this.reducible(actor, i, side))
      : queue.quantity[n];
    const order = world.nextOrder;
    const price = base === ORDER_TYPE.market ? this.protectedPrice(i, side) : queue.price[n];
    const value = queue.value[n];
    if (base === ORDER_TYPE.stop) {
      if (stp !== STP.cancelNewest) this.stopPrevention.set(order, stp);
      emitOrder(log, EVENT.StopPlaced, cause, actor, i, order, side, type, price, quantity, value, reason);
      return triggerStops(this, i);
    }
    const killed = base === ORDER_TYPE.fok && !this.fillable(i, actor, side, price, quantity, stp);
    const placed = emitOrder(
      log,
      EVENT.OrderPlaced,
      cause,
      actor,
      i,
      order,
      side,
      type,
      price,
      quantity,
      value,
      reason,
    );
    if (world.incoming.order === order) {
      if (!killed) this.match(placed, reason, stp);
      if (world.incoming.order === order) this.finish(placed, base, killed);
    }
    triggerStops(this, i);
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

  /** Lets the incoming order meet the book until it is filled or nothing crosses. */
  match(cause: number, reason: number, stp: number): void {
    const { world, log } = this;
    const incoming = world.incoming;
    const { order, instrument, side, owner } = incoming;
    const book = world.books[instrument];
    const stops = world.stops[instrument];
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
      if (world.reduceOnly.size > 0 && world.reduceOnly.has(makerOrder)) {
        lots = Math.min(lots, this.reducible(maker, instrument, -side));
        if (lots <= 0) {
          this.cancel(maker, instrument, makerOrder, REASON['reduce-only'], cause);
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

  /** Queues the stops that the last trade has met. */
  meetStops(instrument: number): void {
    const { last, lastSeq } = this.world.market;
    if (last[instrument] > 0)
      this.met.meet(this.world.stops[instrument], last[instrument], lastSeq[instrument]);
  }

  /** Applies the incoming order's self-trade prevention against its own resting order. */
  private preventSelfTrade(cause: number, slot: number, lots: number, stp: number): void {
    const { instrument, owner, quantity } = this.world.incoming;
    const book = this.world.books[instrument];
    const why = REASON['self-trade'];
    if (stp === STP.cancelNewest) {
      this.recordIncoming(EVENT.OrderCancelled, cause, quantity, why);
    } else if (stp === STP.cancelOldest) {
      this.cancel(owner, instrument, book.orderId[slot], why, cause);
    } else {
      this.recordKept(EVENT.OrderReduced, cause, instrument, book, slot, lots, why);
      this.recordIncoming(EVENT.OrderReduced, cause, lots, why);
    }
  }

  /** Withdraws an order of this owner; an order that is gone already is no error (it may have traded this round). */
  cancel(owner: number, instrument: number, order: number, why: number, cause: number): void {
    const book = this.keeperOf(owner, instrument, order);
    if (!book) return;
    this.stopPrevention.delete(order);
    const slot = book.slotOf(order);
    this.recordKept(EVENT.OrderCancelled, cause, instrument, book, slot, book.orderQuantity[slot], why);
  }

  /** The book in which an owner's order rests, or the stops among which it waits. */
  private keeperOf(owner: number, instrument: number, order: number): OrderBook | undefined {
    const { world } = this;
    let keeper = world.books[instrument];
    let slot = keeper.slotOf(order);
    if (slot === NONE) {
      keeper = world.stops[instrument];
      slot = keeper.slotOf(order);
    }
    return slot !== NONE && keeper.orderOwner[slot] === owner ? keeper : undefined;
  }

  /**
   * Changes an order: a smaller size at the same price keeps its place, anything else queues anew. An order that is
   * gone already is placed again; one that may not be changed like this stays as it is.
   */
  private replace(queue: CommandQueue, n: number, cause: number): void {
    const i = queue.instrument[n];
    const actor = queue.actor[n];
    const order = queue.order[n];
    const keeper = this.keeperOf(actor, i, order);
    if (!keeper) return this.place(queue, n, cause);
    const slot = keeper.slotOf(order);
    const side = keeper.orderSide[slot];
    const price = keeper.orderPrice[slot];
    const less = keeper.orderQuantity[slot] - queue.quantity[n];
    const inPlace = keeper === this.world.books[i] && side === queue.side[n] && price === queue.price[n];
    if (inPlace && less >= 0 && queue.quantity[n] >= 1 && less === Math.trunc(less)) {
      if (less > 0) this.recordKept(EVENT.OrderReduced, cause, i, keeper, slot, less, REASON.replaced);
      return;
    }
    const why = this.refusal(queue, n);
    if (why !== REASON.none) return this.reject(queue, n, cause, why);
    this.cancel(actor, i, order, REASON.replaced, cause);
    this.accept(queue, n, cause);
  }

  /** Records what happens to the incoming order. */
  recordIncoming(type: number, cause: number, lots: number, why: number): void {
    const { order, instrument, owner, side, price, orderType } = this.world.incoming;
    emitOrder(this.log, type, cause, owner, instrument, order, side, orderType, price, lots, 0, why);
  }

  /** Records what happens to an order that rests in the book or waits among the stops. */
  private recordKept(
    type: number,
    cause: number,
    instrument: number,
    book: OrderBook,
    slot: number,
    lots: number,
    why: number,
  ): void {
    const stop = book === this.world.stops[instrument];
    const side = stop ? -book.orderSide[slot] : book.orderSide[slot];
    const orderType = stop ? ORDER_TYPE.stop : ORDER_TYPE.limit;
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

  private crosses(instrument: number, side: number, price: number): boolean {
    const best = this.world.books[instrument].bestPrice(-side);
    return best !== NONE && (side === BUY ? price >= best : price <= best);
  }

  private inRange(instrument: number, price: number): boolean {
    return price >= 1 && price <= this.world.instruments[instrument].maxPriceTicks;
  }

  /** How far a market order may trade: its protection through the mid, the only best price, or the last trade. */
  protectedPrice(instrument: number, side: number): number {
    const { world, protection } = this;
    const highest = world.instruments[instrument].maxPriceTicks;
    if (protection === Number.POSITIVE_INFINITY) return side === BUY ? highest : 1;
    const book = world.books[instrument];
    const bid = book.bestPrice(BUY);
    const ask = book.bestPrice(SELL);
    const only = bid !== NONE ? bid : ask !== NONE ? ask : world.market.last[instrument];
    const anchor = bid !== NONE && ask !== NONE ? (bid + ask) / 2 : only;
    const limit = side === BUY ? Math.ceil(anchor * (1 + protection)) : Math.floor(anchor * (1 - protection));
    return Math.min(Math.max(1, limit), highest);
  }

  /** Takes and forgets the self-trade prevention of a stop that has been triggered. */
  takePrevention(stop: number): number {
    const stp = this.stopPrevention.get(stop) ?? STP.cancelNewest;
    this.stopPrevention.delete(stop);
    return stp;
  }

  /** Lots by which an order on this side may still shrink the account's position. */
  reducible(account: number, instrument: number, side: number): number {
    if (account === this.omnibus) return 0;
    return Math.max(0, -side * this.world.ledger.lots(account, instrument));
  }

  /** Whether a fill-or-kill order can be filled whole, own orders and makers that may only reduce considered. */
  private fillable(
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
    /** Positions of the makers met so far, as they would be after these fills. */
    const positions = world.reduceOnly.size > 0 ? new Map<number, number>() : undefined;
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
        if (positions) {
          const held = positions.get(maker) ?? world.ledger.lots(maker, instrument);
          if (world.reduceOnly.has(book.orderId[slot])) fill = Math.min(fill, Math.max(0, side * held));
          positions.set(maker, held - side * fill);
        }
        left -= fill;
      }
    }
    return left === 0;
  }
}

function isReduce(orderType: number): boolean {
  return orderType > REDUCE_SHIFT;
}

/** The type of an order apart from whether it may only reduce. */
function baseOf(orderType: number): number {
  return isReduce(orderType) ? orderType - REDUCE_SHIFT : orderType;
}
