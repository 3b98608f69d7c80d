import fc from 'fast-check';
import { expect, it } from 'vitest';
import { februaryTerms, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import { MarkWindow } from '../../sim/market/mark-window.ts';
import { MarketData } from '../../sim/world/market-data.ts';

const SPOT = INSTRUMENT['BTC-SPOT'];
const terms = { ...listingsOf(februaryTerms)[SPOT], index: SPOT };
const TICKS_PER_HOUR = 12;
const WINDOW = 5;

/** A mark, none, or the venue reopening before a mark; and whether anybody looks then. */
const tick = fc.record({
  mark: fc.option(fc.integer({ min: 100, max: 110 }), { freq: 3 }),
  reopens: fc.constantFrom(false, false, false, false, true),
  isWatched: fc.boolean(),
});

it('the extremes and the mean of a window are those of its marks since the venue opened', () => {
  fc.assert(
    fc.property(fc.array(tick, { minLength: 1, maxLength: TICKS_PER_HOUR - 1 }), (ticks) => {
      const market = new MarketData(SPOT + 1, 3600 / TICKS_PER_HOUR, 6, 70_000, 0.02);
      const window = new MarkWindow(market, SPOT, WINDOW);
      let seen: (number | null)[] = [];
      for (const [at, { mark, reopens, isWatched }] of ticks.entries()) {
        if (reopens) {
          market.forgetMarks(SPOT);
          seen = seen.map(() => null);
        }
        // Before the marks of a tick a band may be looked at, too: an auction has just cleared.
        if (isWatched && reopens) expect(window.extremes(at)).toBeNull();
        if (mark !== null) market.takeMark(terms, mark, at, at);
        seen.push(mark);
        if (!isWatched) continue;
        const marks = seen.slice(-WINDOW).filter((one) => one !== null);
        const newest = marks.at(-1);
        const expected = { lowest: Math.min(...marks), highest: Math.max(...marks), newest };
        expect(window.extremes(at)).toEqual(newest === undefined ? null : expected);
        const sum = marks.reduce((total, one) => total + one, 0);
        expect(window.mean(at)).toBe(newest === undefined ? null : sum / marks.length);
      }
    }),
  );
});
