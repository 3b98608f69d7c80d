import { columnNames, EVENT } from '../sim/events.ts';
import type { NumberedBatch } from './log-index.ts';

/** What a run is told to be, not what happened in it. */
const TOLD: readonly number[] = [EVENT.RunStarted, EVENT.ParametersSet];

/**
 * First row in which two batches that begin alike differ, the number of rows of the shorter one where the longer goes on
 * as it did; null where both are the same. What runs are told at their opening (parameters, the seed) is passed over: it
 * is known, and nobody has acted on it yet.
 */
export function partingOf(a: NumberedBatch, b: NumberedBatch): number | null {
  const rows = Math.min(a.length, b.length);
  const [detailsA, detailsB] = [detailTexts(a), detailTexts(b)];
  for (let row = 0; row < rows; row++) {
    if (a.type[row] === b.type[row] && a.seq[row] === b.seq[row] && TOLD.includes(a.type[row])) continue;
    if (
      a.seq[row] !== b.seq[row] ||
      columnNames.some((name) => a[name][row] !== b[name][row]) ||
      detailsA.get(row) !== detailsB.get(row)
    )
      return row;
  }
  return a.length === b.length ? null : rows;
}

const detailTexts = ({ details }: NumberedBatch): ReadonlyMap<number, string> =>
  new Map(details.map(({ row, fields }) => [row, JSON.stringify(fields)]));
