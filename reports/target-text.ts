import type { Target } from '../scenarios/target.ts';
import { boundsOf } from './distance.ts';
import { percentSigned, thousands, usdShort } from './format.ts';

const BASIS_POINTS = 1e4;
const COUNTS = [
  [1e9, ' bn'],
  [1e6, ' m'],
  [1e3, ' k'],
] as const;

/** A figure in the unit of its target, as a table shows it. */
export function figureText(unit: Target['unit'], value: number): string {
  switch (unit) {
    case 'fraction':
      return percentSigned(value);
    case 'vol':
      return `${thousands(100 * value, 1)} %`;
    case 'bp':
      return `${thousands(BASIS_POINTS * value, 1)} bp`;
    case 'usd':
      return usdShort(value);
    case 'hours':
      return `${thousands(value, 1)} h`;
    case 'ratio':
      return thousands(value, 2);
    case 'count': {
      const [size, name] = COUNTS.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
      return `${thousands(value / size, size === 1 ? 0 : 1)}${name}`;
    }
    case 'yes':
      return value === 1 ? 'yes' : value === 0 ? 'no' : `${thousands(100 * value)} %`;
    default:
      return unit satisfies never;
  }
}

/** What history says: a figure, a range, or a bound. */
export function historyText(target: Pick<Target, 'unit' | 'history'>): string {
  const [least, most] = boundsOf(target);
  if (least === most) return figureText(target.unit, least);
  if (least === Number.NEGATIVE_INFINITY) return `≤ ${figureText(target.unit, most)}`;
  if (most === Number.POSITIVE_INFINITY) return `≥ ${figureText(target.unit, least)}`;
  const [from, to] = [figureText(target.unit, least), figureText(target.unit, most)];
  const unit = to.replace(/^[^ ]*/, '');
  return `${from.endsWith(unit) ? from.slice(0, from.length - unit.length) : from} … ${to}`;
}
