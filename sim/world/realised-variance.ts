import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import { MINUTES_PER_DAY, SECONDS_PER_DAY } from '../engine/time.ts';

/** Returns are taken over a minute, or over a tick where ticks are longer: shorter ones are mostly bounce between quotes. */
const STEP_SECONDS = 60;
const FAST_MINUTES = 15;
const WINDOW_SECONDS = SECONDS_PER_DAY / 4;

/** How much the index has moved lately: daily variances of its log return, by memory. */
export class RealisedVariance {
  /** Exponential averages of 15 minutes and of a day. */
  fast: number;
  slow: number;
  /** Sum of squared returns over the last six hours. */
  sixHourSum: number;
  private readonly ticksPerStep: number;
  private readonly stepsPerDay: number;
  private readonly fastKeep: number;
  private readonly slowKeep: number;
  /** Squared returns of the last six hours, a ring. */
  private readonly squares: Float64Array;
  private ticks = 0;
  private stepUsd: number;

  constructor(secondsPerTick: number, openingPriceUsd: number, openingDailyVol: number) {
    this.ticksPerStep = Math.max(1, Math.round(STEP_SECONDS / secondsPerTick));
    const stepSeconds = this.ticksPerStep * secondsPerTick;
    this.stepsPerDay = SECONDS_PER_DAY / stepSeconds;
    this.stepUsd = openingPriceUsd;
    const variance = openingDailyVol * openingDailyVol;
    this.squares = new Float64Array(Math.max(1, Math.round(WINDOW_SECONDS / stepSeconds)));
    this.squares.fill(variance / this.stepsPerDay);
    this.fast = variance;
    this.slow = variance;
    this.sixHourSum = variance / 4;
    this.fastKeep = expOf(-stepSeconds / 60 / FAST_MINUTES);
    this.slowKeep = expOf(-stepSeconds / 60 / MINUTES_PER_DAY);
  }

  /** Takes the index of a new tick, US dollars. */
  take(usd: number): void {
    this.ticks++;
    if (this.ticks % this.ticksPerStep !== 0) return;
    const change = lnOf(usd / this.stepUsd);
    const square = change * change;
    const daily = square * this.stepsPerDay;
    this.fast = this.fastKeep * this.fast + (1 - this.fastKeep) * daily;
    this.slow = this.slowKeep * this.slow + (1 - this.slowKeep) * daily;
    const at = (this.ticks / this.ticksPerStep - 1) % this.squares.length;
    this.sixHourSum = Math.max(0, this.sixHourSum + square - this.squares[at]);
    this.squares[at] = square;
    this.stepUsd = usd;
  }

  /** The volatility traders act on: the larger of the 15-minute and the one-day estimate, per day. */
  get dailyVol(): number {
    return Math.sqrt(Math.max(this.fast, this.slow));
  }

  /** Annualised realised volatility of the last six hours. */
  get sixHourVol(): number {
    return Math.sqrt(this.sixHourSum * 4 * 365);
  }
}
