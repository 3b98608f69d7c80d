import expOf from '@stdlib/math-base-special-exp';

const TURNOVER_MINUTES = 3;
const QUICK_MINUTES = 3;
const SLOW_MINUTES = 40;

/** What takers bought less what they sold on all books, signed US dollars a round; and how much they trade. */
export class TakerFlow {
  /** Since the round began. */
  usd = 0;
  /** In the round before. */
  lastUsd = 0;
  /** Exponential averages over 3 and 40 minutes of the rounds before that one: what could be expected of it. */
  quickUsd = 0;
  slowUsd = 0;
  /** All that was traded since the round began, US dollars, and its exponential average over 3 minutes, US dollars a minute. */
  tradedUsd = 0;
  turnoverUsdPerMinute = 0;
  private readonly roundsPerMinute: number;
  private readonly turnoverKeep: number;
  private readonly quickKeep: number;
  private readonly slowKeep: number;

  constructor(secondsPerRound: number) {
    this.roundsPerMinute = 60 / secondsPerRound;
    this.turnoverKeep = expOf(-secondsPerRound / 60 / TURNOVER_MINUTES);
    this.quickKeep = expOf(-secondsPerRound / 60 / QUICK_MINUTES);
    this.slowKeep = expOf(-secondsPerRound / 60 / SLOW_MINUTES);
  }

  /** Takes a trade: its worth in US dollars, bought by the taker (positive) or sold. */
  trade(usd: number): void {
    this.usd += usd;
    this.tradedUsd += Math.abs(usd);
  }

  /** A round begins: the one that ran is now the last. */
  openRound(): void {
    this.quickUsd = this.lastUsd + this.quickKeep * (this.quickUsd - this.lastUsd);
    this.slowUsd = this.lastUsd + this.slowKeep * (this.slowUsd - this.lastUsd);
    this.lastUsd = this.usd;
    this.usd = 0;
    const pace = this.tradedUsd * this.roundsPerMinute;
    this.turnoverUsdPerMinute = pace + this.turnoverKeep * (this.turnoverUsdPerMinute - pace);
    this.tradedUsd = 0;
  }
}
