import { shareAt } from '../reports/calibration/space.ts';
import { counted } from '../reports/format.ts';
import type { Dimension, Identifiability } from '../scenarios/parameter-sets.ts';
import { briefly, type FigureRow, figureRows } from './figure-rows.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

/** From here on two settings are worth naming as a pair, unless so few sets would show it by luck; and how many pairs are named. */
const STRONG = 0.5;
const STANDARD_ERRORS = 4;
const MOST_PAIRS = 6;
/** A posterior as wide as this share of the prior says nothing new. */
const AS_BEFORE = 0.9;
const ROOM_FOR_UNITS = 76;

/** How far data narrowed each prior, drawn as the posterior inside it, and which settings are only known together. */
export function identifiabilityTable(
  dimensions: readonly Dimension[],
  { dimensions: found, correlations, effectiveSets }: Identifiability,
  { columns, color }: Pick<Io, 'columns' | 'color'>,
): string {
  const wide = columns >= ROOM_FOR_UNITS;
  const rows = found.map(({ path, ratio, interval, median }, i): FigureRow => {
    const dimension = dimensions[i];
    const unit = wide && dimension.unit !== '' ? ` ${dimension.unit}` : '';
    const [from, middle, to] = [interval[0], median, interval[1]].map((value) => shareAt(dimension, value));
    return {
      name: path,
      figures: [ratio.toFixed(2), `${briefly(interval[0])} to ${briefly(interval[1])}${unit}`],
      bar: (cells) => inside(from, middle, to, cells, color && ratio < AS_BEFORE),
    };
  });
  // Unrelated settings correlate by one over the root of the sets (Fisher 1915), and of many pairs some by several times that.
  const least = Math.max(STRONG, Math.tanh(STANDARD_ERRORS / Math.sqrt(Math.max(1, effectiveSets - 3))));
  const pairs = correlations
    .flatMap((row, i) =>
      row.flatMap((value, j) =>
        j > i && value !== null && Math.abs(value) >= least
          ? [{ a: found[i].path, b: found[j].path, value }]
          : [],
      ),
    )
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const more = pairs.length - MOST_PAIRS;
  const lines = [
    'Width: of the middle 80 % of accepted values over that of the prior, 1 where data say nothing. ├ ┤ the prior, ━ the middle 80 %, ● the median.',
    `The weighted sets are worth ${counted(Math.round(effectiveSets), 'independent one')}.`,
    ...pairs.slice(0, MOST_PAIRS).map(({ a, b, value }) => {
      const way = value < 0 ? 'one makes up for the other' : 'they rise together';
      return `${a} and ${b} are known better together than each alone: ${way} (correlation ${value.toFixed(2)}).`;
    }),
    ...(more > 0 ? [`So are ${counted(more, 'more pair')}, as --json says.`] : []),
  ];
  const header = ['setting', 'width', 'middle 80 %'] as const;
  return [
    figureRows(header, rows, { columns, color }),
    ...lines.flatMap((line) => folded(line, columns, 2)),
  ].join('\n');
}

/** A posterior inside its prior, on the prior's own scale; shares from 0 to 1. */
function inside(from: number, middle: number, to: number, cells: number, color: boolean): string {
  const room = cells - 2;
  const at = (share: number): number => Math.min(room - 1, Math.floor(share * room));
  const body = Array.from({ length: room }, (_, n) => {
    if (n === at(middle)) return '●';
    return n >= at(from) && n <= at(to) ? '━' : '·';
  }).join('');
  return `├${body.replace(/[━●]+/, (found) => paint(found, 'cyan', color))}┤`;
}
