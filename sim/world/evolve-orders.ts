import { BUY, type EventBatch, ORDER_TYPE, REASON } from '../events.ts';
import { NONE } from './book.ts';
import type { Instrument } from './instrument.ts';
import type { World } from './world.ts';

const POST_ONLY = ORDER_TYPE['post-only'];
const QUOTE = REASON.quote;

/** Rests what is left of the incoming order in its book. */
export function rest(world: World): void {
  const incoming = world.incoming;
  const { instrument, owner, tag, orderType } = incoming;
  world.books[instrument].insert(
    incoming.order,
    incoming.side,
    incoming.price,
    incoming.quantity,
    owner,
    tag,
    orderType,
  );
  const tags = world.accounts[owner].tags;
  if (tags > 0) world.tagged[owner][instrument * tags + tag] = incoming.order;
  incoming.order = -1;
}

/** Removes an order from wherever it is: the incoming place, the book or the stops. */
export function takeOff(world: World, instrument: number, order: number): void {
  if (world.stopPrevention.size > 0) world.stopPrevention.delete(order);
  if (world.incoming.order === order) {
    world.incoming.order = -1;
    return;
  }
  const book = world.books[instrument];
  const slot = book.slotOf(order);
  if (slot !== NONE) {
    forget(world, instrument, slot);
    book.removeSlot(slot);
    return;
  }
  const stops = world.stops[instrument];
  const waiting = stops.slotOf(order);
  if (waiting === NONE) throw new Error(`order ${order} was cancelled but neither rests nor waits`);
  stops.removeSlot(waiting);
}

/** The order in this slot no longer rests under its tag. */
function forget(world: World, instrument: number, slot: number): void {
  const book = world.books[instrument];
  const owner = book.orderOwner[slot];
  const tags = world.accounts[owner].tags;
  const at = instrument * tags + book.orderTag[slot];
  if (tags > 0 && world.tagged[owner][at] === book.orderId[slot]) world.tagged[owner][at] = -1;
}

/** A trade, allowed by session, halt and band or the run stops: both orders shrink, the ledger moves, fees are taken, the tape and the latent book take note. */
export function applyTrade(world: World, batch: EventBatch, row: number, seq: number): void {
  const i = batch.instrument[row];
  const instrument = world.instruments[i];
  const book = world.books[i];
  const lots = batch.quantity[row];
  const price = batch.price[row];
  const taker = batch.actor[row];
  const maker = batch.counterparty[row];
  const side = batch.side[row];
  const { incoming } = world;
  const slot = book.slotOf(batch.counterOrder[row]);
  if (slot === NONE)
    throw new Error(`trade with order ${batch.counterOrder[row]}, which does not rest in ${instrument.id}`);
  if (!world.mayTrade(i, price, incoming.order !== batch.order[row])) throw forbidden(world, i, price);
  fillResting(world, instrument, slot, lots, price);
  if (incoming.order === batch.order[row]) {
    if (taker === world.latentAccount)
      world.latent.execute(incoming.tag, lots * price * instrument.centsPerTickLot * 0.01);
    incoming.quantity -= lots;
    if (incoming.quantity === 0) incoming.order = -1;
  } else {
    // In an auction both have rested.
    const taken = book.slotOf(batch.order[row]);
    if (taken === NONE)
      throw new Error(`trade of order ${batch.order[row]}, which is not in ${instrument.id}`);
    fillResting(world, instrument, taken, lots, price);
  }
  const ledger = world.ledger;
  if (side === BUY) ledger.trade(instrument, taker, maker, price, lots);
  else ledger.trade(instrument, maker, taker, price, lots);
  ledger.fee(instrument, taker, price, lots, instrument.takerFeeBps);
  ledger.fee(instrument, maker, price, lots, instrument.makerFeeBps);
  const market = world.market;
  market.last[i] = price;
  market.lastSeq[i] = seq;
  market.volume[i] += lots;
  market.netTaker[i] += side * lots;
  market.flow.trade(side * lots * price * instrument.centsPerTickLot * 0.01);
}

/** A resting order shrinks by what it traded. */
function fillResting(world: World, instrument: Instrument, slot: number, lots: number, price: number): void {
  const i = instrument.index;
  const book = world.books[i];
  if (book.orderOwner[slot] === world.latentAccount)
    world.latent.execute(book.orderTag[slot], lots * price * instrument.centsPerTickLot * 0.01);
  if (lots === book.orderQuantity[slot]) {
    forget(world, i, slot);
    book.removeSlot(slot);
  } else {
    book.reduceSlot(slot, lots);
  }
}

function forbidden(world: World, i: number, price: number): Error {
  const { phases, tick } = world;
  const { id } = world.instruments[i];
  const traded = `${id} traded at ${price} at tick ${tick}`;
  if (world.inSession[i] !== 1) return new Error(`${traded}, when its venue was closed`);
  if (world.haltedUntil[i] >= tick) return new Error(`${traded}, when it was halted`);
  if (price < phases.low[i] || price > phases.high[i])
    return new Error(`${traded}, outside its band from ${phases.low[i]} to ${phases.high[i]}`);
  return new Error(
    world.isCollecting(i)
      ? `${traded} with an incoming order, while its auction collected orders`
      : `${traded} between resting orders, without an auction`,
  );
}

/** A maker's ladder on one side moves: each level's order joins the back of its new queue, whole again. */
export function replaceQuotes(world: World, batch: EventBatch, row: number, seq: number): void {
  const i = batch.instrument[row];
  const maker = batch.actor[row];
  const side = batch.side[row];
  const ladder = world.ladders.get(world.ladderKey(maker, i));
  if (!ladder)
    throw new Error(`${world.accounts[maker].name} quotes ${world.instruments[i].id} without a ladder`);
  const at = side === BUY ? 0 : 1;
  const book = world.books[i];
  const first = ladder.firstOrder[at];
  const touchTicks = batch.price[row];
  const touchLots = batch.quantity[row];
  const levels = batch.value[row];
  const shown = ladder.shown[at];
  const called = world.isCollecting(i) ? world.phases.called[i] : undefined;
  ladder.shown[at] = levels;
  ladder.touchTicks[at] = touchTicks;
  ladder.touchLots[at] = touchLots;
  for (let level = 0; level < levels; level++) {
    const price = touchTicks - side * level * ladder.stepTicks;
    const lots = Math.max(1, Math.round(touchLots * ladder.weights[level]));
    const slot = book.slotOf(first + level);
    if (slot === NONE) book.insert(first + level, side, price, lots, maker, 0, POST_ONLY);
    else book.requeueSlot(slot, price, lots);
    if (called) called.set(first + level, { seq, reason: QUOTE });
  }
  for (let level = levels; level < shown; level++) {
    const slot = book.slotOf(first + level);
    if (slot !== NONE) book.removeSlot(slot);
  }
}
