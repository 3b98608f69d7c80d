import type { Metrics } from './metrics.ts';
import { type FigureUnit, figureKinds, figuresOf, type Path, type RunFigures } from './run-figures.ts';

/** A run to be compared: what it amounted to, its clock, and the tick it ended with. */
export interface ComparedRun {
  readonly metrics: Metrics;
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  readonly untilTick: number;
}

/** One figure of two runs; null where a run has none. */
export interface Figure {
  readonly id: string;
  readonly title: string;
  readonly unit: FigureUnit;
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
  /** Prices of both over that time. */
  readonly paths: readonly [a: Path, b: Path];
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
  const [ofA, ofB] = [figuresOf(a.metrics, pathA), figuresOf(b.metrics, pathB)];
  const told = figureKinds.filter(({ isTotal }) => isSameTime || !isTotal);
  return {
    ...{ fromSeconds, toSeconds, isSameTime },
    figures: told.map(({ id, title, unit }) => ({ id, title, unit, a: ofA.values[id], b: ofB.values[id] })),
    kinds: isSameTime ? kindsOf(ofA, ofB) : [],
    paths: [pathA, pathB],
    farthest: farthestOf(pathA, pathB),
  };
}

const endOf = ({ startSeconds, secondsPerTick, untilTick }: ComparedRun): number =>
  startSeconds + untilTick * secondsPerTick;

function pathOf({ metrics, startSeconds, secondsPerTick }: ComparedRun, from: number, to: number): Path {
  const all = metrics.path.map((usd, tick) => [startSeconds + tick * secondsPerTick, usd] as const);
  const within = all.filter(([seconds]) => seconds >= from && seconds < to);
  return { seconds: within.map(([seconds]) => seconds), usd: within.map(([, usd]) => usd) };
}

function kindsOf({ netUsd: a }: RunFigures, { netUsd: b }: RunFigures): KindDifference[] {
  const kinds = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return kinds
    .map((kind) => ({ kind, a: a[kind] ?? 0, b: b[kind] ?? 0 }))
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
