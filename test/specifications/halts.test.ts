import { describe, expect, it } from 'vitest';
import { BUY, SELL } from '../../sim/events.ts';
import { defaultHalts } from '../../sim/market/halt-rules.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { defaultMarginRules } from '../../sim/market/margin-rates.ts';
import { Sessions } from '../../sim/market/sessions.ts';
import type { OrderType } from '../../sim/vocabulary.ts';
import { type Listed, MarketWorld } from './market-world.ts';

/** A venue in session whose marks are written by hand, one a tick. */
function marked(venue: Listed, start: string, secondsPerTick = 60) {
  const market = new MarketWorld({ start, secondsPerTick, open: [venue] });
  const mark = (price: number, ticks = 1): void => {
    for (let n = 0; n < ticks; n++) {
      market.tick();
      market.sessions.step();
      market.mark(venue, price);
      market.sessions.watchBands();
    }
  };
  const halts = () => market.all('Halted', venue);
  return { market, mark, halts };
}
const future = (start = '2026-02-04T15:00Z', secondsPerTick = 60) => marked('CME-1', start, secondsPerTick);
const share = (start = '2026-02-04T15:00Z', secondsPerTick = 60) => marked('IBIT', start, secondsPerTick);

describe('a future that moves 10 % within an hour', () => {
  it.each([
    ['falls', 12_601, 12_600],
    ['rises', 15_399, 15_400],
  ])('is halted for two minutes when it %s by exactly that, not before', (_way, near, there) => {
    const { market, mark, halts } = future();
    mark(14_000, 3);
    mark(near);
    expect(halts()).toEqual([]);
    mark(there);
    const at = market.world.tick;
    expect(halts()).toMatchObject([
      { tick: at, reason: 'circuit-breaker', referenceTicks: 14_000, untilTick: at + 1 },
    ]);
    expect(halts()[0].cause).toBe(market.all('Marked', 'CME-1').at(-1)?.seq);
    mark(there, 2);
    expect(market.all('Resumed')).toMatchObject([{ tick: at + 2, reason: 'circuit-breaker' }]);
  });

  it('counts from the extreme of the last hour, however it got there', () => {
    const { mark, halts } = future();
    mark(14_000, 10);
    mark(14_700, 10);
    mark(14_000, 10);
    mark(13_300, 10);
    expect(halts()).toHaveLength(0);
    mark(13_200);
    expect(halts()).toMatchObject([{ referenceTicks: 14_700 }]);
  });

  it('is not halted by the same move in more than an hour', () => {
    const slow = future();
    slow.mark(14_000, 60);
    slow.mark(13_100, 60);
    slow.mark(12_500, 60);
    expect(slow.halts()).toEqual([]);
    const fast = future();
    fast.mark(14_000, 60);
    fast.mark(13_100, 58);
    fast.mark(12_500, 1);
    expect(fast.halts()).toHaveLength(1);
  });

  it('counts anew after a halt and after the venue opens', () => {
    const { market, mark, halts } = future('2026-02-06T21:55Z');
    mark(14_000);
    mark(12_000);
    expect(halts()).toHaveLength(1);
    mark(12_000, 3);
    expect(halts()).toHaveLength(1);
    market.until('2026-02-08T22:59Z', () => market.sessions.step());
    mark(10_000, 3);
    expect(market.all('SessionOpened', 'CME-1').at(-1)?.tick).toBe(market.world.tick - 2);
    expect(halts()).toHaveLength(1);
  });

  it('leaves the perpetual and the spot venues alone', () => {
    for (const venue of ['BTC-PERP', 'BTC-SPOT'] as const) {
      const { mark, halts } = marked(venue, '2026-02-04T15:00Z');
      mark(70_000, 3);
      mark(50_000, 3);
      expect(halts()).toEqual([]);
    }
  });
});

