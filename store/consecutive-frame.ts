/** Rows after which the lowest byte of consecutive integers comes round again. */
const ROUND = 256;
const BYTES = 4;
/** Too few integers to be worth it. */
const FEWEST = 2 * ROUND;

/** Whether bytes are at least 512 little-endian 32-bit integers of which each is one more than the one before. */
export function isConsecutive(bytes: Uint8Array): boolean {
  if (bytes.byteLength < FEWEST * BYTES || bytes.byteLength % BYTES !== 0 || bytes.byteOffset % BYTES !== 0)
    return false;
  const values = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES);
  const [first] = values;
  for (let row = 1; row < values.length; row++) if (values[row] !== first + row) return false;
  return true;
}

/**
 * A Zstandard frame (RFC 8878) of consecutive 32-bit integers in a fiftieth of their bytes; an encoder's fast levels
 * find nothing in them, for no four bytes repeat. Of a round of 256 integers all is as it was a round ago but the second
 * byte, which is one value throughout: 256 times "one literal, then three bytes from 1,024 bytes ago", all of it said once.
 * Rounds that differ from the one before by more, the first and the last are left as they are.
 */
export function consecutiveFrame(bytes: Uint8Array): Uint8Array {
  const values = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES);
  const pieces: Uint8Array[] = [frameHeader(bytes.byteLength)];
  let at = 0;
  let isFirst = true;
  for (let row = 0; row < values.length; ) {
    const value = values[row];
    const next = row + ROUND - (value & (ROUND - 1));
    const isLast = next >= values.length;
    // A round is written from the second byte of its first integer to the first byte of the next round's.
    const end = isLast ? bytes.byteLength : next * BYTES + 1;
    if (isLast || row < ROUND || value >> 16 !== (value - ROUND) >> 16) {
      pieces.push(blockHeader(RAW, end - at, isLast), bytes.subarray(at, end));
    } else {
      const block = roundAgain((value >> 8) & 255, isFirst);
      pieces.push(blockHeader(COMPRESSED, block.byteLength, false), block);
      isFirst = false;
    }
    at = end;
    row = next;
  }
  return Buffer.concat(pieces);
}

/** Magic number, "one segment, length in four bytes", length. */
const frameHeader = (bytes: number): Uint8Array =>
  Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xa0, bytes, bytes >> 8, bytes >> 16, bytes >> 24);

const RAW = 0;
const COMPRESSED = 2;

function blockHeader(type: number, bytes: number, isLast: boolean): Uint8Array {
  const header = (bytes << 3) | (type << 1) | Number(isLast);
  return Uint8Array.of(header, header >> 8, header >> 16);
}

/** Literals: 256 times one byte. Sequences: 256, and one code each for literal length, offset and match length. */
const LITERALS = (ROUND << 4) | (1 << 2) | 1;
const SEQUENCES = [0x80 | (ROUND >> 8), ROUND & 255, 0x54];
const ONE_LITERAL = 1;
const THREE_BYTES = 0;
const SAME_OFFSET = 0;
/** Offsets 1,021 to 2,044, told apart by ten bits each: 3 for 1,024. */
const NEW_OFFSET = 10;
const OFFSET_BITS = ROUND * BYTES + 3 - (1 << NEW_OFFSET);

/** A round again with another second byte; the first such block has to say how far back that was. */
function roundAgain(second: number, isFirst: boolean): Uint8Array {
  const head = [LITERALS & 255, LITERALS >> 8, second, ...SEQUENCES];
  if (!isFirst) return Uint8Array.of(...head, ONE_LITERAL, SAME_OFFSET, THREE_BYTES, 1);
  const bits = new Uint8Array((ROUND * NEW_OFFSET) / 8 + 1);
  for (let bit = 0; bit < ROUND * NEW_OFFSET; bit += NEW_OFFSET) {
    bits[bit >> 3] |= OFFSET_BITS << (bit & 7);
    bits[(bit >> 3) + 1] |= (OFFSET_BITS << (bit & 7)) >> 8;
  }
  // The mark that ends a bit stream.
  bits[bits.length - 1] |= 1;
  return Uint8Array.of(...head, ONE_LITERAL, NEW_OFFSET, THREE_BYTES, ...bits);
}
