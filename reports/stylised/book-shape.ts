import { mean, quantileSorted } from 'd3-array';
import { BOOK_EDGES_BP } from '../../sim/market/book-measure.ts';
import { type FactRule, unknown } from './fact.ts';
import { lineThrough } from './line.ts';
import type { RunSeries } from './series.ts';

/** A hump stands at least so far over both ends of the book. */
const LEAST_HUMP = 1.05;
/** Minutes before a measurement whose returns are the volatility of the time. */
const BEFORE = 30;

/** Most rests a little away from the price, less at it and less far from it. */
export const humpedBook: FactRule = {
  id: 'humped-book',
  title: 'hump of the mean book over its ends',
  band: [LEAST_HUMP, null],
  family: 'books',
  tolerance: (LEAST_HUMP - 1) / 4,
  source: 'Bouchaud, Mezard and Potters 2002; Cont 2001',
  measure(runs) {
    const books = runs.flatMap((run) => run.books);
    if (books.length === 0) return unknown('no book was measured');
    const perBp = BOOK_EDGES_BP.map((edge, n) => {
      const coins = mean(books, (book) => book.coins[n]) ?? 0;
      return coins / (edge - (BOOK_EDGES_BP[n - 1] ?? 0));
    });
    const most = Math.max(...perBp);
    const listed = perBp.map((coins, n) => `${coins.toFixed(1)} to ${BOOK_EDGES_BP[n]} bp`);
    const value = most / Math.max(perBp[0], perBp[perBp.length - 1]);
    return {
      value,
      said: `the fullest distance over the fuller end; bitcoin a basis point, offshore and US books: ${listed.join(', ')}`,
    };
  },
};

/** Spreads widen when prices move more. */
export const spreadWithVolatility: FactRule = {
  id: 'spread-with-volatility',
  title: 'spread, wild times over calm ones',
  band: [LEAST_HUMP, null],
  family: 'books',
  tolerance: (LEAST_HUMP - 1) / 4,
  source: 'Wyart et al. 2008',
  measure(runs) {
    const seen = runs.flatMap(spreadsOf);
    if (seen.length < 10) return unknown('too few books were measured');
    const sorted = seen.map(({ vol }) => vol).sort((a, b) => a - b);
    const [calm, wild] = [0.2, 0.8].map((share) => quantileSorted(sorted, share) ?? 0);
    const calmSpread =
      mean(
        seen.filter(({ vol }) => vol <= calm),
        ({ spreadBp }) => spreadBp,
      ) ?? 0;
    const wildSpread =
      mean(
        seen.filter(({ vol }) => vol >= wild),
        ({ spreadBp }) => spreadBp,
      ) ?? 0;
    const line = lineThrough(
      seen.map(({ vol }) => vol),
      seen.map(({ spreadBp }) => spreadBp),
    );
    const said = `perp, ${wildSpread.toFixed(2)} against ${calmSpread.toFixed(2)} bp, by volatility of the ${BEFORE} minutes before; correlation ${line?.correlation.toFixed(2) ?? '–'}`;
    return calmSpread > 0 ? { value: wildSpread / calmSpread, said } : unknown('no spread was measured');
  },
};

function spreadsOf({ returns, books }: RunSeries): { readonly vol: number; readonly spreadBp: number }[] {
  return books.flatMap(({ minute, spreadBp }) => {
    if (minute < BEFORE) return [];
    let squares = 0;
    for (let m = minute - BEFORE; m < minute; m++) squares += returns[m] * returns[m];
    return { vol: Math.sqrt(squares), spreadBp };
  });
}
