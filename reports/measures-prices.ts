import { formatTime } from '../sim/engine/time.ts';
import { type InstrumentKind, isTraded } from '../sim/world/instrument.ts';
import { correlation } from './least-squares.ts';
import type { Readers } from './measures.ts';
import type { Tape, TapeLine } from './tape.ts';
import { markAt, tickOf, type Window, windowOf } from './windows.ts';

const SECONDS_PER_HOUR = 3600;

/** Measures of prices and returns. */
export const priceReaders: Readers<
  'price' | 'price-return' | 'price-low' | 'price-high' | 'time-of-low' | 'close-return' | 'correlation-gap'
> = {
  price({ instrument, at }, tape) {
    const [line, tick] = [tape.lines.get(instrument), tickOf(tape, at)];
    return line && tick !== null ? markAt(line, tick) : null;
  },

  'price-return'({ instrument, from, to }, tape) {
    const [line, window] = [tape.lines.get(instrument), windowOf(tape, from, to)];
    return line && window ? markAt(line, window.to) / markAt(line, window.from) - 1 : null;
  },

  'price-low': ({ instrument, from, to, against }, tape) =>
    extreme(tape, instrument, from, to, against, lowest),
  'price-high': ({ instrument, from, to, against }, tape) =>
    extreme(tape, instrument, from, to, against, highest),

  'time-of-low'({ instrument, from, to }, tape) {
    const [line, window] = [tape.lines.get(instrument), windowOf(tape, from, to)];
    if (!line || !window) return null;
    const low = lowest(line, window);
    return low && ((low.tick - window.from) * tape.secondsPerTick) / SECONDS_PER_HOUR;
  },

  'close-return'({ instrument, day, previousUsd }, tape) {
    const closes = closesOf(tape, instrument);
    const at = closes.findIndex((close) => close.day === day);
    const before = at > 0 ? closes[at - 1].usd : previousUsd;
    return at < 0 || before === undefined ? null : closes[at].usd / before - 1;
  },

  'correlation-gap'({ day, instrument, closes, first, second }, tape) {
    const all = closesOf(tape, instrument);
    const fund = all.slice(0, all.findIndex((close) => close.day === day) + 1);
    if (fund.length === 0) return null;
    const own = returnsOf(
      closes,
      closes[closes.length - 1],
      fund.map(({ usd }) => usd),
    );
    const [one, other] = [first, second].map((side) => {
      const line = tape.lines.get(side.instrument);
      if (!line || line.isMarked.every((is) => is === 0)) return [];
      // A driver's level is an index of its own: it opens at its last close before the window.
      return returnsOf(
        side.closes,
        openingOf(line),
        fund.map(({ tick }) => markAt(line, tick)),
      );
    });
    if (own.length !== one.length || own.length !== other.length) return null;
    const [withFirst, withSecond] = [correlation(own, one), correlation(own, other)];
    return withFirst === null || withSecond === null ? null : withFirst - withSecond;
  },
};

interface Extreme {
  readonly tick: number;
  readonly usd: number;
}

/** Of trades where the instrument trades, else of marks; null where there was none. */
const lowest = (line: TapeLine, window: Window): Extreme | null =>
  best(isTraded(line.listed.kind as InstrumentKind) ? line.lowUsd : line.markUsd, window, (a, b) => a < b);
const highest = (line: TapeLine, window: Window): Extreme | null =>
  best(isTraded(line.listed.kind as InstrumentKind) ? line.highUsd : line.markUsd, window, (a, b) => a > b);

function best(
  usd: Float64Array,
  { from, to }: Window,
  beats: (a: number, b: number) => boolean,
): Extreme | null {
  let found: Extreme | null = null;
  for (let tick = from; tick < Math.min(to, usd.length); tick++)
    if (!Number.isNaN(usd[tick]) && (found === null || beats(usd[tick], found.usd)))
      found = { tick, usd: usd[tick] };
  return found;
}

function extreme(
  tape: Tape,
  instrument: string,
  from: string,
  to: string,
  against: string | undefined,
  find: (line: TapeLine, window: Window) => Extreme | null,
): number | null {
  const [line, window] = [tape.lines.get(instrument), windowOf(tape, from, to)];
  if (!line || !window) return null;
  const found = find(line, window);
  if (found === null || against === undefined) return found?.usd ?? null;
  const base = tickOf(tape, against);
  return base === null ? null : found.usd / markAt(line, base) - 1;
}

/** Official closes of an instrument by date; sessions of US venues close on the date they have in UTC. */
function closesOf(tape: Tape, instrument: string): { day: string; tick: number; usd: number }[] {
  return tape.closes
    .filter((close) => close.instrument === instrument)
    .map(({ tick, usd }) => {
      const seconds = tape.startSeconds + tick * tape.secondsPerTick;
      return { day: formatTime(seconds).slice(0, 10), tick, usd };
    });
}

/** Daily returns through measured closes and on through simulated ones, of which the first is counted from `opening`. */
function returnsOf(measured: readonly number[], opening: number, simulated: readonly number[]): number[] {
  const past = measured.slice(1).map((usd, i) => usd / measured[i] - 1);
  return [...past, ...simulated.map((usd, i) => usd / (i === 0 ? opening : simulated[i - 1]) - 1)];
}

const openingOf = ({ markUsd, isMarked }: TapeLine): number => markUsd[isMarked.indexOf(1)];
