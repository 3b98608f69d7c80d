import type { Batch, Detail, RowDetail } from './engine/log.ts';
import {
  type Definition,
  type EventType,
  eventTypes,
  type FieldColumn,
  type OrderType,
  orderTypes,
  type Reason,
  reasons,
  vocabulary,
} from './vocabulary.ts';

const codes = <T extends string>(names: readonly T[]): Readonly<Record<T, number>> =>
  Object.freeze(Object.fromEntries(names.map((name, code) => [name, code]))) as Readonly<Record<T, number>>;

/** Code of each event type, as the log's `type` column holds it. */
export const EVENT = codes(eventTypes);
/** Code of each order type, as the log's `orderType` column holds it. */
export const ORDER_TYPE: Readonly<Record<OrderType, number>> = codes(orderTypes);
const FIRST_REDUCE_ONLY = ORDER_TYPE['limit-reduce'];
const REDUCE_SHIFT = FIRST_REDUCE_ONLY - ORDER_TYPE.limit;
/** Whether an order of this type (code) may only shrink its owner's position. */
export function isReduceOnly(orderType: number): boolean {
  return orderType >= FIRST_REDUCE_ONLY;
}
/** The type of an order (code) apart from whether it may only reduce. */
export function baseOf(orderType: number): number {
  return isReduceOnly(orderType) ? orderType - REDUCE_SHIFT : orderType;
}
/** Code of each reason, as the log's `reason` column holds it. */
export const REASON: Readonly<Record<Reason, number>> = codes(reasons);

/** Side of a buyer, of a seller. */
export const BUY = 1;
export const SELL = -1;
/** `actor`, `counterparty` or `instrument` of an event that has none. */
export const NOBODY = 65_535;
export const NO_INSTRUMENT = 255;

/** Rows of events as columns; 64k of them make one record batch of the log. */
export class EventBatch implements Batch {
  length = 0;
  first = 0;
  readonly tick: Int32Array;
  readonly type: Uint8Array;
  readonly actor: Uint16Array;
  readonly instrument: Uint8Array;
  readonly cause: Int32Array;
  readonly order: Int32Array;
  readonly counterparty: Uint16Array;
  readonly counterOrder: Int32Array;
  readonly side: Int8Array;
  readonly orderType: Uint8Array;
  readonly price: Int32Array;
  readonly quantity: Float64Array;
  readonly value: Float64Array;
  readonly reason: Uint8Array;
  readonly details: RowDetail[] = [];

  constructor(readonly capacity = 65_536) {
    this.tick = new Int32Array(capacity);
    this.type = new Uint8Array(capacity);
    this.actor = new Uint16Array(capacity);
    this.instrument = new Uint8Array(capacity);
    this.cause = new Int32Array(capacity);
    this.order = new Int32Array(capacity);
    this.counterparty = new Uint16Array(capacity);
    this.counterOrder = new Int32Array(capacity);
    this.side = new Int8Array(capacity);
    this.orderType = new Uint8Array(capacity);
    this.price = new Int32Array(capacity);
    this.quantity = new Float64Array(capacity);
    this.value = new Float64Array(capacity);
    this.reason = new Uint8Array(capacity);
    this.reset(0);
  }

  /** Empties the batch; writers then set only the columns their event uses. */
  reset(first: number): void {
    this.first = first;
    this.length = 0;
    this.details.length = 0;
    this.actor.fill(NOBODY);
    this.instrument.fill(NO_INSTRUMENT);
    this.order.fill(-1);
    this.counterparty.fill(NOBODY);
    this.counterOrder.fill(-1);
    this.side.fill(0);
    this.orderType.fill(0);
    this.price.fill(0);
    this.quantity.fill(0);
    this.value.fill(0);
    this.reason.fill(0);
  }

  /** Named numbers and texts of a row, or an empty record; rows must be asked for from the newest backwards or by search. */
  detailOf(row: number): Detail {
    let low = 0;
    let high = this.details.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const entry = this.details[middle];
      if (entry.row === row) return entry.fields;
      if (entry.row < row) low = middle + 1;
      else high = middle - 1;
    }
    return NOTHING;
  }
}

const NOTHING: Detail = Object.freeze({});

/** Columns in the order in which digests and files hold them. */
export const columnNames = [
  'tick',
  'type',
  'actor',
  'instrument',
  'cause',
  'order',
  'counterparty',
  'counterOrder',
  'side',
  'orderType',
  'price',
  'quantity',
  'value',
  'reason',
] as const satisfies readonly (keyof EventBatch)[];

type Values<T> = T[keyof T];
type Names<T> = T extends readonly (infer N)[] ? N : never;
type ColumnFields<D extends Definition> = Extract<Values<D['columns']>, string>;
type TextFields<D> = D extends { texts: infer T } ? Names<T> : never;
type NumberFields<D> = D extends { numbers: infer T } ? Names<T> : never;

/** What every event carries. */
export interface Envelope {
  readonly seq: number;
  readonly tick: number;
  /** `seq` of the event that provoked this one, or null for what the scenario imposes. */
  readonly cause: number | null;
  /** Account that acted, or null. */
  readonly actor: number | null;
  /** Instrument it concerns, or null. */
  readonly instrument: number | null;
}

/** One event of a given type, fields by name. */
export type EventOf<K extends EventType> = Envelope & { readonly type: K } & {
  readonly [F in Exclude<ColumnFields<(typeof vocabulary)[K]>, 'orderType' | 'reason'>]: number;
} & { readonly [F in Extract<ColumnFields<(typeof vocabulary)[K]>, 'orderType'>]: OrderType } & {
  readonly [F in Extract<ColumnFields<(typeof vocabulary)[K]>, 'reason'>]: Reason;
} & { readonly [F in Extract<NumberFields<(typeof vocabulary)[K]>, string>]: number } & {
  readonly [F in Extract<TextFields<(typeof vocabulary)[K]>, string>]: string;
} & { readonly detail?: Detail };

/** Any event: a union discriminated by `type`. */
export type SimEvent = { [K in EventType]: EventOf<K> }[EventType];

/** The event at a row, as an object with named fields. */
export function eventAt(batch: EventBatch, row: number): SimEvent {
  const type = eventTypes[batch.type[row]];
  const definition: Definition = vocabulary[type];
  const event: Record<string, unknown> = {
    seq: batch.first + row,
    tick: batch.tick[row],
    type,
    cause: batch.cause[row] < 0 ? null : batch.cause[row],
    actor: batch.actor[row] === NOBODY ? null : batch.actor[row],
    instrument: batch.instrument[row] === NO_INSTRUMENT ? null : batch.instrument[row],
  };
  for (const [column, name] of Object.entries(definition.columns) as [FieldColumn, string][]) {
    const raw = batch[column][row];
    event[name] = column === 'orderType' ? orderTypes[raw] : column === 'reason' ? reasons[raw] : raw;
  }
  return Object.assign(event, batch.detailOf(row)) as unknown as SimEvent;
}
