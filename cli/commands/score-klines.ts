import { parseKlines } from '../../reports/klines.ts';
import {
  type KlinesScore,
  type Overlap,
  overlapOf,
  type Span,
  scoreKlines,
} from '../../reports/klines-score.ts';
import type { Tape } from '../../reports/tape.ts';
import { yardstickOf } from '../../scenarios/calm-day.ts';
import { formatTime } from '../../sim/engine/time.ts';
import type { Manifest } from '../../store/manifest.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import type { ScoreOptions } from '../contract.ts';
import { textOf } from '../data-file.ts';
import { UsageError } from '../errors.ts';
import { historyOf } from '../history-of.ts';
import { type KlinesSource, klinesText } from '../klines-text.ts';
import { unknownName } from '../nearest.ts';
import { titleOf } from '../summary.ts';
import { tapeOf } from '../tape-of.ts';
import type { Io } from '../terminal.ts';

const DEFAULT_INSTRUMENT = 'BTC-SPOT';
/** What is priced in dollars a bitcoin, as klines are. */
const COMPARABLE: readonly string[] = ['spot', 'perp', 'future', 'index'];

/** Sets the path of a run beside an exchange's klines. */
export async function scoreKlinesCommand(
  dir: string,
  options: ScoreOptions & { readonly klines: string },
  io: Io,
  makeTape: typeof tapeOf = tapeOf,
): Promise<number> {
  const run = openRunFolder(dir);
  const klines = parseKlines(textOf(options.klines, 'a CSV file of klines'), options.klines);
  verifyFiles(dir);
  const tape = makeTape(run, io);
  const instrument = instrumentOf(tape, options.instrument);
  const calmCoins = yardstickOf(historyOf(run.manifest))[instrument]?.coins ?? null;
  const source = { file: options.klines, instrument, calmCoins };
  const overlap = overlapOf(klines, tape, source.instrument);
  if (typeof overlap === 'string') {
    const end = klines.startSeconds + klines.closeUsd.length * klines.intervalSeconds;
    const runEnd = tape.startSeconds + tape.ticks * tape.secondsPerTick;
    throw new UsageError(
      `${source.file} holds bars from ${formatTime(klines.startSeconds)} to ${formatTime(end)}, the run is from ${formatTime(tape.startSeconds)} to ${formatTime(runEnd)}: ${overlap}.`,
    );
  }
  const score = scoreKlines(overlap);
  io.out(
    options.json
      ? JSON.stringify(jsonOf(dir, run.manifest, source, overlap, score))
      : [titleOf(run.manifest, io), klinesText(source, overlap, score, io)].join('\n\n'),
  );
  return 0;
}

function instrumentOf({ lines }: Tape, wanted = DEFAULT_INSTRUMENT): string {
  const known = [...lines].flatMap(([id, { listed }]) => (COMPARABLE.includes(listed.kind) ? [id] : []));
  if (!known.includes(wanted)) throw unknownName('instrument priced in dollars a bitcoin', wanted, known);
  return wanted;
}

function jsonOf(
  run: string,
  { scenario, seed, digest }: Manifest,
  { file, instrument }: KlinesSource,
  { fromSeconds, intervalSeconds }: Overlap,
  { bars, hours, days, ...score }: KlinesScore,
): Record<string, unknown> {
  const timed = ({ fromSeconds: at, ...span }: Span) => ({ time: formatTime(at), ...span });
  const [from, to] = [fromSeconds, fromSeconds + bars * intervalSeconds].map(formatTime);
  return {
    ...{ run, scenario, seed, digest, klines: file, instrument },
    overlap: { from, to, bars, intervalSeconds },
    ...score,
    days: days.map(timed),
    hours: hours.map(timed),
  };
}
