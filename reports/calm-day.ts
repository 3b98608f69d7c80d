import { mean } from 'd3-array';
import type { CalmDay } from '../scenarios/calm-day.ts';
import { SECONDS_PER_DAY } from '../sim/engine/time.ts';
import type { Tape } from './tape.ts';
import { type Bar, barsOf, impactLine, sumOver } from './windows.ts';

const BAR_MINUTES = 15;
/** Standard errors by which a slope must be positive to be an impact and no luck: few take trust shares, and none at night. */
const CERTAIN = 2;

/** One per cent of a calm day's volume, on which impact is quoted. */
const QUOTED_SHARE = 0.01;

/** Log return of fifteen minutes for net taker volume of 1 % of a calm day; null where that is not known. */
export function quotedImpact(day: CalmDay, instrument: string): number | null {
  const { coins = 0, impactPerCoin: impact = null } = day[instrument] ?? {};
  return impact === null ? null : QUOTED_SHARE * coins * impact;
}

/** What a calm day amounts to, over the tapes of quiet runs: the yardstick of measures "to calm". */
export function calmDayOf(tapes: readonly Tape[]): CalmDay {
  const day: Record<string, CalmDay[string]> = {};
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
    if (coins > 0) day[id] = { coins: coins / days, impactPerCoin: certainImpact(bars) };
  }
  return day;
}

/** Slope of returns on net taker volume, a coin; null where it cannot be told from none. */
function certainImpact(bars: readonly Bar[]): number | null {
  const line = impactLine(bars);
  return line !== null && line.slope > CERTAIN * line.slopeError ? line.slope : null;
}

/** The mean of days: an instrument counts where each of them has it, and its impact where each of them tells one. Null without any. */
export function meanCalmDay(days: readonly CalmDay[]): CalmDay | null {
  const shared = Object.keys(days[0] ?? {}).filter((id) => days.every((day) => day[id]));
  if (shared.length === 0) return null;
  return Object.fromEntries(
    shared.map((id) => {
      const impacts = days.map((day) => day[id].impactPerCoin).filter((impact) => impact !== null);
      const impactPerCoin = impacts.length === days.length ? (mean(impacts) ?? null) : null;
      return [id, { coins: mean(days, (day) => day[id].coins) ?? Number.NaN, impactPerCoin }];
    }),
  );
}
