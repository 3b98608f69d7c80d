import { table } from './table.ts';
import { clip, type Io, MAX_COLUMNS, pad, paint, widthOf } from './terminal.ts';

/** Share of a line that the short columns may take. */
const LEAD_SHARE = 0.6;
const GAP = 2;
const INDENT = 4;

/** A text in lines of at most `width`, broken between words; lines after the first begin with `hanging` blanks. */
export const wrap = (text: string, width: number, hanging = 0): string[] =>
  folded(text, width, hanging).map((part) => clip(part, width));

/** The same, but a word longer than a line stays whole: half a path or half a command is of no use. */
export function folded(text: string, width: number, hanging = 0): string[] {
  const lines: string[] = [];
  let line: string | null = null;
  for (const word of text.split(' ')) {
    const longer: string = line === null ? word : `${line} ${word}`;
    if (line === null || line.trim() === '' || widthOf(longer) <= width) line = longer;
    else if (word !== '') {
      lines.push(line.trimEnd());
      line = ' '.repeat(hanging) + word;
    }
  }
  return [...lines, (line ?? '').trimEnd()];
}

/** Prints a note apart from the result, in lines that fit. */
export function note(text: string, io: Pick<Io, 'err' | 'columns'>): void {
  for (const line of folded(text, io.columns, INDENT)) io.err(line);
}

/** Short facts set side by side, on as many lines as they need; a fact is only broken where it alone is too long. */
export function sideBySide(facts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    const longer = `${last} · ${fact}`;
    if (last !== undefined && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(...folded(fact, width));
  }
  return lines;
}

/** A digest after its name, on two lines where one is too short. */
export function digestLines(digest: string, width: number): string[] {
  const name = 'digest ';
  if (name.length + digest.length <= width) return [name + digest];
  const half = Math.ceil(digest.length / 2);
  return [name + digest.slice(0, half), ' '.repeat(name.length) + digest.slice(half)];
}

/** A row of short columns and one text, which goes on below itself where it is long. */
export interface HangingRow {
  readonly cells: readonly (string | number)[];
  readonly text: string;
}

/** Rows whose last column is a text too long for one line; below the others where those would be cut: the first `whole` ones never are. */
export function hangingTable(
  header: readonly string[],
  rows: readonly HangingRow[],
  { width = MAX_COLUMNS, color = false, whole = 1 } = {},
): string {
  const cells = rows.map((row) => row.cells);
  const leadIn = (room: number): string[] => table(header.slice(0, -1), cells, { width: room }).split('\n');
  const beside = leadIn(Math.floor(LEAD_SHARE * width));
  // What a reader would type or look for may not be cut.
  const below = cells.some((row, i) =>
    row.slice(0, whole).some((cell) => !beside[i + 2].includes(`${cell}`)),
  );
  const [titles, , ...lead] = below ? leadIn(width) : beside;
  const left = Math.max(widthOf(titles), ...lead.map(widthOf));
  const last = header[header.length - 1];
  const room = below ? width - INDENT : width - left - GAP;
  const indented = (line: string): string => ' '.repeat(INDENT) + line;
  const head = below ? `${titles}\n${indented(last)}` : `${pad(titles, left)}  ${last}`.trimEnd();
  const rule = below ? '─'.repeat(width) : `${'─'.repeat(left)}  ${'─'.repeat(room)}`;
  const body = rows.flatMap(({ text }, i) => {
    const lines = wrap(text, room);
    if (below) return [lead[i], ...lines.map(indented)];
    return lines.map((line, k) => `${pad(k === 0 ? lead[i] : '', left)}  ${line}`.trimEnd());
  });
  return [...(color ? [paint(head, 'dim', true)] : [head, rule]), ...body].join('\n');
}
