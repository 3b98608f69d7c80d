import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { BUY, REASON, SELL } from '../../sim/events.ts';
import { defaultLiquidationRules } from '../../sim/market/liquidation.ts';
import { INSURANCE_ACCOUNT } from '../../sim/world/ledger.ts';
import { PERP, PerpWorld, type PerpWorldOptions, type Position, PUBLIC, SPOT } from './perp-world.ts';

/** One bitcoin bought at 70,000 with 7,000: liquidated below 63,266.33 (62,950 / 0.995), bankrupt at 63,000. */
const TENFOLD = { cashUsd: 7_000, lots: 100, entryUsd: 70_000 };
/** A fund that has nothing above its floor. */
const EMPTY = { fundUsd: defaultLiquidationRules.fundFloorUsd };

function venueWith(position: Position, options?: PerpWorldOptions) {
  const venue = new PerpWorld(options);
  return { venue, trader: venue.account('trader', position) };
}

describe('the margin engine', () => {
  it('liquidates at maintenance margin, and not one tick above', () => {
    const { venue, trader } = venueWith(TENFOLD);
    venue.openTick(63_267);
    expect(venue.all('LiquidationStarted')).toEqual([]);
    venue.openTick(63_266);
    expect(venue.all('LiquidationStarted')).toMatchObject([
      { actor: trader, instrument: PERP, markTicks: 63_266, positionLots: 100, equityCents: 26_600 },
    ]);
  });

  it('cites the mark that breached the margin, and says so once', () => {
    const { venue } = venueWith(TENFOLD);
    venue.openTick(63_200);
    const mark = venue.all('Marked').at(-1);
    venue.openTick(63_190);
    expect(venue.all('LiquidationStarted').map((event) => event.cause)).toEqual([mark?.seq]);
  });

  it('leaves accounts alone that stand for no trader', () => {
    const venue = new PerpWorld();
    venue.account('fund', { ...TENFOLD, traders: 0 });
    venue.openTick(50_000);
    expect(venue.all('LiquidationStarted')).toEqual([]);
  });

  it('liquidates shorts when the mark rises', () => {
    // 7,000 - (P - 70,000) = 0.005 P - 50: P = 76,666.67.
    const { venue, trader } = venueWith({ ...TENFOLD, lots: -100 });
    venue.openTick(76_666);
    expect(venue.world.liquidating.size).toBe(0);
    venue.openTick(76_667);
    venue.order(PUBLIC, SELL, 76_700, 500);
    venue.round();
    expect(venue.all('Traded')).toMatchObject([{ actor: trader, takerSide: BUY, priceTicks: 76_700 }]);
    expect(venue.world.liquidating.size).toBe(0);
  });

  it('takes over the lowest margin ratio first', () => {
    const venue = new PerpWorld();
    // Ratios at 63,000 of equity to 0.005 x notional - 50: 0 / 265, 100 / 265, 200 / 265 dollars.
    const [second, third, first] = [7_100, 7_200, 7_000].map((cashUsd, n) =>
      venue.account(`trader-${n}`, { ...TENFOLD, cashUsd }),
    );
    venue.openTick(63_000);
    expect(venue.all('LiquidationStarted').map((event) => event.actor)).toEqual([first, second, third]);
  });

  it('withdraws the resting orders and stops of an account it takes over, and nobody else’s', () => {
    const { venue, trader } = venueWith(TENFOLD);
    venue.openTick(70_000);
    venue.order(trader, SELL, 72_000, 40);
    venue.order(PUBLIC, SELL, 72_000, 10);
    venue.order(trader, SELL, 61_000, 100, 'stop-reduce');
    venue.openTick(63_200);
    const started = venue.all('LiquidationStarted')[0].seq;
    expect(venue.all('OrderCancelled')).toMatchObject([
      { actor: trader, side: SELL, priceTicks: 72_000, quantityLots: 40, reason: 'margin', cause: started },
      { actor: trader, side: SELL, priceTicks: 61_000, quantityLots: 100, reason: 'margin', cause: started },
    ]);
    expect(venue.world.books[PERP].sideQuantity(SELL)).toBe(10);
    expect(venue.world.stops[PERP].orders).toBe(0);
  });
});

