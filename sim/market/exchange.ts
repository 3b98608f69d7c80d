import { emit, emitOrder, type Log } from '../emit.ts';
import { BUY, baseOf, EVENT, isReduceOnly, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { COMMAND, type CommandQueue, FIRST_ROW_CAUSE, STP } from './commands.ts';
import { Entry } from './entry.ts';
import { Matching } from './matching.ts';
import { pullLadders, replaceLadder } from './quoting.ts';
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
  private readonly entry: Entry;

  constructor(
    readonly world: World,
    readonly log: Log,
    { protection = PROTECTION, omnibus = NONE, checksFunds = false }: ExchangeRules = {},
  ) {
    this.matching = new Matching(world, log, omnibus, checksFunds);
    this.entry = new Entry(world, this.matching, protection, checksFunds);
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
    const why = this.entry.refusal(queue, n);
    if (why === REASON.none) this.accept(queue, n, cause);
    else this.reject(queue, n, cause, why);
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
    const price = this.entry.priceOf(queue, n);
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
    if (order < 0) return undefined; // -1 stands for no order
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
    const why = this.entry.refusal(queue, n);
    if (why !== REASON.none) return this.reject(queue, n, cause, why);
    this.cancel(actor, i, order, REASON.replaced, cause);
    this.accept(queue, n, cause);
  }

  /** How far a market order may trade here. */
  protectedPrice(instrument: number, side: number): number {
    return this.entry.protectedPrice(instrument, side);
  }
}
