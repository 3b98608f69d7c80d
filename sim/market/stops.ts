import { emitOrder } from '../emit.ts';
import { BUY, EVENT, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { STP } from './commands.ts';
import type { Exchange } from './exchange.ts';

/** Most stops that one order may set off; a longer chain goes on with the next order. */
const LONGEST_CHAIN = 10_000;

/**
 * Turns every stop whose trigger price the last trade met into a market order (or a limit order, for a stop-limit), in
 * order of trigger price and time; each may set off the next. A triggered stop cites the trade that triggered it.
 */
export function triggerStops(exchange: Exchange, instrument: number): void {
  const { world, log } = exchange;
  const stops = world.stops[instrument];
  if (stops.orders === 0 || !world.isOpen(instrument)) return;
  for (let chain = 0; chain < LONGEST_CHAIN; chain++) {
    const last = world.market.last[instrument];
    if (last === 0) return;
    const waitingSell = stops.bestSlot(BUY);
    const waitingBuy = stops.bestSlot(SELL);
    const sell = waitingSell !== NONE && stops.orderPrice[waitingSell] >= last;
    const buy = waitingBuy !== NONE && stops.orderPrice[waitingBuy] <= last;
    if (!sell && !buy) return;
    const slot = sell ? waitingSell : waitingBuy;
    const side = sell ? SELL : BUY;
    const order = stops.orderId[slot];
    const owner = stops.orderOwner[slot];
    const limit = stops.orderTag[slot];
    const price = limit > 0 ? limit : exchange.protectedPrice(instrument, side);
    const cause = world.market.lastSeq[instrument];
    const lots = stops.orderQuantity[slot];
    const triggered = emitOrder(
      log,
      EVENT.StopTriggered,
      cause,
      owner,
      instrument,
      order,
      side,
      ORDER_TYPE.stop,
      price,
      lots,
      last,
      REASON.stop,
    );
    exchange.match(triggered, REASON.stop, STP.cancelNewest);
    const left = world.incoming;
    if (left.order !== order) continue;
    const type = limit > 0 ? EVENT.OrderRested : EVENT.OrderCancelled;
    emitOrder(
      log,
      type,
      triggered,
      owner,
      instrument,
      order,
      side,
      ORDER_TYPE.stop,
      price,
      left.quantity,
      0,
      limit > 0 ? REASON.none : REASON.protected,
    );
  }
}
