import { describe, expect, it } from 'vitest';
import { februaryTerms } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { type BookedOption, type Listed, MarketWorld } from './market-world.ts';

const EXPIRY = '2026-02-06T08:00Z';
const CLOSE = '2026-02-06T21:00Z';

/** A world some minutes before a time, in which ann holds an option against the bank. */
function holding(start: string, option: Partial<BookedOption>): MarketWorld {
  const market = new MarketWorld({ start, open: ['IBIT'] });
  const terms = {
    holder: 'ann',
    client: 'bank',
    on: 'BTC-INDEX' as Listed,
    put: false,
    averagingSeconds: 1800,
  };
  market.book({ ...terms, strikeUsd: 70_000, expiry: EXPIRY, lots: 100, ...option });
  return market;
}
/** Ticks up to a time, with the index wherever the minute puts it. */
function run(market: MarketWorld, time: string, usdAt: (tick: number) => number): void {
  market.until(time, () => {
    market.sessions.step();
    market.index(usdAt(market.world.tick));
    market.options.step();
  });
}
const cash = (market: MarketWorld): number[] => ['ann', 'bank'].map((name) => market.cents(name) + 0);

describe('index options', () => {
  // One bitcoin (100 lots of .01) with the index at 68,500 dollars throughout.
  it.each([
    ['a long put', true, 100, 70_000, 150_000],
    ['a short put', true, -100, 70_000, -150_000],
    ['a long call', false, 100, 68_000, 50_000],
    ['a short call', false, -100, 68_000, -50_000],
    ['a put above whose strike the index is', true, 100, 68_000, 0],
    ['a short call below whose strike the index is', false, -100, 70_000, 0],
    ['a third of a bitcoin', true, 33, 70_000, 49_500],
  ])('%s pays the difference to its strike in cash', (_what, put, lots, strikeUsd, cents) => {
    const market = holding('2026-02-06T07:20Z', { put, lots, strikeUsd });
    run(market, EXPIRY, () => 68_500);
    expect(cash(market)).toEqual([cents, cents === 0 ? 0 : -cents]);
    expect(market.all('OptionSettled')).toMatchObject([
      { actor: market.account('ann'), client: market.account('bank'), price: 68_500, quantityLots: lots },
    ]);
    checkInvariants(market.world);
  });

  it('settle once, at their time and not before, though nobody asks for it', () => {
    const market = holding('2026-02-06T07:20Z', { put: true });
    run(market, '2026-02-06T07:59Z', () => 68_500);
    expect(market.all('OptionSettled')).toEqual([]);
    run(market, '2026-02-06T09:00Z', () => 68_500);
    const [settled, ...more] = market.all('OptionSettled');
    expect(market.timeOf(settled.tick)).toBe(EXPIRY);
    expect(more).toEqual([]);
    expect(market.world.options[0].quantityLots).toBe(0);
    expect(market.cents('ann')).toBe(150_000);
  });

  it('settle on the mean of the index over the last half hour and cite the last of it', () => {
    const market = holding('2026-02-06T07:20Z', { put: false, strikeUsd: 60_000 });
    // Minutes 11 to 40 are the half hour; what was before it must not count.
    const usdAt = (tick: number): number => (tick <= 10 ? 90_000 : 66_000 + tick * 10);
    run(market, EXPIRY, usdAt);
    const mean = 66_000 + (10 * (11 + 40)) / 2;
    const [settled] = market.all('OptionSettled');
    expect(settled.price).toBeCloseTo(mean, 9);
    expect(settled.payoffCents).toBe((mean - 60_000) * 100);
    expect(settled.cause).toBe(market.all('IndexMarked').at(-1)?.seq);
  });

  it('settle each on its own day, the positions of one holder one by one', () => {
    const market = holding('2026-02-06T07:20Z', { put: true });
    market.book({
      holder: 'ann',
      client: 'cat',
      on: 'BTC-INDEX',
      put: true,
      strikeUsd: 70_000,
      expiry: '2026-02-07T08:00Z',
      lots: -200,
      averagingSeconds: 1800,
    });
    run(market, EXPIRY, () => 69_000);
    expect(['ann', 'bank', 'cat'].map((name) => market.cents(name))).toEqual([100_000, -100_000, 0]);
    run(market, '2026-02-07T08:00Z', () => 67_000);
    expect(market.all('OptionSettled').map(({ position }) => position)).toEqual([0, 1]);
    expect(['ann', 'bank', 'cat'].map((name) => market.cents(name))).toEqual([
      100_000 - 600_000,
      -100_000,
      600_000,
    ]);
    checkInvariants(market.world);
  });
});

describe('share options', () => {
  const onShares = { on: 'IBIT' as Listed, expiry: CLOSE, averagingSeconds: 0 };
  /** Dollars a bitcoin of a share at 39.70 dollars. */
  const closeUsd = 39.7 / februaryTerms.coinsPerShare;

  it.each([
    ['a long put', true, 100],
    ['a short put', true, -100],
    ['a short call', false, -250],
  ])('%s settles on the official close, per bitcoin, whatever the index is', (_what, put, lots) => {
    const strikeUsd = put ? closeUsd + 500 : closeUsd - 500;
    const market = holding('2026-02-06T20:58Z', { ...onShares, put, strikeUsd, lots });
    market.tick();
    market.mark('IBIT', 4100);
    market.tick();
    market.mark('IBIT', 3970);
    run(market, '2026-02-06T21:01Z', () => 80_000);
    const [settled] = market.all('OptionSettled');
    expect(market.timeOf(settled.tick)).toBe(CLOSE);
    expect(settled.price).toBeCloseTo(closeUsd, 6);
    expect(settled.cause).toBe(market.all('Marked', 'IBIT').at(-1)?.seq);
    expect(cash(market)).toEqual([lots * 500, -lots * 500]);
    checkInvariants(market.world);
  });

  it('settle on the newest close, not on what the share trades at since', () => {
    const terms = { put: true, strikeUsd: closeUsd + 100, expiry: '2026-02-06T15:00Z' };
    const market = holding('2026-02-05T20:59Z', { ...onShares, ...terms });
    market.tick();
    market.mark('IBIT', 3970);
    run(market, '2026-02-06T14:58Z', () => 70_000);
    market.tick();
    market.mark('IBIT', 3900);
    run(market, '2026-02-06T15:00Z', () => 70_000);
    expect(market.all('OptionSettled')).toMatchObject([{ payoffCents: 10_000 }]);
  });

  it('settle on the close of the session before when theirs is a day without one', () => {
    const market = holding('2026-02-06T20:59Z', {
      ...onShares,
      put: true,
      strikeUsd: closeUsd + 100,
      expiry: '2026-02-07T21:00Z',
    });
    market.tick();
    market.mark('IBIT', 3970);
    run(market, '2026-02-07T21:00Z', () => 70_000);
    expect(market.all('OptionSettled')).toMatchObject([{ payoffCents: 10_000 }]);
  });
});
