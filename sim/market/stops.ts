import { emitOrder } from '../emit.ts';
import { BUY, EVENT, isReduceOnly, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE, type OrderBook } from '../world/book.ts';
import { STP } from './commands.ts';
import type { Exchange } from './exchange.ts';
import { withinBand } from './price-limits.ts';

/** The stops of one instrument that trades have met, first met first; empty between two commands. */
export class MetStops {
  private readonly orders: number[] = [];
  private readonly prices: number[] = [];
  private readonly trades: number[] = [];
  private taken = -1;
  /** Furthest price to which waiting sell stops and buy stops have been looked through, or NONE. */
  private lowest = NONE;
  private highest = NONE;

  /**
   * Queues what a trade at this price meets: triggers in the order in which the price passed them, equal ones in order
   * of arrival; sales before purchases where a first trade meets both.
   */
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

  /** Moves on to the next stop; false when there is none. */
  next(): boolean {
    this.taken++;
    if (this.taken < this.orders.length) return true;
    this.forget();
    return false;
  }

  private forget(): void {
    this.taken = -1;
    this.lowest = NONE;
    this.highest = NONE;
    // Most orders meet no stop, and emptying what is empty is not free.
    if (this.orders.length === 0) return;
    this.orders.length = 0;
    this.prices.length = 0;
    this.trades.length = 0;
  }

  /** The stop moved on to, and the price and seq of the trade that met it. */
  get order(): number {
    return this.orders[this.taken];
  }
  get priceTicks(): number {
    return this.prices[this.taken];
  }
  get trade(): number {
    return this.trades[this.taken];
  }
}

/**
 * Turns every stop that a trade has met into a market order (or a limit order, for a stop-limit), in the order in which
 * they were met; each may meet further ones. A stop that the last trade had met before it was placed goes at once.
 */
export function triggerStops(exchange: Exchange, instrument: number): void {
  const { world, matching } = exchange;
  if (world.stops[instrument].orders === 0 || !world.isOpen(instrument)) return;
  matching.meetStops(instrument);
  // Every turn takes one stop out of those waiting, so the chain ends.
  while (matching.met.next()) trigger(exchange, instrument);
}

/** Sends one stop into the book. It cites the trade that met it. */
function trigger(exchange: Exchange, instrument: number): void {
  const { world, log, matching } = exchange;
  const { met } = matching;
  const stops = world.stops[instrument];
  const order = met.order;
  const slot = stops.slotOf(order);
  const side = -stops.orderSide[slot];
  const owner = stops.orderOwner[slot];
  const limit = stops.orderTag[slot];
  const lots = stops.orderQuantity[slot];
  const orderType = stops.orderType[slot];
  const reduces = isReduceOnly(orderType);
  const stp = world.stopPrevention.get(order) ?? STP.cancelNewest;
  const triggered = emitOrder(
    log,
    EVENT.StopTriggered,
    met.trade,
    owner,
    instrument,
    order,
    side,
    orderType,
    limit > 0 ? withinBand(world, instrument, side, limit) : exchange.protectedPrice(instrument, side),
    lots,
    met.priceTicks,
    REASON.stop,
  );
  const allowed = reduces ? Math.min(lots, matching.reducible(owner, instrument, side)) : lots;
  const event = allowed === 0 ? EVENT.OrderCancelled : EVENT.OrderReduced;
  if (allowed < lots) matching.recordIncoming(event, triggered, lots - allowed, REASON['reduce-only']);
  if (allowed > 0) matching.match(triggered, REASON.stop, stp);
  if (world.incoming.order === order)
    matching.finish(triggered, limit > 0 ? ORDER_TYPE.limit : ORDER_TYPE.market);
}
