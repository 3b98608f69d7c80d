import { sum } from 'd3-array';

/**
 * Autocorrelation at a lag of a series that comes in pieces: one mean and one variance for all, products within pieces
 * alone. Null where no piece is longer than the lag or nothing varies.
 */
export function autocorrelation(pieces: readonly (readonly number[])[], lag: number): number | null {
  const count = sum(pieces, (piece) => piece.length);
  const mean = sum(pieces, (piece) => sum(piece)) / count;
  let squares = 0;
  let products = 0;
  let pairs = 0;
  for (const piece of pieces) {
    for (const value of piece) squares += (value - mean) * (value - mean);
    for (let i = lag; i < piece.length; i++) products += (piece[i] - mean) * (piece[i - lag] - mean);
    pairs += Math.max(0, piece.length - lag);
  }
  return pairs === 0 || !(squares > 0) ? null : products / pairs / (squares / count);
}
