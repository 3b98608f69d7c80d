import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { type Listed, MarketWorld } from './market-world.ts';

const EVERY: readonly Listed[] = ['BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP', 'CME-1', 'IBIT'];

function marketAt(start = '2026-02-04T15:00Z', open = EVERY): MarketWorld {
  return new MarketWorld({ start, open });
}
/** Opens a tick and marks it. */
function step(market: MarketWorld): void {
  market.tick();
  market.reference.step();
}
const indexOf = (market: MarketWorld): number | undefined => market.all('IndexMarked').at(-1)?.indexUsd;
const markOf = (market: MarketWorld, venue: Listed): number | undefined =>
  market.all('Marked', venue).at(-1)?.markTicks;
/** Rests a bid and an offer of so many lots. */
function around(market: MarketWorld, venue: Listed, bid: number, ask: number, lots = 10): void {
  market.order('ann', venue, 'buy', lots, bid);
  market.order('ann', venue, 'sell', lots, ask);
}
/** Both spot venues one dollar either side of a price, with two thousand lots. */
function spotAt(market: MarketWorld, usd: number): void {
  for (const venue of ['BTC-SPOT', 'BTC-SPOT-US'] as const) around(market, venue, usd - 1, usd + 1, 2000);
}
/** Lets the last trade of a venue be at this price, outside its book's best prices or not. */
function tradeAt(market: MarketWorld, venue: Listed, price: number): void {
  market.order('cat', venue, 'sell', 1, price);
  expect(market.order('dan', venue, 'buy', 1, price).at(-1)?.type).toBe('Traded');
}

/** Writes a funding rate without anybody who pays it. */
function setFundingRate(market: MarketWorld, value: number): void {
  emit(market.log, 'FundingPaid', -1, { instrument: INSTRUMENT['BTC-PERP'], price: 1, value });
}

describe('the index', () => {
  it('weighs each spot venue by one lot and what rests within half a percent of its mid', () => {
    const market = marketAt();
    around(market, 'BTC-SPOT', 69_990, 70_010, 30);
    market.order('bob', 'BTC-SPOT', 'buy', 9, 69_651);
    market.order('bob', 'BTC-SPOT', 'sell', 5, 70_349);
    market.order('bob', 'BTC-SPOT', 'buy', 500, 69_649);
    market.order('bob', 'BTC-SPOT', 'sell', 500, 70_351);
    around(market, 'BTC-SPOT-US', 70_090, 70_110, 7);
    step(market);
    const [weight, usWeight] = [1 + 30 + 30 + 9 + 5, 1 + 7 + 7];
    const expected = (70_000 * weight + 70_100 * usWeight) / (weight + usWeight);
    expect(indexOf(market)).toBeCloseTo(expected, 9);
    expect(market.all('IndexMarked')[0]).toMatchObject({ indexTicks: 70_017, cause: market.world.tickSeq });
  });

  it('is one venue alone where the other never had a price, and keeps still without any', () => {
    const market = marketAt();
    step(market);
    expect(market.all('IndexMarked')).toEqual([]);
    around(market, 'BTC-SPOT-US', 69_000, 69_100);
    step(market);
    expect(indexOf(market)).toBe(69_050);
  });

  it('counts a venue whose book has emptied at its previous mark with the weight of one lot', () => {
    const market = marketAt();
    around(market, 'BTC-SPOT', 69_999, 70_001, 5);
    around(market, 'BTC-SPOT-US', 70_021, 70_023, 5);
    step(market);
    market.order('bob', 'BTC-SPOT', 'buy', 5, 70_001);
    market.order('bob', 'BTC-SPOT', 'sell', 5, 69_999);
    step(market);
    expect(indexOf(market)).toBeCloseTo((70_000 + 11 * 70_022) / 12, 9);
  });
});

