/** Decimal shares do not add up exactly in binary. */
const CLOSE = 1e-9;

/** Whether shares of a whole add up to it. */
export function addUpToOne(parts: readonly { readonly share: number }[]): boolean {
  return Math.abs(parts.reduce((sum, { share }) => sum + share, 0) - 1) < CLOSE;
}

/** What a list of parts must be, to be read after "must be". */
export const WHOLE = 'a list whose shares sum to 1';