describe('a run that goes on under another rule', () => {
  const within = (windowMinutes: number, band: number) => ({
    ...defaultHalts,
    future: { ...defaultHalts.future, windowMinutes, band },
  });
  /** A future at 14,000 for three minutes and five per cent lower for six, under a rule that lets it be. */
  function fallen(windowMinutes: number) {
    const market = new MarketWorld({ start: '2026-02-04T15:00Z', open: ['CME-1'] });
    const script = { halts: within(windowMinutes, 0.1), margin: defaultMarginRules };
    const sessions = new Sessions(market.exchange, script);
    const mark = (price: number, ticks = 1): void => {
      for (let n = 0; n < ticks; n++) {
        market.tick();
        sessions.step();
        market.mark('CME-1', price);
        sessions.watchBands();
      }
    };
    const halts = () => market.all('Halted', 'CME-1');
    mark(14_000, 3);
    mark(13_300, 6);
    expect(halts()).toEqual([]);
    return { script, mark, halts };
  }

  it('looks back as far as that rule says: no further than five minutes any more', () => {
    const { script, mark, halts } = fallen(60);
    script.halts = within(5, 0.05);
    mark(13_300);
    expect(halts()).toEqual([]);
    mark(12_635);
    expect(halts()).toMatchObject([{ referenceTicks: 13_300 }]);
  });

  it('looks back as far as that rule says: over the whole hour now', () => {
    const { script, mark, halts } = fallen(5);
    script.halts = within(60, 0.05);
    mark(13_300);
    expect(halts()).toMatchObject([{ referenceTicks: 14_000 }]);
  });
});

/** A share whose mean price is 4,000: its band is 3,800 to 4,200. */
function banded(start = '2026-02-04T15:00Z', secondsPerTick = 60) {
  const made = share(start, secondsPerTick);
  made.mark(4000, 10);
  const rounds = (...numbers: number[]): void => {
    for (const round of numbers) made.market.sessions.bands.watchLimits(round);
  };
  return { ...made, rounds };
}
const bandsOf = (market: MarketWorld) =>
  market
    .all('BandsSet', 'IBIT')
    .map(({ lowTicks, highTicks, referenceTicks }) => [lowTicks, highTicks, referenceTicks]);

describe('the band of a share', () => {
  it('is 5 % around the mean of five minutes, and twice as wide from 15:35 New York', () => {
    const { market, mark } = banded('2026-02-04T20:20Z');
    expect(bandsOf(market)).toEqual([[3800, 4200, 4000]]);
    mark(4000, 5);
    expect(market.timeOf(market.world.tick)).toBe('2026-02-04T20:34Z');
    expect(bandsOf(market)).toHaveLength(1);
    mark(4000);
    expect(bandsOf(market).at(-1)).toEqual([3600, 4400, 4000]);
  });

  it('moves when that mean is 1 % off the one it stands on, and cites the mark', () => {
    const { market, mark } = banded();
    mark(4039, 6);
    expect(bandsOf(market)).toHaveLength(1);
    mark(4045);
    expect(bandsOf(market)).toHaveLength(2);
    const set = market.all('BandsSet', 'IBIT').at(-1);
    // (4 x 4039 + 4045) / 5 = 4040.2, and 5 % of it is 202.
    expect(set).toMatchObject({ referenceTicks: 4040, lowTicks: 3838, highTicks: 4242 });
    expect(set?.cause).toBe(market.all('Marked', 'IBIT').at(-1)?.seq);
  });

  it('stops a market order at its edge, however much is bid beyond it', () => {
    const { market } = banded();
    market.order('ann', 'IBIT', 'buy', 2, 3850);
    market.order('ann', 'IBIT', 'buy', 5, 3799);
    const answers = market.order('bob', 'IBIT', 'sell', 10, 0, 'market');
    expect(answers.map(({ type }) => type)).toEqual(['OrderPlaced', 'Traded', 'OrderCancelled']);
    expect(answers[1]).toMatchObject({ priceTicks: 3850, quantityLots: 2 });
    expect(market.resting('IBIT').bids).toEqual([3799]);
  });

  it('lets what asks for a price beyond it stand at its edge, quotes too', () => {
    const { market } = banded();
    expect(market.order('bob', 'IBIT', 'sell', 10, 3700)).toMatchObject([
      { type: 'OrderPlaced', priceTicks: 3800 },
    ]);
    expect(market.quote('maker', 'IBIT', 3690, 3710, 5)).toMatchObject([
      { type: 'QuotesReplaced', side: BUY, touchTicks: 3690 },
      { type: 'QuotesReplaced', side: SELL, touchTicks: 3800 },
    ]);
    expect(
      market.order('ann', 'IBIT', 'buy', 20, 3800, 'ioc').filter(({ type }) => type === 'Traded'),
    ).toHaveLength(2);
  });

  it('takes orders with it that are beyond it once it has moved', () => {
    const { market, mark } = banded();
    market.order('ann', 'IBIT', 'buy', 7, 4150);
    mark(3900, 5);
    const [withdrawn] = market.all('OrderCancelled', 'IBIT');
    // Means of 3,960 and 3,920 are 1 % and 2 % off 4,000; 3,900 is less than 1 % off the latter.
    expect(bandsOf(market).map(([, high]) => high)).toEqual([4200, 4158, 4116]);
    expect(withdrawn).toMatchObject({ quantityLots: 7, reason: 'band' });
    expect(market.events[withdrawn.cause ?? 0]).toMatchObject({ type: 'BandsSet', highTicks: 4116 });
  });
});

