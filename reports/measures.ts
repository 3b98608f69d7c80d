import type { CalmDay } from '../scenarios/calm-day.ts';
import type { Measure } from '../scenarios/target.ts';
import { holderReaders } from './measures-holders.ts';
import { positionReaders } from './measures-positions.ts';
import { priceReaders } from './measures-prices.ts';
import { volatilityReaders } from './measures-volatility.ts';
import { volumeReaders } from './measures-volumes.ts';
import type { Tape } from './tape.ts';

/** How one measure is read off a tape; null where the run has not been there, or has nothing to read. */
export type Reader<K extends Measure['of']> = (
  measure: Extract<Measure, { of: K }>,
  tape: Tape,
  calm: CalmDay,
) => number | null;

/** Readers of some measures, by their names. */
export type Readers<K extends Measure['of']> = { readonly [N in K]: Reader<N> };

const readers: Readers<Measure['of']> = {
  ...priceReaders,
  ...volumeReaders,
  ...volatilityReaders,
  ...positionReaders,
  ...holderReaders,
};

/** Reads a measure off a run; null where the run has not been in its window or what it asks for is not there. */
export function read(measure: Measure, tape: Tape, calm: CalmDay): number | null {
  const value = (readers[measure.of] as Reader<Measure['of']>)(measure as never, tape, calm);
  return value === null || Number.isNaN(value) ? null : value;
}
