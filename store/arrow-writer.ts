import { closeSync, fstatSync, openSync, writeSync, writevSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { EventBatch } from '../sim/events.ts';
import { ColumnBuilder, dictionariesOf, type Names } from './arrow-columns.ts';
import { END_OF_STREAM } from './arrow-schema.ts';
import { MessageStream } from './arrow-stream.ts';

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
  readonly crc32: number;
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
  private readonly stream = new MessageStream();
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
    const beginning = this.stream.begin();
    if (options.append) {
      this.position = fstatSync(this.file).size;
      this.dictionaries = dictionariesOf(firstNames(options.names(), options.append));
      // The file has these dictionaries already, so what brings the stream up to them is dropped.
      this.messages(new EventBatch(0));
    } else this.put(beginning);
  }

  /** Appends a batch; `seq` gives the rows' sequence numbers when they are not consecutive from `batch.first`. */
  write(batch: EventBatch, seq?: Int32Array): WrittenBatch {
    const before = this.named;
    const names = this.options.names();
    const named = { accounts: names.accounts.length, instruments: names.instruments.length };
    const isNew = before?.accounts !== named.accounts || before.instruments !== named.instruments;
    if (isNew) this.dictionaries = dictionariesOf(names);
    const pieces = this.messages(batch, seq);
    const byteOffset = this.position;
    this.put(pieces);
    this.named = named;
    const sum = pieces.reduce((before, piece) => crc32(piece, before), 0);
    return {
      byteOffset,
      byteLength: this.position - byteOffset,
      rows: batch.length,
      crc32: sum,
      names: named,
    };
  }

  /** Marks the end of the stream and closes the file. */
  close(): void {
    this.put([END_OF_STREAM]);
    this.release();
  }

  /** Closes the file as it is, to be continued later. */
  release(): void {
    closeSync(this.file);
  }

  private messages(batch: EventBatch, seq?: Int32Array): Uint8Array[] {
    return this.stream.batch(batch.length, this.columns.build(batch, this.dictionaries, seq));
  }

  private put(pieces: readonly Uint8Array[]): void {
    const wanted = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
    let done = writevSync(this.file, pieces, this.position);
    // A disk that fills up takes part of it; the rest one piece at a time, which then fails with a reason.
    for (let rest = done; done < wanted; rest = done) {
      const [piece] = withoutFirst(pieces, rest);
      done += writeSync(this.file, piece, 0, piece.byteLength, this.position + done);
    }
    this.position += wanted;
  }
}

const firstNames = (names: Names, counts: NameCounts): Names => ({
  accounts: names.accounts.slice(0, counts.accounts),
  instruments: names.instruments.slice(0, counts.instruments),
});

/** What comes after the first so many bytes. */
function withoutFirst(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = bytes;
  for (const piece of pieces) {
    if (skip < piece.byteLength) rest.push(skip > 0 ? piece.subarray(skip) : piece);
    skip = Math.max(0, skip - piece.byteLength);
  }
  return rest;
}
