import {
  CALM_ROWS,
  type CalmRun,
  calmDistance,
  calmKnown,
  calmQuestions,
  calmRows,
} from '../reports/calibration/calm-distance.ts';
import { ensembleDistance, objectiveOf, objectiveOver } from '../reports/calibration/distance.ts';
import { meanCalmDay } from '../reports/calm-day.ts';
import { counted } from '../reports/format.ts';
import type { Readings } from '../reports/score.ts';
import type { CalmDay } from '../scenarios/calm-day.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Target } from '../scenarios/target.ts';
import { UsageError } from './errors.ts';
import type { RunFigures, Seeds } from './evaluation.ts';
import type { Question } from './member-readings.ts';

/** What a calibration makes small. */
export interface Objective {
  /** What has to be read off each run. */
  readonly question: Question;
  /** Ids of what is looked at. */
  readonly rows: readonly string[];
  /** The rows of history among them. */
  readonly targets: readonly Target[];
  /** Each of these as plain data, with all that a distance from it depends on. */
  readonly known: readonly unknown[];
  /** The same in a few words, and what distances are distances from. */
  readonly counted: string;
  readonly from: string;
  /** Whether it is an event that is fitted, and not a calm market. */
  readonly isEvent: boolean;
  /** Root mean square tolerances by which the seeds of a point together miss what is known; null where they tell nothing of it. */
  distance(seeds: Seeds): number | null;
  /** The same, and how far seeds are apart: what a polish makes small. */
  polished(seeds: Seeds): number;
  /** What a calm day amounts to on the seeds of a point; null where it is no calm market that is fitted. */
  calmDay(seeds: Seeds): CalmDay | null;
}

/** The fitted rows of a scenario's history, or what is known of calm markets where it has none and nothing happens. */
export function objectiveFor(source: string, scenario: Scenario, rows: readonly Target[]): Objective {
  const { shocks, flags } = scenario.outside;
  if (rows.length === 0 && shocks.length + flags.length === 0) return ofCalmMarkets(scenario);
  const fitted = rows.filter(isFitted);
  if (fitted.length > 0) return ofHistory(fitted);
  throw new UsageError(
    `Of "${source}" no history is known that a fit may use; name a scenario with fitted rows, such as feb-5-2026, or one without shocks, such as calm.`,
  );
}

/** What a fit of an event may use: a calm day is what it is set against, and what the stage before was fitted to. */
export const isFitted = ({ class: of, measure }: Target): boolean =>
  of === 'fit' && measure.of !== 'calm-impact';

function ofHistory(targets: readonly Target[]): Objective {
  return {
    question: { asked: targets.map(({ id, measure }) => ({ id, measure })) },
    rows: targets.map(({ id }) => id),
    targets,
    known: targets,
    counted: counted(targets.length, 'fitted row'),
    from: 'history',
    isEvent: true,
    distance: (seeds) => ensembleDistance(targets, seedReadings(seeds)),
    polished: (seeds) => objectiveOf(targets, seedReadings(seeds)),
    calmDay: () => null,
  };
}

function ofCalmMarkets({ start, end }: Scenario): Objective {
  const window = { start, end };
  const runs = (seeds: Seeds): (CalmRun | null)[] => seeds.map((run) => run && calmRun(run));
  return {
    question: { asked: calmQuestions(window), series: true, calmDay: true },
    rows: CALM_ROWS,
    targets: [],
    known: calmKnown(window),
    counted: counted(CALM_ROWS.length, 'fact of calm markets', 'facts of calm markets'),
    from: 'calm markets',
    isEvent: false,
    distance: (seeds) => calmDistance(runs(seeds)),
    polished: (seeds) => objectiveOver(calmRows(runs(seeds), true)),
    calmDay: (seeds) => meanCalmDay(seeds.flatMap((run) => (run?.calmDay ? [run.calmDay] : []))),
  };
}

const calmRun = ({ series = null, calmDay = {}, drawdown, readings }: RunFigures): CalmRun => ({
  series,
  calmDay,
  drawdown,
  readings,
});

/** A run that broke says nothing on any row, which is as far from history as can be. */
export const seedReadings = (seeds: Seeds): readonly Readings[] => seeds.map((run) => run?.readings ?? {});