describe('a limit state', () => {
  it('is entered when offers stand at the edge of the band, and pauses the share for five minutes after 15 seconds', () => {
    const { market, halts, rounds } = banded();
    market.order('bob', 'IBIT', 'sell', 10, 3700);
    rounds(0, 1);
    expect(market.all('LimitStateEntered', 'IBIT')).toMatchObject([
      { side: SELL, limitTicks: 3800, round: 0 },
    ]);
    expect(halts()).toEqual([]);
    rounds(2);
    const { tick } = market.world;
    expect(halts()).toMatchObject([
      { tick, reason: 'circuit-breaker', referenceTicks: 3800, untilTick: tick + 5 },
    ]);
    // A further 5 % of the edge below it; above, the band's other edge.
    expect(market.all('AuctionOpened', 'IBIT')).toMatchObject([
      { reason: 'reopening', referenceTicks: 3800, lowTicks: 3610, highTicks: 4200, cause: halts()[0].seq },
    ]);
    expect(market.world.isOpen(INSTRUMENT.IBIT)).toBe(false);
  });

  it('is entered when nobody bids above the edge any more, and by bids at the upper one', () => {
    const low = banded();
    low.market.order('ann', 'IBIT', 'buy', 1, 3799);
    low.market.order('bob', 'IBIT', 'sell', 1, 4100);
    low.rounds(3);
    expect(low.market.all('LimitStateEntered')).toMatchObject([{ side: SELL, limitTicks: 3800, round: 3 }]);
    const high = banded();
    high.market.order('ann', 'IBIT', 'buy', 1, 5000);
    high.rounds(0, 1, 2);
    expect(high.market.all('LimitStateEntered')).toMatchObject([{ side: BUY, limitTicks: 4200 }]);
    expect(high.market.all('AuctionOpened', 'IBIT')).toMatchObject([{ lowTicks: 3800, highTicks: 4410 }]);
  });

  it('ends without a pause when somebody takes what stands there', () => {
    const { market, halts, rounds } = banded();
    market.order('bob', 'IBIT', 'sell', 10, 3700);
    rounds(0);
    market.order('ann', 'IBIT', 'buy', 10, 3900);
    rounds(1, 2, 3);
    expect(market.all('LimitStateLeft', 'IBIT')).toHaveLength(1);
    expect(halts()).toEqual([]);
    market.order('bob', 'IBIT', 'sell', 10, 3700);
    rounds(4);
    expect(halts()).toEqual([]);
  });

  it('lasts on from one tick to the next', () => {
    const { market, mark, halts, rounds } = banded();
    market.order('bob', 'IBIT', 'sell', 10, 3700);
    rounds(5);
    mark(3900);
    rounds(0);
    expect(halts()).toEqual([]);
    rounds(1);
    expect(halts()).toHaveLength(1);
  });
});

