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

/** Where the scenario itself stands. */
export const defaultPoint = (dimensions: readonly Dimension[]): number[] =>
  dimensions.map((dimension) => shareAt(dimension, dimension.default));

/** The value below which a share of the prior lies. */
export function valueAt(dimension: Dimension, share: number): number {
  const { low, high, whole } = dimension;
  const top = ceiling(dimension);
  const u = Math.max(0, Math.min(1, share));
  const value = u === 1 ? top : low + between(dimension, u, top);
  return Math.max(low, Math.min(high, whole ? Math.floor(value) : Number(value.toPrecision(DIGITS))));
}

/** The share of the prior below a value, 0 or 1 for values outside it. */
export function shareAt(dimension: Dimension, value: number): number {
  const { low, whole } = dimension;
  const top = ceiling(dimension);
  const of = (at: number): number => {
    const kept = Math.max(low, Math.min(top, at));
    return dimension.prior === 'uniform' ? (kept - low) / (top - low) : lnOf(kept / low) / lnOf(top / low);
  };
  if (!whole) return of(value);
  return (of(Math.round(value)) + of(Math.round(value) + 1)) / 2;
}

/** Whole numbers have shares from themselves to the next one. */
const ceiling = ({ high, whole }: Dimension): number => (whole ? high + 1 : high);

function between({ prior, low }: Dimension, u: number, top: number): number {
  return prior === 'uniform' ? u * (top - low) : low * (expOf(u * lnOf(top / low)) - 1);
}
