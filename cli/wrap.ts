import { table } from './table.ts';
import { clip, MAX_COLUMNS, pad, paint, widthOf } from './terminal.ts';

/** Share of a line that the short columns may take. */
const LEAD_SHARE = 0.6;

/** A text in lines of at most `width`, broken between words; lines after the first begin with `hanging` blanks. */
export function wrap(text: string, width: number, hanging = 0): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) > width && line.trim() !== '') {
      lines.push(line);
      line = ' '.repeat(hanging) + word;
    } else line = longer;
  }
  return [...lines, line].map((part) => clip(part, width));
}

/** A row of short columns and one text, which goes on below itself where it is long. */
export interface HangingRow {
  readonly cells: readonly (string | number)[];
  readonly text: string;
}

/** Rows whose last column is a text too long for one line. */
export function hangingTable(
  header: readonly string[],
  rows: readonly HangingRow[],
  { width = MAX_COLUMNS, color = false } = {},
): string {
  const cells = rows.map((row) => row.cells);
  const [titles, , ...lead] = table(header.slice(0, -1), cells, {
    width: Math.floor(LEAD_SHARE * width),
  }).split('\n');
  const left = Math.max(widthOf(titles), ...lead.map(widthOf));
  const room = width - left - 2;
  const head = `${pad(titles, left)}  ${header[header.length - 1]}`.trimEnd();
  const rule = `${'─'.repeat(left)}  ${'─'.repeat(room)}`;
  const body = rows.flatMap(({ text }, i) =>
    wrap(text, room).map((line, k) => `${pad(k === 0 ? lead[i] : '', left)}  ${line}`.trimEnd()),
  );
  return [...(color ? [paint(head, 'dim', true)] : [head, rule]), ...body].join('\n');
}
