import {
  counted,
  percentSigned,
  thousands,
  timeShort,
  usdPrice,
  usdShort,
  usdSigned,
} from '../reports/format.ts';
import type { Metrics } from '../reports/metrics.ts';
import { type Comparison, compareWithHistory, fitOf, principal } from '../reports/turning-points.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Manifest } from '../store/manifest.ts';
import { bars } from './bars.ts';
import type { Finished } from './drive.ts';
import { historyOf } from './history-of.ts';
import { nextCommands } from './next-commands.ts';
import { realisedTable } from './realised.ts';
import { chart } from './sparkline.ts';
import { table } from './table.ts';
import { clip, type Io, pad, paint } from './terminal.ts';
import { timeOf } from './window.ts';
import { folded, sideBySide } from './wrap.ts';

/** Turning points that a summary shows; `score` shows all. */
const SHOWN_POINTS = 11;
const CHART_LINES = 13;
const SHORT_DIGEST = 16;

/** What a finished run says of itself, at most `io.columns` wide. */
export function summaryText(run: Finished, io: Io): string {
  const { manifest, metrics } = run;
  const compared = comparisonsOf(manifest, metrics);
  const blocks = [
    titleOf(manifest, io),
    pathChart(manifest, metrics, compared, io),
    pointsTable(manifest, compared, io),
    flows(metrics, io),
    venues(metrics, io),
    [liquidations(metrics, io), marginCalls(metrics, io)].filter((text) => text !== '').join('\n'),
    optionsDealt(metrics, io),
    realisedTable(manifest, metrics.realised ?? [], io),
    effortText(run, io),
    nextCommands(run, io),
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

/** The same for programs; what `--json` prints of a run. */
export function summaryJson({ dir, manifest, metrics, effort }: Finished): Record<string, unknown> {
  const { path, ...figures } = metrics;
  const compared = comparisonsOf(manifest, metrics);
  return {
    run: dir,
    scenario: manifest.scenario,
    seed: manifest.seed,
    whatIfs: manifest.whatIfs,
    digest: manifest.digest,
    events: manifest.events,
    ticks: manifest.untilTick,
    wallSeconds: round(effort.wallSeconds, 3),
    eventsPerSecond: Math.round(effort.events / effort.wallSeconds),
    peakBytes: effort.peakBytes,
    logBytes: effort.logBytes,
    summary: {
      ...figures,
      low: { ...metrics.low, time: timeOf(manifest, metrics.low.tick) },
      high: { ...metrics.high, time: timeOf(manifest, metrics.high.tick) },
      openUsd: path[0] ?? null,
      closeUsd: path.at(-1) ?? null,
      ...(compared.length > 0 ? { history: compared, fit: fitOf(compared) } : {}),
    },
  };
}

/** A run beside what really happened, where that is known. */
export const comparisonsOf = (manifest: Manifest, { path }: Metrics): Comparison[] =>
  compareWithHistory(historyOf(manifest).path, path, { ...manifest, untilTick: path.length });

/** A scenario's title, its seed, its window and what was changed. */
export function titleOf(manifest: Manifest, io: Io): string {
  const { title } = manifest.resolved as Scenario;
  const { startSeconds, secondsPerTick, untilTick, whatIfs, patches, forks } = manifest;
  const end = startSeconds + untilTick * secondsPerTick;
  const parts = [
    `seed ${manifest.seed}`,
    `${timeShort(startSeconds)} to ${timeShort(end)} UTC`,
    ...(whatIfs.length > 0
      ? [whatIfs.join(', ')]
      : patches.length > 0
        ? [counted(patches.length, 'change')]
        : []),
    ...(forks ?? []).map(({ tick }) => `forked at ${timeShort(startSeconds + tick * secondsPerTick)}`),
  ];
  return [
    ...folded(title, io.columns).map((line) => paint(line, 'cyan', io.color)),
    ...sideBySide(parts, io.columns).map((line) => paint(line, 'dim', io.color)),
  ].join('\n');
}

function pathChart(
  { startSeconds, secondsPerTick }: Manifest,
  { path }: Metrics,
  compared: readonly Comparison[],
  io: Io,
): string {
  if (path.length < 2) return '';
  const at = (tick: number): number => startSeconds + tick * secondsPerTick;
  const history = compared.filter(({ simulatedUsd }) => simulatedUsd !== null);
  const series = [
    { name: 'simulated spot index', points: path.map((usd, tick) => [at(tick), usd] as const) },
    ...(history.length > 1
      ? [{ name: 'history', points: history.map(({ tick, historyUsd }) => [at(tick), historyUsd] as const) }]
      : []),
  ];
  return chart(series, io.columns, CHART_LINES, { color: io.color, y: usdPrice });
}

/** Turning points side by side. */
export function pointsTable(
  { startSeconds, secondsPerTick }: Manifest,
  compared: readonly Comparison[],
  io: Io,
  most = SHOWN_POINTS,
): string {
  const shown = principal(compared, most);
  if (shown.length === 0) return '';
  const rows = shown.map(({ tick, label, historyUsd, simulatedUsd, difference }) => [
    timeShort(startSeconds + tick * secondsPerTick),
    label,
    thousands(historyUsd),
    simulatedUsd === null ? null : thousands(simulatedUsd),
    difference === null ? null : percentSigned(difference),
  ]);
  return table(['time (UTC)', 'turning point', 'history', 'simulated', 'difference'], rows, {
    width: io.columns,
    color: io.color,
  });
}

function flows({ kinds }: Metrics, io: Io): string {
  if (kinds.length === 0) return '';
  const sorted = [...kinds].sort((a, b) => a.netUsd - b.netUsd);
  const name = Math.max(...sorted.map(({ kind }) => kind.length), 'kind'.length);
  const taker = Math.max(...sorted.map(({ takerUsd }) => usdSigned(takerUsd).length), 'as taker'.length);
  const rows = sorted.map(({ kind, takerUsd, netUsd }) => ({
    label: `${pad(kind, name)}  ${pad(usdSigned(takerUsd), taker, 'right')}`,
    value: netUsd,
  }));
  const head = `${pad('who traded', name)}  ${pad('as taker', taker, 'right')}  in all, bought less sold`;
  return `${paint(clip(head, io.columns), 'dim', io.color)}\n${bars(rows, io.columns, { format: usdSigned, color: io.color })}`;
}

function venues({ venues: all }: Metrics, io: Io): string {
  if (all.length === 0) return '';
  const name = Math.max(...all.map(({ id }) => id.length), 'where'.length);
  const turnover = Math.max(...all.map(({ turnoverUsd }) => usdShort(turnoverUsd).length), 'turnover'.length);
  const rows = all.map(({ id, turnoverUsd, takerUsd }) => ({
    label: `${pad(id, name)}  ${pad(usdShort(turnoverUsd), turnover, 'right')}`,
    value: takerUsd,
  }));
  const head = `${pad('where', name)}  ${pad('turnover', turnover, 'right')}  takers bought less sold`;
  return `${paint(clip(head, io.columns), 'dim', io.color)}\n${bars(rows, io.columns, { format: usdSigned, color: io.color })}`;
}

function liquidations({ liquidations: l }: Metrics, io: Io): string {
  if (l.started === 0) return 'Liquidations: none';
  const long = l.longShare === null ? '' : `, ${Math.round(100 * l.longShare)} % of it long`;
  const deleveraged = l.autoDeleveragedUsd > 0 ? `, and ${usdShort(l.autoDeleveragedUsd)} deleveraged` : '';
  const text = `Liquidations: ${counted(l.started, 'cohort')}, ${usdShort(l.closedUsd)} closed in the book${long}${deleveraged}`;
  return folded(text, io.columns, 2).join('\n');
}

/** What prime brokers asked for, when they asked for anything. */
export function marginCalls({ counts }: Pick<Metrics, 'counts'>, io: Io): string {
  const { MarginCalled: called = 0, MarginCallCured: met = 0, ForcedSaleStarted: sold = 0 } = counts;
  if (called === 0) return '';
  const text = `Margin: ${counted(called, 'call')} by prime brokers, ${thousands(met)} met, ${counted(sold, 'forced sale')}`;
  return folded(text, io.columns, 2).join('\n');
}

/** Options by day, and who was left with puts bought. */
function optionsDealt({ options: { days, clients } }: Metrics, io: Io): string {
  if (days.length === 0) return '';
  const header = ['options dealt', 'puts bought', 'sold', 'calls bought', 'sold', 'premium paid', 'received'];
  const rows = days.map((day) => [
    day.date,
    ...[day.putsBought, day.putsSold, day.callsBought, day.callsSold].map((contracts) =>
      thousands(contracts),
    ),
    usdShort(day.premiumPaidUsd),
    usdShort(day.premiumReceivedUsd),
  ]);
  const holders = clients
    .filter(({ putsBought }) => putsBought > 0)
    .map(
      ({ client, putsBought, putsSold }) => `${client} ${thousands(putsBought)} less ${thousands(putsSold)}`,
    );
  const who = holders.length > 0 ? `Puts were bought by ${holders.join(', ')}` : 'Nobody bought puts';
  const text = `${who} (contracts of 100 shares, or as much bitcoin)`;
  return `${table(header, rows, { width: io.columns, color: io.color })}\n${folded(text, io.columns, 2).join('\n')}`;
}

function effortText({ dir, manifest, effort }: Finished, io: Io): string {
  const { events, wallSeconds, peakBytes, logBytes } = effort;
  const speed = `${counted(events, 'event')} in ${wallSeconds.toFixed(1)} s (${thousands(Math.round(events / wallSeconds))} a second)`;
  const log = manifest.logLevel === 'digest' ? 'no log' : `log ${megabytes(logBytes)}`;
  return [
    ...sideBySide([speed, `peak memory ${megabytes(peakBytes)}`, log], io.columns),
    ...sideBySide([`digest ${manifest.digest.slice(0, SHORT_DIGEST)}`, `written to ${dir}`], io.columns),
  ].join('\n');
}

const megabytes = (bytes: number): string => `${thousands(bytes / 1e6)} MB`;

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));
