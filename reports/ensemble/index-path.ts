import { EVENT, type EventBatch } from '../../sim/events.ts';

const SAMPLE_SECONDS = 900;

/** Ticks between the prices that are kept: a quarter of an hour, or a tick where that is longer. */
export const ticksPerSample = (secondsPerTick: number): number =>
  Math.max(1, Math.round(SAMPLE_SECONDS / secondsPerTick));

/** The way of the spot index through one run, US dollars to the cent. */
export interface IndexPath {
  /** At the opening, and each 15 minutes from there, or each tick where that is longer. */
  readonly path: readonly number[];
  readonly lowestUsd: number;
  /** Largest fall from a running high, a positive fraction, over all ticks. */
  readonly drawdown: number;
}

/** Gathers the way of the spot index from the batches of a run. */
export class IndexPathGatherer {
  private readonly ticksPerSample: number;
  private readonly path: number[] = [];
  private lowest = Number.POSITIVE_INFINITY;
  private highest = 0;
  private drawdown = 0;

  constructor(secondsPerTick: number) {
    this.ticksPerSample = ticksPerSample(secondsPerTick);
  }

  /** Takes the next batch. */
  take({ type, tick, value, length }: EventBatch): void {
    for (let row = 0; row < length; row++) {
      if (type[row] !== EVENT.IndexMarked) continue;
      const usd = value[row];
      if (tick[row] % this.ticksPerSample === 0)
        this.path[tick[row] / this.ticksPerSample] = Math.round(100 * usd) / 100;
      this.lowest = Math.min(this.lowest, usd);
      this.highest = Math.max(this.highest, usd);
      this.drawdown = Math.max(this.drawdown, 1 - usd / this.highest);
    }
  }

  /** What was gathered. */
  results(): IndexPath {
    const { path, lowest, drawdown } = this;
    let last = 0;
    // Nothing is marked while all venues are shut: the last mark stands.
    const carried = Array.from(path, (usd = last) => {
      last = usd;
      return usd;
    });
    return { path: carried, lowestUsd: Math.round(100 * lowest) / 100, drawdown };
  }
}
