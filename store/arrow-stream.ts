import {
  AsyncByteQueue,
  type Data,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Struct,
} from 'apache-arrow';
import { EventBatch } from '../sim/events.ts';
import { PACKING } from './arrow-codec.ts';
import { ColumnBuilder, type Dictionaries, dictionariesOf } from './arrow-columns.ts';
import { describeMessage, metadataBytes, PREFIX_BYTES, schema } from './arrow-schema.ts';

/** A whole stream for one batch, piece by piece: schema, dictionaries, record batch. */
export function encoded(rows: number, children: Data[]): Uint8Array[] {
  const sink = new Pieces();
  const writer = new PackingWriter({ compressionType: PACKING });
  writer.reset(sink, schema);
  writer.write(
    new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, children })),
  );
  return sink.pieces;
}

/** The bytes every events.arrow begins with. */
export function schemaBytes(): Uint8Array {
  const stream = streamStart(dictionariesOf({ accounts: [], instruments: [] }));
  return stream.subarray(0, messageAt(stream, 0).end);
}

/** A stream of its own for a batch without rows: schema, dictionaries, record batch. */
export const streamStart = (dictionaries: Dictionaries): Uint8Array =>
  new Uint8Array(Buffer.concat(encoded(0, new ColumnBuilder(0, 1).build(new EventBatch(0), dictionaries))));

/** Where the record batch of a stream begins, after schema and dictionaries. */
export function batchStart(stream: Uint8Array): number {
  let at = 0;
  for (let next = messageAt(stream, at); !next.isBatch; next = messageAt(stream, at)) at = next.end;
  return at;
}

/** What comes after the first so many bytes. */
export function withoutFirst(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = bytes;
  for (const piece of pieces) {
    if (skip < piece.byteLength) rest.push(skip > 0 ? piece.subarray(skip) : piece);
    skip = Math.max(0, skip - piece.byteLength);
  }
  return rest;
}

/** Keeps what is written to it as it is; the library's own queue would copy it all into one piece. */
class Pieces extends AsyncByteQueue {
  readonly pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.pieces.push(piece);
  }
}

const PREFIX_OF_BUFFER = 8;
const LEFT_AS_IT_WAS = -1n;

/**
 * Says before each packed buffer how long it is unpacked, as the format asks. Version 21.2.0 of the library says how long
 * it is packed (mended upstream, apache/arrow-js#470), which its own reader overlooks and every other one refuses.
 */
class PackingWriter extends RecordBatchStreamWriter {
  protected override _compressBodyBuffers(buffers: ArrayBufferView[]) {
    const body = super._compressBodyBuffers(buffers);
    for (const [n, { byteLength }] of buffers.entries()) {
      const prefix = body.buffers[2 * n];
      if (prefix.byteLength !== PREFIX_OF_BUFFER) continue;
      const length = new DataView(prefix.buffer, prefix.byteOffset, PREFIX_OF_BUFFER);
      if (length.getBigInt64(0, true) !== LEFT_AS_IT_WAS) length.setBigInt64(0, BigInt(byteLength), true);
    }
    return body;
  }
}

function messageAt(stream: Uint8Array, at: number): { isBatch: boolean; end: number } {
  const bodyAt = at + PREFIX_BYTES + metadataBytes(stream.subarray(at, at + PREFIX_BYTES));
  const { isBatch, bodyBytes } = describeMessage(stream.subarray(at + PREFIX_BYTES, bodyAt));
  return { isBatch, end: bodyAt + bodyBytes };
}
