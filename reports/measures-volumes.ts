import { group, mean, min } from 'd3-array';
import type { CalmDay } from '../scenarios/calm-day.ts';
import { SECONDS_PER_DAY } from '../sim/engine/time.ts';
import { BOOK_EDGES_BP } from '../sim/market/book-measure.ts';
import { quotedImpact } from './calm-day.ts';
import type { Readers } from './measures.ts';
import type { Tape, TapeLine } from './tape.ts';
import { barsOf, impactLine, markAt, sumOver, type Window, windowOf } from './windows.ts';

const SECONDS_PER_HOUR = 3600;

/** Measures of turnover, aggression and impact. */
export const volumeReaders: Readers<
  'volume' | 'volume-to-calm' | 'net-taker-to-calm' | 'impact-to-calm' | 'calm-impact' | 'depth-low'
> = {
  volume({ instruments, from, to, unit }, tape) {
    const window = windowOf(tape, from, to);
    const lines = linesOf(tape, instruments);
    if (!window || !lines) return null;
    return sum(lines, (line) => {
      if (unit === 'shares') return sumOver(line.volumeLots, window);
      if (unit === 'usd') return turnoverUsd(line, window);
      return coins(line, line.volumeLots, window);
    });
  },

  'volume-to-calm'({ instruments, from, to }, tape, calm) {
    const window = windowOf(tape, from, to);
    const lines = linesOf(tape, instruments);
    const calmCoins = sumOfCalm(instruments, calm);
    if (!window || !lines || calmCoins === null) return null;
    const days = ((window.to - window.from) * tape.secondsPerTick) / SECONDS_PER_DAY;
    return sum(lines, (line) => coins(line, line.volumeLots, window)) / (days * calmCoins);
  },

  'net-taker-to-calm'({ instruments, from, to }, tape, calm) {
    const window = windowOf(tape, from, to);
    const lines = linesOf(tape, instruments);
    const calmCoins = sumOfCalm(instruments, calm);
    if (!window || !lines || calmCoins === null) return null;
    return sum(lines, (line) => coins(line, line.netTakerLots, window)) / calmCoins;
  },

  'impact-to-calm'({ instrument, from, to, barMinutes }, tape, calm) {
    const [line, window] = [tape.lines.get(instrument), windowOf(tape, from, to)];
    const quiet = calm[instrument];
    if (!line || !window || !quiet || quiet.impactPerCoin === null) return null;
    const impact = impactLine(barsOf(tape, line, window, barMinutes))?.slope ?? null;
    return impact === null ? null : impact / quiet.impactPerCoin;
  },

  'calm-impact': ({ instrument }, _, calm) => quotedImpact(calm, instrument),

  'depth-low'({ instruments, from, to, since, withinBp }, tape) {
    const [window, before] = [windowOf(tape, from, to), windowOf(tape, since, from)];
    const lines = linesOf(tape, instruments);
    if (!window || !before || !lines) return null;
    const depth = depthOf(tape, lines, withinBp);
    const usual = mean(depth.filter(({ tick }) => isIn(tick, before)).map((seen) => seen.coins));
    const perHour = SECONDS_PER_HOUR / tape.secondsPerTick;
    const inside = depth.filter(({ tick }) => isIn(tick, window));
    const hours = [...group(inside, ({ tick }) => Math.floor((tick - window.from) / perHour)).values()];
    const least = min(hours, (seen) => mean(seen, (one) => one.coins));
    return usual && least !== undefined ? least / usual : null;
  },
};

/** What rested in all of some books at the times at which all of them were measured, coins. */
function depthOf(
  { books }: Tape,
  lines: readonly TapeLine[],
  withinBp: (typeof BOOK_EDGES_BP)[number],
): { readonly tick: number; readonly coins: number }[] {
  const upTo = BOOK_EDGES_BP.indexOf(withinBp) + 1;
  const found = new Map<number, { books: number; coins: number }>();
  for (const { listed } of lines) {
    const { id, coinsPerLot } = listed;
    for (const { tick, lots } of books.get(id) ?? []) {
      const at = found.get(tick) ?? { books: 0, coins: 0 };
      for (const within of lots.slice(0, upTo)) at.coins += within * coinsPerLot;
      at.books++;
      found.set(tick, at);
    }
  }
  return [...found].flatMap(([tick, at]) => (at.books === lines.length ? [{ tick, coins: at.coins }] : []));
}

const isIn = (tick: number, { from, to }: Window): boolean => tick >= from && tick < to;

function linesOf({ lines }: Tape, ids: readonly string[]): TapeLine[] | null {
  const found = ids.flatMap((id) => lines.get(id) ?? []);
  return found.length === ids.length ? found : null;
}

const sum = (lines: readonly TapeLine[], of: (line: TapeLine) => number): number =>
  lines.reduce((total, line) => total + of(line), 0);

const coins = ({ listed }: TapeLine, lots: Float64Array, window: Window): number =>
  sumOver(lots, window) * listed.coinsPerLot;

function turnoverUsd(line: TapeLine, { from, to }: Window): number {
  const { centsPerTickLot, tickUsd } = line.listed;
  let usd = 0;
  for (let tick = from; tick < to; tick++) {
    const lots = line.volumeLots[tick];
    if (lots > 0) usd += (lots * markAt(line, tick) * centsPerTickLot) / tickUsd / 100;
  }
  return usd;
}

function sumOfCalm(ids: readonly string[], calm: CalmDay): number | null {
  let total = 0;
  for (const id of ids) {
    if (!calm[id]) return null;
    total += calm[id].coins;
  }
  return total;
}
