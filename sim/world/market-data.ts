import expOf from '@stdlib/math-base-special-exp';
import { MINUTES_PER_DAY, SECONDS_PER_DAY } from '../engine/time.ts';
import type { Instrument } from './instrument.ts';
import { RealisedVariance } from './realised-variance.ts';
import { RollingExtreme } from './rolling-extreme.ts';
import { TakerFlow } from './taker-flow.ts';

const RATIO_MINUTES = 30;

/** What everyone can see: marks, turnover since the last mark, the index and its past, volatility estimates. */
export class MarketData {
  /** Mark price in ticks by instrument; 0 before the first mark. */
  readonly mark: Float64Array;
  /** Last trade price in ticks by instrument; 0 before the first trade. */
  readonly last: Int32Array;
  /** Seq of the newest mark by instrument: what a threshold event cites. */
  readonly markSeq: Int32Array;
  /** Seq of the newest trade by instrument, which a triggered stop cites. */
  readonly lastSeq: Int32Array;
  /** Marks of the last hour by instrument x tick, a ring; 0 while the venue was shut. */
  readonly recentMarks: Float64Array;
  readonly ticksPerHour: number;
  /** How often the marks of an instrument were forgotten. */
  readonly forgotten: Int32Array;
  /** Slow average (30 minutes) of a venue's price of bitcoin over the index. */
  readonly ratio: Float64Array;
  private readonly ratioKeep: number;
  /** Lots traded, and taker buys less taker sells, since the newest mark. */
  readonly volume: Float64Array;
  readonly netTaker: Float64Array;
  readonly flow: TakerFlow;
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
  private readonly high: RollingExtreme;
  private readonly low: RollingExtreme;
  readonly variance: RealisedVariance;
  readonly ticksPerDay: number;

  constructor(
    instruments: number,
    secondsPerTick: number,
    roundsPerTick: number,
    openingPriceUsd: number,
    openingDailyVol: number,
  ) {
    this.mark = new Float64Array(instruments);
    this.last = new Int32Array(instruments);
    this.markSeq = new Int32Array(instruments).fill(-1);
    this.lastSeq = new Int32Array(instruments).fill(-1);
    this.ticksPerHour = Math.round(3600 / secondsPerTick);
    this.recentMarks = new Float64Array(instruments * this.ticksPerHour);
    this.forgotten = new Int32Array(instruments);
    this.ratio = new Float64Array(instruments);
    this.ratioKeep = expOf(-secondsPerTick / 60 / RATIO_MINUTES);
    this.volume = new Float64Array(instruments);
    this.netTaker = new Float64Array(instruments);
    this.tickVolume = new Float64Array(instruments);
    this.tickNetTaker = new Float64Array(instruments);
    this.close = new Float64Array(instruments);
    this.indexUsd = openingPriceUsd;
    this.ticksPerDay = Math.round(SECONDS_PER_DAY / secondsPerTick);
    this.past = new Float64Array(this.ticksPerDay + 1).fill(openingPriceUsd);
    this.high = new RollingExtreme(this.past.length, 1);
    this.low = new RollingExtreme(this.past.length, -1);
    this.high.take(0, openingPriceUsd);
    this.low.take(0, openingPriceUsd);
    this.flow = new TakerFlow(secondsPerTick / roundsPerTick);
    this.variance = new RealisedVariance(secondsPerTick, openingPriceUsd, openingDailyVol);
  }

  /** Takes the index of a new tick and updates the estimates of its variance. */
  takeIndex(usd: number, seq: number): void {
    this.variance.take(usd);
    this.indexUsd = usd;
    this.indexSeq = seq;
    this.ticksSeen++;
    this.past[this.ticksSeen % this.past.length] = usd;
    this.high.take(this.ticksSeen, usd);
    this.low.take(this.ticksSeen, usd);
  }

  /** Index `ticks` ticks ago, up to 24 hours; before the window it is the opening price. */
  indexAgo(ticks: number): number {
    const ring = this.past.length;
    return this.past[(this.ticksSeen - Math.min(ticks, ring - 1) + ring) % ring];
  }

  /** Takes a mark: the tick's turnover is closed and the ring of the last hour moves on. */
  takeMark(terms: Instrument, ticks: number, seq: number, tick: number): void {
    const instrument = terms.index;
    if (terms.coinsPerLot > 0) {
      const usd = (ticks * terms.centsPerTickLot) / (100 * terms.coinsPerLot);
      const now = usd / this.indexUsd;
      this.ratio[instrument] =
        this.ratio[instrument] === 0 ? now : now + this.ratioKeep * (this.ratio[instrument] - now);
    }
    this.mark[instrument] = ticks;
    this.markSeq[instrument] = seq;
    this.recentMarks[instrument * this.ticksPerHour + (tick % this.ticksPerHour)] = ticks;
    this.tickVolume[instrument] = this.volume[instrument];
    this.tickNetTaker[instrument] = this.netTaker[instrument];
    this.volume[instrument] = 0;
    this.netTaker[instrument] = 0;
  }

  /** Forgets the marks of the last hour (a venue opens, or opens again). */
  forgetMarks(instrument: number): void {
    this.recentMarks.fill(0, instrument * this.ticksPerHour, (instrument + 1) * this.ticksPerHour);
    this.forgotten[instrument]++;
  }

  /** Mark of an instrument `ticks` ticks ago (less than an hour), or 0 when it was not trading. */
  markAgo(instrument: number, tick: number, ticks: number): number {
    const ring = this.ticksPerHour;
    return this.recentMarks[instrument * ring + ((((tick - ticks) % ring) + ring) % ring)];
  }

  /** Lowest index of the last 24 hours. */
  lowOfDay(): number {
    return this.low.at(this.ticksSeen) ?? this.indexUsd;
  }

  /** Highest index of the last 24 hours. */
  highOfDay(): number {
    return this.high.at(this.ticksSeen) ?? this.indexUsd;
  }

  /** Simple return of the index over the last `minutes`. */
  returnOver(minutes: number): number {
    const ticks = Math.max(1, Math.round((minutes * this.ticksPerDay) / MINUTES_PER_DAY));
    return this.indexUsd / this.indexAgo(ticks) - 1;
  }
}
