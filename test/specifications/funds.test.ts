import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { type Listed, MarketWorld } from './market-world.ts';

const SPOT = 'BTC-SPOT';

/** Spot, perpetual and shares at work among accounts that need money for what they buy; "rich" has all of it. */
function market(): MarketWorld {
  const world = new MarketWorld({
    start: '2026-02-04T15:00Z',
    open: [SPOT, 'BTC-PERP', 'IBIT'],
    checksFunds: true,
  });
  world.fund('rich', 1e9);
  world.hold('rich', SPOT, 1e6);
  world.hold('rich', 'IBIT', 1e6);
  world.tick();
  world.mark(SPOT, 70_000);
  lend(world, 0);
  return world;
}

/** The pool from which shares can be borrowed. */
function lend(world: MarketWorld, quantity: number): void {
  emit(world.log, 'BorrowUpdated', -1, { instrument: INSTRUMENT.IBIT, quantity });
}

const whys = (world: MarketWorld, type: 'OrderRejected' | 'OrderCancelled'): string[] =>
  world.all(type).map(({ reason }) => reason);

describe('a purchase', () => {
  it('is refused beyond cash, fee included, and goes to the last lot within it', () => {
    const world = market();
    // A lot of 0.01 bitcoin at 70,000 is 700 dollars, its fee of 8 basis points 56 cents.
    world.fund('ann', 1_401.12);
    expect(world.order('ann', SPOT, 'buy', 3, 70_000)).toMatchObject([
      { type: 'OrderRejected', reason: 'no-funds' },
    ]);
    // A cent is kept for rounding.
    expect(world.order('ann', SPOT, 'buy', 2, 70_000)[0].type).toBe('OrderRejected');
    world.fund('ann', 0.01);
    expect(world.order('ann', SPOT, 'buy', 2, 70_000)[0].type).toBe('OrderPlaced');
  });

  it('may be paid with credit, and then cash is owed', () => {
    const world = market();
    world.fund('ann', 1_000, 500);
    world.order('rich', SPOT, 'sell', 5, 70_000);
    world.order('ann', SPOT, 'buy', 2, 70_000, 'ioc');
    expect(world.lots('ann', SPOT)).toBe(2);
    expect(world.cents('ann')).toBe(100_000 - 140_000 - 112);
    expect(world.order('ann', SPOT, 'buy', 1, 70_000, 'ioc')[0]).toMatchObject({ reason: 'no-funds' });
  });

  it('at the market takes what can be paid for, and no more', () => {
    const world = market();
    world.fund('ann', 1_500);
    for (const price of [70_000, 71_000, 72_000]) world.order('rich', SPOT, 'sell', 1, price);
    expect(world.order('ann', SPOT, 'buy', 2, 0, 'market')[0].type).toBe('OrderPlaced');
    expect(world.order('ann', SPOT, 'buy', 1, 0, 'market')[0].type).toBe('OrderRejected');
    expect(world.lots('ann', SPOT)).toBe(2);
    expect(world.cents('ann')).toBeGreaterThanOrEqual(0);
  });

  it('by several resting bids, each within its means, stops where they are spent together', () => {
    const world = market();
    world.fund('ann', 1_000);
    for (const price of [70_000, 69_990]) world.order('ann', SPOT, 'buy', 1, price);
    world.order('rich', SPOT, 'sell', 2, 69_000);
    expect(world.lots('ann', SPOT)).toBe(1);
    expect(whys(world, 'OrderCancelled')).toEqual(['no-funds']);
    const [trade] = world.all('Traded');
    expect(world.all('OrderCancelled')[0]).toMatchObject({ actor: world.account('ann'), priceTicks: 69_990 });
    expect(world.all('OrderCancelled')[0].cause).toBe(trade.cause);
    // What the seller had left waits: somebody else may still want it.
    expect(world.resting(SPOT)).toEqual({ bids: [], asks: [69_000], stops: 0 });
  });
});

