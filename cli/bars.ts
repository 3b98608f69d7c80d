import { clip, grouped, MAX_COLUMNS, pad, paint, widthOf } from './terminal.ts';

const MOST_LABEL_SHARE = 0.5;
const FEWEST_BAR_CELLS = 8;
const GAP = '  ';
/** Below this a bar's unit would overflow. */
const SMALLEST_SPAN = 1e-300;

/** One bar: what it stands for and how long it is. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

export interface BarsOptions {
  /** How a value reads at the end of its bar. */
  readonly format?: (value: number) => string;
  /** True to colour losses red and gains green. */
  readonly color?: boolean;
}

/** Horizontal bars from a common zero, to half a character; negative ones grow to the left. One line a bar. */
export function bars(
  rows: readonly Bar[],
  width = MAX_COLUMNS,
  { format = (value) => grouped(value), color = false }: BarsOptions = {},
): string {
  const values = rows.map(({ value }) => format(value));
  const valueWidth = Math.min(Math.max(0, ...values.map(widthOf)), Math.floor(width / 3));
  const longest = Math.max(0, ...rows.map(({ label }) => widthOf(label)));
  const labelWidth = Math.min(longest, Math.floor(width * MOST_LABEL_SHARE));
  const room = Math.max(FEWEST_BAR_CELLS, width - labelWidth - valueWidth - 2 * GAP.length);
  const scale = scaleOf(rows, room);

  return rows
    .map(({ label, value }, i) => {
      const bar = paint(barOf(value, scale), value < 0 ? 'red' : 'green', color);
      const name = pad(clip(label, labelWidth), labelWidth);
      return clip([name, bar, pad(clip(values[i], valueWidth), valueWidth, 'right')].join(GAP), width);
    })
    .join('\n');
}

interface Scale {
  readonly left: number;
  readonly right: number;
  /** Half characters per unit of value. */
  readonly halvesPerUnit: number;
}

function scaleOf(rows: readonly Bar[], room: number): Scale {
  const finite = rows.map(({ value }) => value).filter(Number.isFinite);
  const most = Math.max(0, ...finite);
  const least = Math.min(0, ...finite);
  const span = most - least;
  if (span < SMALLEST_SPAN || span === Number.POSITIVE_INFINITY)
    return { left: 0, right: room, halvesPerUnit: 0 };
  // Room for the smaller side is rounded up, and the unit is what both sides can hold, so that no bar is cut short.
  const left =
    least < 0 ? Math.min(room - (most > 0 ? 1 : 0), Math.max(1, Math.round((room * -least) / span))) : 0;
  const right = room - left;
  const units = [least < 0 ? (2 * left) / -least : null, most > 0 ? (2 * right) / most : null];
  return { left, right, halvesPerUnit: Math.min(...units.filter((unit) => unit !== null)) };
}

function barOf(value: number, { left, right, halvesPerUnit }: Scale): string {
  const halves = Number.isFinite(value) ? Math.round(Math.abs(value) * halvesPerUnit) : 0;
  const body = '█'.repeat(Math.floor(halves / 2));
  const tip = halves % 2 === 1;
  if (value < 0) return pad(`${tip ? '▐' : ''}${body}`, left, 'right') + ' '.repeat(right);
  return ' '.repeat(left) + pad(`${body}${tip ? '▌' : ''}`, right);
}
