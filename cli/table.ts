import { clip, MAX_COLUMNS, pad, paint, uncoloured, widthOf } from './terminal.ts';

const GAP = '  ';
const NUMBER = /^[+\-−±]?[$€]?[\d,]*\.?\d+(e[+-]?\d+)?\s?(%|[a-zA-Z]{1,3}|‰)?$/;

/** A cell: a number or text, or null where there is nothing to say. */
export type Cell = string | number | null;

export interface TableOptions {
  /** Longest line, in characters; the widest columns of text are cut to fit. */
  readonly width?: number;
  /** True to print the header dimmed; without colours a rule stands under it. */
  readonly color?: boolean;
}

/** Rows in aligned columns, numbers to the right, text to the left. An empty `header` leaves the header out. */
export function table(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  { width = MAX_COLUMNS, color = false }: TableOptions = {},
): string {
  const count = Math.max(header.length, ...rows.map((row) => row.length));
  const cells = rows.map((row) => Array.from({ length: count }, (_, i) => textOf(row[i] ?? null)));
  const titles = Array.from({ length: count }, (_, i) => header[i] ?? '');
  const right = titles.map((_, i) => isNumeric(rows, i));
  const natural = titles.map((title, i) => Math.max(widthOf(title), ...cells.map((row) => widthOf(row[i]))));
  const widths = fitted(natural, width - GAP.length * (count - 1));

  const line = (row: readonly string[]): string => {
    const aligned = row.map((text, i) => pad(clip(text, widths[i]), widths[i], right[i] ? 'right' : 'left'));
    return clip(aligned.join(GAP).trimEnd(), width);
  };
  const body = cells.map(line);
  if (header.length === 0) return body.join('\n');
  const head = color
    ? [paint(line(titles), 'dim', true)]
    : [line(titles), clip(widths.map((w) => '─'.repeat(w)).join(GAP), width)];
  return [...head, ...body].join('\n');
}

const textOf = (cell: Cell): string => (cell === null ? '–' : String(cell).replace(/\s*\n\s*/g, ' '));

function isNumeric(rows: readonly (readonly Cell[])[], column: number): boolean {
  const said = rows.map((row) => row[column] ?? null).filter((cell) => cell !== null && cell !== '–');
  return said.length > 0 && said.every((cell) => NUMBER.test(uncoloured(String(cell))));
}

/** Column widths within a budget: the widest column gives way first, one character at a time. */
function fitted(natural: readonly number[], budget: number): number[] {
  const widths = [...natural];
  for (let excess = widths.reduce((sum, w) => sum + w, 0) - budget; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest] <= 1) break;
    widths[widest]--;
  }
  return widths;
}