describe('a sale', () => {
  it('of coins is refused beyond what is held and what credit can borrow', () => {
    const world = market();
    world.hold('ann', SPOT, 3);
    world.hold('bob', SPOT, 3);
    world.fund('bob', 0, 1_400);
    expect(world.order('ann', SPOT, 'sell', 4, 70_000)[0]).toMatchObject({ reason: 'no-funds' });
    expect(world.order('ann', SPOT, 'sell', 3, 70_000)[0].type).toBe('OrderPlaced');
    // Two lots at 700 dollars are borrowed, a third is not.
    expect(world.order('bob', SPOT, 'sell', 6, 70_000)[0]).toMatchObject({ reason: 'no-funds' });
    expect(world.order('bob', SPOT, 'sell', 5, 70_000)[0].type).toBe('OrderPlaced');
    world.order('rich', SPOT, 'buy', 8, 70_000);
    expect([world.lots('ann', SPOT), world.lots('bob', SPOT)]).toEqual([0, -2]);
  });

  it('of the same shares twice is done once when nobody lends any', () => {
    const world = market();
    world.hold('ann', 'IBIT', 100);
    for (const price of [3_970, 3_980]) world.order('ann', 'IBIT', 'sell', 100, price);
    world.order('rich', 'IBIT', 'buy', 200, 3_990);
    expect(world.lots('ann', 'IBIT')).toBe(0);
    expect(whys(world, 'OrderCancelled')).toEqual(['no-funds']);
  });

  it('of shares goes on as far as the pool lends', () => {
    const world = market();
    lend(world, 40);
    world.hold('ann', 'IBIT', 100);
    for (const price of [3_970, 3_980]) world.order('ann', 'IBIT', 'sell', 100, price);
    world.order('rich', 'IBIT', 'buy', 200, 3_990);
    expect(world.lots('ann', 'IBIT')).toBe(-40);
    expect(world.world.ledger.shortLots[INSTRUMENT.IBIT]).toBe(40);
  });
});

describe('a fill-or-kill order', () => {
  it('is killed whole where a maker could not pay for all that it bids, over one price or several', () => {
    const world = market();
    // Two lots at 70,000 and their fees, and nothing for a third.
    world.fund('ann', 1_402);
    for (const price of [70_000, 69_990, 69_980]) world.order('ann', SPOT, 'buy', 1, price);
    expect(world.order('rich', SPOT, 'sell', 3, 69_000, 'fok').map(({ type }) => type)).toEqual([
      'OrderPlaced',
      'OrderCancelled',
    ]);
    expect(world.lots('ann', SPOT)).toBe(0);
    world.order('rich', SPOT, 'sell', 2, 69_000, 'fok');
    expect(world.lots('ann', SPOT)).toBe(2);
  });
});

describe('a fill-or-kill sale of coins that are borrowed', () => {
  it('is killed where a better bid makes them too dear to borrow', () => {
    const world = market();
    // Ten dollars borrow twenty lots at half a dollar, and ten at a dollar.
    world.fund('ann', 0, 10);
    world.order('rich', SPOT, 'buy', 20, 100);
    const said = world.order('ann', SPOT, 'sell', 15, 50, 'fok').map(({ type }) => type);
    expect(said).toEqual(['OrderPlaced', 'OrderCancelled']);
    expect(world.lots('ann', SPOT)).toBe(0);
  });
});

describe('contracts', () => {
  it('need neither cash nor credit here: margin is asked for elsewhere', () => {
    const world = market();
    expect(world.order('ann', 'BTC-PERP', 'sell', 100, 70_000)[0].type).toBe('OrderPlaced');
    expect(world.order('bob', 'BTC-PERP', 'buy', 100, 70_000).map(({ type }) => type)).toContain('Traded');
  });
});

describe('an exchange that does not look', () => {
  it('lets everybody owe: a venue whose accounts are mere names', () => {
    const world = new MarketWorld({ start: '2026-02-04T15:00Z', open: [SPOT] });
    expect(world.order('ann', SPOT, 'sell', 4, 70_000)[0].type).toBe('OrderPlaced');
  });
});

describe('whatever is ordered', () => {
  const step = fc.record({
    who: fc.constantFrom('ann', 'bob', 'cat'),
    venue: fc.constantFrom<Listed>(SPOT, 'IBIT'),
    side: fc.constantFrom<'buy' | 'sell'>('buy', 'sell'),
    lots: fc.integer({ min: 1, max: 40 }),
    away: fc.integer({ min: -30, max: 30 }),
    type: fc.constantFrom<'limit' | 'ioc' | 'market' | 'stop'>('limit', 'limit', 'ioc', 'market', 'stop'),
  });

  it('nobody without credit owes cash, coins or shares, and whoever has some owes no more than that', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 80 }), (steps) => {
        const world = market();
        for (const [name, credit] of [
          ['ann', 0],
          ['bob', 0],
          ['cat', 2_000],
        ] as const) {
          world.fund(name, 9_000, credit);
          world.hold(name, SPOT, 12);
          world.hold(name, 'IBIT', 60);
        }
        for (const { who, venue, side, lots, away, type } of steps) {
          const price = venue === SPOT ? 70_000 + 10 * away : 3_970 + away;
          world.order(who, venue, side, lots, price, type);
          for (const name of ['ann', 'bob', 'cat']) {
            expect(world.cents(name)).toBeGreaterThanOrEqual(name === 'cat' ? -200_000 : 0);
            // Two lots at prices between 69,700 and 70,300 are at most what 2,000 dollars can borrow.
            expect(world.lots(name, SPOT)).toBeGreaterThanOrEqual(name === 'cat' ? -2 : 0);
            expect(world.lots(name, 'IBIT')).toBeGreaterThanOrEqual(0);
          }
        }
        checkInvariants(world.world);
      }),
      { numRuns: 150 },
    );
  });
});
