import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MarketData } from '../../sim/world/market-data.ts';

const SECONDS_PER_TICK = 3600;
const TICKS = 24;

it('the high and the low of the day are those of the last 24 hours, the opening price before', () => {
  const prices = fc.array(fc.integer({ min: 60_000, max: 60_012 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(prices, fc.integer({ min: 60_000, max: 60_012 }), (path, opening) => {
      const market = new MarketData(1, SECONDS_PER_TICK, 6, opening, 0.02);
      const seen = Array.from({ length: TICKS + 1 }, () => opening);
      for (const [seq, usd] of path.entries()) {
        market.takeIndex(usd, seq);
        seen.push(usd);
        const day = seen.slice(-TICKS - 1);
        expect(market.highOfDay()).toBe(Math.max(...day));
        expect(market.lowOfDay()).toBe(Math.min(...day));
      }
    }),
  );
});
