import { mean } from 'd3-array';
import type { CalmDay } from '../scenarios/calm-day.ts';
import { SECONDS_PER_DAY } from '../sim/engine/time.ts';
import type { Tape } from './tape.ts';
import { barsOf, impactPerCoin, sumOver } from './windows.ts';

const BAR_MINUTES = 15;

/** What a calm day amounts to, over the tapes of quiet runs: the yardstick of measures "to calm". */
export function calmDayOf(tapes: readonly Tape[]): CalmDay {
  const day: Record<string, { coins: number; impactPerCoin: number }> = {};
  for (const [id, { listed }] of tapes[0]?.lines ?? []) {
    let [coins, days] = [0, 0];
    const bars = tapes.flatMap((tape) => {
      const line = tape.lines.get(id);
      if (!line) return [];
      const all = { from: 0, to: tape.ticks };
      coins += sumOver(line.volumeLots, all) * listed.coinsPerLot;
      days += (tape.ticks * tape.secondsPerTick) / SECONDS_PER_DAY;
      return barsOf(tape, line, all, BAR_MINUTES);
    });
    const impact = impactPerCoin(bars);
    if (coins > 0 && impact !== null) day[id] = { coins: coins / days, impactPerCoin: impact };
  }
  return day;
}

/** The mean of days: an instrument counts where each of them has it. Null without any. */
export function meanCalmDay(days: readonly CalmDay[]): CalmDay | null {
  const shared = Object.keys(days[0] ?? {}).filter((id) => days.every((day) => day[id]));
  if (shared.length === 0) return null;
  const meanOf = (id: string, of: keyof CalmDay[string]): number =>
    mean(days, (day) => day[id][of]) ?? Number.NaN;
  return Object.fromEntries(
    shared.map((id) => [id, { coins: meanOf(id, 'coins'), impactPerCoin: meanOf(id, 'impactPerCoin') }]),
  );
}
