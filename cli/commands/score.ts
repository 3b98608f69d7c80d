import { counted, percentSigned } from '../../reports/format.ts';
import { readingsOf, scored, scoreOf } from '../../reports/score.ts';
import type { Tape } from '../../reports/tape.ts';
import { compareWithHistory, type Fit, fitOf } from '../../reports/turning-points.ts';
import { yardstickOf } from '../../scenarios/calm-day.ts';
import { withHistory } from '../../scenarios/catalogue.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import type { ScoreOptions } from '../contract.ts';
import { UsageError } from '../errors.ts';
import { historyOf } from '../history-of.ts';
import { scoreTable, scoreText } from '../score-table.ts';
import { chart } from '../sparkline.ts';
import { titleOf } from '../summary.ts';
import { tapeOf } from '../tape-of.ts';
import type { Io } from '../terminal.ts';
import { folded } from '../wrap.ts';
import { scoreKlinesCommand } from './score-klines.ts';

const CHART_LINES = 13;
const INDEX = 'BTC-INDEX';

/** Sets a run beside history, row by row, and its path beside the turning points. */
export async function scoreCommand(dir: string, options: ScoreOptions, io: Io): Promise<number> {
  const { klines } = options;
  if (klines !== undefined) return scoreKlinesCommand(dir, { ...options, klines }, io);
  const run = openRunFolder(dir);
  verifyFiles(dir);
  const { manifest } = run;
  const history = historyOf(manifest);
  const { path, targets } = history;
  if (targets.length === 0)
    throw new UsageError(
      `${dir} is a run of "${manifest.scenario}", of which no history is known; score a run of ${withHistory.join(' or ')}, or give its scenario history.targets.`,
    );
  const tape = tapeOf(run, io);
  const rows = scored(targets, readingsOf(targets, tape, yardstickOf(history)));
  const score = scoreOf(rows);
  const simulated = Array.from(tape.lines.get(INDEX)?.markUsd ?? []);
  const compared = compareWithHistory(path, simulated, { ...manifest, untilTick: simulated.length });
  const fit = fitOf(compared);
  if (options.json) {
    const { scenario, seed, digest } = manifest;
    const flat = rows.map(({ target: { measure, ...target }, ...row }) => ({ ...target, ...row }));
    io.out(JSON.stringify({ run: dir, scenario, seed, digest, targets: flat, score, path: compared, fit }));
  } else {
    const blocks = [
      titleOf(manifest, io),
      pathChart(tape, path, io),
      scoreTable(rows, io),
      [fitText(fit, io), scoreText(score, io)].join('\n'),
    ];
    io.out(blocks.filter((block) => block !== '').join('\n\n'));
  }
  return score.held ? 0 : 1;
}

function pathChart(
  { startSeconds, secondsPerTick, ticks, lines }: Tape,
  history: readonly { readonly time: string; readonly spotUsd: number }[],
  io: Io,
): string {
  const line = lines.get(INDEX);
  if (!line || ticks < 2) return '';
  const points = Array.from(
    line.markUsd,
    (usd, tick) => [startSeconds + tick * secondsPerTick, usd] as const,
  );
  const end = startSeconds + ticks * secondsPerTick;
  const known = history
    .map(({ time, spotUsd }) => [secondsOf(time), spotUsd] as const)
    .filter(([seconds]) => seconds <= end);
  const series = [
    { name: 'simulated spot index', points: points.filter(([, usd]) => !Number.isNaN(usd)) },
    ...(known.length > 1 ? [{ name: 'history', points: known }] : []),
  ];
  return chart(series, io.columns, CHART_LINES, { color: io.color });
}

function fitText({ points, rmseLog, moveCorrelation }: Fit, io: Io): string {
  if (points === 0) return '';
  const correlation = moveCorrelation === null ? '–' : moveCorrelation.toFixed(2);
  const text = `path: root mean square difference ${percentSigned(rmseLog).replace('+', '')} of price over ${counted(points, 'turning point')}, correlation of moves between them ${correlation}`;
  return folded(text, io.columns, 2).join('\n');
}
