import { mean } from 'd3-array';
import type { TurningPoint } from '../scenarios/turning-point.ts';
import { secondsOf } from '../sim/engine/time.ts';
import { correlation } from './least-squares.ts';

/** A turning point of history beside what the run had then. */
export interface Comparison {
  readonly time: string;
  readonly label: string;
  readonly tick: number;
  readonly historyUsd: number;
  /** Spot index at that tick; null where the run did not get. */
  readonly simulatedUsd: number | null;
  /** Simulated over history, less one. */
  readonly difference: number | null;
}

/** Tolerance of a level of price, as a fraction: what the table of targets allows closes and lows of the event. */
export const LEVEL_TOLERANCE = 0.015;

/** Whether a simulated level is within two tolerances of history. */
export function isMet(difference: number): boolean {
  return Math.abs(difference) < 2 * LEVEL_TOLERANCE;
}

/** How near a run came to history at its turning points. */
export interface Fit {
  readonly points: number;
  /** Points within two tolerances of history. */
  readonly met: number;
  /** Root mean square of the difference in log price. */
  readonly rmseLog: number;
  /** Correlation of log prices, and of their changes from one turning point to the next; null below three points. */
  readonly correlation: number | null;
  readonly moveCorrelation: number | null;
}

/** When ticks of a run are. */
export interface Clock {
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  /** Ticks that the run has. */
  readonly untilTick: number;
}

/** Sets the index path of a run (US dollars by tick) beside history; the end of the run is read off its last tick. */
export function compareWithHistory(
  history: readonly TurningPoint[],
  path: readonly number[],
  { startSeconds, secondsPerTick, untilTick }: Clock,
): Comparison[] {
  return history.map(({ time, label, spotUsd: historyUsd }) => {
    const tick = Math.round((secondsOf(time) - startSeconds) / secondsPerTick);
    const known = tick >= 0 && tick <= untilTick && path.length > 0;
    const simulatedUsd = known ? path[Math.min(tick, path.length - 1)] : null;
    const difference = simulatedUsd === null ? null : simulatedUsd / historyUsd - 1;
    return { time, label, tick, historyUsd, simulatedUsd, difference };
  });
}

/** How near the comparisons are, over those the run got to. */
export function fitOf(comparisons: readonly Comparison[]): Fit {
  const logs = comparisons.flatMap(({ historyUsd, simulatedUsd }) =>
    simulatedUsd === null ? [] : [[Math.log(historyUsd), Math.log(simulatedUsd)] as const],
  );
  const moves = logs
    .slice(1)
    .map(([history, simulated], i) => [history - logs[i][0], simulated - logs[i][1]] as const);
  const squares = logs.map(([history, simulated]) => (simulated - history) * (simulated - history));
  return {
    points: logs.length,
    met: comparisons.filter(({ difference }) => difference !== null && isMet(difference)).length,
    rmseLog: Math.sqrt(mean(squares) ?? 0),
    correlation: correlationOf(logs),
    moveCorrelation: correlationOf(moves),
  };
}

/** The few comparisons that tell the shape: ends first, then always the one furthest from the line through those chosen. */
export function principal(comparisons: readonly Comparison[], most: number): Comparison[] {
  const known = comparisons.filter(({ simulatedUsd }) => simulatedUsd !== null);
  if (known.length <= most) return known;
  const chosen = new Set([0, known.length - 1]);
  while (chosen.size < most) {
    const kept = [...chosen].sort((a, b) => a - b);
    let furthest = -1;
    let distance = -1;
    for (let k = 1; k < kept.length; k++) {
      const [from, to] = [known[kept[k - 1]], known[kept[k]]];
      for (let i = kept[k - 1] + 1; i < kept[k]; i++) {
        const share = (known[i].tick - from.tick) / (to.tick - from.tick);
        const straight = from.historyUsd + share * (to.historyUsd - from.historyUsd);
        const off = Math.abs(known[i].historyUsd - straight);
        if (off > distance) [distance, furthest] = [off, i];
      }
    }
    if (furthest < 0) break;
    chosen.add(furthest);
  }
  return known.filter((_, i) => chosen.has(i));
}

const correlationOf = (pairs: readonly (readonly [number, number])[]): number | null =>
  correlation(
    pairs.map(([a]) => a),
    pairs.map(([, b]) => b),
  );
