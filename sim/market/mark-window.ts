import type { MarketData } from '../world/market-data.ts';
import { RollingExtreme } from '../world/rolling-extreme.ts';

/** Lowest, highest and newest of an instrument's marks in a window, ticks of its price. */
export interface Extremes {
  readonly lowest: number;
  readonly highest: number;
  readonly newest: number;
}

/** An instrument's marks over the last so many ticks. All of it follows from those that the world keeps. */
export class MarkWindow {
  private readonly lowest: RollingExtreme;
  private readonly highest: RollingExtreme;
  /** Newest tick whose mark was taken. */
  private newest = -1;
  private forgotten = 0;

  constructor(
    private readonly market: MarketData,
    private readonly instrument: number,
    /** Length; at most the hour for which the market keeps marks. */
    readonly ticks: number,
  ) {
    this.lowest = new RollingExtreme(ticks, -1);
    this.highest = new RollingExtreme(ticks, 1);
  }

  /** Extremes of the window that ends with a tick; null where no mark lies in it. */
  extremes(tick: number): Extremes | null {
    this.catchUp(tick);
    const [lowest, highest] = [this.lowest.at(tick), this.highest.at(tick)];
    if (lowest === null || highest === null) return null;
    return { lowest, highest, newest: this.market.mark[this.instrument] };
  }

  /** Mean of the window that ends with a tick; null where no mark lies in it. */
  mean(tick: number): number | null {
    let [sum, count] = [0, 0];
    for (let ago = 0; ago < this.ticks; ago++) {
      const mark = this.market.markAgo(this.instrument, tick, ago);
      if (mark === 0) continue;
      sum += mark;
      count++;
    }
    return count > 0 ? sum / count : null;
  }

  private catchUp(tick: number): void {
    const { market, instrument } = this;
    if (this.forgotten !== market.forgotten[instrument]) {
      this.forgotten = market.forgotten[instrument];
      this.lowest.clear();
      this.highest.clear();
      this.newest = -1;
    }
    for (let at = Math.max(this.newest + 1, tick - this.ticks + 1); at <= tick; at++) {
      const mark = market.markAgo(instrument, tick, tick - at);
      if (mark === 0) continue;
      this.lowest.take(at, mark);
      this.highest.take(at, mark);
      this.newest = at;
    }
  }
}
