import type { Target } from '../scenarios/target.ts';
import { boundsOf } from './distance.ts';
import { percentSigned, thousands, usdShort } from './format.ts';

const MILLION = 1e6;

/** A figure of a row as its unit is written: "-4.15 %", "59 bp", "$60,000", "$1.01 bn", "2.5 h", "7.40", "yes". */
export function figureText(value: number, unit: Target['unit']): string {
  switch (unit) {
    case 'fraction':
      return value === 0 ? '0 %' : percentSigned(value, Math.abs(value) < 0.001 ? 4 : 2);
    case 'bp':
      return `${thousands(1e4 * value, Math.abs(value) < 0.00095 ? 1 : 0)} bp`;
    case 'vol':
      return thousands(100 * value, 1);
    case 'usd':
      return Math.abs(value) < MILLION ? priceText(value) : usdShort(value);
    case 'hours':
      return `${thousands(value, 1)} h`;
    case 'ratio':
      return thousands(value, 2);
    case 'count':
      return Math.abs(value) < MILLION ? thousands(value) : usdShort(value).replace('$', '');
    case 'yes':
      return value === 1 ? 'yes' : value === 0 ? 'no' : `${thousands(100 * value)} % yes`;
    default:
      return unit satisfies never;
  }
}

const priceText = (usd: number): string =>
  `${usd < 0 ? '-' : ''}$${thousands(Math.abs(usd), Math.abs(usd) < 1000 ? 2 : 0)}`;

/** What history says, in the unit of its row: a figure, two bounds, or one. */
export function historyText({ history, unit }: Pick<Target, 'history' | 'unit'>): string {
  const [least, most] = boundsOf(history);
  if (least === most) return figureText(least, unit);
  if (!Number.isFinite(least)) return Number.isFinite(most) ? `≤ ${figureText(most, unit)}` : 'anything';
  if (!Number.isFinite(most)) return `≥ ${figureText(least, unit)}`;
  return spanText([least, most], unit);
}

/** Two figures of a unit, which is said once where it follows them: "-10 … -2 bp". */
export function spanText([low, high]: readonly [number, number], unit: Target['unit']): string {
  const [left, right] = [figureText(low, unit), figureText(high, unit)];
  const [, figure, tail] = /^(\S+)( \S+)?$/.exec(left) ?? ['', left, ''];
  return `${tail !== undefined && right.endsWith(tail) ? figure : left} … ${right}`;
}
