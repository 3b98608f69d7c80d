import { DAYS_PER_YEAR, MINUTES_PER_DAY } from '../sim/engine/time.ts';
import { type SurfaceState, smileAt } from '../sim/market/surface.ts';
import type { Readers } from './measures.ts';
import type { Tape } from './tape.ts';
import { barsOf, dayOf, windowOf } from './windows.ts';

/** Measures of realised and implied volatility. */
export const volatilityReaders: Readers<
  | 'realised-vol'
  | 'implied-vol-high'
  | 'risk-reversal-low'
  | 'term-inversion-high'
  | 'option-contracts'
  | 'option-put-share'
> = {
  'realised-vol'({ instrument, from, to, barMinutes }, tape) {
    const [line, window] = [tape.lines.get(instrument), windowOf(tape, from, to)];
    if (!line || !window) return null;
    const bars = barsOf(tape, line, window, barMinutes);
    const squares = bars.reduce((sum, { change }) => sum + change * change, 0);
    const barsPerYear = (DAYS_PER_YEAR * MINUTES_PER_DAY) / barMinutes;
    return bars.length === 0 ? null : Math.sqrt((squares / bars.length) * barsPerYear);
  },

  'implied-vol-high': ({ days, from, to }, tape) =>
    highest(tape, from, to, (state) => smileAt(state, days / DAYS_PER_YEAR).level),

  'risk-reversal-low'({ days, from, to }, tape) {
    const steepest = highest(tape, from, to, (state) => -smileAt(state, days / DAYS_PER_YEAR).skew);
    return steepest === null ? null : -steepest;
  },

  'term-inversion-high': ({ shortDays, longDays, from, to }, tape) =>
    highest(tape, from, to, (state) => {
      const [short, long] = [shortDays, longDays].map((days) => smileAt(state, days / DAYS_PER_YEAR).level);
      return short - long;
    }),

  'option-contracts'({ day }, tape) {
    if (!dayOf(tape, day)) return null;
    const dealt = tape.options.days.find(({ date }) => date === day);
    return dealt ? dealt.putsBought + dealt.putsSold + dealt.callsBought + dealt.callsSold : 0;
  },

  'option-put-share'({ day }, tape) {
    const dealt = dayOf(tape, day) && tape.options.days.find(({ date }) => date === day);
    if (!dealt) return null;
    const puts = dealt.putsBought + dealt.putsSold;
    return puts / (puts + dealt.callsBought + dealt.callsSold);
  },
};

/** The highest of what a surface says at any tick of a window. */
function highest(tape: Tape, from: string, to: string, said: (state: SurfaceState) => number): number | null {
  const window = windowOf(tape, from, to);
  if (!window) return null;
  let most = Number.NEGATIVE_INFINITY;
  for (let tick = window.from; tick < window.to; tick++) {
    const [shortVol, longVol, riskReversal] = [
      tape.shortVol[tick],
      tape.longVol[tick],
      tape.riskReversal[tick],
    ];
    if (Number.isNaN(shortVol)) continue;
    most = Math.max(most, said({ shortVol, longVol, riskReversal }));
  }
  return Number.isFinite(most) ? most : null;
}
