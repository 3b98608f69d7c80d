import { emit, emitOrder, emitTrade, type Log } from '../emit.ts';
import { BUY, EVENT, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { COMMAND, type CommandQueue, OWN_DECLARATION, STP } from './commands.ts';
import { replaceLadder } from './quoting.ts';
import { triggerStops } from './stops.ts';

/** Market orders trade no further than this from the mid at entry. */
const PROTECTION = 0.03;
const REDUCE_SHIFT = ORDER_TYPE['limit-reduce'] - ORDER_TYPE.limit;

/**
 * The rules by which orders meet: price-time priority, order types, self-trade prevention, halts. It reads the world
 * and records events; `evolve` does the changing, so each step is decided on the state the previous one left.
 */
export class Exchange {
  /** Newest declaration of each actor: what its orders cite as OWN_DECLARATION. */
  private readonly declared = new Map<number, number>();

  constructor(
    readonly world: World,
    readonly log: Log,
  ) {}

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
    const { world, log } = this;
    const i = queue.instrument[n];
    const actor = queue.actor[n];
    const side = queue.side[n];
    const type = queue.orderType[n];
    const reduceOnly = type > REDUCE_SHIFT;
    const base = reduceOnly ? type - REDUCE_SHIFT : type;
    let quantity = queue.quantity[n];
    if (!(quantity >= 1) || quantity !== Math.trunc(quantity))
      return this.reject(queue, n, cause, REASON['off-lot']);
    if (world.inSession[i] !== 1) return this.reject(queue, n, cause, REASON.closed);
    if (reduceOnly) {
      quantity = Math.min(quantity, this.reducible(actor, i, side));
      if (quantity <= 0) return this.reject(queue, n, cause, REASON['reduce-only']);
    }
    const order = world.nextOrder;
    const reason = queue.reason[n];
    if (base === ORDER_TYPE.stop) {
      if (!this.inRange(i, queue.price[n])) return this.reject(queue, n, cause, REASON['out-of-range']);
      emitOrder(
        log,
        EVENT.StopPlaced,
        cause,
        actor,
        i,
        order,
        side,
        type,
        queue.price[n],
        quantity,
        queue.value[n],
        reason,
      );
      return triggerStops(this, i);
    }
    const price = base === ORDER_TYPE.market ? this.protectedPrice(i, side) : queue.price[n];
    if (!this.inRange(i, price)) return this.reject(queue, n, cause, REASON['out-of-range']);
    const crosses = this.crosses(i, side, price);
    if (!world.isOpen(i) && (crosses || base !== ORDER_TYPE.limit))
      return this.reject(queue, n, cause, REASON.halted);
    if (base === ORDER_TYPE['post-only'] && crosses)
      return this.reject(queue, n, cause, REASON['would-cross']);
    const killed = base === ORDER_TYPE.fok && !this.fillable(i, actor, side, price, quantity, queue.stp[n]);
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
      queue.value[n],
      reason,
    );
    if (world.incoming.order !== order) return; // it rests
    if (!killed) this.match(placed, reason, queue.stp[n]);
    if (world.incoming.order === order) this.finish(placed, base, killed);
    triggerStops(this, i);
  }

  /** What becomes of the part of an incoming order that met nobody. */
  private finish(cause: number, base: number, killed: boolean): void {
    const { order, instrument, owner, side, price, quantity, orderType } = this.world.incoming;
    const rests = base === ORDER_TYPE.limit;
    const why = killed
      ? REASON['fok-unfilled']
      : base === ORDER_TYPE.market
        ? REASON.protected
        : REASON.unfilled;
    const type = rests ? EVENT.OrderRested : EVENT.OrderCancelled;
    emitOrder(
      this.log,
      type,
      cause,
      owner,
      instrument,
      order,
      side,
      orderType,
      price,
      quantity,
      0,
      rests ? REASON.none : why,
    );
  }

  /** Lets the incoming order meet the book until it is filled or nothing crosses. */
  match(cause: number, reason: number, stp: number): void {
    const { world, log } = this;
    const incoming = world.incoming;
    const { order, instrument, side, owner } = incoming;
    const book = world.books[instrument];
    while (incoming.order === order) {
      const slot = book.bestSlot(-side);
      if (slot === NONE) return;
      const price = book.orderPrice[slot];
      if (side === BUY ? price > incoming.price : price < incoming.price) return;
      const maker = book.orderOwner[slot];
      const makerOrder = book.orderId[slot];
      let lots = Math.min(incoming.quantity, book.orderQuantity[slot]);
      if (maker === owner && this.preventSelfTrade(cause, slot, lots, stp)) continue;
      if (world.reduceOnly.size > 0 && world.reduceOnly.has(makerOrder)) {
        lots = Math.min(lots, this.reducible(maker, instrument, -side));
        if (lots <= 0) {
          this.cancel(maker, instrument, makerOrder, REASON['reduce-only'], cause);
          continue;
        }
      }
      emitTrade(log, cause, owner, instrument, order, maker, makerOrder, side, price, lots, reason);
    }
  }

  /** Applies the incoming order's self-trade prevention against its own resting order. */
  private preventSelfTrade(cause: number, slot: number, lots: number, stp: number): boolean {
    const { world, log } = this;
    const { order, instrument, owner, side, orderType, price, quantity } = world.incoming;
    const book = world.books[instrument];
    const own = book.orderId[slot];
    const why = REASON['self-trade'];
    if (stp === STP.cancelNewest) {
      emitOrder(
        log,
        EVENT.OrderCancelled,
        cause,
        owner,
        instrument,
        order,
        side,
        orderType,
        price,
        quantity,
        0,
        why,
      );
    } else if (stp === STP.cancelOldest) {
      this.cancel(owner, instrument, own, why, cause);
    } else {
      const ownPrice = book.orderPrice[slot];
      emitOrder(
        log,
        EVENT.OrderReduced,
        cause,
        owner,
        instrument,
        own,
        -side,
        ORDER_TYPE.limit,
        ownPrice,
        lots,
        0,
        why,
      );
      emitOrder(
        log,
        EVENT.OrderReduced,
        cause,
        owner,
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
    return true;
  }

  /** Withdraws an order of this owner; an order that is gone already is no error (it may have traded this round). */
  cancel(owner: number, instrument: number, order: number, why: number, cause: number): void {
    const { world, log } = this;
    for (const book of [world.books[instrument], world.stops[instrument]]) {
      const slot = book.slotOf(order);
      if (slot === NONE) continue;
      if (book.orderOwner[slot] !== owner) break;
      const stop = book === world.stops[instrument];
      const side = stop ? -book.orderSide[slot] : book.orderSide[slot];
      const type = stop ? ORDER_TYPE.stop : ORDER_TYPE.limit;
      emitOrder(
        log,
        EVENT.OrderCancelled,
        cause,
        owner,
        instrument,
        order,
        side,
        type,
        book.orderPrice[slot],
        book.orderQuantity[slot],
        0,
        why,
      );
      return;
    }
  }

  /** Changes a resting order: a smaller size at the same price keeps its place, anything else queues anew. */
  private replace(queue: CommandQueue, n: number, cause: number): void {
    const { world, log } = this;
    const i = queue.instrument[n];
    const order = queue.order[n];
    const book = world.books[i];
    const slot = book.slotOf(order);
    if (slot !== NONE && book.orderOwner[slot] === queue.actor[n]) {
      const held = book.orderQuantity[slot];
      const shrinks =
        queue.price[n] === book.orderPrice[slot] && queue.quantity[n] <= held && queue.quantity[n] >= 1;
      if (shrinks) {
        const less = held - queue.quantity[n];
        if (less > 0)
          emitOrder(
            log,
            EVENT.OrderReduced,
            cause,
            queue.actor[n],
            i,
            order,
            book.orderSide[slot],
            ORDER_TYPE.limit,
            book.orderPrice[slot],
            less,
            0,
            REASON.replaced,
          );
        return;
      }
      this.cancel(queue.actor[n], i, order, REASON.replaced, cause);
    }
    this.place(queue, n, cause);
  }

  private crosses(instrument: number, side: number, price: number): boolean {
    const best = this.world.books[instrument].bestPrice(-side);
    return best !== NONE && (side === BUY ? price >= best : price <= best);
  }

  private inRange(instrument: number, price: number): boolean {
    return price >= 1 && price <= this.world.instruments[instrument].maxPriceTicks;
  }

  /** How far a market order may trade: 3 % through the mid, or through the only best price there is. */
  protectedPrice(instrument: number, side: number): number {
    const book = this.world.books[instrument];
    const bid = book.bestPrice(BUY);
    const ask = book.bestPrice(SELL);
    const anchor =
      bid !== NONE && ask !== NONE ? (bid + ask) / 2 : Math.max(bid, ask, this.world.market.last[instrument]);
    const limit = side === BUY ? Math.ceil(anchor * (1 + PROTECTION)) : Math.floor(anchor * (1 - PROTECTION));
    return Math.min(Math.max(1, limit), this.world.instruments[instrument].maxPriceTicks);
  }

  /** Lots by which an order on this side may still shrink the account's position. */
  private reducible(account: number, instrument: number, side: number): number {
    return Math.max(0, -side * this.world.ledger.lots(account, instrument));
  }

  /** Whether a fill-or-kill order can be filled whole without meeting its owner. */
  private fillable(
    instrument: number,
    owner: number,
    side: number,
    price: number,
    lots: number,
    stp: number,
  ): boolean {
    const book = this.world.books[instrument];
    if (book.quantityWithin(-side, price, lots) < lots) return false;
    let left = lots;
    for (let at = book.bestPrice(-side); at !== NONE && left > 0; at = book.nextPrice(-side, at)) {
      for (let slot = book.headAt(-side, at); slot !== NONE && left > 0; slot = book.nextInLevel(slot)) {
        const fits = side === BUY ? at <= price : at >= price;
        if (!fits) return false;
        if (book.orderOwner[slot] === owner) {
          if (stp !== STP.cancelOldest) return false;
          continue;
        }
        left -= book.orderQuantity[slot];
      }
    }
    return left <= 0;
  }
}
