import type { Stream } from '../../sim/engine/random.ts';

/**
 * Primitive polynomials (degree, coefficients) and initial direction numbers for dimensions 2 to 24: the first rows of
 * new-joe-kuo-6.21201, S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections,
 * SIAM J. Sci. Comput. 30, 2635-2654 (2008), as published at web.maths.unsw.edu.au/~fkuo/sobol.
 */
const JOE_KUO: readonly (readonly [degree: number, coefficients: number, initial: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
  [6, 19, [1, 1, 1, 15, 7, 5]],
  [6, 22, [1, 3, 1, 15, 13, 25]],
  [6, 25, [1, 1, 5, 5, 19, 61]],
  [7, 1, [1, 3, 7, 11, 23, 15, 103]],
  [7, 4, [1, 3, 7, 13, 13, 15, 69]],
  [7, 7, [1, 1, 3, 13, 7, 35, 63]],
  [7, 8, [1, 3, 5, 9, 1, 25, 53]],
  [7, 14, [1, 3, 1, 13, 9, 35, 107]],
];
const BITS = 32;
const SCALE = 4_294_967_296;

/** Coordinates that the sequence has. */
export const MOST_COORDINATES = JOE_KUO.length + 1;

/**
 * The first points of Sobol's sequence in the unit cube, the origin first, in the order of Antonov and Saleev (1979).
 * Counts that are powers of two fill the cube evenly.
 */
export const sobolPoints = (count: number, coordinates: number): number[][] =>
  integers(count, coordinates).map((point) => point.map((x) => x / SCALE));

/**
 * The same points moved by one random digital shift (L'Ecuyer and Lemieux 2002), which keeps how evenly they lie, leaves
 * nobody at the origin and makes each of them uniform by itself.
 */
export function shiftedPoints(count: number, coordinates: number, stream: Stream): number[][] {
  const shift = Array.from({ length: coordinates }, () => Math.floor(stream.uniform() * SCALE) >>> 0);
  return integers(count, coordinates).map((point) =>
    point.map((x, i) => (((x ^ shift[i]) >>> 0) + 0.5) / SCALE),
  );
}

function integers(count: number, coordinates: number): number[][] {
  if (coordinates > MOST_COORDINATES)
    throw new RangeError(
      `a Sobol sequence is known here for ${MOST_COORDINATES} coordinates, not ${coordinates}`,
    );
  const directions = Array.from({ length: coordinates }, (_, i) => directionsOf(i));
  const at = new Array<number>(coordinates).fill(0);
  const points = [[...at]];
  for (let n = 1; n < count; n++) {
    const changed = BITS - 1 - Math.clz32(n & -n);
    for (let i = 0; i < coordinates; i++) at[i] = (at[i] ^ directions[i][changed]) >>> 0;
    points.push([...at]);
  }
  return points.slice(0, count);
}

/** Direction numbers of one coordinate as 32-bit fractions (Bratley and Fox 1988). */
function directionsOf(coordinate: number): number[] {
  if (coordinate === 0) return Array.from({ length: BITS }, (_, k) => (1 << (BITS - 1 - k)) >>> 0);
  const [degree, coefficients, initial] = JOE_KUO[coordinate - 1];
  const found = initial.map((m, k) => (m << (BITS - 1 - k)) >>> 0);
  for (let k = degree; k < BITS; k++) {
    let v = found[k - degree] ^ (found[k - degree] >>> degree);
    for (let j = 1; j < degree; j++) if ((coefficients >> (degree - 1 - j)) & 1) v ^= found[k - j];
    found.push(v >>> 0);
  }
  return found;
}
