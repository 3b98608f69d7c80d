/** The answer of a book when there is no such order, slot, level or price. */
export const NONE = -1;

/** Copies `smaller` to the front of `larger` and returns `larger`. */
export function enlarged<T extends Int32Array | Int8Array | Uint8Array | Float64Array>(
  larger: T,
  smaller: T,
): T {
  larger.set(smaller);
  return larger;
}
