import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';

const MINUTES_PER_DAY = 1440;
const FAST_MINUTES = 15;

/** What everyone can see: marks, turnover since the last mark, the index and its past, volatility estimates. */
export class MarketData {
  /** Mark price in ticks by instrument; 0 before the first mark. */
  readonly mark: Float64Array;
  /** Last trade price in ticks by instrument; 0 before the first trade. */
  readonly last: Int32Array;
  /** Seq of the newest mark by instrument: what a threshold event cites. */
  readonly markSeq: Int32Array;
  /** Lots traded, and taker buys less taker sells, since the newest mark. */
  readonly volume: Float64Array;
  readonly netTaker: Float64Array;
  /** The same over the tick that the newest mark closed. */
  readonly tickVolume: Float64Array;
  readonly tickNetTaker: Float64Array;
  /** Official close of the last session, ticks. */
  readonly close: Float64Array;
  /** Spot index in US dollars, and its seq. */
  indexUsd: number;
  indexSeq = -1;
  /** Index at the end of each of the last 24 h of ticks, a ring. */
  readonly past: Float64Array;
  ticksSeen = 0;
  /** Daily variance of the index return by exponential averages of 15 minutes and of a day. */
  fastVariance: number;
  slowVariance: number;
  /** Sum of squared returns over the last six hours. */
  sixHourSum: number;
  private readonly squares: Float64Array;
  private readonly fastKeep: number;
  private readonly slowKeep: number;
  readonly ticksPerDay: number;

  constructor(instruments: number, secondsPerTick: number, openingPriceUsd: number, openingDailyVol: number) {
    this.mark = new Float64Array(instruments);
    this.last = new Int32Array(instruments);
    this.markSeq = new Int32Array(instruments).fill(-1);
    this.volume = new Float64Array(instruments);
    this.netTaker = new Float64Array(instruments);
    this.tickVolume = new Float64Array(instruments);
    this.tickNetTaker = new Float64Array(instruments);
    this.close = new Float64Array(instruments);
    this.indexUsd = openingPriceUsd;
    this.ticksPerDay = Math.round(86_400 / secondsPerTick);
    this.past = new Float64Array(this.ticksPerDay + 1).fill(openingPriceUsd);
    this.squares = new Float64Array(this.ticksPerDay / 4);
    const variance = openingDailyVol * openingDailyVol;
    this.squares.fill(variance / this.ticksPerDay);
    this.fastVariance = variance;
    this.slowVariance = variance;
    this.sixHourSum = variance / 4;
    const minutes = secondsPerTick / 60;
    this.fastKeep = expOf(-minutes / FAST_MINUTES);
    this.slowKeep = expOf(-minutes / MINUTES_PER_DAY);
  }

  /** Takes the index of a new tick and updates the volatility estimates from its log return. */
  takeIndex(usd: number, seq: number): void {
    const change = lnOf(usd / this.indexUsd);
    const square = change * change;
    const daily = square * this.ticksPerDay;
    this.fastVariance = this.fastKeep * this.fastVariance + (1 - this.fastKeep) * daily;
    this.slowVariance = this.slowKeep * this.slowVariance + (1 - this.slowKeep) * daily;
    const at = this.ticksSeen % this.squares.length;
    this.sixHourSum = Math.max(0, this.sixHourSum + square - this.squares[at]);
    this.squares[at] = square;
    this.indexUsd = usd;
    this.indexSeq = seq;
    this.ticksSeen++;
    this.past[this.ticksSeen % this.past.length] = usd;
  }

  /** Index `ticks` ticks ago, up to 24 hours; before the window it is the opening price. */
  indexAgo(ticks: number): number {
    const ring = this.past.length;
    return this.past[(this.ticksSeen - Math.min(ticks, ring - 1) + ring) % ring];
  }

  /** Lowest index of the last 24 hours. */
  lowOfDay(): number {
    let low = this.indexUsd;
    for (const usd of this.past) if (usd < low) low = usd;
    return low;
  }

  /** Simple return of the index over the last `minutes`. */
  returnOver(minutes: number): number {
    const ticks = Math.max(1, Math.round((minutes * this.ticksPerDay) / MINUTES_PER_DAY));
    return this.indexUsd / this.indexAgo(ticks) - 1;
  }

  /** The volatility traders act on: the larger of the 15-minute and the one-day estimate, per day. */
  get dailyVol(): number {
    return Math.sqrt(Math.max(this.fastVariance, this.slowVariance));
  }

  /** Annualised realised volatility of the last six hours. */
  get sixHourVol(): number {
    return Math.sqrt(this.sixHourSum * 4 * 365);
  }
}