describe('closing out', () => {
  it('closes to the next lower tier first and lets go of who is safe there', () => {
    // 10 bitcoin with 70,000: 629,050 / 9.935 = 63,316.56. At 63,316 the notional is 633,160 and the cap below 600,000:
    // 947 lots stay (599,603 dollars), 53 go. Equity then 3,160 less fees, margin 599,603 x 0.5 % - 50 = 2,948.
    const { venue, trader } = venueWith({ cashUsd: 70_000, lots: 1_000, entryUsd: 70_000 });
    venue.openTick(63_316);
    venue.order(PUBLIC, BUY, 63_316, 5_000);
    venue.round();
    expect(venue.all('Traded')).toMatchObject([{ actor: trader, takerSide: SELL, quantityLots: 53 }]);
    expect(venue.all('LiquidationEnded')).toMatchObject([{ actor: trader, positionLots: 947 }]);
  });

  it('closes the whole position from the lowest tier', () => {
    // Half a bitcoin with 700: 34,300 / 0.498 = 68,875.50.
    const { venue, trader } = venueWith({ cashUsd: 700, lots: 50, entryUsd: 70_000 });
    venue.openTick(68_875);
    venue.order(PUBLIC, BUY, 68_870, 5_000);
    venue.round();
    expect(venue.world.ledger.lots(trader, PERP)).toBe(0);
    expect(venue.all('LiquidationEnded')).toMatchObject([{ actor: trader, positionLots: 0 }]);
    expect(venue.all('InsurancePaid')).toEqual([]);
  });

  it('divides an account by the traders it stands for: many small positions are closed whole', () => {
    const venue = new PerpWorld();
    const crowd = venue.account('crowd', { cashUsd: 70_000, lots: 5_000, entryUsd: 70_000, traders: 100 });
    venue.openTick(68_875);
    venue.order(PUBLIC, BUY, 68_875, 5_000);
    venue.round();
    expect(venue.world.ledger.lots(crowd, PERP)).toBe(0);
  });

  it('goes at most half a percent through the mark in a round, and on with the next mark', () => {
    const { venue, trader } = venueWith(TENFOLD);
    venue.openTick(63_250);
    // 63,250 x 0.995 = 62,933.75.
    venue.order(PUBLIC, BUY, 62_934, 60);
    venue.order(PUBLIC, BUY, 62_933, 500);
    venue.round(0);
    venue.round(1);
    expect(venue.world.ledger.lots(trader, PERP)).toBe(40);
    expect(venue.all('OrderPlaced').filter((order) => order.actor === trader)[0]).toMatchObject({
      orderType: 'ioc-reduce',
      reason: 'liquidation',
      priceTicks: 62_934,
      cause: venue.all('LiquidationStarted')[0].seq,
    });
    venue.openTick(63_000);
    venue.round(0);
    expect(venue.world.ledger.lots(trader, PERP)).toBe(0);
  });

  it('lets go of an account whose owner posts collateral in time', () => {
    const { venue, trader } = venueWith(TENFOLD);
    venue.openTick(63_200);
    const columns = { actor: trader, counterparty: PUBLIC, value: 50_000, reason: REASON['top-up'] };
    emit(venue.log, 'CollateralPosted', venue.world.tickSeq, columns);
    venue.round();
    expect(venue.all('LiquidationEnded')).toMatchObject([{ actor: trader, positionLots: 100 }]);
    expect(venue.all('OrderPlaced')).toEqual([]);
  });
});

