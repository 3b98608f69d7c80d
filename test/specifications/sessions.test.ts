import { describe, expect, it } from 'vitest';
import { secondsOf } from '../../sim/engine/time.ts';
import { isInSession } from '../../sim/market/calendar.ts';
import { World } from '../../sim/world/world.ts';
import { type Listed, MarketWorld } from './market-world.ts';

const standard = new World().calendar;
const SUNDAY = '2026-02-01T00:00Z';
/** When a venue's sessions begin and end, minute by minute over a week from Sunday to Sunday. */
function weekOf(venue: Listed): { opens: string[]; closes: string[] } {
  const market = new MarketWorld({ start: SUNDAY });
  market.until('2026-02-08T23:59Z', () => market.sessions.step());
  const times = (type: 'SessionOpened' | 'SessionClosed'): string[] =>
    market.all(type, venue).map(({ tick }) => market.timeOf(tick));
  return { opens: times('SessionOpened'), closes: times('SessionClosed') };
}
const each = (days: readonly number[], clock: string): string[] =>
  days.map((day) => `2026-02-0${day}T${clock}Z`);
const MONDAY_TO_FRIDAY = [2, 3, 4, 5, 6];

describe('hours of the venues', () => {
  it.each<Listed>(['BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP'])('%s opens once and never closes', (venue) => {
    expect(weekOf(venue)).toEqual({ opens: [SUNDAY], closes: [] });
  });

  it.each<Listed>(['CME-1', 'CME-2', 'CME-3'])(
    '%s opens on Sunday at 18:00 New York, breaks from 17:00 to 18:00, closes on Friday at 17:00',
    (venue) => {
      expect(weekOf(venue)).toEqual({
        opens: each([1, 2, 3, 4, 5, 8], '23:00'),
        closes: each(MONDAY_TO_FRIDAY, '22:00'),
      });
    },
  );

  it('shares trade from 9:30 to 16:00 New York from Monday to Friday', () => {
    expect(weekOf('IBIT')).toEqual({
      opens: each(MONDAY_TO_FRIDAY, '14:30'),
      closes: each(MONDAY_TO_FRIDAY, '21:00'),
    });
  });

  it('metals keep the hours of futures', () => {
    for (let minute = 0; minute < 8 * 1440; minute++) {
      const seconds = secondsOf(SUNDAY) + minute * 60;
      expect(isInSession(standard, 'metals', seconds)).toBe(isInSession(standard, 'cme', seconds));
    }
  });

  it('a session holds from its first second up to the last one before its end', () => {
    const isOpen = (time: string): boolean => isInSession(standard, 'us-cash', secondsOf(time));
    const times = ['2026-02-04T14:29:59Z', '2026-02-04T14:30:00Z', '2026-02-04T20:59:59Z'];
    expect([...times, '2026-02-04T21:00:00Z'].map(isOpen)).toEqual([false, true, true, false]);
  });

  it('openings and closings cite their tick, and the close is the last mark', () => {
    const market = new MarketWorld({ start: '2026-02-04T20:58Z', open: ['IBIT'] });
    market.tick();
    market.mark('IBIT', 4012);
    market.tick('2026-02-04T21:00Z');
    market.sessions.step();
    const [closed] = market.all('SessionClosed', 'IBIT');
    expect(closed).toMatchObject({ closeTicks: 4012, cause: market.world.tickSeq });
    market.tick('2026-02-05T14:30Z');
    market.sessions.step();
    expect(market.all('SessionOpened', 'IBIT').at(-1)).toMatchObject({ cause: market.world.tickSeq });
  });
});