describe('marks', () => {
  it('are the mid, rounded to the tick', () => {
    const market = marketAt();
    around(market, 'CME-1', 14_000, 14_006);
    around(market, 'IBIT', 3990, 3993);
    step(market);
    expect(['CME-1', 'IBIT'].map((venue) => markOf(market, venue as Listed))).toEqual([14_003, 3992]);
    expect(market.all('Marked', 'IBIT')[0].cause).toBe(market.world.tickSeq);
  });

  it('are the previous mark where both sides are empty', () => {
    const market = marketAt();
    around(market, 'CME-1', 14_000, 14_010, 2);
    step(market);
    market.order('bob', 'CME-1', 'buy', 2, 14_010);
    market.order('bob', 'CME-1', 'sell', 2, 14_000);
    step(market);
    expect(market.all('Marked', 'CME-1').map(({ markTicks }) => markTicks)).toEqual([14_005, 14_005]);
  });

  it('stay where they were beside a lone side, but not below a lone bid or above a lone offer', () => {
    const alone = (side: 'buy' | 'sell', lone: number) => {
      const market = marketAt();
      around(market, 'CME-1', 14_000, 14_010, 2);
      step(market);
      market.order('bob', 'CME-1', side, 2, side === 'buy' ? 14_010 : 14_000);
      market.order('bob', 'CME-1', side === 'buy' ? 'buy' : 'sell', 1, lone);
      step(market);
      return markOf(market, 'CME-1');
    };
    expect(alone('buy', 13_990)).toBe(14_005);
    expect(alone('buy', 14_020)).toBe(14_020);
    expect(alone('sell', 14_020)).toBe(14_005);
    expect(alone('sell', 13_990)).toBe(13_990);
  });

  it('are made for venues in session that have a price, and for no other', () => {
    const market = marketAt('2026-02-04T15:00Z', ['CME-1', 'IBIT', 'BTC-SPOT']);
    around(market, 'CME-1', 14_000, 14_010);
    around(market, 'IBIT', 3990, 3992);
    market.tick('2026-02-04T20:59Z');
    market.reference.step();
    market.tick();
    market.sessions.step();
    market.reference.step();
    const marked = market.all('Marked').filter(({ tick }) => tick === market.world.tick);
    expect(marked.map(({ instrument }) => instrument)).toEqual([INSTRUMENT['CME-1']]);
  });
});

describe('the mark of the perp', () => {
  // The book's mid is 70,100 and the index 70,000.
  it.each([
    ['the last trade between them', 70_040, 70_040],
    ['the mid below the last trade', 70_300, 70_100],
    ['the index above the last trade', 69_900, 70_000],
    ['the mid without a trade', 0, 70_100],
  ])('is the median of index, mid and last trade: %s', (_which, last, mark) => {
    const market = marketAt();
    spotAt(market, 70_000);
    if (last > 0) tradeAt(market, 'BTC-PERP', last);
    around(market, 'BTC-PERP', 70_099, 70_101);
    step(market);
    expect(markOf(market, 'BTC-PERP')).toBe(mark);
  });

  it.each([
    ['00:00', 70_210],
    ['02:00', 70_158],
    ['04:00', 70_105],
    ['07:59', 70_000],
  ])(
    'carries the index at the funding rate for the time left to the next funding: at %s',
    (clock, carried) => {
      const market = marketAt('2026-02-04T00:00Z');
      setFundingRate(market, 0.003);
      spotAt(market, 70_000);
      tradeAt(market, 'BTC-PERP', 69_000);
      around(market, 'BTC-PERP', 70_499, 70_501);
      market.tick(`2026-02-04T${clock}Z`);
      market.reference.step();
      expect(markOf(market, 'BTC-PERP')).toBe(carried);
    },
  );
});

describe('turnover in a mark', () => {
  it('is what traded since the previous mark: lots, and takers bought less sold', () => {
    const market = marketAt();
    around(market, 'BTC-PERP', 69_990, 70_010, 100);
    around(market, 'IBIT', 3990, 3992, 100);
    step(market);
    market.order('bob', 'BTC-PERP', 'buy', 30, 70_010);
    market.order('bob', 'BTC-PERP', 'buy', 9, 0, 'market');
    market.order('cat', 'BTC-PERP', 'sell', 12, 69_990);
    market.order('cat', 'IBIT', 'sell', 5, 3990);
    step(market);
    const turnover = (venue: Listed) =>
      market.all('Marked', venue).map(({ volumeLots, netTakerLots }) => [volumeLots, netTakerLots]);
    expect(turnover('BTC-PERP').slice(1)).toEqual([[51, 27]]);
    expect(turnover('IBIT').slice(1)).toEqual([[5, -5]]);
    market.order('cat', 'BTC-PERP', 'sell', 4, 69_990);
    step(market);
    step(market);
    expect(turnover('BTC-PERP').slice(2)).toEqual([
      [4, -4],
      [0, 0],
    ]);
  });

  it('equals the trades in the log between two marks, whatever the orders', () => {
    const order = fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 40 }), fc.integer({ min: -4, max: 4 }));
    fc.assert(
      fc.property(fc.array(fc.array(order, { maxLength: 12 }), { minLength: 1, maxLength: 4 }), (ticks) => {
        const market = marketAt();
        around(market, 'CME-1', 13_995, 14_005, 20);
        let seen = 0;
        for (const orders of ticks) {
          for (const [n, [isBuy, lots, price]] of orders.entries())
            market.order(`trader-${n % 3}`, 'CME-1', isBuy ? 'buy' : 'sell', lots, 14_000 + price);
          const trades = market.all('Traded').slice(seen);
          seen += trades.length;
          step(market);
          const mark = market.all('Marked', 'CME-1').at(-1);
          expect(mark?.volumeLots).toBe(trades.reduce((sum, { quantityLots }) => sum + quantityLots, 0));
          expect(mark?.netTakerLots).toBe(
            trades.reduce((sum, { takerSide, quantityLots }) => sum + takerSide * quantityLots, 0),
          );
        }
      }),
      { numRuns: 60 },
    );
  });
});
