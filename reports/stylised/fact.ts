import type { RunSeries } from './series.ts';

/** Least and most that a figure may be; null: no bound. */
export type Band = readonly [least: number | null, most: number | null];

/** What is known of real markets, and whether the simulated one shows it. */
export interface Fact {
  readonly id: string;
  readonly title: string;
  /** Null where the runs cannot tell. */
  readonly value: number | null;
  /** Standard error of the value over runs; null where there are too few of them. */
  readonly error: number | null;
  readonly band: Band;
  readonly met: boolean;
  /** Who found it in real markets. */
  readonly source: string;
  /** What was measured, with figures that stand beside the value. */
  readonly said: string;
}

/** A figure read off runs, and what to say with it. */
export interface Reading {
  readonly value: number | null;
  readonly said: string;
}

/** What facts are about: within one of these the weights of a fit sum to one, as within a family of history's rows. */
export const FACT_FAMILIES = ['returns', 'books', 'flow', 'scale'] as const;

/** How a fact is told from runs. */
export interface FactRule extends Pick<Fact, 'id' | 'title' | 'band' | 'source'> {
  readonly family: (typeof FACT_FAMILIES)[number];
  /**
   * How far outside the band is one tolerance off in a fit: a quarter of the band, and where it has one end, of the way from
   * there to zero (of a ratio, to one). Where the fact is that something is there, a market without it is four tolerances
   * off; where it is that something is absent, zero is best, and as far beyond the bound is four off. A band that ends at
   * zero has none of this: there it is a standard error.
   */
  readonly tolerance: number;
  measure(runs: readonly RunSeries[]): Reading;
}

/** Whether a figure lies in a band, its bounds included. */
export const isWithin = (value: number | null, [least, most]: Band): boolean =>
  value !== null && value >= (least ?? -Infinity) && value <= (most ?? Infinity);

/** What cannot be read off, and why. */
export const unknown = (said: string): Reading => ({ value: null, said });
