import type { Interval } from '../reports/sensitivity/bootstrap.ts';
import type { ElementaryEffects } from '../reports/sensitivity/morris.ts';
import type { SobolIndices } from '../reports/sensitivity/sobol-indices.ts';
import { briefly, type FigureRow, figureRows } from './figure-rows.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

type Screen = Pick<Io, 'columns' | 'color'>;

/** How a result reads, e.g. in tolerances or US dollars. */
export type Format = (value: number) => string;

/** A dimension by its path, with what was found of it. */
export type Named<T> = T & { readonly path: string };

/** Intervals take more room than figures. */
const ROOM_FOR_INTERVALS = 76;

/** Elementary effects as a table with bars, the largest first. */
export function morrisTable(
  effects: readonly Named<ElementaryEffects>[],
  screen: Screen,
  format: Format = briefly,
): string {
  const most = Math.max(
    0,
    ...effects.map(({ muStar, muStarInterval }) => muStarInterval?.[1] ?? muStar ?? 0),
  );
  const wide = screen.columns >= ROOM_FOR_INTERVALS;
  const rows = [...effects]
    .sort((a, b) => (b.muStar ?? -1) - (a.muStar ?? -1))
    .map(
      ({ path, muStar, muStarInterval, mu, sigma }): FigureRow => ({
        name: path,
        figures: [
          said(muStar, format),
          ...(wide ? [between(muStarInterval, format)] : []),
          said(mu, format),
          said(sigma, format),
        ],
        bar: (cells) => estimateBar(muStar, muStarInterval, most, cells, screen.color),
      }),
    );
  const header = ['setting', 'mu*', ...(wide ? ['95 % interval'] : []), 'mu', 'sigma'] as const;
  const legend =
    'mu*: mean size of what the setting changes from one end of its prior to the other; mu: the same with its sign; sigma: how far that depends on where it and the others stand. █ to the low end of the interval of mu*, ▓ to mu*, ░ to the high end.';
  return [figureRows(header, rows, screen), ...folded(legend, screen.columns)].join('\n');
}

/** Sobol indices as a table with bars, the largest total first. */
export function sobolTable(indices: readonly Named<SobolIndices>[], screen: Screen): string {
  const wide = screen.columns >= ROOM_FOR_INTERVALS;
  const format: Format = (value) => value.toFixed(2);
  const rows = [...indices]
    .sort((a, b) => (b.total ?? -1) - (a.total ?? -1))
    .map(
      ({ path, first, firstInterval, total, totalInterval }): FigureRow => ({
        name: path,
        figures: [
          said(first, format),
          ...(wide ? [between(firstInterval, format)] : []),
          said(total, format),
          ...(wide ? [between(totalInterval, format)] : []),
        ],
        bar: (cells) => shareBar(first, total, cells, screen.color),
      }),
    );
  const header = wide
    ? (['setting', 'alone', '95 %', 'in all', '95 %'] as const)
    : (['setting', 'alone', 'in all'] as const);
  const legend =
    'Shares of the variance of the result: █ what goes when the setting alone becomes known, ░ what it does together with others besides. The bar is full at 1; estimates may fall a little outside 0 to 1.';
  return [figureRows(header, rows, screen), ...folded(legend, screen.columns)].join('\n');
}

const said = (value: number | null, format: Format): string => (value === null ? '–' : format(value));
const between = (interval: Interval | null, format: Format): string =>
  interval === null ? '–' : `${format(interval[0])} to ${format(interval[1])}`;

/** Solid as far as the figure reaches for sure, lighter to its estimate, lightest to what it may be. */
function estimateBar(
  value: number | null,
  interval: Interval | null,
  most: number,
  cells: number,
  color: boolean,
): string {
  if (value === null || most <= 0) return '';
  const [low, high] = interval ?? [value, value];
  const [solid, middle, end] = [Math.min(low, value), value, Math.max(high, value)].map((x) =>
    Math.round((cells * Math.max(0, x)) / most),
  );
  return paint('█'.repeat(solid), 'cyan', color) + '▓'.repeat(middle - solid) + '░'.repeat(end - middle);
}

function shareBar(first: number | null, total: number | null, cells: number, color: boolean): string {
  if (first === null || total === null) return '';
  const [own, all] = [first, Math.max(first, total)].map((share) =>
    Math.round(cells * Math.max(0, Math.min(1, share))),
  );
  return paint('█'.repeat(own), 'cyan', color) + '░'.repeat(all - own);
}
