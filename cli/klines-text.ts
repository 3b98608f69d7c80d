import { group } from 'd3-array';
import { thousands, timeShort, usdPrice } from '../reports/format.ts';
import type { Beside, KlinesScore, Overlap, Span } from '../reports/klines-score.ts';
import { leadingVenueCoins } from '../scenarios/calm/leading-venue.ts';
import { SECONDS_PER_DAY } from '../sim/engine/time.ts';
import { chart } from './sparkline.ts';
import { table } from './table.ts';
import { type Io, paint } from './terminal.ts';
import { folded } from './wrap.ts';

const CHART_LINES = 13;
const SECONDS_PER_HOUR = 3600;
/** Widths of the hour, and of two figures of a day with the gaps before them, in a table by hour. */
const HOUR_WIDTH = 5;
const DAY_WIDTH = 19;

/** What klines were compared with which instrument. */
export interface KlinesSource {
  readonly file: string;
  readonly instrument: string;
  /** Coins of the instrument on a simulated calm day; null where that is not known. */
  readonly calmCoins: number | null;
}

/** A run beside klines: both paths, how near they are, and volatility, volume and impact of each. */
export function klinesText(source: KlinesSource, overlap: Overlap, score: KlinesScore, io: Io): string {
  return [
    headline(source, overlap, score, io),
    paths(source, overlap, io),
    nearness(score, overlap, io),
    figures(source, score, overlap, io),
    daysTable(score.days, io),
    ...hourTables('Realised volatility by hour, per cent a year', score.hours, ({ vol }) => vol, percent, io),
    ...hourTables("Volume by hour, per cent of the day's", score.hours, ({ share }) => share, percentOne, io),
  ].join('\n\n');
}

const percent = (value: number): string => (100 * value).toFixed(0);
const percentOne = (value: number): string => (100 * value).toFixed(1);
const orDash = (value: number | null, said: (value: number) => string): string | null =>
  value === null ? null : said(value);
const beside = ({ history, simulated }: Beside, said: (value: number) => string): (string | null)[] => [
  orDash(history, said),
  orDash(simulated, said),
];

function headline(
  { file, instrument }: KlinesSource,
  overlap: Overlap,
  { bars }: KlinesScore,
  io: Io,
): string {
  const { fromSeconds, intervalSeconds } = overlap;
  const window = `${timeShort(fromSeconds)} to ${timeShort(fromSeconds + bars * intervalSeconds)} UTC`;
  const text = `${instrument} beside ${file}: ${thousands(bars)} bars of ${intervalSeconds / 60} min, ${window}`;
  return folded(text, io.columns, 2)
    .map((line) => paint(line, 'cyan', io.color))
    .join('\n');
}

function paths({ instrument }: KlinesSource, overlap: Overlap, io: Io): string {
  const { fromSeconds, intervalSeconds, history, simulated } = overlap;
  const points = (usd: Float64Array) =>
    Array.from(usd, (value, i) => [fromSeconds + (i + 1) * intervalSeconds, value] as const);
  const series = [
    { name: `simulated ${instrument}`, points: points(simulated.closeUsd) },
    { name: 'history', points: points(history.closeUsd) },
  ];
  return chart(series, io.columns, CHART_LINES, { color: io.color, y: usdPrice });
}

function nearness({ correlation, rmseLog }: KlinesScore, { intervalSeconds }: Overlap, io: Io): string {
  const off = (value: number): string => `${(100 * value).toFixed(2)} %`;
  return [
    `correlation of returns over ${intervalSeconds / 60} min: ${correlation === null ? 'none, one of both never moved' : correlation.toFixed(3)}`,
    `root mean square difference (log price): ${off(rmseLog.aligned)} from the first bar's opening on, ${off(rmseLog.asIs)} as the levels are`,
  ]
    .flatMap((line) => folded(line, io.columns, 2))
    .join('\n');
}

