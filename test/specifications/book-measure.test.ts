import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureBooks } from '../../sim/market/book-measure.ts';
import { stateOf } from '../../store/state.ts';
import { MarketWorld } from './market-world.ts';

const START = '2026-02-04T15:00Z';

/** A market of offshore spot alone around 100,000 dollars, where a basis point is ten ticks. */
function marketAt(secondsPerTick = 60): MarketWorld {
  return new MarketWorld({ start: START, open: ['BTC-SPOT'], secondsPerTick });
}
function step(market: MarketWorld): void {
  market.tick();
  market.reference.step();
}

describe('a book', () => {
  it('is measured with its spread, and what rests on both sides by distance from the mid', () => {
    const market = marketAt();
    // Mid 100,000; distances 0.5, 1, 1.1, 4, 8, 20, 50 and 100 bp, and one tick beyond.
    for (const [side, price, lots] of [
      ['buy', 99_995, 1],
      ['sell', 100_005, 2],
      ['sell', 100_010, 4],
      ['buy', 99_989, 8],
      ['buy', 99_960, 16],
      ['sell', 100_080, 32],
      ['sell', 100_200, 64],
      ['buy', 99_500, 128],
      ['sell', 101_000, 256],
      ['buy', 98_999, 512],
    ] as const)
      market.order('ann', 'BTC-SPOT', side, lots, price);
    step(market);
    expect(market.all('BookMeasured', 'BTC-SPOT')).toEqual([
      expect.objectContaining({
        cause: market.world.tickSeq,
        actor: null,
        bidTicks: 99_995,
        spreadTicks: 10,
        restingLots: 511,
        lotsTo1bp: 7,
        lotsTo2bp: 8,
        lotsTo5bp: 16,
        lotsTo10bp: 32,
        lotsTo20bp: 64,
        lotsTo50bp: 128,
        lotsTo100bp: 256,
      }),
    ]);
  });

  it.each([
    [10, 30],
    [60, 5],
    [90, 10 / 3],
    [300, 1],
    [900, 1],
  ])('is measured every five minutes, at ticks of %i seconds every %f', (secondsPerTick, ticks) => {
    const market = marketAt(secondsPerTick);
    market.order('ann', 'BTC-SPOT', 'buy', 1, 99_990);
    market.order('ann', 'BTC-SPOT', 'sell', 1, 100_010);
    for (let n = 0; n < 60; n++) step(market);
    const measured = market.all('BookMeasured').map(({ tick }) => tick);
    const periods = Array.from({ length: Math.ceil(60 / ticks) }, (_, n) => Math.ceil(n * ticks));
    expect(measured).toEqual(periods);
  });

  it('is left out while a side of it is empty, and while its venue is shut', () => {
    const market = marketAt();
    market.order('ann', 'BTC-SPOT', 'buy', 1, 99_990);
    market.order('ann', 'BTC-PERP', 'buy', 1, 99_990);
    market.order('ann', 'BTC-PERP', 'sell', 1, 100_010);
    step(market);
    expect(market.all('BookMeasured')).toEqual([]);
  });

  it('whatever rests in it, adds up over its distances and leaves the world as it was', () => {
    const orders = fc.array(
      fc.record({ buy: fc.boolean(), away: fc.integer({ min: 2, max: 3000 }), lots: fc.nat({ max: 1000 }) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(orders, (resting) => {
        const market = marketAt();
        market.order('ann', 'BTC-SPOT', 'buy', 1, 99_999);
        market.order('ann', 'BTC-SPOT', 'sell', 1, 100_001);
        for (const { buy, away, lots } of resting)
          market.order('bob', 'BTC-SPOT', buy ? 'buy' : 'sell', lots + 1, 100_000 + (buy ? -away : away));
        market.tick();
        const before = stateOf(market.world);
        measureBooks(market.world, market.log);
        expect(stateOf(market.world)).toBe(before);
        const [event] = market.all('BookMeasured');
        const near = resting.filter(({ away }) => away <= 1000);
        expect(event.restingLots).toBe(near.reduce((sum, { lots }) => sum + lots + 1, 2));
        const { lotsTo1bp, lotsTo2bp, lotsTo5bp, lotsTo10bp, lotsTo20bp, lotsTo50bp, lotsTo100bp } = event;
        expect(lotsTo1bp + lotsTo2bp + lotsTo5bp + lotsTo10bp + lotsTo20bp + lotsTo50bp + lotsTo100bp).toBe(
          event.restingLots,
        );
      }),
    );
  });
});