describe('the waterfall', () => {
  it('insurance pays the residual of a bankrupt account', () => {
    const { venue, trader } = venueWith(TENFOLD);
    venue.openTick(62_000);
    venue.order(PUBLIC, BUY, 62_000, 500);
    venue.round();
    // 7,000 - 8,000 - 4 bp of 62,000.
    expect(venue.all('InsurancePaid')).toMatchObject([{ actor: trader, cashCents: 102_480 }]);
    expect(venue.world.ledger.cash[trader]).toBe(0);
    expect(venue.world.ledger.cash[INSURANCE_ACCOUNT]).toBe(1e11 - 102_480);
    expect(venue.world.liquidating.size).toBe(0);
  });

  it('auto-deleverages the highest-ranked opposite accounts at the bankruptcy price when the fund is at its floor', () => {
    const { venue, trader } = venueWith(TENFOLD, EMPTY);
    // At 62,000: profit 13.9 % x leverage 62,000 / 46,000 = 0.19, and 8.8 % x 37,200 / 7,680 = 0.43.
    const calm = venue.account('calm', { cashUsd: 36_000, lots: -100, entryUsd: 72_000 });
    const keen = venue.account('keen', { cashUsd: 4_080, lots: -60, entryUsd: 68_000 });
    venue.openTick(62_000);
    const before = venue.equityCents(trader);
    venue.round();
    const started = venue.all('LiquidationStarted')[0].seq;
    expect(before).toBe(-100_000);
    expect(venue.all('AutoDeleveraged')).toMatchObject([
      { actor: trader, against: keen, side: SELL, priceTicks: 63_000, quantityLots: 60, cause: started },
      { actor: trader, against: calm, side: SELL, priceTicks: 63_000, quantityLots: 40, cause: started },
    ]);
    expect(venue.world.ledger.cash[trader]).toBe(0);
    expect(venue.world.ledger.lots(calm, PERP)).toBe(-60);
    expect(venue.all('InsurancePaid')).toEqual([]);
    expect(venue.world.liquidating.size).toBe(0);
  });

  it('does not call on the other side while the fund can pay', () => {
    const { venue } = venueWith(TENFOLD);
    venue.account('short', { cashUsd: 36_000, lots: -100, entryUsd: 72_000 });
    venue.openTick(62_000);
    venue.round();
    expect(venue.all('AutoDeleveraged')).toEqual([]);
    expect(venue.world.liquidating.size).toBe(1);
  });

  it('spares a counterparty that the bankruptcy price would itself bankrupt', () => {
    const { venue } = venueWith(TENFOLD, EMPTY);
    // Sold at 60,000 with 2,500: worth 500 at 62,000, -500 at 63,000.
    const weak = venue.account('weak', { cashUsd: 2_500, lots: -100, entryUsd: 60_000 });
    const strong = venue.account('strong', { cashUsd: 36_000, lots: -100, entryUsd: 61_000 });
    venue.openTick(62_000);
    venue.round();
    expect(venue.all('AutoDeleveraged').map((event) => event.against)).toEqual([strong]);
    expect(venue.world.ledger.lots(weak, PERP)).toBe(-100);
  });

  it('offers no position below its bankruptcy price, fee included, once the fund has nothing to give', () => {
    const { venue, trader } = venueWith(TENFOLD, EMPTY);
    venue.openTick(63_200);
    // 63,000 / 0.9996 = 63,025.21, rounded up, and one tick for the rounding of fees.
    venue.order(PUBLIC, BUY, 63_027, 30);
    venue.order(PUBLIC, BUY, 63_020, 500);
    venue.round(0);
    venue.round(1);
    expect(venue.world.ledger.lots(trader, PERP)).toBe(70);
    expect(venue.equityCents(trader)).toBeGreaterThan(0);
  });

  it('stops paying for eight hours once the fund has given 30 % of itself', () => {
    const rules = { ...defaultLiquidationRules, fundFloorUsd: 0 };
    const venue = new PerpWorld({ fundUsd: 1_000, rules });
    // Each is 102.48 dollars short when closed at 62,000: 0.1 bitcoin, 700 - 800 - fee 2.48.
    const fallen = ['a', 'b', 'c'].map((name) =>
      venue.account(name, { cashUsd: 700, lots: 10, entryUsd: 70_000 }),
    );
    venue.account('short', { cashUsd: 36_000, lots: -100, entryUsd: 72_000 });
    venue.openTick(62_000);
    venue.order(PUBLIC, BUY, 62_000, 30);
    venue.round();
    // Two are paid, 204.96; the third could not be sold there for 95.04, and is bankrupt: the other side takes it.
    expect(venue.all('InsurancePaid').map((event) => event.cashCents)).toEqual([10_248, 10_248]);
    expect(venue.world.ledger.cash[INSURANCE_ACCOUNT]).toBe(100_000 - 20_496);
    expect(venue.all('AutoDeleveraged')).toHaveLength(1);
    for (const account of fallen) expect(venue.world.ledger.cash[account]).toBe(0);
    const late = venue.account('late', { cashUsd: 700, lots: 10, entryUsd: 70_000 });
    venue.tick += 8 * 60;
    venue.openTick(62_000);
    venue.order(PUBLIC, BUY, 62_000, 10);
    venue.round();
    expect(venue.all('InsurancePaid').at(-1)).toMatchObject({ actor: late, cashCents: 10_248 });
    expect(venue.all('AutoDeleveraged')).toHaveLength(1);
  });
});