describe('a pause of the share', () => {
  /** Paused after bob has offered ten at the lower edge; ticks go on without marks. */
  function paused() {
    const made = banded();
    const { market, rounds } = made;
    market.order('bob', 'IBIT', 'sell', 10, 3700);
    rounds(0, 1, 2);
    const since = market.world.tick;
    const pass = (ticks: number): void => {
      for (let n = 0; n < ticks; n++) {
        market.tick();
        market.sessions.step();
      }
    };
    return { ...made, since, pass };
  }

  it('ends in an auction at one price, whose price the new band stands on', () => {
    const { market, since, pass } = paused();
    market.order('ann', 'IBIT', 'buy', 4, 3750);
    market.order('cat', 'IBIT', 'buy', 9, 3900);
    expect(market.all('Traded')).toEqual([]);
    pass(6);
    expect(market.all('Resumed', 'IBIT')).toMatchObject([{ tick: since + 6 }]);
    // Nine of bob's ten at his own price, which is nearest the reference of those with one lot too many.
    const [trade] = market.all('Traded', 'IBIT');
    expect(trade).toMatchObject({
      priceTicks: 3800,
      quantityLots: 9,
      takerSide: BUY,
      maker: market.account('bob'),
    });
    expect(market.events[trade.cause ?? 0]).toMatchObject({
      type: 'OrderPlaced',
      actor: market.account('cat'),
    });
    expect(market.all('AuctionCleared', 'IBIT')).toMatchObject([
      { priceTicks: 3800, volumeLots: 9, imbalanceLots: -1, reason: 'reopening' },
    ]);
    expect(bandsOf(market).at(-1)).toEqual([3610, 3990, 3800]);
    expect(market.resting('IBIT')).toEqual({ bids: [3750], asks: [3800], stops: 0 });
  });

  it('goes on by five minutes while the auction would clear outside its collar, which widens that way', () => {
    const { market, since, pass } = paused();
    market.order('ann', 'IBIT', 'buy', 4, 3500);
    market.order('bob', 'IBIT', 'sell', 4, 3400);
    pass(6);
    expect(market.all('PauseExtended', 'IBIT')).toMatchObject([
      {
        tick: since + 6,
        untilTick: since + 10,
        reason: 'band',
        clearingTicks: 3500,
        lowTicks: 3429,
        highTicks: 4200,
      },
    ]);
    expect(market.all('Traded')).toEqual([]);
    pass(5);
    expect(market.all('Traded', 'IBIT')).toMatchObject([
      { tick: since + 11, priceTicks: 3500, quantityLots: 4 },
    ]);
    expect(market.all('PauseExtended')).toHaveLength(1);
  });

  it('goes on while a side of the book is empty', () => {
    const { market, pass } = paused();
    pass(6);
    expect(market.all('PauseExtended')).toMatchObject([
      { reason: 'unfilled', clearingTicks: 0, lowTicks: 3610 },
    ]);
    market.order('ann', 'IBIT', 'buy', 1, 3790);
    pass(5);
    expect(market.all('Resumed')).toHaveLength(1);
    expect(market.all('AuctionCleared')).toMatchObject([{ priceTicks: 0, volumeLots: 0 }]);
  });

  it('lets orders be cancelled and changed', () => {
    const { market, pass } = paused();
    market.order('ann', 'IBIT', 'buy', 4, 3900);
    const { order } = market.all('OrderPlaced').at(-1) ?? { order: -1 };
    expect(market.cancel('ann', 'IBIT', order)).toMatchObject([{ type: 'OrderCancelled', quantityLots: 4 }]);
    market.order('ann', 'IBIT', 'buy', 1, 3700);
    pass(6);
    expect(market.all('Traded')).toEqual([]);
  });
});

