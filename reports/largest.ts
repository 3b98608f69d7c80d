import { EVENT } from '../sim/events.ts';
import { type Definition, type EventType, vocabulary } from '../sim/vocabulary.ts';
import type { LogIndex } from './log-index.ts';

/**
 * Number of the largest event of a type that a log keeps, the first of equals, or null when it keeps none. Large is what
 * was at stake in US dollars where the event has a price and a quantity, else its value, else its quantity,
 * in that column's own unit; either sign.
 */
export function largestOf(index: LogIndex, type: EventType): number | null {
  const { columns }: Definition = vocabulary[type];
  const priced = 'price' in columns && 'quantity' in columns;
  const code = EVENT[type];
  let most = Number.NEGATIVE_INFINITY;
  let found: number | null = null;
  for (const batch of index.batchesFrom(0)) {
    for (let row = 0; row < batch.length; row++) {
      if (batch.type[row] !== code) continue;
      const at = priced
        ? index.roster.usd(batch.instrument[row], batch.price[row], batch.quantity[row])
        : 'value' in columns
          ? batch.value[row]
          : batch.quantity[row];
      if (Math.abs(at) <= most) continue;
      most = Math.abs(at);
      found = batch.seq[row];
    }
  }
  return found;
}
