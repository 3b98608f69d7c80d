import { SECONDS_PER_YEAR } from '../sim/engine/time.ts';
import type { Metrics } from './metrics.ts';

const RETURN_SECONDS = 900;

/** A run to be compared: what it amounted to, its clock, and the tick it ended with. */
export interface ComparedRun {
  readonly metrics: Metrics;
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  readonly untilTick: number;
}

/** One figure of two runs; null where a run has none. `seconds` are a time, since 1970. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly unit: 'price' | 'usd' | 'fraction' | 'count' | 'seconds';
  readonly a: number | null;
  readonly b: number | null;
}

/** What traders of one kind bought less sold, US dollars; 0 where there were none. */
export interface KindDifference {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
}

/** Two runs side by side, over the time that both cover. */
export interface RunComparison {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly figures: readonly Figure[];
  /** Whether both cover the same time: only then are totals told. */
  readonly isSameTime: boolean;
  /** The largest difference first. */
  readonly kinds: readonly KindDifference[];
  /** Where their prices lie farthest apart, as a share of the first run's. */
  readonly farthest: { readonly seconds: number; readonly share: number };
}

/** Sets two runs side by side; null when there is no time that both cover. Figures of prices are over the time that both cover. */
export function compareRuns(a: ComparedRun, b: ComparedRun): RunComparison | null {
  const fromSeconds = Math.max(a.startSeconds, b.startSeconds);
  const toSeconds = Math.min(endOf(a), endOf(b));
  if (toSeconds <= fromSeconds) return null;
  const isSameTime = a.startSeconds === b.startSeconds && endOf(a) === endOf(b);
  const [pathA, pathB] = [a, b].map((run) => pathOf(run, fromSeconds, toSeconds));
  return {
    fromSeconds,
    toSeconds,
    isSameTime,
    figures: [...pathFigures(pathA, pathB), ...(isSameTime ? totals(a.metrics, b.metrics) : [])],
    kinds: isSameTime ? kindsOf(a.metrics, b.metrics) : [],
    farthest: farthestOf(pathA, pathB),
  };
}

/** Prices at times, since 1970. */
interface Path {
  readonly seconds: readonly number[];
  readonly usd: readonly number[];
}

const endOf = ({ startSeconds, secondsPerTick, untilTick }: ComparedRun): number =>
  startSeconds + untilTick * secondsPerTick;

function pathOf({ metrics, startSeconds, secondsPerTick }: ComparedRun, from: number, to: number): Path {
  const all = metrics.path.map((usd, tick) => [startSeconds + tick * secondsPerTick, usd] as const);
  const within = all.filter(([seconds]) => seconds >= from && seconds < to);
  return { seconds: within.map(([seconds]) => seconds), usd: within.map(([, usd]) => usd) };
}

function pathFigures(a: Path, b: Path): Figure[] {
  const [readA, readB] = [readingsOf(a), readingsOf(b)];
  const figure = (id: keyof Readings, title: string, unit: Figure['unit']): Figure => ({
    ...{ id, title, unit },
    ...{ a: readA[id], b: readB[id] },
  });
  return [
    figure('end', 'spot index at the end', 'price'),
    figure('low', 'lowest', 'price'),
    figure('lowTime', 'time of the low', 'seconds'),
    figure('fall', 'fall to the low', 'fraction'),
    figure('rebound', 'rebound from it to the end', 'fraction'),
    figure('realisedVol', 'realised volatility, a year', 'fraction'),
  ];
}

interface Readings {
  readonly end: number;
  readonly low: number;
  readonly lowTime: number;
  readonly fall: number;
  readonly rebound: number;
  readonly realisedVol: number | null;
}

function readingsOf({ seconds, usd }: Path): Readings {
  const low = usd.reduce((least, price) => Math.min(least, price), Number.POSITIVE_INFINITY);
  const end = usd[usd.length - 1];
  return {
    ...{ end, low, lowTime: seconds[usd.indexOf(low)] },
    ...{ fall: 1 - low / usd[0], rebound: end / low - 1, realisedVol: realisedVolOf({ seconds, usd }) },
  };
}

/** From returns of a quarter of an hour, or as near above it as ticks allow, a year; null where there are fewer than two. */
function realisedVolOf({ seconds, usd }: Path): number | null {
  const tick = seconds[1] - seconds[0];
  const step = Math.ceil(RETURN_SECONDS / tick);
  const marks = usd.filter((_, at) => at % step === 0);
  if (marks.length < 3) return null;
  let squares = 0;
  for (let at = 1; at < marks.length; at++) squares += Math.log(marks[at] / marks[at - 1]) ** 2;
  return Math.sqrt((squares / (marks.length - 1)) * (SECONDS_PER_YEAR / (step * tick)));
}

function totals(a: Metrics, b: Metrics): Figure[] {
  const figure = (
    id: string,
    title: string,
    unit: Figure['unit'],
    read: (of: Metrics) => number,
  ): Figure => ({
    ...{ id, title, unit },
    ...{ a: read(a), b: read(b) },
  });
  const counted = (type: string) => (of: Metrics) => of.counts[type] ?? 0;
  return [
    figure('turnover', 'turnover', 'usd', ({ venues }) =>
      venues.reduce((sum, { turnoverUsd }) => sum + turnoverUsd, 0),
    ),
    figure('liquidated', 'liquidated in the book', 'usd', ({ liquidations }) => liquidations.closedUsd),
    figure('deleveraged', 'deleveraged', 'usd', ({ liquidations }) => liquidations.autoDeleveragedUsd),
    figure('marginCalls', 'margin calls', 'count', counted('MarginCalled')),
    figure('forcedSales', 'sold out by brokers', 'count', counted('ForcedSaleStarted')),
    figure('halts', 'halts', 'count', counted('Halted')),
  ];
}

function kindsOf(a: Metrics, b: Metrics): KindDifference[] {
  const net = ({ kinds }: Metrics) => new Map(kinds.map(({ kind, netUsd }) => [kind, netUsd]));
  const [netA, netB] = [net(a), net(b)];
  const kinds = [...new Set([...netA.keys(), ...netB.keys()])];
  return kinds
    .map((kind) => ({ kind, a: netA.get(kind) ?? 0, b: netB.get(kind) ?? 0 }))
    .sort(
      (one, other) =>
        Math.abs(other.b - other.a) - Math.abs(one.b - one.a) || (one.kind < other.kind ? -1 : 1),
    );
}

function farthestOf(a: Path, b: Path): RunComparison['farthest'] {
  const priceB = new Map(b.seconds.map((seconds, at) => [seconds, b.usd[at]]));
  let farthest = { seconds: a.seconds[0], share: 0 };
  for (const [at, seconds] of a.seconds.entries()) {
    const share = (priceB.get(seconds) ?? a.usd[at]) / a.usd[at] - 1;
    if (Math.abs(share) > Math.abs(farthest.share)) farthest = { seconds, share };
  }
  return farthest;
}
