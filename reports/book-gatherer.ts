import { EVENT, type EventBatch } from '../sim/events.ts';
import { BOOK_EDGES_BP } from '../sim/market/book-measure.ts';
import { Roster } from './roster.ts';
import type { BookSeen } from './tape.ts';

const NAMES = BOOK_EDGES_BP.map((edge) => `lotsTo${edge}bp`);

/** Gathers from a log what rested in each book, every five minutes. */
export class BookGatherer {
  private readonly roster = new Roster();
  private readonly books = new Map<string, BookSeen[]>();

  /** Takes the next batch of the log. */
  take(batch: EventBatch): void {
    if (batch.details.length > 0) this.roster.take(batch);
    // Every measurement has a detail, and few other events have.
    for (const { row, fields } of batch.details) {
      if (batch.type[row] !== EVENT.BookMeasured) continue;
      const { id } = this.roster.instruments[batch.instrument[row]];
      let seen = this.books.get(id);
      if (!seen) {
        seen = [];
        this.books.set(id, seen);
      }
      seen.push({
        tick: batch.tick[row],
        bidTicks: batch.price[row],
        spreadTicks: batch.value[row],
        lots: NAMES.map((name) => Number(fields[name])),
      });
    }
  }

  /** Measurements by instrument id, in order of time. */
  results(): ReadonlyMap<string, readonly BookSeen[]> {
    return this.books;
  }
}
