import { compress, decompress, isLoaded } from '@foxglove/wasm-zstd';
import { consecutiveFrame, isConsecutive } from './consecutive-frame.ts';

// Compiled once a process, in a few milliseconds; whoever imports this file waits for it.
await isLoaded;

/** Level 1: the levels above save 2 % and cost a fifth more, those below cost a fifth in bytes and save nothing. */
const LEVEL = 1;
/** What a frame may unpack to: far more than a column of a batch takes, so that a damaged length is no request for memory. */
const MOST_BYTES = 1 << 28;

/**
 * Packs bytes into a Zstandard frame that tells its own length. The encoder is one pinned WebAssembly module, so the same
 * bytes, aligned alike, give the same frame on every machine and Node; consecutive 32-bit integers, which it can hardly pack, are framed by hand.
 */
export function packed(bytes: Uint8Array): Uint8Array {
  return isConsecutive(bytes) ? consecutiveFrame(bytes) : compress(bytes, LEVEL);
}

/** The bytes of a Zstandard frame that tells its length; throws when it is none, or is altered so that it cannot be unpacked. */
export function unpacked(frame: Uint8Array): Uint8Array {
  const length = contentBytes(frame);
  if (length > MOST_BYTES) throw new Error(`a frame of ${length} bytes is more than ${MOST_BYTES}`);
  const bytes = decompress(frame, length);
  if (bytes.byteLength !== length) throw new Error(`a frame of ${length} bytes holds ${bytes.byteLength}`);
  return bytes;
}

/** What the header of a frame (RFC 8878, 3.1.1.1) says of its content's length. */
function contentBytes(frame: Uint8Array): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.byteLength < 6 || view.getUint32(0, true) !== 0xfd2fb528) throw new Error('no Zstandard frame');
  const flags = view.getUint8(4);
  const isWhole = (flags & 0x20) !== 0;
  const at = 5 + (isWhole ? 0 : 1) + [0, 1, 2, 4][flags & 3];
  const size = flags >> 6;
  if (size === 1) return view.getUint16(at, true) + 256;
  if (size === 2) return view.getUint32(at, true);
  if (size === 3) return Number(view.getBigUint64(at, true));
  if (isWhole) return view.getUint8(at);
  throw new Error('a Zstandard frame that does not tell its length');
}
