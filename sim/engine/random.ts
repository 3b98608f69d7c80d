import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import alea from 'seedrandom/lib/alea.js';

const SMALLEST = 1 / 8_589_934_592; // half of alea's resolution: keeps quantiles finite

/**
 * One agent's luck for one purpose. Re-derived from its path at each keyframe, so an agent that drew more often in
 * one world has the same luck again from the next keyframe on, and a fork there needs no stored generator.
 */
export class Stream {
  private era = -1;
  private draw: () => number = () => 0;
  /** The Poisson mean asked for last, and the product below which its count ends: the same for many draws in a row. */
  private mean = Number.NaN;
  private floor = Number.NaN;

  constructor(
    private readonly streams: Streams,
    readonly path: string,
  ) {}

  /** Uniform in (0, 1). */
  uniform(): number {
    if (this.era !== this.streams.era) {
      this.era = this.streams.era;
      this.draw = alea(`${this.streams.root}/${this.path}/${this.streams.label}`);
    }
    const u = this.draw();
    return u > 0 ? u : SMALLEST;
  }

  /** Standard normal, by inversion: one draw a variate. */
  normal(): number {
    return normalQuantile(this.uniform(), 0, 1);
  }

  /** Poisson count with mean `mean` (inversion by products, for means below about 30; Knuth 1969). */
  poisson(mean: number): number {
    if (mean <= 0) return 0;
    if (mean !== this.mean) {
      this.mean = mean;
      this.floor = expOf(-Math.min(mean, 30));
    }
    const { floor } = this;
    let product = this.uniform();
    let count = 0;
    while (product > floor && count < 1000) {
      product *= this.uniform();
      count++;
    }
    return count;
  }

  /** Log-normal with the given mean and log standard deviation. */
  lognormal(mean: number, sigma: number): number {
    return mean * expOf(sigma * this.normal() - 0.5 * sigma * sigma);
  }

  /** Pareto with minimum `least` and tail index `alpha`. */
  pareto(least: number, alpha: number): number {
    return least * expOf(-lnOf(this.uniform()) / alpha);
  }

  /** Exponential with the given mean. */
  exponential(mean: number): number {
    return -mean * lnOf(this.uniform());
  }
}

/** All named streams of a run under one root path such as `feb-5-2026/7`; nobody shares a stream. */
export class Streams {
  /** Counts keyframes; a stream re-derives itself when it falls behind. */
  era = 0;
  /** Text of the current keyframe, the last part of every path, e.g. `2026-02-05T15`. */
  label = '';
  private readonly byPath = new Map<string, Stream>();

  constructor(readonly root: string) {}

  /** Opens the next keyframe: from here on every stream draws from its path under `label`. */
  open(label: string): void {
    this.label = label;
    this.era++;
  }

  /** The stream of one owner and purpose, e.g. `dealer-2`, `hedge`. */
  of(owner: string, purpose: string): Stream {
    const path = `${owner}/${purpose}`;
    let stream = this.byPath.get(path);
    if (!stream) {
      stream = new Stream(this, path);
      this.byPath.set(path, stream);
    }
    return stream;
  }
}
