import { extent, tickStep, ticks } from 'd3-array';
import { clip, grouped, pad, widthOf } from './terminal.ts';

/** Steps of the time axis, in seconds: what a clock face makes readable. */
const TIME_STEPS = [
  60, 300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Bounds of the values, and labels at round ones. */
export interface VerticalAxis {
  readonly low: number;
  readonly high: number;
  /** Row -> what stands beside it. */
  readonly labels: ReadonlyMap<number, string>;
}

/** A vertical axis that just holds all values, over `rows` lines of text. */
export function verticalAxis(
  values: readonly number[],
  rows: number,
  format?: (value: number) => string,
): VerticalAxis {
  const [least = 0, most = 0] = extent(values);
  const size = Math.max(Math.abs(least), Math.abs(most));
  // A span near the rounding of the values themselves is no movement: it would be drawn as noise.
  const flat = most - least <= 1e-12 + size * 1e-12;
  const slack = flat ? Math.max(size * 0.01, 0.01) : 0;
  const [low, high] = [least - slack, most + slack];
  const wanted = Math.max(2, Math.floor(rows / 3));
  const decimals = Math.max(0, -Math.floor(Math.log10(tickStep(low, high, wanted))));
  const labelOf = format ?? ((value: number) => grouped(value, decimals));
  const labels = new Map<number, string>();
  for (const value of ticks(low, high, wanted)) {
    const row = Math.round((1 - (value - low) / (high - low)) * (4 * rows - 1)) >> 2;
    labels.set(row, labelOf(value));
  }
  return { low, high, labels };
}

/** A horizontal axis and the labels below it, over `columns` characters; without a format x is seconds since 1970, UTC. */
export function horizontalAxis(
  first: number,
  last: number,
  columns: number,
  format?: (value: number) => string,
) {
  const values = format
    ? ticks(first, last, Math.max(2, Math.floor(columns / 14)))
    : timeTicks(first, last, columns);
  const rule = new Array<string>(columns).fill('─');
  let labels = '';
  for (const value of values) {
    const text = format ? format(value) : clockOf(value, labels === '');
    const column =
      last === first ? columns >> 1 : Math.round(((value - first) / (last - first)) * (columns - 1));
    const start = Math.max(0, Math.min(column - (widthOf(text) >> 1), columns - widthOf(text)));
    if (labels !== '' && start < labels.length + 1) continue;
    rule[column] = '┬';
    labels = pad(labels, start) + text;
  }
  return { rule: rule.join(''), labels: clip(labels, columns) };
}

/** Round times within a window of seconds since 1970, as close together as their labels allow. */
function timeTicks(first: number, last: number, columns: number): number[] {
  const fits = (step: number): boolean => ((last - first) / step) * 8 <= columns;
  const step = TIME_STEPS.find(fits) ?? TIME_STEPS[TIME_STEPS.length - 1];
  const values: number[] = [];
  for (let at = Math.ceil(first / step) * step; at <= last; at += step) values.push(at);
  return values;
}

/** "14:30" within a day, "6 Feb" at midnight, "5 Feb 14:30" where the reader does not know the day yet; UTC. */
function clockOf(seconds: number, withDay: boolean): string {
  const date = new Date(seconds * 1000);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
  const clock = date.toISOString().slice(11, 16);
  if (clock === '00:00') return day;
  return withDay ? `${day} ${clock}` : clock;
}
