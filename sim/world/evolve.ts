import { BUY, baseOf, EVENT, type EventBatch, ORDER_TYPE } from '../events.ts';
import { type Definition, eventTypes, vocabulary } from '../vocabulary.ts';
import { NONE } from './book.ts';
import { evolveBalance } from './evolve-balance.ts';
import { evolveHalts } from './evolve-halts.ts';
import { evolveOpening } from './evolve-opening.ts';
import { evolveOptions } from './evolve-options.ts';
import { applyTrade, replaceQuotes, rest, takeOff } from './evolve-orders.ts';
import { evolvePrimary } from './evolve-primary.ts';
import { evolveReference } from './evolve-reference.ts';
import type { World } from './world.ts';

const REMEMBERED = Uint8Array.from(eventTypes, (type) =>
  (vocabulary[type] as Definition).remembered ? 1 : 0,
);
// Codes as constants of the module: the switch below runs millions of times a second.
const ORDER_PLACED = EVENT.OrderPlaced;
const TRADED = EVENT.Traded;
const ORDER_RESTED = EVENT.OrderRested;
const ORDER_CANCELLED = EVENT.OrderCancelled;
const ORDER_REDUCED = EVENT.OrderReduced;
const QUOTES_REPLACED = EVENT.QuotesReplaced;
const MARKED = EVENT.Marked;
const ORDER_REJECTED = EVENT.OrderRejected;
const STOP_PLACED = EVENT.StopPlaced;
const STOP_TRIGGERED = EVENT.StopTriggered;

/**
 * Applies one event to the world: the only place where the world changes. The live run and the replay both call it,
 * so what the log says is what happened.
 */
export function evolve(world: World, batch: EventBatch, row: number, seq: number): void {
  const type = batch.type[row];
  switch (type) {
    case ORDER_PLACED:
      return placed(world, batch, row, seq);
    case TRADED:
      return applyTrade(world, batch, row, seq);
    case ORDER_RESTED:
      return rest(world);
    case ORDER_CANCELLED:
      return takeOff(world, batch.instrument[row], batch.order[row]);
    case ORDER_REDUCED:
      return reduced(world, batch, row);
    case QUOTES_REPLACED:
      return replaceQuotes(world, batch, row, seq);
    case MARKED:
      return world.market.takeMark(
        world.instruments[batch.instrument[row]],
        batch.price[row],
        seq,
        batch.tick[row],
      );
    case ORDER_REJECTED:
      return;
    case STOP_PLACED:
      world.nextOrder = batch.order[row] + 1;
      if (batch.counterOrder[row] >= 0) world.stopPrevention.set(batch.order[row], batch.counterOrder[row]);
      // A sell stop waits below the market like a bid, a buy stop above it like an offer.
      world.stops[batch.instrument[row]].insert(
        batch.order[row],
        -batch.side[row],
        batch.price[row],
        batch.quantity[row],
        batch.actor[row],
        batch.value[row],
        batch.orderType[row],
      );
      return;
    case STOP_TRIGGERED: {
      const stops = world.stops[batch.instrument[row]];
      stops.removeSlot(stops.slotOf(batch.order[row]));
      world.stopPrevention.delete(batch.order[row]);
      return come(world, batch, row);
    }
    default:
      if (REMEMBERED[type] === 1) world.remember(batch.actor[row], batch.detailOf(row));
      if (evolveReference(world, batch, row, seq) || evolveBalance(world, batch, row, seq)) return;
      if (evolveOptions(world, batch, row, seq) || evolveHalts(world, batch, row, seq)) return;
      if (evolveOpening(world, batch, row)) return;
      evolvePrimary(world, batch, row, seq);
      return;
  }
}

function come(world: World, batch: EventBatch, row: number): void {
  const incoming = world.incoming;
  incoming.order = batch.order[row];
  incoming.instrument = batch.instrument[row];
  incoming.owner = batch.actor[row];
  incoming.side = batch.side[row];
  incoming.quantity = batch.quantity[row];
  incoming.price = batch.price[row];
  incoming.tag = batch.type[row] === ORDER_PLACED ? batch.value[row] : 0;
  incoming.orderType = batch.orderType[row];
}

/** A passive limit order rests at once, and in a call every order; any other waits as the incoming one for its trades. */
function placed(world: World, batch: EventBatch, row: number, seq: number): void {
  const orderType = batch.orderType[row];
  world.nextOrder = batch.order[row] + 1;
  come(world, batch, row);
  if (world.isCollecting(batch.instrument[row])) {
    const called = { seq, reason: batch.reason[row] };
    world.phases.called[batch.instrument[row]].set(batch.order[row], called);
    return rest(world);
  }
  const base = baseOf(orderType);
  if (base !== ORDER_TYPE.limit && base !== ORDER_TYPE['post-only']) return;
  const best = world.books[batch.instrument[row]].bestPrice(-batch.side[row]);
  const crosses =
    best !== NONE && (batch.side[row] === BUY ? batch.price[row] >= best : batch.price[row] <= best);
  if (!crosses) rest(world);
}

function reduced(world: World, batch: EventBatch, row: number): void {
  const order = batch.order[row];
  if (world.incoming.order === order) {
    world.incoming.quantity -= batch.quantity[row];
    if (world.incoming.quantity === 0) world.incoming.order = -1;
    return;
  }
  const book = world.books[batch.instrument[row]];
  const slot = book.slotOf(order);
  if (slot === NONE) throw new Error(`order ${order} was reduced but does not rest in the book`);
  if (book.orderQuantity[slot] === batch.quantity[row]) takeOff(world, batch.instrument[row], order);
  else book.reduceSlot(slot, batch.quantity[row]);
}
