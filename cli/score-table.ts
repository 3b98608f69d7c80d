import { LEAST_HELD_OUT } from '../reports/ensemble/gate.ts';
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
/** A narrower terminal does without bars rather than with cut names. */
const ROOM_FOR_BARS = 90;
const CLASS_MARKS = { fit: 'fit', 'held-out': 'held', contested: '(no)' } as const;

/** Every row of history beside a run, family by family, with its distance in scoring deviations. */
export function scoreTable(rows: readonly ScoredTarget[], io: Io): string {
  const bars = io.columns >= ROOM_FOR_BARS;
  const cells = TARGET_FAMILIES.flatMap((family) => {
    const own = rows.filter(({ target }) => target.family === family);
    if (own.length === 0) return [];
    const heading: Cell[] = [paint(family, 'cyan', io.color), ...Array<string>(bars ? 6 : 5).fill('')];
    return [heading, ...own.map((row) => cellsOf(row, bars, io.color))];
  });
  const header = ['target', '', 'history', 'simulated', 'off by', '', ...(bars ? [''] : [])];
  return table(header, cells, { width: io.columns, color: io.color });
}

function cellsOf({ target, simulated, distance, met }: ScoredTarget, bars: boolean, color: boolean): Cell[] {
  return [
    `  ${target.title}`,
    CLASS_MARKS[target.class],
    historyText(target),
    simulated === null ? null : figureText(simulated, target.unit),
    distance === null ? null : offBy(distance),
    verdictOf(target.class, met, color),
    ...(bars
      ? [distance === null ? '' : distanceBar(distance, { cells: HALF_CELLS, full: FULL_BAR, color })]
      : []),
  ];
}

/** Scoring deviations, signed. */
export const offBy = (distance: number): string => `${distance > 0 ? '+' : ''}${thousands(distance, 1)}`;

function verdictOf(kind: ScoredTarget['target']['class'], met: boolean | null, color: boolean): string {
  if (met === null) return 'not read';
  const said = met ? 'met' : 'missed';
  return kind === 'contested' ? said : paint(said, met ? 'green' : 'red', color);
}

/** What the rows come to, in words. */
export function scoreText({ fit, heldOut, held }: Score, io: Io): string {
  const wanted = `${thousands(100 * LEAST_HELD_OUT)} %`;
  return [
    `${fit.met} of ${fit.of} fitted rows and ${heldOut.met} of ${heldOut.of} held out are met within two deviations: ${held ? 'held' : 'not held'}`,
    `wanted: every fitted row, and ${wanted} of those held out; contested rows are shown and never count`,
  ]
    .flatMap((line) => folded(line, io.columns, 2))
    .join('\n');
}
