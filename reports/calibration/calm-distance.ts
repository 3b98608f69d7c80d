import { median } from 'd3-array';
import type { CalmDay } from '../../scenarios/calm-day.ts';
import type { Measure } from '../../scenarios/target.ts';
import { quotedImpact } from '../calm-day.ts';
import { boundsOf } from '../distance.ts';
import type { Readings } from '../score.ts';
import type { Band, FACT_FAMILIES, FactRule } from '../stylised/fact.ts';
import { CONTROL_DRAWDOWN, MOST_CONTROL_FALLS } from '../stylised/facts-gate.ts';
import type { RunSeries } from '../stylised/series.ts';
import { jackknifed, STYLISED_FACTS } from '../stylised/stylised-facts.ts';
import {
  distanceOver,
  MOST_TOLERANCES,
  reachOf,
  spreadOf,
  standardised,
  type Weighed,
  weightIn,
} from './distance.ts';

/** What a fit of calm markets is told of one run. */
export interface CalmRun {
  /** Null where its ticks tell no minutes. */
  readonly series: RunSeries | null;
  /** Largest fall from a running high, a positive fraction. */
  readonly drawdown: number;
  /** By the ids that `calmQuestions` asks for. */
  readonly readings: Readings;
  /** What a day of it amounts to. */
  readonly calmDay: CalmDay;
}

/** How far one thing that is known of calm markets is from an ensemble. */
export interface CalmRow extends Weighed {
  readonly id: string;
  readonly title: string;
  readonly family: (typeof FACT_FAMILIES)[number];
  readonly band: Band;
  readonly value: number | null;
}

/** What is known, how near is near enough, and what an ensemble says of it. */
interface Rule extends Pick<CalmRow, 'id' | 'title' | 'family' | 'band'> {
  readonly tolerance: number;
  read(runs: readonly CalmRun[]): number | null;
  /** Standard deviation over seeds, in the unit; asked for only where a polish needs it. */
  spread(runs: readonly CalmRun[]): number;
}

const PERP = 'BTC-PERP';
/** Of any run something can be said of how deep it fell. */
const FALL = 'largest-fall';
const BAR_MINUTES = 15;

/** The window of a scenario. */
export interface CalmWindow {
  readonly start: string;
  readonly end: string;
}

/** What is to be read off each run besides its minutes. */
export const calmQuestions = ({
  start: from,
  end: to,
}: CalmWindow): readonly { readonly id: string; readonly measure: Measure }[] => [
  {
    id: 'realised-vol',
    measure: { of: 'realised-vol', instrument: 'BTC-INDEX', from, to, barMinutes: BAR_MINUTES },
  },
];

/** Ids of all that a fit of calm markets looks at, in the order of `calmRows`. */
export const CALM_ROWS: readonly string[] = [
  ...STYLISED_FACTS.map(({ id }) => id),
  ...[FALL, 'realised-vol', 'calm-impact'],
];

/** What is known of each of them, as plain data: what is near enough to what, and the window it is read in. */
export const calmKnown = (window: CalmWindow): readonly object[] =>
  rulesOf(1).map(({ id, family, band, tolerance }) => ({ id, family, band, tolerance, window }));

/**
 * What is known of calm markets beside an ensemble: stylised facts over the minutes of all runs together, the negative
 * control, and the two figures of the calm days of January 2026 that do not depend on how much of the market a venue is.
 * Null stands for a run that broke, which falls as far as can be. Nothing of an event enters.
 */
export function calmRows(runs: readonly (CalmRun | null)[], withSpread = false): readonly CalmRow[] {
  const whole = runs.filter((run) => run !== null);
  const rules = rulesOf(runs.length);
  // What most seeds cannot say, the ensemble does not say.
  const tells = 2 * whole.length >= runs.length && whole.length > 0;
  return rules.map(({ id, title, family, band, tolerance, read, spread }) => {
    const value = tells ? read(whole) : null;
    return {
      ...{ id, title, family, band, value },
      z: value === null ? MOST_TOLERANCES : standardised({ history: [...band], tolerance }, value),
      dispersion:
        withSpread && value !== null ? reachOf(spread(whole), value, boundsOf([...band])) / tolerance : 0,
      weight: weightIn(rules, family),
    };
  });
}

/** Root mean square tolerances by which runs miss what is known of calm markets; null where nothing but their falls can be read. */
export function calmDistance(runs: readonly (CalmRun | null)[]): number | null {
  const rows = calmRows(runs);
  return rows.every(({ id, value }) => id === FALL || value === null) ? null : distanceOver(rows);
}

function rulesOf(seeds: number): readonly Rule[] {
  const vol = ({ readings }: CalmRun): number | null => readings['realised-vol'] ?? null;
  return [
    ...STYLISED_FACTS.map(factRule),
    {
      id: FALL,
      title: 'deepest fall of all seeds but 2 %',
      family: 'scale',
      band: [null, CONTROL_DRAWDOWN],
      tolerance: CONTROL_DRAWDOWN / 4,
      read: (runs) => fallOf(runs, seeds),
      spread: (runs) => spreadOf(runs.map(({ drawdown }) => drawdown)),
    },
    {
      ...{ id: 'realised-vol', title: 'realised volatility', family: 'scale' },
      // 15-minute returns of spot, annualised: from 28 to 26 January 2026, the days that impact was measured on.
      ...{ band: [0.37, 0.44], tolerance: 0.05 },
      ...overSeeds(vol, seeds),
    },
    {
      ...{ id: 'calm-impact', title: 'impact of 1 % of a calm day', family: 'flow' },
      // 47 bp per 1,000 coins of the perp, 125,470 of them a day, 26 to 28 January 2026: 59 bp, within 20.
      ...{ band: [0.0059, 0.0059], tolerance: 0.002 },
      ...overSeeds(({ calmDay }) => quotedImpact(calmDay, PERP), seeds),
    },
  ];
}

/** The fall that fewer than 2 % of seeds may exceed: the deepest of any with fewer than fifty. A run that broke fell to nothing. */
function fallOf(runs: readonly CalmRun[], seeds: number): number {
  const broken = new Array<number>(seeds - runs.length).fill(1);
  const falls = [...broken, ...runs.map(({ drawdown }) => drawdown)].sort((a, b) => b - a);
  return falls[Math.ceil(MOST_CONTROL_FALLS * seeds) - 1];
}

/** A fact pools minutes; what one run more or less would change stands for how far runs are apart (Tukey's pseudo-values). */
function factRule({ id, title, family, band, tolerance, measure }: FactRule): Rule {
  const minutes = (runs: readonly CalmRun[]): RunSeries[] => runs.flatMap(({ series }) => series ?? []);
  return {
    ...{ id, title, family, band, tolerance },
    read: (runs) => measure(minutes(runs)).value,
    spread: (runs) => (jackknifed(minutes(runs), measure) ?? 0) * Math.sqrt(runs.length),
  };
}

/** What each run says by itself: the median, as for rows of history, unless most of the seeds cannot say it. */
function overSeeds(of: (run: CalmRun) => number | null, seeds: number): Pick<Rule, 'read' | 'spread'> {
  const known = (runs: readonly CalmRun[]): number[] =>
    runs.map(of).filter((value): value is number => value !== null && Number.isFinite(value));
  return {
    read: (runs) => (2 * known(runs).length >= seeds ? (median(known(runs)) ?? null) : null),
    spread: (runs) => spreadOf(known(runs)),
  };
}
