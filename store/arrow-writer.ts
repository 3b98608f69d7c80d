import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { type Data, makeData, RecordBatch, RecordBatchStreamWriter, Struct } from 'apache-arrow';
import { EventBatch } from '../sim/events.ts';
import { ColumnBuilder, dictionariesOf, type Names } from './arrow-columns.ts';
import { describeMessage, END_OF_STREAM, metadataBytes, PREFIX_BYTES, schema } from './arrow-schema.ts';

/** How many names the dictionaries of a stream hold. */
export interface NameCounts {
  readonly accounts: number;
  readonly instruments: number;
}

export interface EventWriterOptions {
  /** Names by code, asked for at each batch; they may only grow. */
  readonly names: () => Names;
  /** Seconds since 1970 of tick 0. */
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  /** Continues a stream that ends with a whole batch, whose dictionaries hold this many names. */
  readonly append?: NameCounts;
}

/** Where a batch stands in the file. */
export interface WrittenBatch {
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Rows written. */
  readonly rows: number;
  /** Of the bytes written. */
  readonly sha256: string;
  /** Names in force. */
  readonly names: NameCounts;
}

/**
 * Writes batches of events to an Arrow IPC stream, one record batch each, synchronously: when `write` returns, the bytes
 * are with the operating system and the batch may be reused. Dictionaries hold names in the order of their codes; they
 * are written before the first batch and replaced, not extended (polars reads no delta), when there are new names.
 */
export class EventWriter {
  private readonly file: number;
  private readonly columns: ColumnBuilder;
  private position = 0;
  private named: NameCounts | null;
  private dictionaries = dictionariesOf({ accounts: [], instruments: [] });

  constructor(
    path: string,
    private readonly options: EventWriterOptions,
  ) {
    this.file = openSync(path, options.append ? 'r+' : 'w');
    this.columns = new ColumnBuilder(options.startSeconds, options.secondsPerTick);
    this.named = options.append ?? null;
    if (options.append) {
      this.position = fstatSync(this.file).size;
      this.dictionaries = dictionariesOf(firstNames(options.names(), options.append));
    } else this.put(schemaBytes());
  }

  /** Appends a batch; `seq` gives the rows' sequence numbers when they are not consecutive from `batch.first`. */
  write(batch: EventBatch, seq?: Int32Array): WrittenBatch {
    const before = this.named;
    const names = this.options.names();
    const named = { accounts: names.accounts.length, instruments: names.instruments.length };
    const isNew = before?.accounts !== named.accounts || before.instruments !== named.instruments;
    if (isNew) this.dictionaries = dictionariesOf(names);
    const stream = encode(batch.length, this.columns.build(batch, this.dictionaries, seq));
    const bytes = stream.subarray(isNew ? messageEnd(stream, 0) : batchStart(stream));
    const byteOffset = this.position;
    this.put(bytes);
    this.named = named;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { byteOffset, byteLength: bytes.byteLength, rows: batch.length, sha256, names: named };
  }

  /** Marks the end of the stream and closes the file. */
  close(): void {
    this.put(END_OF_STREAM);
    this.release();
  }

  /** Closes the file as it is, to be continued later. */
  release(): void {
    closeSync(this.file);
  }

  private put(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.byteLength) {
      done += writeSync(this.file, bytes, done, bytes.byteLength - done, this.position + done);
    }
    this.position += bytes.byteLength;
  }
}

/** The bytes every events.arrow begins with. */
export function schemaBytes(): Uint8Array {
  const empty = new ColumnBuilder(0, 1).build(
    new EventBatch(0),
    dictionariesOf({ accounts: [], instruments: [] }),
  );
  const stream = encode(0, empty);
  return stream.subarray(0, messageEnd(stream, 0));
}

/** A whole stream for one batch: schema, dictionaries, record batch. */
function encode(rows: number, children: Data[]): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.write(
    new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, children })),
  );
  return writer.toUint8Array(true);
}

const firstNames = (names: Names, counts: NameCounts): Names => ({
  accounts: names.accounts.slice(0, counts.accounts),
  instruments: names.instruments.slice(0, counts.instruments),
});

function message(stream: Uint8Array, at: number): { isBatch: boolean; end: number } {
  const bodyAt = at + PREFIX_BYTES + metadataBytes(stream.subarray(at, at + PREFIX_BYTES));
  const { isBatch, bodyBytes } = describeMessage(stream.subarray(at + PREFIX_BYTES, bodyAt));
  return { isBatch, end: bodyAt + bodyBytes };
}

const messageEnd = (stream: Uint8Array, at: number): number => message(stream, at).end;

/** Where the record batch begins, after schema and dictionaries. */
function batchStart(stream: Uint8Array): number {
  let at = 0;
  for (let next = message(stream, at); !next.isBatch; next = message(stream, at)) at = next.end;
  return at;
}
