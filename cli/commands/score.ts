import { counted, percentSigned, thousands, timeShort } from '../../reports/format.ts';
import { type Metrics, MetricsGatherer } from '../../reports/metrics.ts';
import { type Comparison, type Fit, fitOf, isMet, LEVEL_TOLERANCE } from '../../reports/turning-points.ts';
import { withHistory } from '../../scenarios/catalogue.ts';
import type { Manifest } from '../../store/manifest.ts';
import { openRunFolder, type StoredRun } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import type { ScoreOptions } from '../contract.ts';
import { UsageError } from '../errors.ts';
import { comparisonsOf, titleOf } from '../summary.ts';
import { table } from '../table.ts';
import { type Io, paint } from '../terminal.ts';
import { folded } from '../wrap.ts';
import { scoreKlinesCommand } from './score-klines.ts';

/** A bar grows to either side of history; it is full at this difference. */
const FULL_BAR = 0.2;
const HALF_CELLS = 8;
/** A narrower terminal shows shorter bars, and the narrowest only their figures. */
const ROOM_FOR_BARS = 96;
const ROOM_FOR_SHORT_BARS = 76;

/** Sets a run beside history, turning point by turning point, or beside klines. */
export async function scoreCommand(dir: string, options: ScoreOptions, io: Io): Promise<number> {
  const { klines } = options;
  if (klines !== undefined) return scoreKlinesCommand(dir, { ...options, klines }, io);
  const run = openRunFolder(dir);
  verifyFiles(dir);
  const { manifest } = run;
  const compared = comparisonsOf(manifest, metricsOf(run));
  if (compared.length === 0)
    throw new UsageError(
      `${dir} is a run of "${manifest.scenario}", of which no history is known; score a run of ${withHistory.join(' or ')}.`,
    );
  const fit = fitOf(compared);
  if (options.json) {
    const { scenario, seed, digest } = manifest;
    io.out(JSON.stringify({ run: dir, scenario, seed, digest, targets: compared, fit }));
  } else io.out([titleOf(manifest, io), scoreTable(manifest, compared, io), fitText(fit, io)].join('\n\n'));
  return fit.met === fit.points ? 0 : 1;
}

/** A run's metrics: those in its manifest, or for an interrupted run those of what its log holds. */
function metricsOf(run: StoredRun): Metrics {
  if (run.manifest.results !== undefined) return run.manifest.results as Metrics;
  const gatherer = new MetricsGatherer();
  for (const batch of run.batches()) gatherer.take(batch, batch.seq);
  return gatherer.results();
}

function scoreTable(
  { startSeconds, secondsPerTick }: Manifest,
  compared: readonly Comparison[],
  io: Io,
): string {
  const room = io.columns >= ROOM_FOR_SHORT_BARS ? HALF_CELLS / 2 : 0;
  const cells = io.columns >= ROOM_FOR_BARS ? HALF_CELLS : room;
  const rows = compared.map(({ tick, label, historyUsd, simulatedUsd, difference }) => [
    timeShort(startSeconds + tick * secondsPerTick),
    label,
    thousands(historyUsd),
    simulatedUsd === null ? null : thousands(simulatedUsd),
    difference === null ? null : percentSigned(difference),
    difference === null ? '' : isMet(difference) ? 'met' : 'missed',
    ...(cells === 0 ? [] : [difference === null ? '' : bar(difference, cells, io.color)]),
  ]);
  const header = [
    'time (UTC)',
    'turning point',
    'history',
    'simulated',
    'difference',
    '',
    ...(cells === 0 ? [] : ['']),
  ];
  return table(header, rows, { width: io.columns, color: io.color });
}

/** A difference drawn from a middle line: too low to the left, too high to the right. */
function bar(difference: number, cells: number, color: boolean): string {
  const halves = Math.min(2 * cells, Math.round((2 * cells * Math.abs(difference)) / FULL_BAR));
  const body = '█'.repeat(halves >> 1);
  const left = difference < 0 ? `${halves % 2 === 1 ? '▐' : ''}${body}` : '';
  const right = difference < 0 ? '' : `${body}${halves % 2 === 1 ? '▌' : ''}`;
  const blank = ' '.repeat(cells - left.length);
  return `${blank}${paint(left, 'red', color)}│${paint(right, 'green', color)}`;
}

function fitText({ points, met, rmseLog, correlation, moveCorrelation }: Fit, io: Io): string {
  const said = (value: number | null): string => (value === null ? '–' : value.toFixed(3));
  const within = `${(200 * LEVEL_TOLERANCE).toFixed(0)} %`;
  return [
    `${met} of ${counted(points, 'turning point')} met within ${within} of history, two tolerances: ${met === points ? 'reproduced' : 'not reproduced'}`,
    `over ${counted(points, 'turning point')}: root mean square difference ${(100 * rmseLog).toFixed(1)} % (log price)`,
    `correlation of log prices ${said(correlation)}, of moves between turning points ${said(moveCorrelation)}`,
  ]
    .flatMap((line) => folded(line, io.columns, 2))
    .join('\n');
}
