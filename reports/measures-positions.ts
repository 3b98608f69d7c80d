import { max, min } from 'd3-array';
import { SECONDS_PER_YEAR } from '../sim/engine/time.ts';
import type { Readers } from './measures.ts';
import type { Tape, TapeLine } from './tape.ts';
import { markAt, sumOver, tickOf, type Window, windowOf } from './windows.ts';

const INDEX = 'BTC-INDEX';
const PERP = 'BTC-PERP';
const SECONDS_PER_HOUR = 3600;

/** Measures of contracts: basis, open interest, funding, premium, liquidations. */
export const positionReaders: Readers<
  | 'futures-basis'
  | 'futures-basis-high'
  | 'open-interest'
  | 'open-interest-change'
  | 'funding'
  | 'perp-premium-low'
  | 'perp-premium-high'
  | 'liquidated'
  | 'liquidated-long-share'
> = {
  'futures-basis'({ instrument, at }, tape) {
    const tick = tickOf(tape, at);
    return tick === null ? null : hourlyBasis(tape, instrument, tick);
  },

  'futures-basis-high'({ instrument, from, to }, tape) {
    const window = windowOf(tape, from, to);
    if (!window) return null;
    const hour = ticksPerHour(tape);
    const hours: number[] = [];
    for (let end = window.from + hour; end <= window.to; end += hour) {
      const basis = hourlyBasis(tape, instrument, end);
      if (basis !== null) hours.push(basis);
    }
    return max(hours) ?? null;
  },

  'open-interest'({ instruments, at, unit }, tape) {
    const tick = tickOf(tape, at);
    if (tick === null) return null;
    const marked = unit === 'usd' ? (line: TapeLine) => markAt(line, tick) : () => 1;
    return openCoins(tape, instruments, tick, marked);
  },

  'open-interest-change'({ instruments, from, to, lessThanOf }, tape) {
    const window = windowOf(tape, from, to);
    if (!window) return null;
    const own = openChange(tape, instruments, window);
    const other = lessThanOf ? openChange(tape, lessThanOf, window) : 0;
    return own === null || other === null ? null : own - other;
  },

  funding({ at }, tape) {
    const tick = tickOf(tape, at);
    return tape.funding.find((paid) => paid.tick === tick)?.rate ?? null;
  },

  'perp-premium-low': ({ from, to, barMinutes }, tape) => min(premiums(tape, from, to, barMinutes)) ?? null,
  'perp-premium-high': ({ from, to, barMinutes }, tape) => max(premiums(tape, from, to, barMinutes)) ?? null,

  liquidated({ from, to }, tape) {
    const window = windowOf(tape, from, to);
    return window && sumOver(tape.closedLongUsd, window) + sumOver(tape.closedShortUsd, window);
  },

  'liquidated-long-share'({ from, to }, tape) {
    const window = windowOf(tape, from, to);
    if (!window) return null;
    const [long, short] = [sumOver(tape.closedLongUsd, window), sumOver(tape.closedShortUsd, window)];
    return long + short > 0 ? long / (long + short) : null;
  },
};

const ticksPerHour = ({ secondsPerTick }: Tape): number =>
  Math.max(1, Math.round(SECONDS_PER_HOUR / secondsPerTick));

/** Mean annual basis over the hour before a tick, of ticks at which the future was marked; null while its venue is shut. */
function hourlyBasis(tape: Tape, instrument: string, end: number): number | null {
  const [line, index] = [tape.lines.get(instrument), tape.lines.get(INDEX)];
  if (!line || !index) return null;
  let [sum, count] = [0, 0];
  for (let tick = Math.max(0, end - ticksPerHour(tape)); tick < end; tick++) {
    if (line.isMarked[tick] === 0) continue;
    const seconds = line.listed.expirySeconds - tape.startSeconds - tick * tape.secondsPerTick;
    sum += ((line.markUsd[tick] / index.markUsd[tick] - 1) * SECONDS_PER_YEAR) / seconds;
    count++;
  }
  return count > 0 ? sum / count : null;
}

function openCoins(
  { lines }: Tape,
  ids: readonly string[],
  tick: number,
  weight: (line: TapeLine) => number = () => 1,
): number | null {
  let total = 0;
  for (const id of ids) {
    const line = lines.get(id);
    if (!line) return null;
    total += line.openLots[Math.min(tick, line.openLots.length - 1)] * line.listed.coinsPerLot * weight(line);
  }
  return total;
}

function openChange(tape: Tape, ids: readonly string[], { from, to }: Window): number | null {
  const [before, after] = [openCoins(tape, ids, from), openCoins(tape, ids, to)];
  return before === null || after === null || before === 0 ? null : after / before - 1;
}

/** Last perp trade over the last spot trade at the ends of bars. */
function premiums(tape: Tape, from: string, to: string, barMinutes: number): number[] {
  const window = windowOf(tape, from, to);
  const [perp, spot] = [tape.lines.get(PERP), tape.lines.get('BTC-SPOT')];
  if (!window || !perp || !spot) return [];
  const bar = Math.max(1, Math.round((60 * barMinutes) / tape.secondsPerTick));
  const found: number[] = [];
  for (let tick = window.from + bar; tick <= Math.min(window.to, tape.ticks - 1); tick += bar)
    found.push(perp.lastUsd[tick] / spot.lastUsd[tick] - 1);
  return found;
}
