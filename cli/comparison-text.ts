import type { Figure, RunComparison } from '../reports/comparison.ts';
import {
  counted,
  percentSigned,
  thousands,
  timeShort,
  usdPrice,
  usdShort,
  usdSigned,
} from '../reports/format.ts';
import type { FieldChange } from '../reports/scenario-changes.ts';
import type { Manifest } from '../store/manifest.ts';
import type { StoredRun } from '../store/run-folder.ts';
import { commandList } from './next-commands.ts';
import { chart } from './sparkline.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const CHART_LINES = 13;
const MOST_CHANGES = 12;
const MOST_KINDS = 8;
/** Longest value of a setting that is shown whole. */
const MOST_LETTERS = 28;

/** Where two logs part: at an event (told by each, null where a run has ended), nowhere, or it cannot be told. */
export type Parting =
  | { readonly at: 'nowhere' }
  | { readonly at: 'unknown' }
  | {
      readonly at: 'event';
      readonly seq: number;
      readonly tick: number;
      readonly a: string | null;
      readonly b: string | null;
    };

/** Two runs and all that is said of them. */
export interface Compared {
  readonly a: StoredRun;
  readonly b: StoredRun;
  /** Whether everybody has the same luck in both. */
  readonly isSameLuck: boolean;
  readonly changes: readonly FieldChange[];
  readonly parting: Parting;
  readonly comparison: RunComparison;
}

