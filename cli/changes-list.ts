import { counted } from '../reports/format.ts';
import type { FieldChange } from '../reports/scenario-changes.ts';
import { visible } from './shown.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const MOST_CHANGES = 12;
/** Letters of a setting's value that are shown, and of those before the first that differs. */
const MOST_LETTERS = 40;
const BEFORE = 12;

/** Fields in which two scenarios differ, a line each. */
export function changesList(fields: readonly FieldChange[], io: Io): string {
  if (fields.length === 0) return 'Nothing was changed: both have the same scenario.';
  const lines = fields.slice(0, MOST_CHANGES).flatMap((field) => {
    const [before, after] = valueTexts(field.a, field.b);
    return folded(`${field.path}: ${before} → ${after}`, io.columns, 4);
  });
  const rest = fields.length - MOST_CHANGES;
  const head = paint('Changed from A to B:', 'cyan', io.color);
  return [head, ...lines, ...(rest > 0 ? [`and ${counted(rest, 'field')} more (--json)`] : [])].join('\n');
}

/** Two values as text; of long ones the part in which they begin to differ. */
function valueTexts(a: unknown, b: unknown): [string, string] {
  const [textA, textB] = [a, b].map((value) =>
    value === undefined ? 'nothing' : visible(typeof value === 'string' ? value : JSON.stringify(value)),
  );
  let same = 0;
  while (same < textA.length && textA[same] === textB[same]) same++;
  const from = Math.max(textA.length, textB.length) > MOST_LETTERS ? Math.max(0, same - BEFORE) : 0;
  const part = (text: string): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + MOST_LETTERS)}${text.length > from + MOST_LETTERS ? '…' : ''}`;
  return [part(textA), part(textB)];
}