describe('the close of shares', () => {
  /** Two orders of ann's and one of bob's, a maker's ladders and a stop, just before the close. */
  function beforeClose(): MarketWorld {
    const market = new MarketWorld({ start: '2026-02-04T20:59Z', open: ['IBIT'] });
    market.tick();
    market.sessions.step();
    market.mark('IBIT', 4000);
    market.quote('maker', 'IBIT', 3999, 4001, 50);
    market.order('ann', 'IBIT', 'buy', 7, 3990);
    market.order('ann', 'IBIT', 'sell', 5, 4010);
    market.order('bob', 'IBIT', 'sell', 3, 4020, 'post-only');
    market.order('cat', 'IBIT', 'sell', 9, 3900, 'stop');
    return market;
  }

  it('lets every day order lapse with one cancellation, takes ladders away and leaves stops', () => {
    const market = beforeClose();
    expect(market.resting('IBIT')).toEqual({
      bids: [3999, 3998, 3997, 3990],
      asks: [4001, 4002, 4003, 4010, 4020],
      stops: 1,
    });
    market.tick();
    market.sessions.step();
    const [closed] = market.all('SessionClosed', 'IBIT');
    const lapsed = market.all('OrderCancelled', 'IBIT');
    expect(lapsed).toHaveLength(3);
    for (const order of lapsed) expect(order).toMatchObject({ reason: 'closed', cause: closed.seq });
    expect(lapsed.map(({ actor, quantityLots }) => [actor, quantityLots])).toEqual(
      expect.arrayContaining([
        [market.account('ann'), 7],
        [market.account('ann'), 5],
        [market.account('bob'), 3],
      ]),
    );
    const pulled = market.all('QuotesReplaced', 'IBIT').slice(-2);
    expect(pulled.map(({ levels, cause }) => [levels, cause])).toEqual([
      [0, closed.seq],
      [0, closed.seq],
    ]);
    expect(market.resting('IBIT')).toEqual({ bids: [], asks: [], stops: 1 });
  });

  it('a stop that waited overnight is met by the first trade at its trigger', () => {
    const market = beforeClose();
    market.tick();
    market.sessions.step();
    market.tick('2026-02-05T14:30Z');
    market.sessions.step();
    market.order('ann', 'IBIT', 'buy', 1, 3890);
    market.order('bob', 'IBIT', 'sell', 1, 3890);
    expect(market.all('StopTriggered', 'IBIT')).toMatchObject([{ actor: market.account('cat') }]);
  });

  it('futures orders survive the break and trade after it', () => {
    const market = new MarketWorld({ start: '2026-02-04T21:59Z', open: ['CME-1'] });
    market.tick();
    market.sessions.step();
    market.quote('maker', 'CME-1', 13_990, 14_010, 5);
    market.order('ann', 'CME-1', 'buy', 2, 14_000);
    market.order('cat', 'CME-1', 'sell', 1, 13_000, 'stop');
    const before = market.resting('CME-1');
    market.tick();
    market.sessions.step();
    expect(market.all('SessionClosed', 'CME-1')).toHaveLength(1);
    market.until('2026-02-04T23:00Z', () => market.sessions.step());
    expect(market.resting('CME-1')).toEqual(before);
    expect(market.all('OrderCancelled')).toEqual([]);
    const answers = market.order('bob', 'CME-1', 'sell', 2, 14_000);
    expect(answers.at(-1)).toMatchObject({ type: 'Traded', maker: market.account('ann'), quantityLots: 2 });
  });
});

describe('orders while a venue is closed', () => {
  it.each([
    ['IBIT', '2026-02-04T14:28Z'],
    ['IBIT', '2026-02-04T21:00Z'],
    ['CME-1', '2026-02-04T22:30Z'],
    ['CME-1', '2026-02-07T12:00Z'],
  ] as const)('%s refuses every kind at %s', (venue, time) => {
    const market = new MarketWorld({ start: '2026-02-04T00:00Z', open: [venue] });
    market.tick(time);
    market.sessions.step();
    for (const type of ['limit', 'post-only', 'ioc', 'fok', 'market', 'stop'] as const) {
      const answers = market.order('ann', venue, 'buy', 1, 4000, type);
      expect(answers).toMatchObject([{ type: 'OrderRejected', reason: 'closed', orderType: type }]);
    }
    expect(market.quote('maker', venue, 3999, 4001, 5)).toEqual([]);
    expect(market.resting(venue)).toEqual({ bids: [], asks: [], stops: 0 });
  });
});
