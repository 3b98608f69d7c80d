import { bisectLeft, extent, mean } from 'd3-array';
import { horizontalAxis, verticalAxis } from './axes.ts';
import { type Colour, clip, MAX_COLUMNS, pad, paint, widthOf } from './terminal.ts';

const EIGHTHS = '▁▂▃▄▅▆▇█';
const DEFAULT_HEIGHT = 18;
const COLOURS: readonly Colour[] = ['cyan', 'yellow', 'green', 'red'];
const MARKERS = ['⠒', '•', '+', 'x'];
const ROWS_BESIDE_PLOT = 3;

/** The shape of a series in one line of eighth blocks, each the mean of its share of the values; blank where there is none. */
export function sparkline(values: readonly number[], width: number): string {
  const cells = Math.min(Math.max(0, Math.floor(width)), values.length);
  const means = Array.from({ length: cells }, (_, i) => {
    const share = values.slice(
      Math.floor((i * values.length) / cells),
      Math.floor(((i + 1) * values.length) / cells),
    );
    return mean(share.filter(Number.isFinite));
  });
  const [low = 0, high = 0] = extent(means.filter((value) => value !== undefined));
  return means
    .map((value) => {
      if (value === undefined) return ' ';
      return EIGHTHS[high === low ? 3 : Math.min(7, Math.floor(((value - low) / (high - low)) * 8))];
    })
    .join('');
}

/** A line of a chart: points in order of x. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface ChartOptions {
  readonly color?: boolean;
  /** How a value reads on the vertical axis. */
  readonly y?: (value: number) => string;
  /** How a position reads on the horizontal axis; by default x is seconds since 1970 and read as UTC. */
  readonly x?: (value: number) => string;
}

/**
 * Lines over a shared pair of axes, `height` lines of text in all. The first series is a fine line of Braille dots, the
 * others are marks beside it, so that they can be told apart without colour; where two meet they alternate.
 */
export function chart(
  series: readonly Series[],
  width = MAX_COLUMNS,
  height = DEFAULT_HEIGHT,
  { color = false, y, x }: ChartOptions = {},
): string {
  const shown = series.map(({ name, points }) => ({
    name,
    points: points.filter((p) => p.every(Number.isFinite)),
  }));
  const all = shown.flatMap(({ points }) => points);
  if (all.length === 0) return 'Nothing to draw.';
  const rows = Math.max(2, height - ROWS_BESIDE_PLOT);
  const yAxis = verticalAxis(
    all.map(([, value]) => value),
    rows,
    y,
  );
  const left = Math.max(0, ...[...yAxis.labels.values()].map(widthOf));
  const columns = Math.max(4, width - left - 2);
  const [first = 0, last = 0] = extent(all, ([value]) => value);
  const place: Place = {
    columns,
    rows,
    u: (value) => (last === first ? 0.5 : (value - first) / (last - first)),
    v: (value) => (value - yAxis.low) / (yAxis.high - yAxis.low),
  };

  const grid = shown.map(({ points }, i) =>
    i === 0 ? brailleOf(points, place) : marksOf(points, place, markerOf(i)),
  );
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = pad(yAxis.labels.get(row) ?? '', left, 'right');
    return `${paint(label, 'dim', color)} ${yAxis.labels.has(row) ? '┤' : '│'}${overlay(grid, row, columns, color)}`;
  });
  const axis = horizontalAxis(first, last, columns, x);
  const margin = ' '.repeat(left + 1);
  const legend = shown.map(({ name }, i) => `${paint(markerOf(i), colourOf(i), color)} ${name}`);
  return [
    clip(margin + legend.join('   '), width),
    ...lines,
    `${margin}└${axis.rule}`,
    `${margin} ${paint(axis.labels, 'dim', color)}`.trimEnd(),
  ].join('\n');
}

const markerOf = (series: number): string => MARKERS[series % MARKERS.length];
const colourOf = (series: number): Colour => COLOURS[series % COLOURS.length];

/** The plot area, and where a value falls in it: `u` and `v` run from 0 to 1, rightwards and upwards. */
interface Place {
  readonly columns: number;
  readonly rows: number;
  u(x: number): number;
  v(y: number): number;
}

/** Characters of one series, row by row; empty where it leaves the cell to others. */
type Cells = readonly string[];

type Points = Series['points'];

/** Bit of each of the 2 x 4 dots of a Braille character (Unicode chapter 21.1), left column first. */
const DOTS = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80];

function brailleOf(points: Points, { columns, rows, u, v }: Place): Cells {
  const masks = new Uint8Array(columns * rows);
  let previous: { x: number; y: number } | null = null;
  for (const [px, py] of points) {
    const dot = { x: Math.round(u(px) * (2 * columns - 1)), y: Math.round((1 - v(py)) * (4 * rows - 1)) };
    const from = previous ?? dot;
    const steps = Math.max(1, Math.abs(dot.x - from.x), Math.abs(dot.y - from.y));
    for (let i = 0; i <= steps; i++) {
      const x = Math.round(from.x + ((dot.x - from.x) * i) / steps);
      const y = Math.round(from.y + ((dot.y - from.y) * i) / steps);
      masks[(y >> 2) * columns + (x >> 1)] |= DOTS[(x & 1) * 4 + (y & 3)];
    }
    previous = dot;
  }
  return Array.from(masks, (mask) => (mask ? String.fromCharCode(0x2800 + mask) : ''));
}

function marksOf(points: Points, { columns, rows, u, v }: Place, marker: string): Cells {
  const cells = new Array<string>(columns * rows).fill('');
  const us = points.map(([px]) => u(px));
  const rowOf = (value: number): number => Math.round((1 - v(value)) * (4 * rows - 1)) >> 2;
  // A few measured points must each be seen, not only the columns that lie between them.
  if (points.length <= columns) {
    for (const [px, py] of points) cells[rowOf(py) * columns + Math.round(u(px) * (columns - 1))] = marker;
  }
  for (let column = 0; column < columns; column++) {
    const at = columns === 1 ? 0 : column / (columns - 1);
    const after = bisectLeft(us, at);
    if (after >= us.length || (after === 0 && us[0] > at)) continue;
    const before = Math.max(0, after - 1);
    const gap = us[after] - us[before];
    const share = gap > 0 ? (at - us[before]) / gap : 1;
    const value = points[before][1] + (points[after][1] - points[before][1]) * share;
    cells[rowOf(value) * columns + column] = marker;
  }
  return cells;
}

function overlay(grid: readonly Cells[], row: number, columns: number, color: boolean): string {
  const line = Array.from({ length: columns }, (_, column) => {
    const present = grid.flatMap((cells, i) => (cells[row * columns + column] ? [i] : []));
    if (present.length === 0) return ' ';
    const chosen = present[column % present.length];
    return paint(grid[chosen][row * columns + column], colourOf(chosen), color);
  });
  return line.join('').trimEnd();
}
