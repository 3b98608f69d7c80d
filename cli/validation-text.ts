import { median } from 'd3-array';
import { MET_WITHIN } from '../reports/distance.ts';
import {
  aloneText,
  COLLAPSE_DRAWDOWN,
  type Falls,
  type Gate,
  leastHeldOut,
  MOST_COLLAPSES,
} from '../reports/ensemble/gate.ts';
import type { Row } from '../reports/ensemble/row.ts';
import { counted } from '../reports/format.ts';
import { figureText, historyText, spanText } from '../reports/target-text.ts';
import { TARGET_CLASSES, type Target } from '../scenarios/target.ts';
import { distanceBar } from './distance-bar.ts';
import { type Cell, table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import type { Validation } from './validation.ts';
import { folded } from './wrap.ts';

/** A bar grows to either side of history, and is full at twice the deviations of a row that is just missed. */
const FULL_BAR_Z = 2 * MET_WITHIN;
const HALF_CELLS = 4;
/** Narrower terminals do without bars, then without p, then without ranges. */
const ROOM_FOR_BARS = 96;
const ROOM_FOR_P = 84;
const ROOM_FOR_RANGES = 76;
/** With fewer seeds no one seed is a share small enough to flag a row. */
const FEWEST_FOR_P = 40;

const CLASS_TITLES: Readonly<Record<Target['class'], string>> = {
  fit: 'Fit',
  'held-out': 'Held out of every fit',
  contested: 'Contested: reported, never counted',
};

/** An ensemble beside history as text, at most `io.columns` wide. */
export function validationText(title: string, validation: Validation, io: Io): string {
  const blocks = [
    folded(title, io.columns)
      .map((line) => paint(line, 'cyan', io.color))
      .join('\n'),
    ...TARGET_CLASSES.map((name) => classTable(name, validation, io)),
    familiesTable(validation, io),
    gateText(validation, io),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function classTable(name: Target['class'], { rows }: Validation, io: Io): string {
  const own = rows.filter(({ target }) => target.class === name);
  if (own.length === 0) return '';
  const met = own.filter((row) => row.met).length;
  const columns = COLUMNS.filter(({ from }) => io.columns >= from);
  const counts = `${met} of ${own.length} met`;
  return [
    `${CLASS_TITLES[name]} · ${counts}`,
    table(
      columns.map(({ title }) => title),
      own.map((row) => columns.map(({ cell }) => cell(row, io.color))),
      { width: io.columns, color: io.color },
    ),
  ].join('\n');
}

interface Column {
  readonly title: string;
  /** Columns a terminal needs to show it. */
  readonly from: number;
  readonly cell: (row: Row, color: boolean) => Cell;
}

const COLUMNS: readonly Column[] = [
  {
    title: '',
    from: 0,
    cell: ({ met, target }, color) => {
      if (target.class === 'contested') return met ? '✓' : '·';
      return met ? paint('✓', 'green', color) : paint('✗', 'red', color);
    },
  },
  { title: 'what', from: 0, cell: ({ target }) => target.title },
  { title: 'history', from: 0, cell: ({ target }) => historyText(target) },
  {
    title: 'median',
    from: 0,
    cell: ({ median: value, target }) => (value === null ? null : figureText(value, target.unit)),
  },
  {
    title: '5–95 %',
    from: ROOM_FOR_RANGES,
    cell: ({ range, target }) => (range === null ? null : spanText(range, target.unit)),
  },
  { title: 'z', from: 0, cell: ({ z }) => (z === null ? null : signed(z)) },
  {
    title: '',
    from: ROOM_FOR_BARS,
    cell: ({ z }, color) =>
      z === null ? '' : distanceBar(z, { cells: HALF_CELLS, full: FULL_BAR_Z, color }),
  },
  {
    title: 'p',
    from: ROOM_FOR_P,
    cell: ({ p, flagged }) => (p === null ? null : `${short(p)}${flagged ? '!' : ''}`),
  },
];

/** With its sign, and nought without one. */
function signed(z: number): string {
  const text = Math.abs(z).toFixed(Math.abs(z) < 9.95 ? 1 : 0);
  if (Number(text) === 0) return text;
  return `${z < 0 ? '-' : '+'}${text}`;
}
const short = (p: number): string => p.toFixed(2);

function familiesTable({ families, score }: Validation, io: Io): string {
  if (families.length === 0) return '';
  const rows = families.map(({ family, rows: count, met, score: own }) => [
    family,
    `${met} of ${count}`,
    own.toFixed(2),
  ]);
  const all = score === null ? [] : [['all families alike', '', score.toFixed(2)]];
  return table(['family', 'met', 'score'], [...rows, ...all], { width: io.columns, color: io.color });
}

function gateText({ gate, broken, rows, seeds }: Validation, io: Io): string {
  const flagged = rows.filter((row) => row.flagged).length;
  const part = median(rows, ({ read }) => read) ?? 0;
  const lines = [
    ...gateLines(gate).map(({ holds, text }) => `${mark(holds, io.color)} ${text}`),
    ...broken.map(({ member, message }) => `  seed ${member.seed} broke: ${message}`),
    ...(flagged > 0
      ? [
          `  ! ${counted(flagged, 'row')}: fewer than 2.5 % of seeds lie on one side of history${fewSeeds(part)}`,
        ]
      : []),
    '',
    gate.holds
      ? `${paint('reproduced', 'green', io.color)} over ${counted(seeds, 'seed')}`
      : `${paint('not reproduced', 'red', io.color)} over ${counted(seeds, 'seed')}`,
  ];
  return lines.flatMap((line) => folded(line, io.columns, 4)).join('\n');
}

const fewSeeds = (seeds: number): string =>
  seeds < FEWEST_FOR_P ? `, which says little below ${FEWEST_FOR_P} seeds` : '';

/** A tick or a cross. */
export const mark = (holds: boolean, color: boolean): string =>
  holds ? paint('✓', 'green', color) : paint('✗', 'red', color);

/** A part of a gate, as a sentence. */
export interface GateLine {
  readonly name: string;
  readonly holds: boolean;
  readonly text: string;
}

/** The parts of the gate, each as a sentence. */
export function gateLines({ fit, heldOut, collapse, broken }: Gate): readonly GateLine[] {
  const nothing = 'rows: none is fitted or held out, so nothing tells whether history is reproduced';
  return [
    ...(fit.of + heldOut.of > 0 ? [] : [{ name: 'rows', holds: false, text: nothing }]),
    {
      ...{ name: 'fit', holds: fit.holds },
      text: `fit: ${fit.met} of ${counted(fit.of, 'row')} met, |z| < ${MET_WITHIN}; all must be`,
    },
    {
      ...{ name: 'held-out', holds: heldOut.holds },
      text: `held out: ${heldOut.met} of ${counted(heldOut.of, 'row')} met; ${(100 * leastHeldOut(fit.of)).toFixed(0)} % must be${aloneText(heldOut)}`,
    },
    {
      ...{ name: 'collapse', holds: collapse.holds },
      text: fallsText('collapse', collapse, COLLAPSE_DRAWDOWN, MOST_COLLAPSES),
    },
    brokenLine(broken),
  ];
}

/** How many seeds fell too far, in a sentence; the bounds are fractions. */
export function fallsText(name: string, falls: Falls, largest: number, mostShare: number): string {
  const { count, of, share, interval } = falls;
  if (share === null) return `${name}: no seed came to its end`;
  const [low, high] = interval.map(percent);
  return `${name}: ${count} of ${counted(of, 'seed')} fell over ${(100 * largest).toFixed(0)} %, ${percent(share)} (95 %: ${low} to ${high}); under ${(100 * mostShare).toFixed(0)} % may`;
}

/** Whether an invariant broke, as a line of a gate. */
export const brokenLine = ({ count, holds }: Gate['broken']): GateLine => ({
  ...{ name: 'invariants', holds },
  text: holds ? 'invariants: none broken' : `invariants: broken on ${counted(count, 'seed')}`,
});

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
