import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import type { Dimension } from '../../scenarios/parameter-sets.ts';

/** Values are said, simulated and kept to so many digits, so that a reader can type them. */
const DIGITS = 7;

/** A place in the unit cube, where every prior is uniform: one number in [0, 1] a dimension. */
export type Point = readonly number[];

/** Values of settings by path, as in --set. */
export type Settings = Readonly<Record<string, number>>;

/** What a point of the unit cube says in settings; 0 is a prior's low end and 1 its high end. */
export function settingsAt(dimensions: readonly Dimension[], point: Point): Settings {
  return Object.fromEntries(dimensions.map((dimension, i) => [dimension.path, valueAt(dimension, point[i])]));
}

/** The point at which settings stand; a whole number stands in the middle of its share of the prior. */
export function pointAt(dimensions: readonly Dimension[], settings: Settings): number[] {
  return dimensions.map((dimension) => shareAt(dimension, settings[dimension.path]));
}

/** The value below which a share of the prior lies: its quantile. */
export function valueAt(dimension: Dimension, share: number): number {
  const { low, high, whole } = dimension;
  const place = placeOf(dimension, Math.max(0, Math.min(1, share)));
  const value = place === 1 ? ceiling(dimension) : low + between(dimension, place);
  return Math.max(low, Math.min(high, whole ? Math.floor(value) : Number(value.toPrecision(DIGITS))));
}

/** The share of the prior below a value, 0 or 1 for values outside it. */
export function shareAt(dimension: Dimension, value: number): number {
  const of = (at: number): number => shareOf(dimension, alongOf(dimension, at));
  if (!dimension.whole) return of(value);
  return (of(Math.round(value)) + of(Math.round(value) + 1)) / 2;
}

/** Whole numbers have shares from themselves to the next one. */
const ceiling = ({ high, whole }: Dimension): number => (whole ? high + 1 : high);

const isLog = ({ prior }: Dimension): boolean => prior.startsWith('log');

/** How far above its low end a prior is at a part of the way to its high end, even in values or in factors. */
function between(dimension: Dimension, place: number): number {
  const { low } = dimension;
  const top = ceiling(dimension);
  return isLog(dimension) ? low * (expOf(place * lnOf(top / low)) - 1) : place * (top - low);
}

/** The part of the way from a prior's low end to its high end at which a value lies. */
function alongOf(dimension: Dimension, value: number): number {
  const { low } = dimension;
  const top = ceiling(dimension);
  const kept = Math.max(low, Math.min(top, value));
  return isLog(dimension) ? lnOf(kept / low) / lnOf(top / low) : (kept - low) / (top - low);
}

/** Where on that way a triangular prior is likeliest: in the middle of a whole number's own stretch. Null: alike everywhere. */
function peakOf(dimension: Dimension): number | null {
  const { likely, whole } = dimension;
  if (likely === undefined) return null;
  return whole
    ? (alongOf(dimension, likely) + alongOf(dimension, likely + 1)) / 2
    : alongOf(dimension, likely);
}

/** The share of a prior that lies below a place on its way: of a triangle the square of the way from its nearer end. */
function shareOf(dimension: Dimension, place: number): number {
  const peak = peakOf(dimension);
  if (peak === null) return place;
  if (place <= peak) return peak === 0 ? 0 : (place * place) / peak;
  return 1 - ((1 - place) * (1 - place)) / (1 - peak);
}

/** The place below which a share lies: the inverse of `shareOf`. */
function placeOf(dimension: Dimension, share: number): number {
  const peak = peakOf(dimension);
  if (peak === null) return share;
  return share <= peak ? Math.sqrt(share * peak) : 1 - Math.sqrt((1 - share) * (1 - peak));
}
