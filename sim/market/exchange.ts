import { emit, emitOrder, type Log } from '../emit.ts';
import { BUY, baseOf, EVENT, isReduceOnly, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import { LARGEST } from '../world/book-checks.ts';
import type { World } from '../world/world.ts';
import { COMMAND, type CommandQueue, FIRST_ROW_CAUSE, STP } from './commands.ts';
import { isUnfunded } from './funds.ts';
import { Matching } from './matching.ts';
import { protectedPrice, withinBand } from './price-limits.ts';
import { pullLadders, replaceLadder } from './quoting.ts';
import { shortSaleRefusal } from './short-sales.ts';
import { triggerStops } from './stops.ts';

/** Market orders trade no further than this from the mid at entry. */
const PROTECTION = 0.03;

/** Rules in which one exchange may differ from another. */
export interface ExchangeRules {
  /** Share of the mid beyond which market orders do not trade; Infinity lets them trade at any price. */
  readonly protection?: number;
  /** Whether nobody trades beyond what it has and may borrow; off where accounts are mere names. */
  readonly checksFunds?: boolean;
  /** An account that stands for many owners, one for each of its orders: they may trade with each other. */
  readonly omnibus?: number;
}

/**
 * The rules by which orders meet: price-time priority, order types, self-trade prevention, halts. It reads the world
 * and records events; `evolve` does the changing, so each step is decided on the state the previous one left.
 */
export class Exchange {
  readonly matching: Matching;
  private readonly protection: number;
  private readonly checksFunds: boolean;

  constructor(
    readonly world: World,
    readonly log: Log,
    { protection = PROTECTION, omnibus = NONE, checksFunds = false }: ExchangeRules = {},
  ) {
    this.protection = protection;
    this.checksFunds = checksFunds;
    this.matching = new Matching(world, log, omnibus, checksFunds);
  }

  /** Executes the command at row `n`. */
  execute(queue: CommandQueue, n: number): void {
    const actor = queue.actor[n];
    let cause = queue.cause[n];
    if (cause <= FIRST_ROW_CAUSE) cause = queue.declaredSeq[FIRST_ROW_CAUSE - cause];
    switch (queue.kind[n]) {
      case COMMAND.declare: {
        const declared = queue.declarations[n];
        if (declared)
          queue.declaredSeq[n] = emit(this.log, declared.type, cause, declared.columns, declared.detail);
        return;
      }
      case COMMAND.order:
        return this.place(queue, n, cause);
      case COMMAND.cancel:
        return this.cancel(actor, queue.instrument[n], queue.order[n], REASON.cancelled, cause);
      case COMMAND.replace:
        return this.replace(queue, n, cause);
      case COMMAND.quote:
        return replaceLadder(this.matching, queue, n, cause);
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
    const collects = world.isCollecting(i);
    if (world.inSession[i] !== 1 && !collects) return REASON.closed;
    if (isReduceOnly(queue.orderType[n]) && this.matching.reducible(queue.actor[n], i, side) === 0)
      return REASON['reduce-only'];
    const limit = base === ORDER_TYPE.market ? 0 : price;
    if (side === SELL && base !== ORDER_TYPE.stop && world.instruments[i].kind === 'etf') {
      const why = shortSaleRefusal(world, queue.actor[n], i, quantity, limit);
      if (why !== REASON.none) return why;
    }
    if (this.checksFunds && isUnfunded(world, queue.actor[n], i, side, quantity, limit))
      return REASON['no-funds'];
    if (base === ORDER_TYPE.market && !collects) return world.isOpen(i) ? REASON.none : REASON.halted;
    if (base === ORDER_TYPE.market) return this.refusalInCall(queue, n);
    if (price !== Math.trunc(price)) return REASON['off-tick'];
    if (!this.inRange(i, price)) return REASON['out-of-range'];
    if (base === ORDER_TYPE.stop)
      return queue.value[n] === 0 || this.inRange(i, queue.value[n]) ? REASON.none : REASON['out-of-range'];
    if (collects) return this.refusalInCall(queue, n);
    const crosses = this.crosses(i, side, withinBand(this.world, i, side, price));
    const passive = !crosses && (base === ORDER_TYPE.limit || base === ORDER_TYPE['post-only']);
    if (!passive && !world.isOpen(i)) return REASON.halted;
    return crosses && base === ORDER_TYPE['post-only'] ? REASON['would-cross'] : REASON.none;
  }

  /** Why an order cannot wait for an auction: it must trade at once, may only reduce, or would meet an own one there. */
  private refusalInCall(queue: CommandQueue, n: number): number {
    const i = queue.instrument[n];
    const side = queue.side[n];
    const type = queue.orderType[n];
    if (type === ORDER_TYPE.ioc || type === ORDER_TYPE.fok || isReduceOnly(type)) return REASON.halted;
    if (queue.stp[n] === STP.cancelOldest) return REASON.none;
    const own = this.matching.ownFacing(i, queue.actor[n], side, this.entryPrice(queue, n));
    return own === NONE ? REASON.none : REASON['self-trade'];
  }

  /** The price at which an order (no stop) enters: its own within the band, or as far as a market order may trade. */
  private entryPrice(queue: CommandQueue, n: number): number {
    const i = queue.instrument[n];
    const side = queue.side[n];
    return baseOf(queue.orderType[n]) === ORDER_TYPE.market
      ? this.protectedPrice(i, side)
      : withinBand(this.world, i, side, queue.price[n]);
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
    const quantity = isReduceOnly(type)
      ? Math.min(queue.quantity[n], this.matching.reducible(actor, i, side))
      : queue.quantity[n];
    const order = world.nextOrder;
    const value = queue.value[n];
    if (base === ORDER_TYPE.stop) {
      // The log keeps it with the stop, so that it still holds after a resume.
      if (stp !== STP.cancelNewest) log.batch.counterOrder[log.batch.length] = stp;
      const trigger = queue.price[n];
      emitOrder(log, EVENT.StopPlaced, cause, actor, i, order, side, type, trigger, quantity, value, reason);
      return triggerStops(this, i);
    }
    const price = this.entryPrice(queue, n);
    if (world.isCollecting(i)) this.matching.makeWay(i, actor, side, price, cause);
    const killed = base === ORDER_TYPE.fok && !this.matching.fillable(i, actor, side, price, quantity, stp);
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
      if (!killed) this.matching.match(placed, reason, stp);
      if (world.incoming.order === order) this.matching.finish(placed, base, killed);
    }
    triggerStops(this, i);
  }

  /** Withdraws an order of this owner; an order that is gone already is no error (it may have traded this round). */
  cancel(owner: number, instrument: number, order: number, why: number, cause: number): void {
    const book = this.keeperOf(owner, instrument, order);
    if (!book) return;
    this.matching.withdraw(cause, instrument, book, book.slotOf(order), why);
  }

  /** Withdraws everything that rests on an instrument: its day orders lapse, or it has expired and stops go too. */
  clear(instrument: number, cause: number, { stops }: { stops: boolean }): void {
    const { world, matching } = this;
    pullLadders(matching, instrument, cause);
    const kept = stops ? [world.books[instrument], world.stops[instrument]] : [world.books[instrument]];
    for (const book of kept)
      for (const side of [BUY, SELL])
        while (book.bestSlot(side) !== NONE)
          matching.withdraw(cause, instrument, book, book.bestSlot(side), REASON.closed);
  }

  /** The book in which an owner's order rests, or the stops among which it waits. */
  private keeperOf(owner: number, instrument: number, order: number): OrderBook | undefined {
    const { world } = this;
    if (order < 0) return undefined; // -1 stands for no order, and empty places of the books' index are marked with it
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
      if (less > 0)
        this.matching.recordKept(EVENT.OrderReduced, cause, i, keeper, slot, less, REASON.replaced);
      return;
    }
    const why = this.refusal(queue, n);
    if (why !== REASON.none) return this.reject(queue, n, cause, why);
    this.cancel(actor, i, order, REASON.replaced, cause);
    this.accept(queue, n, cause);
  }

  private crosses(instrument: number, side: number, price: number): boolean {
    const best = this.world.books[instrument].bestPrice(-side);
    return best !== NONE && (side === BUY ? price >= best : price <= best);
  }

  private inRange(instrument: number, price: number): boolean {
    return price >= 1 && price <= this.world.instruments[instrument].maxPriceTicks;
  }

  /** How far a market order may trade here. */
  protectedPrice(instrument: number, side: number): number {
    return protectedPrice(this.world, this.protection, instrument, side);
  }
}