describe('an account margined across cash and coins', () => {
  /** Liquidated below 63,741.01: see the worked example of the liquidation price. */
  const CROSSED = { cashUsd: 3_500, lots: 100, entryUsd: 70_000, coinLots: 5 };

  it('is liquidated where its cash and 95 % of its coins no longer cover the margin', () => {
    const { venue, trader } = venueWith(CROSSED);
    venue.openTick(63_742);
    expect(venue.world.liquidating.size).toBe(0);
    venue.openTick(63_741);
    expect(venue.all('LiquidationStarted')).toMatchObject([{ actor: trader }]);
  });

  it('has as many coins sold as its debt asks for once its position is closed, and keeps the rest', () => {
    const tenfold = { cashUsd: 32_800, lots: 1_000, entryUsd: 70_000, coinLots: 80, traders: 10 };
    const { venue, trader } = venueWith(tenfold);
    venue.openTick(62_000);
    venue.order(PUBLIC, BUY, 62_000, 1_000);
    venue.order(PUBLIC, BUY, 61_900, 100, 'limit', SPOT);
    venue.round();
    // 32,800 - 80,000 - fee 248.
    expect(venue.world.ledger.cash[trader]).toBe(-4_744_800);
    expect(venue.world.liquidating.has(trader)).toBe(true);
    venue.round(1);
    // At no less than 0.5 % through the index, 61,690: 77 lots bring more than 47,448 after the fee of 8 bp.
    expect(venue.all('Traded').at(-1)).toMatchObject({
      instrument: SPOT,
      quantityLots: 77,
      priceTicks: 61_900,
    });
    expect(venue.all('OrderPlaced').at(-1)).toMatchObject({ reason: 'collateral-sale', priceTicks: 61_690 });
    expect(venue.world.ledger.cash[trader]).toBe(-4_744_800 + 77 * 61_900 - Math.round(0.0008 * 77 * 61_900));
    expect(venue.world.ledger.lots(trader, SPOT)).toBe(3);
    expect(venue.all('LiquidationEnded')).toHaveLength(1);
    expect(venue.all('InsurancePaid')).toEqual([]);
  });

  it('is paid for by the fund only when its coins are gone', () => {
    const { venue, trader } = venueWith(CROSSED);
    venue.openTick(62_000);
    venue.order(PUBLIC, BUY, 62_000, 100);
    venue.order(PUBLIC, BUY, 61_900, 2, 'limit', SPOT);
    venue.round();
    venue.round(1);
    expect(venue.world.ledger.lots(trader, SPOT)).toBe(3);
    expect(venue.all('InsurancePaid')).toEqual([]);
    venue.order(PUBLIC, BUY, 61_900, 50, 'limit', SPOT);
    venue.round(2);
    // 3,500 - 8,000 - 24.80 + 5 lots at 61,900 less fees.
    const owed =
      450_000 + 2_480 - 5 * 61_900 + Math.round(0.0008 * 2 * 61_900) + Math.round(0.0008 * 3 * 61_900);
    expect(venue.all('InsurancePaid')).toMatchObject([{ actor: trader, cashCents: owed }]);
    expect(venue.world.ledger.cash[trader]).toBe(0);
  });

  it('has its coins sold also when it was closed against another and owes', () => {
    const venue = new PerpWorld(EMPTY);
    // Bankrupt at 63,000; the short behind it has lost 1,000 and more than its cash.
    venue.account('long', TENFOLD);
    const short = venue.account('short', { cashUsd: 500, lots: -100, entryUsd: 62_000, coinLots: 10 });
    venue.openTick(62_900);
    venue.round();
    expect(venue.all('AutoDeleveraged')).toMatchObject([{ against: short, priceTicks: 63_000 }]);
    expect(venue.world.ledger.cash[short]).toBe(-50_000);
    venue.openTick(62_900);
    venue.order(PUBLIC, BUY, 62_800, 10, 'limit', SPOT);
    venue.round();
    expect(venue.world.ledger.lots(short, SPOT)).toBe(9);
    expect(venue.world.ledger.cash[short]).toBe(-50_000 + 62_800 - 50);
    expect(venue.world.liquidating.size).toBe(0);
  });

  it('is closed against the other side no earlier than where its coins are used up', () => {
    const { venue, trader } = venueWith(CROSSED, EMPTY);
    venue.account('short', { cashUsd: 40_000, lots: -100, entryUsd: 72_000 });
    venue.openTick(62_000);
    venue.round();
    // (70,000 - 3,500 - 0.0475 x 62,000) a bitcoin, rounded up.
    expect(venue.all('AutoDeleveraged')).toMatchObject([{ actor: trader, priceTicks: 63_555 }]);
    expect(venue.world.ledger.cash[trader]).toBe(350_000 - 644_500);
    venue.order(PUBLIC, BUY, 62_000, 5, 'limit', SPOT);
    venue.round(1);
    expect(venue.world.ledger.cash[trader]).toBeGreaterThanOrEqual(0);
    expect(venue.world.liquidating.size).toBe(0);
  });
});

