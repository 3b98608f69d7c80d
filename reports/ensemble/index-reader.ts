import { max, min, minIndex } from 'd3-array';
import type { Measure } from '../../scenarios/target.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import { EVENT, type EventBatch } from '../../sim/events.ts';

const INDEX = 'BTC-INDEX';
const SECONDS_PER_HOUR = 3600;

/** Reads prices of the spot index off a run as its batches come by. */
export class IndexReader {
  private readonly usd: number[] = [];

  constructor(
    private readonly startSeconds: number,
    private readonly secondsPerTick: number,
  ) {}

  /** Takes the next batch. */
  take({ type, tick, value, length }: EventBatch): void {
    for (let row = 0; row < length; row++)
      if (type[row] === EVENT.IndexMarked) this.usd[tick[row]] = value[row];
  }

  /** What a measure comes to; null where it is of something else, or of a time outside the run. */
  read(measure: Measure): number | null {
    if (!('instrument' in measure) || measure.instrument !== INDEX) return null;
    if (measure.of === 'price') return this.at(measure.at);
    if (measure.of === 'price-return') return this.from(measure.from, this.at(measure.to));
    if (measure.of !== 'price-low' && measure.of !== 'price-high' && measure.of !== 'time-of-low')
      return null;
    const { from, to } = measure;
    if (this.at(from) === null || this.at(to) === null) return null;
    const window = this.usd.slice(this.tickOf(from), this.tickOf(to));
    if (measure.of === 'time-of-low') return (minIndex(window) * this.secondsPerTick) / SECONDS_PER_HOUR;
    const extreme = (measure.of === 'price-low' ? min(window) : max(window)) ?? null;
    return measure.against === undefined ? extreme : this.from(measure.against, extreme);
  }

  private from(time: string, usd: number | null): number | null {
    const before = this.at(time);
    return before === null || usd === null ? null : usd / before - 1;
  }

  /** Index at the opening of a time; at the end of the run its last one. */
  private at(time: string): number | null {
    const { usd } = this;
    const tick = this.tickOf(time);
    return tick === usd.length ? (usd.at(-1) ?? null) : (usd[tick] ?? null);
  }

  private tickOf(time: string): number {
    return Math.round((secondsOf(time) - this.startSeconds) / this.secondsPerTick);
  }
}