describe('a halted venue', () => {
  function halted() {
    const { market, mark } = future();
    mark(14_000);
    market.quote('maker', 'CME-1', 12_590, 12_610, 5);
    market.order('ann', 'CME-1', 'buy', 2, 12_580);
    const { order } = market.all('OrderPlaced')[0];
    mark(12_600);
    expect(market.all('Halted')).toHaveLength(1);
    return { market, mark, order };
  }

  it('keeps its book', () => {
    const { market } = halted();
    expect(market.resting('CME-1')).toEqual({
      bids: [12_590, 12_589, 12_588, 12_580],
      asks: [12_610, 12_611, 12_612],
      stops: 0,
    });
    expect(market.all('OrderCancelled')).toEqual([]);
  });

  it('lets quotes move, which may cross others until the auction', () => {
    const { market } = halted();
    market.quote('other', 'CME-1', 12_610, 12_620, 5);
    expect(market.resting('CME-1').bids[0]).toBe(12_610);
    expect(market.resting('CME-1').asks[0]).toBe(12_610);
    expect(market.all('Traded')).toEqual([]);
  });

  it('refuses what must trade at once and collects everything else, without a trade', () => {
    const { market, order } = halted();
    const answer = (type: OrderType, price: number) => market.order('bob', 'CME-1', 'sell', 1, price, type);
    for (const type of ['ioc', 'fok'] as const)
      expect(answer(type, 12_700)).toMatchObject([{ type: 'OrderRejected', reason: 'halted' }]);
    // Protection counts from the reference of the halt, 14,000.
    expect(answer('market', 0)).toMatchObject([{ type: 'OrderPlaced', priceTicks: 13_580 }]);
    for (const [type, price] of [
      ['limit', 12_590] as const,
      ['limit', 12_605] as const,
      ['post-only', 12_500] as const,
    ])
      expect(answer(type, price)).toMatchObject([{ type: 'OrderPlaced', priceTicks: price }]);
    expect(answer('stop', 12_000)).toMatchObject([{ type: 'StopPlaced' }]);
    expect(market.cancel('ann', 'CME-1', order)).toMatchObject([
      { type: 'OrderCancelled', reason: 'cancelled' },
    ]);
    expect(market.all('Traded')).toEqual([]);
  });

  it('trades again once its time is over, by an auction first', () => {
    const { market, mark } = halted();
    market.order('bob', 'CME-1', 'sell', 7, 12_000);
    mark(12_600);
    expect(market.all('Traded')).toEqual([]);
    mark(12_600);
    // Five lots at each of the maker's three bids: seven are sold at the price of greatest volume nearest the reference.
    expect(market.all('Traded', 'CME-1')).toMatchObject([
      { priceTicks: 12_589, quantityLots: 5, maker: market.account('maker'), actor: market.account('bob') },
      { priceTicks: 12_589, quantityLots: 2 },
    ]);
    const answers = market.order('bob', 'CME-1', 'sell', 1, 0, 'market');
    expect(answers.at(-1)).toMatchObject({ type: 'Traded', priceTicks: 12_589 });
    expect(market.quote('maker', 'CME-1', 12_400, 12_420, 5)).not.toEqual([]);
  });

  it.each([
    [30, 4, 10],
    [60, 2, 5],
    [300, 1, 1],
  ])(
    'with ticks of %d seconds, halts last %d ticks for a future and %d for a share',
    (seconds, two, five) => {
      const first = future('2026-02-04T15:00Z', seconds);
      first.mark(14_000, 2);
      first.mark(12_000);
      expect(first.halts()[0].untilTick - first.halts()[0].tick + 1).toBe(two);
      // A share is paused after a round, and the rest of that tick comes on top.
      const second = banded('2026-02-04T15:00Z', seconds);
      second.market.order('bob', 'IBIT', 'sell', 1, 3000);
      second.rounds(0, 1, 2, 3, 4, 5);
      expect(second.halts()[0].untilTick - second.halts()[0].tick).toBe(five);
    },
  );
});