describe('however the market falls', () => {
  const account = fc.record({
    lots: fc.integer({ min: 20, max: 4_000 }),
    long: fc.boolean(),
    entryUsd: fc.integer({ min: 66_000, max: 74_000 }),
    leverage: fc.double({ min: 2, max: 50, noNaN: true }),
    traders: fc.integer({ min: 1, max: 5 }),
    inCoins: fc.constantFrom(0, 0, 0.5, 0.9),
  });
  const step = fc.record({
    move: fc.double({ min: -0.04, max: 0.03, noNaN: true }),
    away: fc.double({ min: 0, max: 0.008, noNaN: true }),
    lots: fc.integer({ min: 1, max: 3_000 }),
  });
  const accounts = fc.array(account, { minLength: 2, maxLength: 12 });
  const steps = fc.array(step, { minLength: 3, maxLength: 12 });
  const fundUsd = fc.integer({ min: 0, max: 2_000_000 });
  type Value<T> = T extends fc.Arbitrary<infer V> ? V : never;
  type Case = [Value<typeof accounts>, Value<typeof steps>, number];

  function play([traders, path, fund]: Case, everyRound: (venue: PerpWorld) => void): PerpWorld {
    const venue = new PerpWorld({ fundUsd: fund, rules: { ...defaultLiquidationRules, fundFloorUsd: 0 } });
    for (const [n, { lots, long, entryUsd, leverage, traders: like, inCoins }] of traders.entries())
      venue.account(`trader-${n}`, {
        cashUsd: Math.round(((1 - inCoins) * lots * entryUsd) / 100 / leverage),
        coinLots: Math.floor((inCoins * lots) / leverage),
        lots: long ? lots : -lots,
        entryUsd,
        traders: like,
      });
    const maker = venue.account('maker', { cashUsd: 1e12, lots: 0, entryUsd: 70_000, traders: 0 });
    let mark = 70_000;
    for (const { move, away, lots } of path) {
      mark = Math.round(mark * (1 + move));
      venue.openTick(mark);
      const first = venue.world.nextOrder;
      venue.order(maker, BUY, Math.floor(mark * (1 - away)) - 1, lots);
      venue.order(maker, SELL, Math.ceil(mark * (1 + away)) + 1, lots);
      venue.order(maker, BUY, Math.floor(mark * (1 - away)) - 1, lots, 'limit', SPOT);
      for (let round = 0; round < 3; round++) {
        venue.round(round);
        everyRound(venue);
      }
      for (const [n, instrument] of [PERP, PERP, SPOT].entries())
        venue.exchange.cancel(maker, instrument, first + n, REASON.cancelled, venue.world.tickSeq);
    }
    return venue;
  }

  it('no equity is negative after the waterfall but what the fund can still pay, and its payments add up', () => {
    const seen = { InsurancePaid: 0, AutoDeleveraged: 0, rescued: 0, coinsSold: 0 };
    const check = (...given: Case) => {
      const venue = play(given, (now) => {
        let owed = 0;
        for (const [index, { traders }] of now.world.accounts.entries()) {
          if (traders === 0) continue;
          const equity = now.equityCents(index);
          const isDone = now.world.ledger.lots(index, PERP) === 0 && !now.world.liquidating.has(index);
          if (isDone) expect(equity).toBeGreaterThanOrEqual(0);
          else owed += Math.max(0, -equity);
        }
        expect(owed).toBeLessThanOrEqual(now.world.ledger.cash[INSURANCE_ACCOUNT]);
      });
      const paid = venue.all('InsurancePaid').reduce((sum, event) => sum + event.cashCents, 0);
      expect(venue.world.ledger.cash[INSURANCE_ACCOUNT]).toBe(given[2] * 100 - paid);
      for (const { actor } of venue.all('AutoDeleveraged'))
        expect(venue.world.ledger.lots(actor ?? -1, PERP)).toBe(0);
      seen.InsurancePaid += venue.all('InsurancePaid').length;
      seen.AutoDeleveraged += venue.all('AutoDeleveraged').length;
      seen.coinsSold += venue.all('OrderPlaced').filter((event) => event.reason === 'collateral-sale').length;
      seen.rescued += venue.all('LiquidationEnded').filter((event) => event.positionLots !== 0).length;
    };
    fc.assert(fc.property(accounts, steps, fundUsd, check), { seed: 11, numRuns: 100 });
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
  });

  it('an engine that starts afresh in every round does the same: it keeps nothing to itself', () => {
    const check = (...given: Case) => {
      const one = play(given, () => {});
      const many = play(given, (venue) => {
        venue.engine = venue.freshEngine();
      });
      expect(many.events).toEqual(one.events);
    };
    fc.assert(fc.property(accounts, steps, fundUsd, check), { seed: 12, numRuns: 10 });
  });
});
