import { thousands, usdShort } from '../reports/format.ts';
import { type Io, pad, paint, widthOf } from './terminal.ts';

const GAP = '  ';
const INDENT = 2;
const LEAST_BAR = 12;
const MOST_BAR = 40;

/** A named row of figures, with a drawing as wide as there is room. */
export interface FigureRow {
  /** What a reader would type: never cut. */
  readonly name: string;
  readonly figures: readonly string[];
  bar(cells: number): string;
}

/**
 * Rows with a title over each figure and a drawing at the end; names stand above their figures where a line is too
 * short for both, and drawings go where even then there is no room.
 */
export function figureRows(
  header: readonly [name: string, ...figures: string[]],
  rows: readonly FigureRow[],
  { columns, color }: Pick<Io, 'columns' | 'color'>,
): string {
  const [title, ...titles] = header;
  const widths = titles.map((text, i) =>
    Math.max(widthOf(text), ...rows.map(({ figures }) => widthOf(figures[i]))),
  );
  const name = Math.max(widthOf(title), ...rows.map((row) => widthOf(row.name)));
  const taken = widths.reduce((sum, width) => sum + GAP.length + width, 0) + GAP.length;
  const beside = columns - name - taken >= LEAST_BAR;
  const left = columns - (beside ? name : INDENT - GAP.length) - taken;
  const cells = left < LEAST_BAR ? 0 : Math.min(MOST_BAR, left);
  const line = (texts: readonly string[]): string =>
    texts.map((text, i) => pad(text, widths[i], 'right')).join(GAP);
  const lead = (text: string, rest: string): string[] =>
    beside ? [`${pad(text, name)}${GAP}${rest}`] : [text, `${' '.repeat(INDENT)}${rest}`];
  const body = rows.flatMap((row) =>
    lead(row.name, cells === 0 ? line(row.figures) : `${line(row.figures)}${GAP}${row.bar(cells)}`),
  );
  const head = lead(title, line(titles));
  const length = Math.min(columns, (beside ? name : 0) + taken + cells);
  const rule = '─'.repeat(length);
  return [...(color ? head.map((text) => paint(text, 'dim', true)) : [...head, rule]), ...body]
    .map((text) => text.trimEnd())
    .join('\n');
}

/** A figure of any size to three digits or in whole thousands, to be read and not typed: "0.269", "1,050", "53.1 m". */
export function briefly(value: number): string {
  if (Math.abs(value) >= 1e6) return usdShort(value).replace('$', '');
  return Math.abs(value) >= 1000 ? thousands(value) : `${Number(value.toPrecision(3))}`;
}
