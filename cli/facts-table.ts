import type { Band, Fact } from '../reports/stylised/fact.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { mark } from './validation-text.ts';
import { folded } from './wrap.ts';

/** Cells of a bar; a band with two ends takes the middle half, one with one end begins or ends in the middle. */
const CELLS = 13;
/** A narrower terminal shows no bars, the narrowest no errors either. */
const ROOM_FOR_BARS = 92;
const ROOM_FOR_ERRORS = 70;

/** Facts of calm markets: value, band, whether it is met, and where the value stands beside its band. */
export function factsTable(facts: readonly Fact[], io: Io): string {
  const errors = io.columns >= ROOM_FOR_ERRORS;
  const bars = io.columns >= ROOM_FOR_BARS;
  const rows = facts.map((fact) => [
    fact.title,
    fact.value === null ? null : figure(fact.value),
    ...(errors ? [fact.error === null ? '' : `± ${figure(fact.error)}`] : []),
    bandText(fact.band),
    verdict(fact),
    ...(bars ? [barOf(fact, io.color)] : []),
  ]);
  const header = ['fact', 'value', ...(errors ? [''] : []), 'band', '', ...(bars ? [''] : [])];
  return table(header, rows, { width: io.columns, color: io.color });
}

/** The table, and below it what was measured of each fact; of a missed one also who found it in real markets. */
export function factsText(facts: readonly Fact[], io: Io): string {
  const notes = facts.flatMap(({ met, title, said, source }) =>
    folded(`${mark(met, io.color)} ${title}: ${said}${met ? '' : ` (${source})`}`, io.columns, 4),
  );
  return [factsTable(facts, io), '', ...notes].join('\n');
}

const verdict = ({ met, value }: Fact): string => (met ? 'met' : value === null ? 'unknown' : 'missed');

/** Three figures, and no power of ten. */
const figure = (value: number): string => {
  const size = Math.abs(value);
  const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(decimals).replace(/^-(?=[0.]+$)/, '');
};

function bandText([least, most]: Band): string {
  if (least !== null && most !== null) return `${least} to ${most}`;
  return least !== null ? `${least} or more` : `${most} or less`;
}

/** The band as a line, the value on it; an arrow where the value is farther out. */
function barOf({ value, band, met }: Fact, color: boolean): string {
  if (value === null) return '';
  const [from, to] = [placeOf(band[0] ?? -Infinity, band), placeOf(band[1] ?? Infinity, band)];
  // A value just outside its band is not drawn on its edge.
  const rounded = placeOf(value, band);
  const [below, above] = [value < (band[0] ?? -Infinity), value > (band[1] ?? Infinity)];
  const at = below ? Math.min(from - 1, rounded) : above ? Math.max(to + 1, rounded) : rounded;
  const cells: string[] = Array.from({ length: CELLS }, (_, n) => (n >= from && n <= to ? '─' : '·'));
  const mark = at < 0 ? '◂' : at >= CELLS ? '▸' : '●';
  cells[Math.min(CELLS - 1, Math.max(0, at))] = paint(mark, met ? 'green' : 'red', color);
  return cells.join('');
}

/** Cell of a value on the scale of a band; outside the bar beyond either end. */
function placeOf(value: number, [least, most]: Band): number {
  const quarter = (CELLS - 1) / 4;
  if (least !== null && most !== null)
    return Math.round(quarter + (2 * quarter * (value - least)) / (most - least));
  const bound = least ?? most ?? 0;
  return Math.round(2 * quarter * (1 + (value - bound) / (Math.abs(bound) || 1)));
}
