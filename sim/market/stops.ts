import { emitOrder } from '../emit.ts';
import { BUY, EVENT, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import type { Exchange } from './exchange.ts';

/** The stops of one instrument that trades have met, first met first; empty between two commands. */
export class MetStops {
  private readonly orders: number[] = [];
  private readonly prices: number[] = [];
  private readonly trades: number[] = [];
  private taken = 0;
  /** Furthest price to which waiting sell stops and buy stops have been looked through, or NONE. */
  private lowest = NONE;
  private highest = NONE;

  /** Queues what a trade at this price meets: the nearest trigger first, equal triggers in order of arrival. */
  meet(stops: OrderBook, priceTicks: number, trade: number): void {
    // Sell stops wait below the market on the buy side, where the best is the highest; buy stops above it.
    if (this.lowest === NONE || priceTicks < this.lowest) {
      this.collect(stops, BUY, this.lowest, priceTicks, trade);
      this.lowest = priceTicks;
    }
    if (this.highest === NONE || priceTicks > this.highest) {
      this.collect(stops, SELL, this.highest, priceTicks, trade);
      this.highest = priceTicks;
    }
  }

  private collect(stops: OrderBook, side: number, from: number, to: number, trade: number): void {
    let trigger = from === NONE ? stops.bestPrice(side) : stops.nextPrice(side, from);
    while (trigger !== NONE && side * (trigger - to) >= 0) {
      for (let slot = stops.headAt(side, trigger); slot !== NONE; slot = stops.nextInLevel(slot)) {
        this.orders.push(stops.orderId[slot]);
        this.prices.push(to);
        this.trades.push(trade);
      }
      trigger = stops.nextPrice(side, trigger);
    }
  }

  /** Hands over the next stop with the price and seq of the trade that met it; false when there is none. */
  next(send: (order: number, priceTicks: number, trade: number) => void): boolean {
    const at = this.taken;
    if (at < this.orders.length) {
      this.taken++;
      send(this.orders[at], this.prices[at], this.trades[at]);
      return true;
    }
    this.orders.length = 0;
    this.prices.length = 0;
    this.trades.length = 0;
    this.taken = 0;
    this.lowest = NONE;
    this.highest = NONE;
    return false;
  }
}

/**
 * Turns every stop that a trade has met into a market order (or a limit order, for a stop-limit), in the order in which
 * they were met; each may meet further ones. Also those that the last trade before them had met: just placed, or kept
 * waiting by a halt.
 */
export function triggerStops(exchange: Exchange, instrument: number): void {
  const { world, met } = exchange;
  const stops = world.stops[instrument];
  if (stops.orders === 0 || !world.isOpen(instrument)) return;
  const last = world.market.last[instrument];
  if (last > 0) met.meet(stops, last, world.market.lastSeq[instrument]);
  // Every turn takes one stop out of those waiting, so the chain ends.
  while (met.next((order, price, trade) => trigger(exchange, instrument, order, price, trade)));
}

/** Sends one stop into the book. It cites the trade that met it. */
function trigger(
  exchange: Exchange,
  instrument: number,
  order: number,
  metTicks: number,
  trade: number,
): void {
  const { world, log } = exchange;
  const stops = world.stops[instrument];
  const slot = stops.slotOf(order);
  const side = -stops.orderSide[slot];
  const owner = stops.orderOwner[slot];
  const limit = stops.orderTag[slot];
  const lots = stops.orderQuantity[slot];
  const reduces = world.reduceOnly.has(order);
  const type = reduces ? ORDER_TYPE['stop-reduce'] : ORDER_TYPE.stop;
  const price = limit > 0 ? limit : exchange.protectedPrice(instrument, side);
  const record = (event: number, cause: number, quantity: number, value: number, reason: number): number =>
    emitOrder(log, event, cause, owner, instrument, order, side, type, price, quantity, value, reason);
  const triggered = record(EVENT.StopTriggered, trade, lots, metTicks, REASON.stop);
  const allowed = reduces ? Math.min(lots, exchange.reducible(owner, instrument, side)) : lots;
  const why = REASON['reduce-only'];
  if (allowed === 0) record(EVENT.OrderCancelled, triggered, lots, 0, why);
  else if (allowed < lots) record(EVENT.OrderReduced, triggered, lots - allowed, 0, why);
  exchange.match(triggered, REASON.stop, exchange.takePrevention(order));
  if (world.incoming.order === order)
    exchange.finish(triggered, limit > 0 ? ORDER_TYPE.limit : ORDER_TYPE.market);
}
