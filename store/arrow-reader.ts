import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Field, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { ROOT } from '../sim/engine/log.ts';
import { columnNames, EventBatch, NO_INSTRUMENT, NOBODY } from '../sim/events.ts';
import './arrow-codec.ts';
import { NO_ORDER } from './arrow-columns.ts';
import { bodyBytes, type FileColumn, fileColumns, metadataBytes, PREFIX_BYTES } from './arrow-schema.ts';
import { parseDetail } from './detail.ts';
import { DamagedRunError, UnusableInputError } from './errors.ts';

/** A batch read back; where events were left out of the file, `seq` (and not `first` plus row) numbers its rows. */
export type LoggedBatch = EventBatch & { readonly seq: Int32Array };

/**
 * The batches of an events.arrow that begin at byte `from` or later and end at byte `until` or before, one at a time;
 * a batch cut off by the end of the file is left out, as is one without rows. Each batch is its own and may be kept.
 */
export function* readBatches(
  path: string,
  from = 0,
  until = Number.MAX_SAFE_INTEGER,
): Generator<LoggedBatch> {
  const file = openSync(path, 'r');
  try {
    const messages = wholeMessages(path, file, from, until);
    const first = messages.next();
    if (first.done) return;
    const batches = RecordBatchReader.from(chain(first.value, messages))[Symbol.iterator]();
    for (;;) {
      const batch = decoded(path, () => next(path, batches));
      if (!batch) return;
      if (batch.length > 0) yield batch;
    }
  } finally {
    closeSync(file);
  }
}

/** The schema message and then every whole message of the range; a message is one Arrow reads without copying. */
function* wholeMessages(path: string, file: number, from: number, until: number): Generator<Uint8Array> {
  const end = Math.min(fstatSync(file).size, until);
  let at = 0;
  for (;;) {
    const message = messageAt(path, file, at, end);
    if (!message) return;
    yield message;
    at = Math.max(at + message.byteLength, from);
  }
}

/** The message at a byte offset, or null when the stream ends there or within it. */
function messageAt(path: string, file: number, at: number, end: number): Uint8Array | null {
  if (at + PREFIX_BYTES > end) return null;
  const prefix = read(file, at, PREFIX_BYTES);
  const length = metadataBytes(prefix);
  if (length === 0) return null;
  if (length < 0) throw notArrow(path, at);
  const bodyAt = at + PREFIX_BYTES + length;
  if (bodyAt > end) return null;
  let bodyEnd: number;
  try {
    bodyEnd = bodyAt + bodyBytes(read(file, at + PREFIX_BYTES, length));
  } catch {
    throw notArrow(path, at);
  }
  if (bodyEnd > end) return null;
  return read(file, at, bodyEnd - at);
}

const notArrow = (path: string, at: number): DamagedRunError =>
  new DamagedRunError(`${path} holds no Arrow message at byte ${at}; ${REMEDY}`);

function read(file: number, at: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const got = readSync(file, bytes, done, length - done, at + done);
    if (got === 0) throw new Error(`the file ended at byte ${at + done} while it was being read`);
    done += got;
  }
  return bytes;
}

function* chain(first: Uint8Array, rest: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield first;
  yield* rest;
}

function next(path: string, batches: Iterator<RecordBatch>): LoggedBatch | null {
  const { done, value } = batches.next();
  if (done) return null;
  const found = value.schema.fields.map((field: Field) => field.name).join(', ');
  if (found !== fileColumns.join(', ')) {
    throw new UnusableInputError(
      `${path} has the columns ${found} instead of ${fileColumns.join(', ')}; name an events.arrow that a run wrote`,
    );
  }
  return restore(value);
}

/** Whatever Arrow or JSON make of altered bytes is damage. */
function decoded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof DamagedRunError || error instanceof UnusableInputError) throw error;
    const message = error instanceof Error ? error.message : `${error}`;
    throw new DamagedRunError(`${path} holds a batch that cannot be read (${message}); ${REMEDY}`);
  }
}

const REMEDY = 'derive the run again from its seed';

/** What a null stands for, in columns that have nulls. */
const NONE: Partial<Record<FileColumn, number>> = {
  actor: NOBODY,
  instrument: NO_INSTRUMENT,
  cause: ROOT,
  order: NO_ORDER,
  counterparty: NOBODY,
  counterOrder: NO_ORDER,
};

function restore(source: RecordBatch): LoggedBatch {
  const rows = source.numRows;
  const data = (name: FileColumn) => source.data.children[fileColumns.indexOf(name)];
  const seq: Int32Array = data('seq').values.slice(0, rows);
  const batch = new EventBatch(rows);
  batch.first = rows > 0 ? seq[0] : 0;
  batch.length = rows;
  for (const name of columnNames) {
    const { values, nullCount, nullBitmap } = data(name);
    const target = batch[name];
    target.set(values.subarray(0, rows));
    const none = NONE[name];
    if (none === undefined || nullCount === 0) continue;
    for (let row = 0; row < rows; row++) {
      if ((nullBitmap[row >> 3] & (1 << (row & 7))) === 0) target[row] = none;
    }
  }
  restoreDetails(batch, data('detail'));
  return Object.assign(batch, { seq });
}

function restoreDetails(batch: EventBatch, data: RecordBatch['data']['children'][number]): void {
  const { values, valueOffsets, nullCount, nullBitmap } = data;
  const text = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  for (let row = 0; row < batch.length; row++) {
    if (nullCount > 0 && (nullBitmap[row >> 3] & (1 << (row & 7))) === 0) continue;
    const fields = parseDetail(text.toString('utf8', valueOffsets[row], valueOffsets[row + 1]));
    batch.details.push({ row, fields });
  }
}
