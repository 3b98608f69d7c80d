import {
  AsyncByteQueue,
  type Data,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Struct,
} from 'apache-arrow';
import { PACKING } from './arrow-codec.ts';
import { schema } from './arrow-schema.ts';

/** Turns batches into the messages of one Arrow stream. */
export class MessageStream {
  private readonly sink = new Pieces();
  private readonly writer = new PackingWriter({ compressionType: PACKING });

  /** The message that a stream begins with, in pieces. */
  begin(): Uint8Array[] {
    this.writer.reset(this.sink, schema);
    return this.sink.taken();
  }

  /** The message of a batch in pieces, after those of dictionaries that are not the ones of the batch before. */
  batch(rows: number, children: Data[]): Uint8Array[] {
    const data = makeData({ type: new Struct(schema.fields), length: rows, children });
    this.writer.write(new RecordBatch(schema, data));
    return this.sink.taken();
  }
}

/** The bytes every events.arrow begins with. */
export function schemaBytes(): Uint8Array {
  return new Uint8Array(Buffer.concat(new MessageStream().begin()));
}

/** Keeps what is written to it as it is; the library's own queue would copy it all into one piece. */
class Pieces extends AsyncByteQueue {
  private pieces: Uint8Array[] = [];

  override write(piece: Uint8Array): void {
    this.pieces.push(piece);
  }

  /** What was written since this was asked last. */
  taken(): Uint8Array[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
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