/** Two runs beside each other, at most `io.columns` wide. */
export function comparisonText(compared: Compared, io: Io): string {
  const { changes, parting } = compared;
  const told = [headText(compared, io), changesText(changes, io), partingText(compared, io)];
  if (changes.length === 0 && parting.at === 'nowhere') return told.join('\n\n');
  const blocks = [
    ...told,
    pathsText(compared, io),
    figuresText(compared.comparison, io),
    kindsText(compared.comparison, io),
    nextText(compared, io),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function headText({ a, b, isSameLuck }: Compared, io: Io): string {
  const lines = [['A', a] as const, ['B', b] as const].flatMap(([name, { dir, manifest }]) =>
    folded(`${name}  ${dir}: ${saidOf(manifest)}`, io.columns, 3).map((line) =>
      paint(line, 'cyan', io.color),
    ),
  );
  const luck = isSameLuck
    ? 'Everybody has the same luck in both, so what differs comes from what was changed.'
    : 'Luck is another in each, so what differs need not come from what was changed.';
  return [...lines, ...folded(luck, io.columns)].join('\n');
}

function saidOf({ scenario, seed, whatIfs, startSeconds, secondsPerTick, forks }: Manifest): string {
  const forked = (forks ?? []).map(
    ({ tick }) => `forked at ${timeShort(startSeconds + tick * secondsPerTick)}`,
  );
  return [scenario, `seed ${seed}`, ...whatIfs, ...forked].join(', ');
}

function changesText(changes: readonly FieldChange[], io: Io): string {
  if (changes.length === 0) return 'Nothing was changed: both have the same scenario.';
  const rows = changes.slice(0, MOST_CHANGES).map(({ path, a, b }) => [path, valueText(a), valueText(b)]);
  const rest = changes.length - rows.length;
  const more = rest > 0 ? `\nand ${counted(rest, 'other field')} (--json names all)` : '';
  return `${table(['changed', 'A', 'B'], rows, { width: io.columns, color: io.color })}${more}`;
}

function valueText(value: unknown): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS - 1)}…` : text;
}

function partingText({ a: { manifest }, parting }: Compared, io: Io): string {
  if (parting.at === 'nowhere') return 'Their logs are the same throughout.';
  if (parting.at === 'unknown')
    return folded(
      'Where they part cannot be told: only two logs that keep the same events can be laid side by side.',
      io.columns,
    ).join('\n');
  const { seq, tick, a, b } = parting;
  const time = timeShort(manifest.startSeconds + tick * manifest.secondsPerTick);
  const told = (name: string, text: string | null): string[] =>
    folded(`  ${name}  ${text ?? 'had ended'}`, io.columns, 5);
  const head = paint(`They part at ${time}, event ${thousands(seq)}:`, 'cyan', io.color);
  return [head, ...told('A', a), ...told('B', b)].join('\n');
}

function pathsText({ a, b, comparison }: Compared, io: Io): string {
  const { fromSeconds, toSeconds, farthest } = comparison;
  const series = (
    [
      ['A', a],
      ['B', b],
    ] as const
  ).map(([name, { manifest }]) => ({
    name: `${name}, spot index`,
    points: pathOf(manifest).filter(([seconds]) => seconds >= fromSeconds && seconds <= toSeconds),
  }));
  const drawn = chart(series, io.columns, CHART_LINES, { color: io.color, y: usdPrice });
  const apart = `B lies farthest from A at ${timeShort(farthest.seconds)}: ${percentSigned(farthest.share, 2)}`;
  return farthest.share === 0 ? drawn : `${drawn}\n${apart}`;
}

function pathOf({ results, startSeconds, secondsPerTick }: Manifest): (readonly [number, number])[] {
  const { path } = results as { readonly path: readonly number[] };
  return path.map((usd, tick) => [startSeconds + tick * secondsPerTick, usd] as const);
}

function figuresText({ figures }: RunComparison, io: Io): string {
  const rows = figures
    .filter(({ a, b, unit }) => unit !== 'count' || a !== 0 || b !== 0)
    .map((figure) => [
      figure.title,
      shown(figure, figure.a),
      shown(figure, figure.b),
      differenceText(figure),
    ]);
  return table(['', 'A', 'B', 'difference'], rows, { width: io.columns, color: io.color });
}

function shown({ unit }: Figure, value: number | null): string | null {
  if (value === null) return null;
  switch (unit) {
    case 'price':
      return usdPrice(value);
    case 'usd':
      return usdShort(value);
    case 'fraction':
      return `${(100 * value).toFixed(1)} %`;
    case 'count':
      return thousands(value);
    case 'seconds':
      return timeShort(value);
    default:
      return unit satisfies never;
  }
}

function differenceText({ unit, a, b }: Figure): string | null {
  if (a === null || b === null) return null;
  const difference = b - a;
  const sign = difference > 0 ? '+' : '';
  switch (unit) {
    case 'price':
      return percentSigned(b / a - 1, 2);
    case 'usd':
      return usdSigned(difference);
    case 'fraction':
      return `${sign}${(100 * difference).toFixed(1)} points`;
    case 'count':
      return `${sign}${thousands(difference)}`;
    case 'seconds':
      return `${sign}${thousands(difference / 60)} min`;
    default:
      return unit satisfies never;
  }
}

function kindsText({ kinds }: RunComparison, io: Io): string {
  const shownKinds = kinds.filter(({ a, b }) => a !== b).slice(0, MOST_KINDS);
  if (shownKinds.length === 0) return '';
  const rows = shownKinds.map(({ kind, a, b }) => [kind, usdSigned(a), usdSigned(b), usdSigned(b - a)]);
  const head = ['bought less sold', 'A', 'B', 'difference'];
  return table(head, rows, { width: io.columns, color: io.color });
}

function nextText({ b, parting, isSameLuck }: Compared, io: Io): string {
  const { scenario, whatIfs } = b.manifest;
  const changes = whatIfs.map((id) => ` --what-if ${id}`).join('');
  const lines: (readonly [string, string])[] = [
    ...(parting.at === 'event' && parting.b !== null
      ? [[`cascade explain ${b.dir} --event ${parting.seq}`, 'why B went its own way'] as const]
      : []),
    ...(isSameLuck && changes !== ''
      ? [
          [
            `cascade validate ${scenario}${changes} --seeds 8`,
            'one seed is one draw: the same over eight',
          ] as const,
        ]
      : []),
  ];
  return commandList(lines, io);
}
