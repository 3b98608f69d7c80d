import type { Detail, EventLog } from './engine/log.ts';
import { EVENT, type EventBatch } from './events.ts';
import type { EventType } from './vocabulary.ts';

/** The log of a simulated market. */
export type Log = EventLog<EventBatch>;

/** Columns of an event that is not on the hot path; what is left out keeps its default. */
export interface Columns {
  readonly actor?: number;
  readonly instrument?: number;
  readonly order?: number;
  readonly counterparty?: number;
  readonly counterOrder?: number;
  readonly side?: number;
  readonly orderType?: number;
  readonly price?: number;
  readonly quantity?: number;
  readonly value?: number;
  readonly reason?: number;
}

/** Records one event by name; for what happens rarely enough that an object does not matter. Returns its seq. */
export function emit(log: Log, type: EventType, cause: number, columns: Columns, detail?: Detail): number {
  const batch = log.batch;
  const row = batch.length;
  batch.type[row] = EVENT[type];
  // Spelled out, because a loop over column names is several times slower.
  const {
    actor,
    instrument,
    order,
    counterparty,
    counterOrder,
    side,
    orderType,
    price,
    quantity,
    value,
    reason,
  } = columns;
  if (actor !== undefined) batch.actor[row] = checked(type, 'actor', actor);
  if (instrument !== undefined) batch.instrument[row] = checked(type, 'instrument', instrument);
  if (order !== undefined) batch.order[row] = checked(type, 'order', order);
  if (counterparty !== undefined) batch.counterparty[row] = checked(type, 'counterparty', counterparty);
  if (counterOrder !== undefined) batch.counterOrder[row] = checked(type, 'counterOrder', counterOrder);
  if (side !== undefined) batch.side[row] = checked(type, 'side', side);
  if (orderType !== undefined) batch.orderType[row] = checked(type, 'orderType', orderType);
  if (price !== undefined) batch.price[row] = checked(type, 'price', price);
  if (quantity !== undefined) batch.quantity[row] = checked(type, 'quantity', quantity);
  if (value !== undefined) batch.value[row] = checked(type, 'value', value);
  if (reason !== undefined) batch.reason[row] = checked(type, 'reason', reason);
  if (detail) batch.details.push({ row, fields: clean(type, detail) });
  return log.commit(cause);
}

function checked(type: EventType, field: string, value: number): number {
  if (!Number.isFinite(value))
    throw new Error(`${type}.${field} is ${value}; an event holds finite numbers only`);
  return value;
}

/** A detail as it reads back from text: finite numbers, no negative zero. */
function clean(type: EventType, detail: Detail): Detail {
  const fields: Record<string, number | string> = {};
  for (const name of Object.keys(detail)) {
    const value = detail[name];
    fields[name] = typeof value === 'number' ? checked(type, name, value) + 0 : value;
  }
  return fields;
}

/** Records an accepted order. `value` is its tag for limit orders and its limit price for stops. */
export function emitOrder(
  log: Log,
  type: number,
  cause: number,
  actor: number,
  instrument: number,
  order: number,
  side: number,
  orderType: number,
  price: number,
  quantity: number,
  value: number,
  reason: number,
): number {
  const batch = log.batch;
  const row = batch.length;
  batch.type[row] = type;
  batch.actor[row] = actor;
  batch.instrument[row] = instrument;
  batch.order[row] = order;
  batch.side[row] = side;
  batch.orderType[row] = orderType;
  batch.price[row] = price;
  batch.quantity[row] = quantity;
  batch.value[row] = value;
  batch.reason[row] = reason;
  return log.commit(cause);
}

/** Records a trade of the incoming order against a resting one. */
export function emitTrade(
  log: Log,
  cause: number,
  taker: number,
  instrument: number,
  takerOrder: number,
  maker: number,
  makerOrder: number,
  takerSide: number,
  priceTicks: number,
  lots: number,
  reason: number,
): number {
  const batch = log.batch;
  const row = batch.length;
  batch.type[row] = EVENT.Traded;
  batch.actor[row] = taker;
  batch.instrument[row] = instrument;
  batch.order[row] = takerOrder;
  batch.counterparty[row] = maker;
  batch.counterOrder[row] = makerOrder;
  batch.side[row] = takerSide;
  batch.price[row] = priceTicks;
  batch.quantity[row] = lots;
  batch.reason[row] = reason;
  return log.commit(cause);
}
