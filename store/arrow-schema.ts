import {
  Dictionary,
  Field,
  Float64,
  Int8,
  Int16,
  Int32,
  Message,
  Schema,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';

/**
 * Indices are signed because pandas cannot convert unsigned ones, and wide enough for 32,767 accounts.
 * Dictionary numbers are fixed, so that the same run always gives the same bytes.
 */
const texts = (id: number, index: Int8 | Int16): Dictionary => new Dictionary(new Utf8(), index, id);

/** Type of each column of events.arrow, by name. */
export const columnTypes = {
  seq: new Int32(),
  tick: new Int32(),
  time: new TimestampMillisecond('UTC'),
  type: texts(0, new Int8()),
  actor: texts(1, new Int16()),
  instrument: texts(2, new Int16()),
  cause: new Int32(),
  order: new Int32(),
  counterparty: texts(3, new Int16()),
  counterOrder: new Int32(),
  side: new Int8(),
  orderType: texts(4, new Int8()),
  price: new Int32(),
  quantity: new Float64(),
  value: new Float64(),
  reason: texts(5, new Int8()),
  detail: new Utf8(),
} as const;

export type FileColumn = keyof typeof columnTypes;

/** Columns of events.arrow, in file order. */
export const fileColumns = Object.keys(columnTypes) as readonly FileColumn[];

/** Columns that may be null: an event has no actor, no cause, no order, ... */
const NULLABLE: readonly FileColumn[] = [
  'actor',
  'instrument',
  'cause',
  'order',
  'counterparty',
  'counterOrder',
  'detail',
];

/** Schema of events.arrow. */
export const schema = new Schema(
  fileColumns.map((name) => new Field(name, columnTypes[name], NULLABLE.includes(name))),
);

/** What ends an Arrow IPC stream: a continuation mark and a message of length zero. */
export const END_OF_STREAM = Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0);

/** Bytes before a message's metadata: continuation mark and metadata length. */
export const PREFIX_BYTES = 8;

/** Length of the metadata that follows a message's prefix; 0 at the end of the stream, -1 when it is no prefix. */
export function metadataBytes(prefix: Uint8Array): number {
  const view = new DataView(prefix.buffer, prefix.byteOffset, PREFIX_BYTES);
  return view.getInt32(0, true) === -1 ? view.getInt32(4, true) : -1;
}

/** Length of the body that follows a message's metadata. */
export const bodyBytes = (metadata: Uint8Array): number => Message.decode(metadata).bodyLength;
