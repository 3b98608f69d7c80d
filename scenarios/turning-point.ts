import { z } from 'zod';
import { readable, utcTime } from './fields.ts';

/** A turning point of Bitcoin's spot price as it traded: ISO UTC minute, dollars a coin (tether-quoted). */
export const turningPointSchema = z.strictObject({
  time: utcTime,
  spotUsd: z.number().positive().describe('US dollars a bitcoin'),
  label: readable.describe('What turned'),
  source: readable.describe('Who says so'),
  note: readable.optional().describe('What else to know'),
});

/** A turning point, checked. */
export type TurningPoint = Readonly<z.infer<typeof turningPointSchema>>;

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