function figures(
  source: KlinesSource,
  { bars, vol, coins, impact }: KlinesScore,
  { intervalSeconds }: Overlap,
  io: Io,
): string {
  const both = (of: (one: NonNullable<typeof impact.history>) => number): Beside => ({
    history: impact.history && of(impact.history),
    simulated: impact.simulated && of(impact.simulated),
  });
  const bp = (value: number): string => `${value.toFixed(1)} bp`;
  const days = (bars * intervalSeconds) / SECONDS_PER_DAY;
  const daily = (all: number | null): number | null => all && all / days;
  const rows = [
    ['realised volatility a year', ...beside(vol, (value) => `${percent(value)} %`)],
    ['volume, bitcoin', ...beside(coins, thousands)],
    [
      'impact of 1,000 bitcoin net taken',
      ...beside(
        both((one) => one.bpPerThousandCoins),
        bp,
      ),
    ],
    [
      "impact of 1 % of a day's volume",
      ...beside(
        both((one) => one.bpPerPercentOfDay),
        bp,
      ),
    ],
    [
      'share of returns it explains (R²)',
      ...beside(
        both((one) => one.rSquared),
        (r) => r.toFixed(2),
      ),
    ],
    [
      'mean volume of a day, bitcoin',
      ...beside({ history: daily(coins.history), simulated: daily(coins.simulated) }, thousands),
    ],
  ];
  const scale = scaleOf(source);
  const noTaker = 'The file has no taker volume, so its impact is not known.';
  const notes = [...(scale === null ? [] : [scale]), ...(impact.history === null ? [noTaker] : [])];
  return [
    table(['over the whole overlap', 'history', 'simulated'], rows, { width: io.columns, color: io.color }),
    ...notes.flatMap((note) => folded(note, io.columns, 2)),
  ].join('\n');
}

/** How much larger the simulated market is than the one whose klines are at hand most often; null where that is not known. */
function scaleOf({ instrument, calmCoins }: KlinesSource): string | null {
  const leading = leadingVenueCoins.get(instrument);
  if (leading === undefined || calmCoins === null) return null;
  const times = (calmCoins / leading).toFixed(1);
  return `Simulated ${instrument} stands for all offshore venues: its calm day of ${thousands(calmCoins)} bitcoin is ${times} times the ${thousands(leading)} of the leading one. Compare shares of the day and the impact of 1 %, which know no scale, not bitcoin.`;
}

function daysTable(days: readonly Span[], io: Io): string {
  const rows = days.map(({ fromSeconds, vol, coins }) => [
    dayOf(fromSeconds),
    ...beside(vol, (value) => `${percent(value)} %`),
    ...beside(coins, thousands),
    coins.history ? `${((coins.simulated ?? 0) / coins.history).toFixed(2)}` : null,
  ]);
  const header = ['day (UTC)', 'volatility', 'simulated', 'bitcoin', 'simulated', 'ratio'];
  return table(header, rows, { width: io.columns, color: io.color });
}

/** One figure by hour, days side by side as far as a line holds them. */
function hourTables(
  title: string,
  hours: readonly Span[],
  of: (span: Span) => Beside,
  said: (value: number) => string,
  io: Io,
): string[] {
  const days = [...group(hours, ({ fromSeconds }) => Math.floor(fromSeconds / SECONDS_PER_DAY))];
  const perTable = Math.max(1, Math.floor((io.columns - HOUR_WIDTH) / DAY_WIDTH));
  const tables: string[] = [];
  for (let first = 0; first < days.length; first += perTable) {
    const shown = days.slice(first, first + perTable);
    const header = ['UTC', ...shown.flatMap(([day]) => [dayOf(day * SECONDS_PER_DAY), 'simulated'])];
    const rows = Array.from({ length: 24 }, (_, hour) => [
      `${String(hour).padStart(2, '0')}:00`,
      ...shown.flatMap(([day, spans]) => {
        const span = spans.find((one) => one.fromSeconds === day * SECONDS_PER_DAY + hour * SECONDS_PER_HOUR);
        return span ? beside(of(span), said) : [null, null];
      }),
    ]).filter((row) => row.slice(1).some((cell) => cell !== null));
    tables.push(
      `${paint(title, 'dim', io.color)}\n${table(header, rows, { width: io.columns, color: io.color })}`,
    );
  }
  return tables;
}

/** "5 Feb" of seconds since 1970. */
const dayOf = (seconds: number): string => timeShort(seconds).replace(/ [\d:]+$/, '');
