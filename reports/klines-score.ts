import { mean, sum } from 'd3-array';
import { SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../sim/engine/time.ts';
import type { Klines } from './klines.ts';
import { correlation, type Line, leastSquares } from './least-squares.ts';
import type { Tape } from './tape.ts';

const SECONDS_PER_HOUR = 3600;
const FEWEST_BARS = 3;
const COINS = 1000;
const BP = 10_000;

/** Bars of one market: prices US dollars, volumes coins; NaN where taker volume is not known. */
export interface Bars {
  readonly openUsd: Float64Array;
  readonly closeUsd: Float64Array;
  readonly volumeCoins: Float64Array;
  readonly netTakerCoins: Float64Array;
}

/** The bars that a file and a run have in common. */
export interface Overlap {
  readonly fromSeconds: number;
  readonly intervalSeconds: number;
  readonly history: Bars;
  readonly simulated: Bars;
}

/** One figure of both. */
export interface Beside {
  readonly history: number | null;
  readonly simulated: number | null;
}

/** An hour or a day of both: realised volatility a year, volume in coins, and as a share of the day's volume in the overlap. */
export interface Span {
  readonly fromSeconds: number;
  readonly vol: Beside;
  readonly coins: Beside;
  readonly share: Beside;
}

/** How far a bar's price moves with what takers bought net, by ordinary least squares. */
export interface Impact {
  readonly bars: number;
  readonly bpPerThousandCoins: number;
  /** The same for one per cent of the window's own mean daily volume, which knows no scale. */
  readonly bpPerPercentOfDay: number;
  readonly rSquared: number;
  readonly meanDailyCoins: number;
}

/** The path of a run beside klines. */
export interface KlinesScore {
  readonly bars: number;
  /** Of open-to-close log returns of bars; null where one of both never moved. */
  readonly correlation: number | null;
  /** Root mean square difference of log closes: less that of the first opening, and as they are. */
  readonly rmseLog: { readonly aligned: number; readonly asIs: number };
  /** Open-to-close log returns of bars, annualised over 365 days. */
  readonly vol: Beside;
  readonly coins: Beside;
  readonly hours: readonly Span[];
  readonly days: readonly Span[];
  readonly impact: { readonly history: Impact | null; readonly simulated: Impact | null };
}

/** What klines and an instrument of a run have in common, or why that is not enough to compare. */
export function overlapOf(klines: Klines, tape: Tape, instrument: string): Overlap | string {
  const { startSeconds, intervalSeconds, openUsd, closeUsd, volumeCoins, takerBuyCoins } = klines;
  const { secondsPerTick, ticks } = tape;
  if (intervalSeconds % secondsPerTick !== 0 || (startSeconds - tape.startSeconds) % secondsPerTick !== 0)
    return `its bars of ${intervalSeconds} s do not begin and end with the run's ticks of ${secondsPerTick} s; it must hold bars of whole ticks`;
  const perBar = intervalSeconds / secondsPerTick;
  const line = tape.lines.get(instrument);
  if (!line) throw new RangeError(`the tape has no line of "${instrument}"`);
  const tickOf = (bar: number): number => (startSeconds - tape.startSeconds) / secondsPerTick + bar * perBar;
  let [first, end] = [0, closeUsd.length];
  while (first < end && !(tickOf(first) >= 0 && line.markUsd[tickOf(first)] > 0)) first++;
  while (end > first && tickOf(end) > ticks) end--;
  if (end - first < FEWEST_BARS)
    return `it has ${end - first} bars within what the run has of ${instrument}; it must have ${FEWEST_BARS} or more`;
  const taken = (of: Float64Array): Float64Array => of.subarray(first, end);
  const bars = Array.from({ length: end - first }, (_, i) => tickOf(first + i));
  const lots = (of: Float64Array): Float64Array =>
    Float64Array.from(bars, (tick) => sum(of.subarray(tick, tick + perBar)) * line.listed.coinsPerLot);
  // A bar closes where the next tick opens; that after the run's end is read off its last.
  const last = line.markUsd.length - 1;
  return {
    fromSeconds: startSeconds + first * intervalSeconds,
    intervalSeconds,
    history: {
      openUsd: taken(openUsd),
      closeUsd: taken(closeUsd),
      volumeCoins: taken(volumeCoins),
      netTakerCoins: taken(volumeCoins).map((coins, i) =>
        takerBuyCoins ? 2 * takerBuyCoins[first + i] - coins : Number.NaN,
      ),
    },
    simulated: {
      openUsd: Float64Array.from(bars, (tick) => line.markUsd[tick]),
      closeUsd: Float64Array.from(bars, (tick) => line.markUsd[Math.min(tick + perBar, last)]),
      volumeCoins: lots(line.volumeLots),
      netTakerCoins: lots(line.netTakerLots),
    },
  };
}

/** Sets a run beside klines over their overlap. */
export function scoreKlines(overlap: Overlap): KlinesScore {
  const { history, simulated, intervalSeconds } = overlap;
  const returns = { history: returnsOf(history), simulated: returnsOf(simulated) };
  const gaps = Array.from(history.closeUsd, (usd, i) => Math.log(simulated.closeUsd[i] / usd));
  const opening = Math.log(simulated.openUsd[0] / history.openUsd[0]);
  const rms = (values: readonly number[]): number => Math.sqrt(mean(values, (v) => v * v) ?? 0);
  return {
    bars: gaps.length,
    correlation: correlation(returns.history, returns.simulated),
    rmseLog: { aligned: rms(gaps.map((gap) => gap - opening)), asIs: rms(gaps) },
    vol: both((side) => annualVol(returns[side], intervalSeconds)),
    coins: both((side) => sum(overlap[side].volumeCoins)),
    hours: spansOf(overlap, returns, SECONDS_PER_HOUR),
    days: spansOf(overlap, returns, SECONDS_PER_DAY),
    impact: {
      history: impactOf(history, returns.history, intervalSeconds),
      simulated: impactOf(simulated, returns.simulated, intervalSeconds),
    },
  };
}

type Side = 'history' | 'simulated';
type Returns = Readonly<Record<Side, Float64Array>>;

const both = <T>(of: (side: Side) => T): Record<Side, T> => ({
  history: of('history'),
  simulated: of('simulated'),
});

const returnsOf = ({ openUsd, closeUsd }: Bars): Float64Array =>
  closeUsd.map((usd, i) => Math.log(usd / openUsd[i]));

/** Root mean square of returns a bar, annualised over 365 days. */
function annualVol(returns: Float64Array, intervalSeconds: number): number {
  const variance = mean(returns, (value) => value * value) ?? 0;
  return Math.sqrt((variance * SECONDS_PER_YEAR) / intervalSeconds);
}

function spansOf(
  { fromSeconds, intervalSeconds, ...bars }: Overlap,
  returns: Returns,
  length: number,
): Span[] {
  const count = bars.history.closeUsd.length;
  const indexOf = (at: number): number =>
    Math.min(count, Math.max(0, Math.ceil((at - fromSeconds) / intervalSeconds)));
  const coinsOf = (side: Side, from: number, to: number): number =>
    sum(bars[side].volumeCoins.subarray(indexOf(from), indexOf(to)));
  const spans: Span[] = [];
  const end = fromSeconds + count * intervalSeconds;
  for (let from = Math.floor(fromSeconds / length) * length; from < end; from += length) {
    const day = Math.floor(from / SECONDS_PER_DAY) * SECONDS_PER_DAY;
    const coins = both((side) => coinsOf(side, from, from + length));
    spans.push({
      fromSeconds: from,
      vol: both((side) =>
        annualVol(returns[side].subarray(indexOf(from), indexOf(from + length)), intervalSeconds),
      ),
      coins,
      share: both((side) => {
        const ofDay = coinsOf(side, day, day + SECONDS_PER_DAY);
        return ofDay > 0 ? coins[side] / ofDay : null;
      }),
    });
  }
  return spans;
}

/** Null where taker volume is not known or never differs. */
export function impactOf(
  { volumeCoins, netTakerCoins }: Bars,
  returns: Float64Array,
  intervalSeconds: number,
): Impact | null {
  const known = [...netTakerCoins.keys()].filter((i) => Number.isFinite(netTakerCoins[i]));
  const line: Line | null = leastSquares(
    known.map((i) => netTakerCoins[i]),
    known.map((i) => returns[i]),
  );
  if (!line) return null;
  const meanDailyCoins = (mean(volumeCoins) ?? 0) * (SECONDS_PER_DAY / intervalSeconds);
  return {
    bars: known.length,
    bpPerThousandCoins: line.slope * BP * COINS,
    bpPerPercentOfDay: line.slope * BP * (meanDailyCoins / 100),
    rSquared: line.rSquared,
    meanDailyCoins,
  };
}
