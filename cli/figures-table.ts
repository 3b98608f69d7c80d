import type { Figure, RunComparison } from '../reports/comparison.ts';
import { percentSigned, thousands, timeShort, usdPrice, usdShort, usdSigned } from '../reports/format.ts';
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
      shown(figure, figure.a),
      shown(figure, figure.b),
      differenceText(figure),
    ]);
  const told = table(['', 'A', 'B', 'difference'], rows, { width: columns, color });
  if (isSameTime) return told;
  const window = `From ${timeShort(fromSeconds)} to ${timeShort(toSeconds)}, which both cover; totals are of longer times, and left out.`;
  return `${told}\n${folded(window, columns).join('\n')}`;
}

function shown({ unit }: Figure, value: number | null): string | null {
  if (value === null) return null;
  switch (unit) {
    case 'price':
      return usdPrice(value);
    case 'usd':
      return usdShort(value);
    case 'fraction':
      return `${(100 * value).toFixed(1)} %`;
    case 'count':
      return thousands(value);
    case 'seconds':
      return timeShort(value);
    default:
      return unit satisfies never;
  }
}

function differenceText({ unit, a, b }: Figure): string | null {
  if (a === null || b === null) return null;
  switch (unit) {
    case 'price':
      return percentSigned(b / a - 1, 2);
    case 'usd':
      return usdSigned(b - a);
    case 'fraction':
      return `${signed(100 * (b - a), 1)} points`;
    case 'count':
      return signed(b - a, 0);
    case 'seconds':
      return `${signed((b - a) / 60, 0)} min`;
    default:
      return unit satisfies never;
  }
}

/** With its sign, none where it reads as nothing. */
function signed(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals)) + 0;
  return `${rounded > 0 ? '+' : ''}${thousands(rounded, decimals)}`;
}
