import { SECONDS_PER_DAY } from '../sim/engine/time.ts';
import type { Tape, TapeLine } from './tape.ts';

/** What a column says at the opening of a tick, at the run's end its last entry; null where there is none. */
export function columnAt(column: Float64Array, tick: number): number | null {
  const value = column[Math.min(tick, column.length - 1)];
  return Number.isFinite(value) ? value : null;
}

/** The tick a day before, or null where the run had not begun. */
export function dayBefore({ secondsPerTick }: Tape, tick: number): number | null {
  const before = tick - SECONDS_PER_DAY / secondsPerTick;
  return before >= 0 ? before : null;
}

/** Lines of instruments of a kind. */
export const linesOf = ({ lines }: Tape, kind: string): TapeLine[] =>
  [...lines.values()].filter(({ listed }) => listed.kind === kind);

/** Open contracts of a kind at a tick, longs alone: coins, and US dollars at their marks. */
export function openAt(tape: Tape, kind: string, tick: number): { coins: number; usd: number } | null {
  const lines = linesOf(tape, kind);
  if (lines.length === 0) return null;
  let [coins, usd] = [0, 0];
  for (const { listed, openLots, markUsd } of lines) {
    const open = (columnAt(openLots, tick) ?? 0) * listed.coinsPerLot;
    coins += open;
    usd += open * (columnAt(markUsd, tick) ?? 0);
  }
  return { coins, usd };
}

/** Relative change, or null where one of both is not known or the first is zero. */
export const changeOf = (before: number | null | undefined, now: number | null | undefined): number | null =>
  before && now !== null && now !== undefined ? now / before - 1 : null;
