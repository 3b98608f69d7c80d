import { leastHeldOut } from '../reports/ensemble/gate.ts';
import { thousands } from '../reports/format.ts';
import type { Score, ScoredTarget } from '../reports/score.ts';
import { figureText, historyText } from '../reports/target-text.ts';
import { TARGET_FAMILIES } from '../scenarios/target.ts';
import { distanceBar } from './distance-bar.ts';
import { type Cell, table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const HALF_CELLS = 4;
/** A bar is full at this many scoring deviations. */
const FULL_BAR = 6;
/** Narrower terminals do without bars, then without classes and distances, rather than with names cut to nothing. */
const ROOM_FOR_BARS = 90;
const ROOM_FOR_DETAILS = 76;
const CLASS_MARKS = { fit: 'fit', 'held-out': 'held', contested: '(no)' } as const;

/** Every row of history beside a run, family by family, with its distance in scoring deviations as far as there is room. */
export function scoreTable(rows: readonly ScoredTarget[], io: Io): string {
  const columns = COLUMNS.filter(({ from }) => io.columns >= from);
  const cells = TARGET_FAMILIES.flatMap((family) => {
    const own = rows.filter(({ target }) => target.family === family);
    if (own.length === 0) return [];
    const heading: Cell[] = columns.map((_, i) => (i === 0 ? paint(family, 'cyan', io.color) : ''));
    return [heading, ...own.map((row) => columns.map(({ cell }) => cell(row, io.color)))];
  });
  const header = columns.map(({ title }) => title);
  return table(header, cells, { width: io.columns, color: io.color });
}

interface Column {
  readonly title: string;
  /** Columns a terminal needs to show it. */
  readonly from: number;
  readonly cell: (row: ScoredTarget, color: boolean) => Cell;
}

const COLUMNS: readonly Column[] = [
  { title: 'target', from: 0, cell: ({ target }) => `  ${target.title}` },
  { title: '', from: ROOM_FOR_DETAILS, cell: ({ target }) => CLASS_MARKS[target.class] },
  { title: 'history', from: 0, cell: ({ target }) => historyText(target) },
  {
    title: 'simulated',
    from: 0,
    cell: ({ target, simulated }) => (simulated === null ? null : figureText(simulated, target.unit)),
  },
  {
    title: 'off by',
    from: ROOM_FOR_DETAILS,
    cell: ({ distance }) => (distance === null ? null : offBy(distance)),
  },
  { title: '', from: 0, cell: ({ target, met }, color) => verdictOf(target.class, met, color) },
  {
    title: '',
    from: ROOM_FOR_BARS,
    cell: ({ distance }, color) =>
      distance === null ? '' : distanceBar(distance, { cells: HALF_CELLS, full: FULL_BAR, color }),
  },
];

/** Scoring deviations, signed. */
export const offBy = (distance: number): string => `${distance > 0 ? '+' : ''}${thousands(distance, 1)}`;

function verdictOf(kind: ScoredTarget['target']['class'], met: boolean | null, color: boolean): string {
  if (met === null) return 'not read';
  const said = met ? 'met' : 'missed';
  return kind === 'contested' ? said : paint(said, met ? 'green' : 'red', color);
}

/** What the rows come to, in words. */
export function scoreText({ fit, heldOut, held }: Score, io: Io): string {
  const wanted = `${thousands(100 * leastHeldOut(fit.of))} %`;
  return [
    `${fit.met} of ${fit.of} fitted rows and ${heldOut.met} of ${heldOut.of} held out are met within two deviations: ${held ? 'held' : 'not held'}`,
    `wanted: every fitted row, and ${wanted} of those held out; contested rows are shown and never count`,
  ]
    .flatMap((line) => folded(line, io.columns, 2))
    .join('\n');
}
