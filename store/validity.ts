import { NO_INSTRUMENT, NOBODY } from '../sim/events.ts';

/** Which rows of a column hold a value: a bit each, as Arrow keeps them, and how many do not. */
export interface Validity {
  readonly bits: Uint8Array;
  readonly nulls: number;
}

/** Bytes of a column's bits: Arrow wants its buffers in multiples of 8. */
export const bitmapBytes = (length: number): number => ((length + 63) >> 6) << 3;

// Nearly every row of a log comes by these loops several times, and what is null is hard to foretell: without branches,
// and with one kind of array each, they take a third of the time.

/** Which values are not `none`. */
export function present(values: Int32Array, none: number, length: number): Validity {
  const bits = new Uint8Array(bitmapBytes(length));
  let valid = 0;
  let byte = 0;
  for (let row = 0; row < length; row++) {
    const difference = values[row] ^ none;
    const is = (difference | -difference) >>> 31;
    valid += is;
    byte = (byte >> 1) | (is << 7);
    if ((row & 7) === 7) bits[row >> 3] = byte;
  }
  endBits(bits, byte, length);
  return { bits, nulls: length - valid };
}

/**
 * Copies codes and tells which are not NOBODY, and the highest of them; those that are become zero, for readers check
 * indices even where the value is null.
 */
export function codes(
  source: Uint16Array,
  target: Int16Array,
  length: number,
): Validity & { readonly highest: number } {
  const bits = new Uint8Array(bitmapBytes(length));
  let nulls = 0;
  let highest = 0;
  let byte = 0;
  for (let row = 0; row < length; row++) {
    // One for NOBODY, the highest of 16-bit numbers, and zero for all others.
    const isNull = (source[row] + 1) >> 16;
    const code = source[row] & (isNull - 1);
    target[row] = code;
    highest = code > highest ? code : highest;
    nulls += isNull;
    byte = (byte >> 1) | ((1 - isNull) << 7);
    if ((row & 7) === 7) bits[row >> 3] = byte;
  }
  endBits(bits, byte, length);
  return { bits, nulls, highest };
}

/** Instruments as wide as accounts. */
export function widened(source: Uint8Array, target: Uint16Array, length: number): Uint16Array {
  for (let row = 0; row < length; row++) target[row] = source[row] === NO_INSTRUMENT ? NOBODY : source[row];
  return target;
}

/** The bits of the last rows, when they do not fill a byte. */
function endBits(bits: Uint8Array, byte: number, length: number): void {
  const rows = length & 7;
  if (rows !== 0) bits[length >> 3] = byte >> (8 - rows);
}
