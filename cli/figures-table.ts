import type { Figure, RunComparison } from '../reports/comparison.ts';
import { percentSigned, thousands, timeShort, usdPrice, usdShort, usdSigned } from '../reports/format.ts';
import type { FigureUnit } from '../reports/run-figures.ts';
import { table } from './table.ts';
import type { Io } from './terminal.ts';
import { folded } from './wrap.ts';

/** Figures of two runs beside each other, and which time they cover where that is not all of both. */
export function figuresTable(
  { figures, fromSeconds, toSeconds, isSameTime }: RunComparison,
  { columns, color }: Io,
): string {
  const rows = figures
    .filter(({ a, b, unit }) => unit !== 'count' || a !== 0 || b !== 0)
    .map((figure) => [
      figure.title,
      valueText(figure.unit, figure.a),
      valueText(figure.unit, figure.b),
      differenceText(figure),
    ]);
  const told = table(['', 'A', 'B', 'difference'], rows, { width: columns, color });
  if (isSameTime) return told;
  const window = `From ${timeShort(fromSeconds)} to ${timeShort(toSeconds)}, which both cover; totals are of longer times, and left out.`;
  return `${told}\n${folded(window, columns).join('\n')}`;
}

/** A value in its unit; null where there is none. */
export function valueText(unit: FigureUnit, value: number | null): string | null {
  if (value === null) return null;
  switch (unit) {
    case 'price':
      return usdPrice(value);
    case 'usd':
      return usdShort(value);
    case 'fraction':
      return `${(100 * value).toFixed(1)} %`;
    case 'count':
      return thousands(value, Number.isInteger(value) ? 0 : 1);
    case 'seconds':
      return timeShort(60 * Math.round(value / 60));
    default:
      return unit satisfies never;
  }
}

function differenceText({ unit, a, b }: Figure): string | null {
  if (a === null || b === null) return null;
  return unit === 'price' ? percentSigned(b / a - 1, 2) : changeText(unit, b - a);
}

/** By how much a value in a unit is larger, with its sign. */
export function changeText(unit: FigureUnit, change: number): string {
  switch (unit) {
    case 'price':
    case 'usd':
      return usdSigned(change);
    case 'fraction':
      return `${signed(100 * change, 1)} points`;
    case 'count':
      return signed(change, Number.isInteger(change) ? 0 : 1);
    case 'seconds':
      return `${signed(change / 60, 0)} min`;
    default:
      return unit satisfies never;
  }
}

/** With its sign, none where it reads as nothing. */
function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals)) + 0;
  return `${rounded > 0 ? '+' : ''}${thousands(rounded, decimals)}`;
}
