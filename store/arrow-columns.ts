import { type Data, type DataType, makeData, Utf8, type Vector, vectorFromArray } from 'apache-arrow';
import { ROOT } from '../sim/engine/log.ts';
import { type EventBatch, NO_INSTRUMENT, NOBODY } from '../sim/events.ts';
import { eventTypes, orderTypes, reasons } from '../sim/vocabulary.ts';
import { columnTypes, type FileColumn, fileColumns } from './arrow-schema.ts';
import { textOf } from './detail.ts';
import { bitmapBytes, codes, present, type Validity, widened } from './validity.ts';

/** Names of accounts and instruments, by code. */
export interface Names {
  readonly accounts: readonly string[];
  readonly instruments: readonly string[];
}

type Texts = Vector<Utf8>;
/** Columns of codes that some events have none of. */
type Coded = 'actor' | 'counterparty' | 'instrument';
type Values = Int8Array | Uint8Array | Int16Array | Int32Array | Float64Array | BigInt64Array;

/** `order` and `counterOrder` of an event that has none. */
export const NO_ORDER = -1;

/** Dictionaries of a stream, names in the order of their codes. */
export const dictionariesOf = ({ accounts, instruments }: Names) => ({
  type: texts(eventTypes),
  orderType: texts(orderTypes),
  reason: texts(reasons),
  accounts: texts(accounts),
  instruments: texts(instruments),
});
export type Dictionaries = ReturnType<typeof dictionariesOf>;

const texts = (names: readonly string[]): Texts => vectorFromArray(names, new Utf8());

/** Lays the columns of a batch out as Arrow data, on buffers of its own that it uses again for the next batch. */
export class ColumnBuilder {
  private room = roomFor(0);

  constructor(
    private readonly startSeconds: number,
    private readonly secondsPerTick: number,
  ) {}

  /** The batch's columns in file order, valid until the next call; rows are numbered from `batch.first` or by `seq`. */
  build(batch: EventBatch, dictionaries: Dictionaries, seq?: Int32Array): Data[] {
    const { length } = batch;
    if (this.room.seq.length < length) this.room = roomFor(batch.capacity);
    const room = this.room;
    if (!seq) for (let row = 0; row < length; row++) room.seq[row] = batch.first + row;
    this.fillTime(batch);
    const { accounts, instruments } = dictionaries;
    const plain = (name: FileColumn, data: Values, dictionary?: Texts) =>
      column(columnTypes[name], length, data, dictionary);
    const integers = (name: 'cause' | 'order' | 'counterOrder', none: number) =>
      column(columnTypes[name], length, batch[name], undefined, present(batch[name], none, length));
    const coded = (name: Coded, names: Texts) => {
      const source = name === 'instrument' ? widened(batch[name], room.wide, length) : batch[name];
      const valid = codes(source, room[name], length);
      if (valid.nulls < length && valid.highest >= names.length) throw unnamed(batch, name, names.length);
      return column(columnTypes[name], length, room[name], names, valid);
    };
    const columns: Record<FileColumn, Data> = {
      seq: plain('seq', seq ?? room.seq),
      tick: plain('tick', batch.tick),
      time: plain('time', room.time),
      type: plain('type', signed(batch.type), dictionaries.type),
      actor: coded('actor', accounts),
      instrument: coded('instrument', instruments),
      cause: integers('cause', ROOT),
      order: integers('order', NO_ORDER),
      counterparty: coded('counterparty', accounts),
      counterOrder: integers('counterOrder', NO_ORDER),
      side: plain('side', batch.side),
      orderType: plain('orderType', signed(batch.orderType), dictionaries.orderType),
      price: plain('price', batch.price),
      quantity: plain('quantity', batch.quantity),
      value: plain('value', batch.value),
      reason: plain('reason', signed(batch.reason), dictionaries.reason),
      detail: this.details(batch),
    };
    return fileColumns.map((name) => columns[name]);
  }

  /** Milliseconds since 1970 as 64-bit integers, in halves: a BigInt per row would cost more than all other columns. */
  private fillTime({ tick, length }: EventBatch): void {
    const halves = new Int32Array(this.room.time.buffer);
    let last = -1;
    let low = 0;
    let high = 0;
    for (let row = 0; row < length; row++) {
      if (tick[row] !== last || row === 0) {
        last = tick[row];
        const ms = Math.round((this.startSeconds + last * this.secondsPerTick) * 1000);
        high = Math.floor(ms / 4_294_967_296);
        low = ms | 0;
      }
      halves[2 * row] = low;
      halves[2 * row + 1] = high;
    }
  }

  private details({ details, length }: EventBatch): Data {
    const { room } = this;
    const valid = { bits: new Uint8Array(bitmapBytes(length)), nulls: length - details.length };
    let end = 0;
    let next = 0;
    for (const detail of details) {
      const { row } = detail;
      room.offsets.fill(end, next, row + 1);
      const text = textOf(detail);
      // A UTF-16 unit takes at most three bytes of UTF-8.
      if (end + 3 * text.length > room.text.length) room.text = larger(room.text, end + 3 * text.length);
      end += room.text.write(text, end, 'utf8');
      valid.bits[row >> 3] |= 1 << (row & 7);
      next = row + 1;
    }
    room.offsets.fill(end, next, length + 1);
    return makeData({
      type: columnTypes.detail,
      length,
      nullCount: valid.nulls,
      nullBitmap: valid.bits,
      valueOffsets: room.offsets.subarray(0, length + 1),
      data: room.text.subarray(0, end),
    });
  }
}

const ALL_VALID: Validity = { bits: new Uint8Array(0), nulls: 0 };

interface Room {
  readonly seq: Int32Array;
  readonly time: BigInt64Array;
  readonly actor: Int16Array;
  readonly counterparty: Int16Array;
  readonly instrument: Int16Array;
  readonly wide: Uint16Array;
  readonly offsets: Int32Array;
  text: Buffer;
}

const roomFor = (capacity: number): Room => ({
  seq: new Int32Array(capacity),
  time: new BigInt64Array(capacity),
  actor: new Int16Array(capacity),
  counterparty: new Int16Array(capacity),
  instrument: new Int16Array(capacity),
  wide: new Uint16Array(capacity),
  offsets: new Int32Array(capacity + 1),
  text: Buffer.alloc(0),
});

const signed = (codes: Uint8Array): Int8Array => new Int8Array(codes.buffer, codes.byteOffset, codes.length);

function larger(text: Buffer, atLeast: number): Buffer {
  const grown = Buffer.alloc(Math.max(2 * text.length, atLeast, 65_536));
  text.copy(grown);
  return grown;
}

function column(type: DataType, length: number, data: Values, dictionary?: Texts, valid = ALL_VALID): Data {
  const props = { type, length, nullCount: valid.nulls, nullBitmap: valid.bits, data };
  return makeData((dictionary ? { ...props, dictionary } : props) as Parameters<typeof makeData>[0]);
}

function unnamed(batch: EventBatch, name: Coded, names: number): Error {
  const none = name === 'instrument' ? NO_INSTRUMENT : NOBODY;
  const row = batch[name].subarray(0, batch.length).findIndex((code) => code !== none && code >= names);
  const who = `${name} ${batch[name][row]} of event ${batch.first + row}`;
  return new Error(`${who} is not among the ${names} that have names`);
}
