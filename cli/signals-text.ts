import { percentSigned, usdPrice } from '../reports/format.ts';
import { saidIn } from '../reports/signal-format.ts';
import type { Signal, Signals, Verdict } from '../reports/signals.ts';
import { table } from './table.ts';
import { type Colour, type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const COLOURS: Readonly<Record<Verdict, Colour>> = { confirms: 'green', mixed: 'yellow', warns: 'red' };
const INDENT = 2;

/** What bitcoin is worth when signals are read, US dollars, and how it moved in a day. */
export interface IndexSeen {
  readonly indexUsd: number | null;
  readonly dayChange: number | null;
}

/** Six signals: each figure now and a day before, the verdict, and what would change it. */
export function signalsText(read: Signals, seen: IndexSeen, io: Io): string {
  const rows = read.signals.flatMap(({ readings }) =>
    readings.map(({ name, unit, now, dayBefore }) => [
      `${' '.repeat(INDENT)}${name}`,
      now === null ? null : saidIn(unit, now),
      dayBefore === null ? null : saidIn(unit, dayBefore),
    ]),
  );
  const lines = table(['reading', 'now', 'a day before'], rows, { width: io.columns, color: io.color }).split(
    '\n',
  );
  const body = lines.splice(lines.length - rows.length);
  const blocks = read.signals.map((signal) => {
    const readings = body.splice(0, signal.readings.length);
    return [...headOf(signal, io), ...readings, ...limitsOf(signal, io)].join('\n');
  });
  return [headline(read, seen, io), lines.join('\n'), ...blocks, summaryLine(read, io)].join('\n\n');
}

function headline({ time }: Signals, { indexUsd, dayChange }: IndexSeen, io: Io): string {
  const moved = dayChange === null ? '' : `, ${percentSigned(dayChange)} in a day`;
  const price = indexUsd === null ? '' : `: spot index ${usdPrice(indexUsd)}${moved}`;
  return folded(`Does a recovery hold? Signals at ${time}${price}`, io.columns, INDENT)
    .map((line) => paint(line, 'cyan', io.color))
    .join('\n');
}

function headOf({ title, verdict, because }: Signal, io: Io): string[] {
  const said = verdict === null ? 'cannot be read' : verdict === 'mixed' ? 'is mixed' : verdict;
  const [first, ...rest] = folded(`${title} ${said}: ${because}`, io.columns, INDENT);
  const painted = verdict
    ? first.replace(` ${said}:`, ` ${paint(said, COLOURS[verdict], io.color)}:`)
    : first;
  return [painted, ...rest];
}

const limitsOf = ({ confirmsIf, warnsIf }: Signal, io: Io): string[] =>
  [`  would confirm: ${confirmsIf}`, `  would warn: ${warnsIf}`]
    .flatMap((line) => folded(line, io.columns, 2 * INDENT))
    .map((line) => paint(line, 'dim', io.color));

/** How many confirm, are mixed, and warn: "2 confirm, 3 are mixed, 1 warns". */
export function summaryLine({ tally }: Signals, io: Io): string {
  const { confirms, mixed, warns, unread } = tally;
  const parts = [
    `${confirms} ${confirms === 1 ? 'confirms' : 'confirm'}`,
    `${mixed} ${mixed === 1 ? 'is' : 'are'} mixed`,
    `${warns} ${warns === 1 ? 'warns' : 'warn'}`,
    ...(unread > 0 ? [`${unread} cannot be read yet`] : []),
  ];
  return folded(`Of six signals ${parts.join(', ')}.`, io.columns, INDENT).join('\n');
}
