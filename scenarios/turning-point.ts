/** A turning point of Bitcoin's spot price as it traded. */
export interface TurningPoint {
  /** ISO UTC minute. */
  readonly time: string;
  /** Dollars a coin (tether-quoted). */
  readonly spotUsd: number;
  readonly label: string;
  readonly source: string;
  readonly note?: string;
}

/** A measured or derived figure that runs are set up with or scored against. */
export interface HistoricalFact {
  readonly value: number;
  readonly unit: 'usd' | 'fraction';
  /** ISO UTC minute the figure was struck. */
  readonly time: string;
  /** Which instrument and which clock it is read on. */
  readonly clock: string;
  readonly source: string;
}

const VENUE = 'exchange klines, leading offshore spot venue';

/** Where a figure of spot comes from. */
export const SPOT_SOURCE = {
  venue: VENUE,
  open: `${VENUE}, 15-minute open`,
  close: `${VENUE}, 15-minute close`,
  low: `${VENUE}, 15-minute low`,
  high: `${VENUE}, 15-minute high`,
} as const;

/** Said of a high or low of which only the bar is known. */
export const OF_BAR = 'the time is the opening of the bar; the minute within it is not known';
