import { describe, expect, it } from 'vitest';
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

describe('a share that leaves its band around the mean of five minutes', () => {
  // With x after four marks of 4,000, x is 5 % below the mean (16,000 + x) / 5 at 3,753.1, and 10 % at 3,512.2.
  it('is halted for five minutes at 5 %, not before', () => {
    const calm = share();
    calm.mark(4000, 10);
    calm.mark(3754);
    expect(calm.halts()).toEqual([]);
    const { market, mark, halts } = share();
    mark(4000, 10);
    mark(3753);
    const at = market.world.tick;
    expect(halts()).toMatchObject([
      { tick: at, reason: 'circuit-breaker', referenceTicks: 3951, untilTick: at + 4 },
    ]);
    mark(3753, 6);
    expect(market.all('Resumed', 'IBIT').map(({ tick }) => tick)).toEqual([at + 5]);
    expect(halts()).toHaveLength(1);
  });

  it('is halted by a rise as by a fall', () => {
    // 5 % above the mean at 4,253.2.
    const { mark, halts } = share();
    mark(4000, 10);
    mark(4253);
    expect(halts()).toEqual([]);
    const other = share();
    other.mark(4000, 10);
    other.mark(4254);
    expect(other.halts()).toHaveLength(1);
  });

  it('forgets what is more than five minutes old', () => {
    const { mark, halts } = share();
    for (let price = 4000; price > 3400; price -= 40) mark(price);
    expect(halts()).toEqual([]);
  });

  it.each([
    ['20:34', 3753, 1],
    ['20:35', 3753, 0],
    ['20:35', 3513, 0],
    ['20:35', 3512, 1],
  ])('at %s UTC a fall to %d gives %d halts: the band doubles at 15:35 New York', (clock, price, count) => {
    const { market, mark, halts } = share('2026-02-04T20:00Z');
    market.tick(`2026-02-04T20:${Number(clock.slice(3)) - 11}Z`);
    mark(4000, 10);
    mark(price);
    expect(market.timeOf(market.world.tick)).toBe(`2026-02-04T${clock}Z`);
    expect(halts()).toHaveLength(count);
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
    expect(market.quote('maker', 'CME-1', 12_400, 12_420, 5)).toEqual([]);
  });

  it('refuses what would trade and takes what would rest or wait', () => {
    const { market, order } = halted();
    const answer = (type: 'limit' | 'market' | 'ioc' | 'fok', price: number) =>
      market.order('bob', 'CME-1', 'sell', 1, price, type);
    for (const [type, price] of [['market', 0] as const, ['limit', 12_590] as const])
      expect(answer(type, price)).toMatchObject([{ type: 'OrderRejected', reason: 'halted' }]);
    for (const type of ['ioc', 'fok'] as const)
      expect(answer(type, 12_700)).toMatchObject([{ type: 'OrderRejected', reason: 'halted' }]);
    expect(answer('limit', 12_605)).toMatchObject([{ type: 'OrderPlaced', priceTicks: 12_605 }]);
    expect(market.order('bob', 'CME-1', 'sell', 1, 12_000, 'stop')).toMatchObject([{ type: 'StopPlaced' }]);
    expect(market.cancel('ann', 'CME-1', order)).toMatchObject([
      { type: 'OrderCancelled', reason: 'cancelled' },
    ]);
    expect(market.all('Traded')).toEqual([]);
  });

  it('trades again once its time is over', () => {
    const { market, mark } = halted();
    mark(12_600);
    expect(market.order('bob', 'CME-1', 'sell', 1, 0, 'market')).toMatchObject([{ type: 'OrderRejected' }]);
    mark(12_600);
    const answers = market.order('bob', 'CME-1', 'sell', 1, 0, 'market');
    expect(answers.at(-1)).toMatchObject({ type: 'Traded', priceTicks: 12_590 });
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
      const second = share('2026-02-04T15:00Z', seconds);
      second.mark(4000, 10);
      second.mark(3000);
      expect(second.halts()[0].untilTick - second.halts()[0].tick + 1).toBe(five);
    },
  );
});
