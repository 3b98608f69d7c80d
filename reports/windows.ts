import { formatTime, SECONDS_PER_DAY, secondsOf } from '../sim/engine/time.ts';
import { type Line, leastSquares } from './least-squares.ts';
import type { Tape, TapeLine } from './tape.ts';

/** Ticks from the first to the one before the last. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** The tick that opens at a time, or null where the run has not been; the end of the run is one. */
export function tickOf({ startSeconds, secondsPerTick, ticks }: Tape, time: string): number | null {
  const tick = Math.round((secondsOf(time) - startSeconds) / secondsPerTick);
  return tick >= 0 && tick <= ticks ? tick : null;
}

/** A window of a run, or null where it has not been all of it. */
export function windowOf(tape: Tape, from: string, to: string): Window | null {
  const [first, last] = [tickOf(tape, from), tickOf(tape, to)];
  return first === null || last === null || last <= first ? null : { from: first, to: last };
}

/** A UTC day of a run, or null where it has not been all of it. */
export function dayOf(tape: Tape, day: string): Window | null {
  return windowOf(tape, day, formatTime(secondsOf(day) + SECONDS_PER_DAY));
}

/** The mark at the opening of a tick; at the end of the run its last one. NaN where there is none. */
export function markAt({ markUsd }: TapeLine, tick: number): number {
  return markUsd[Math.min(tick, markUsd.length - 1)];
}

/** Sum over a window. */
export function sumOver(values: Float64Array, { from, to }: Window): number {
  let sum = 0;
  for (let tick = from; tick < to; tick++) sum += values[tick];
  return sum;
}

/** A bar: log return from its opening to its end, and what takers bought less what they sold in it, coins. */
export interface Bar {
  readonly change: number;
  readonly takerCoins: number;
}

/** The whole bars of a window. */
export function barsOf(tape: Tape, line: TapeLine, { from, to }: Window, minutes: number): Bar[] {
  const ticks = Math.max(1, Math.round((60 * minutes) / tape.secondsPerTick));
  const bars: Bar[] = [];
  for (let open = from; open + ticks <= to; open += ticks) {
    const change = Math.log(markAt(line, open + ticks) / markAt(line, open));
    const lots = sumOver(line.netTakerLots, { from: open, to: open + ticks });
    if (Number.isFinite(change)) bars.push({ change, takerCoins: lots * line.listed.coinsPerLot });
  }
  return bars;
}

/** The line of returns on net taker volume in coins, by least squares; null where there is none to draw. */
export function impactLine(bars: readonly Bar[]): Line | null {
  return leastSquares(
    bars.map(({ takerCoins }) => takerCoins),
    bars.map(({ change }) => change),
  );
}
