import { describe, expect, it } from 'vitest';
import { microCap } from '../../scenarios/nov-21-2025/balance-sheets.ts';
import { coinsToCure, mnavAfter } from '../../sim/agents/treasury.ts';
import { OPENING_USD, SmallMarket, SPOT, SPOT_US } from './small-market.ts';

const PREMIUM = { mnav: 1.08, perDrawdown: 0.35, perVol: 0.1 };

/** A company of 5,000 bitcoin without debt, worth par, unless told otherwise. */
const company = (more = {}) => ({
  company: {
    kind: 'treasury',
    parameters: {
      ...{ coins: 5_000, costUsd: 100_000, cashUsd: 10e6, debtUsd: 0, shares: 50e6, mnav: 1 },
      ...more,
    },
  },
});

const coins = (market: SmallMarket): number =>
  (market.lots('company', SPOT) + market.lots('company', SPOT_US)) * 0.01;
const crash = [{ from: 1, to: 4, change: -0.1 }];

describe('premium over net asset value', () => {
  it('stays where it is while price and volatility do', () => {
    expect(mnavAfter(0, 0, PREMIUM)).toBe(1.08);
  });

  it('of 1.08 is gone after a fall from 73,100 to 60,000 with volatility up from 56 to 88 %', () => {
    const mnav = mnavAfter(1 - 60_000 / 73_100, 0.88 - 0.56, PREMIUM);
    expect(mnav).toBeLessThan(1);
    expect(mnav).toBeCloseTo(1.08 * Math.exp(-0.35 * 0.17921 - 0.032), 5);
  });
});

describe('a cure', () => {
  it('brings debt to the share of what is left that lenders accept', () => {
    const sold = coinsToCure(5_000, 65_000, 200e6, 0.5);
    expect((200e6 - sold * 65_000) / ((5_000 - sold) * 65_000)).toBeCloseTo(0.5, 12);
  });

  it('needs nothing below that share, and no more than everything', () => {
    expect(coinsToCure(5_000, 65_000, 100e6, 0.5)).toBe(0);
    expect(coinsToCure(5_000, 65_000, 900e6, 0.5)).toBe(5_000);
  });
});

describe('the large unsecured holder', () => {
  it('is never forced: in a fall of 18 % it sells nothing though its shares trade below its assets', () => {
    const large = company({
      ...{ coins: 713_502, costUsd: 76_052, cashUsd: 2.25e9, debtUsd: 8.2e9, shares: 390e6, mnav: 1.08 },
      ...{ perDrawdown: 0.6 },
    });
    const market = new SmallMarket(large, { news: [{ from: 0.5, to: 3, change: -0.18 }] });
    market.runTo(6);
    expect(mnavAfter(0.17, 0, { ...PREMIUM, perDrawdown: 0.6 })).toBeLessThan(1);
    expect(coins(market)).toBeCloseTo(713_502, 1);
    expect(market.of('OrderPlaced', 'company')).toEqual([]);
  });

  it('is not forced even with debt above the covenant of others', () => {
    const market = new SmallMarket(company({ debtUsd: 0.7 * 5_000 * OPENING_USD }), { news: crash });
    market.runTo(6);
    expect(market.of('OrderPlaced', 'company')).toEqual([]);
  });
});

describe('a secured borrower', () => {
  const debtUsd = 0.57 * 5_000 * OPENING_USD;
  const secured = (more = {}) => company({ debtUsd, secured: true, participation: 0.2, ...more });

  it('holds while debt is below 60 % of its coins', () => {
    const market = new SmallMarket(secured(), { news: [{ from: 1, to: 2, change: -0.03 }] });
    market.runTo(8);
    expect(market.of('OrderPlaced', 'company')).toEqual([]);
  });

  it('above it sells over hours until debt is half of what is left, all proceeds repaying the lender', () => {
    const market = new SmallMarket(secured({ participation: 1 }), { news: crash });
    const cashUsd = market.cashUsd('company');
    market.runTo(16);
    const left = market.memory('company').debtUsd;
    expect(left / (coins(market) * market.world.market.indexUsd)).toBeCloseTo(0.5, 1);
    expect(left / (coins(market) * market.world.market.indexUsd)).toBeLessThan(0.51);
    expect(market.cashUsd('company')).toBeCloseTo(cashUsd, 0);
    const paid = market.of('CollateralPosted').filter(({ reason }) => reason === 'covenant');
    expect(paid.reduce((sum, { cashCents }) => sum + cashCents, 0) / 100).toBeCloseTo(debtUsd - left, 2);
    const orders = market.of('OrderPlaced', 'company');
    const hours = (orders[orders.length - 1].tick - orders[0].tick) / 60;
    expect(hours).toBeGreaterThan(4);
    expect(hours).toBeLessThan(10);
    expect(market.of('TreasuryDecided', 'company')[0].reason).toBe('covenant');
  });

  it('decides on the index that crossed the covenant, and every slice cites a decision', () => {
    const market = new SmallMarket(secured(), { news: crash });
    market.runTo(10);
    const decisions = market.of('TreasuryDecided', 'company');
    const indexes = new Map(market.of('IndexMarked').map((event) => [event.seq, event]));
    const crossing = indexes.get(decisions[0].cause ?? -1);
    expect(crossing?.tick).toBe(decisions[0].tick);
    expect(debtUsd / (5_000 * (crossing?.indexUsd ?? 0))).toBeGreaterThan(0.6);
    const seqs = new Set(decisions.map(({ seq }) => seq));
    const orders = market.of('OrderPlaced', 'company');
    expect(orders.length).toBeGreaterThan(20);
    for (const order of orders) expect(seqs.has(order.cause ?? -1)).toBe(true);
  });

  it('never takes more than its share of turnover', () => {
    const market = new SmallMarket(secured({ participation: 0.01 }), { news: crash });
    let orders = 0;
    for (let tick = 1; tick <= 8 * 60; tick++) {
      market.simulation.runUntil(tick);
      const sent = market.of('OrderPlaced', 'company').slice(orders);
      orders += sent.length;
      for (const order of sent) {
        const turnover = 5 * market.world.market.tickVolume[order.instrument ?? 0];
        expect(order.quantityLots).toBeLessThanOrEqual(0.01 * turnover);
      }
    }
    expect(orders).toBeGreaterThan(10);
  });
});

describe('a company below its assets', () => {
  const cheap = { mnav: 0.85, policy: 'buyback', participation: 0.2 };

  it('that buys back sells half a percent of its coins a day and spends just the proceeds on its shares', () => {
    const market = new SmallMarket(company(cheap));
    const cashUsd = market.cashUsd('company');
    market.runTo(24.02);
    const sold = 5_000 - coins(market);
    expect(sold / 5_000).toBeGreaterThan(0.0048);
    expect(sold / 5_000).toBeLessThanOrEqual(0.005);
    expect(market.cashUsd('company')).toBeCloseTo(cashUsd, 2);
    const spent = market.of('CollateralPosted').reduce((sum, { cashCents }) => sum + cashCents, 0) / 100;
    expect(spent / (sold * market.world.market.indexUsd)).toBeCloseTo(1, 2);
    const shareUsd = (0.85 * (5_000 * OPENING_USD + cashUsd)) / 50e6;
    expect((50e6 - market.memory('company').shares) * shareUsd).toBeGreaterThan(0.95 * spent);
    expect((50e6 - market.memory('company').shares) * shareUsd).toBeLessThan(1.05 * spent);
  });

  it('declares the ratio it acts on', () => {
    const market = new SmallMarket(company(cheap));
    market.runTo(0.1);
    const [decision] = market.of('TreasuryDecided', 'company');
    expect(decision).toMatchObject({ reason: 'buyback', tick: 0 });
    expect(decision.mnav).toBeCloseTo(0.85, 3);
  });

  it('does nothing under another policy, or above nine tenths', () => {
    for (const more of [{ policy: 'hold' }, { mnav: 0.95 }]) {
      const market = new SmallMarket(company({ ...cheap, ...more }));
      market.runTo(3);
      expect(market.of('TreasuryDecided')).toEqual([]);
      expect(market.of('OrderPlaced', 'company')).toEqual([]);
    }
  });
});

describe('a company at a premium', () => {
  it('above 1.1 issues shares and turns what they bring into coins', () => {
    const market = new SmallMarket(company({ mnav: 1.2, participation: 0.2 }));
    const cashUsd = market.cashUsd('company');
    market.runTo(24.02);
    const navUsd = 5_000 * OPENING_USD + cashUsd;
    const raised = market.of('CollateralPosted', 'company');
    const usd = raised.reduce((sum, { cashCents }) => sum + cashCents, 0) / 100;
    expect(usd / navUsd).toBeCloseTo(0.005, 3);
    expect((coins(market) - 5_000) * OPENING_USD).toBeGreaterThan(0.9 * usd);
    expect((coins(market) - 5_000) * OPENING_USD).toBeLessThan(1.02 * usd);
    expect(market.memory('company').shares - 50e6).toBeGreaterThan((0.9 * usd) / ((1.2 * navUsd) / 50e6));
    expect(market.cashUsd('company')).toBeGreaterThan(cashUsd - 1e5);
  });

  it('below it does not', () => {
    const market = new SmallMarket(company({ mnav: 1.08 }));
    market.runTo(3);
    expect(market.of('CollateralPosted')).toEqual([]);
  });
});

describe('a share under one dollar', () => {
  // 360 million dollars of assets over 450 million shares: 80 cents.
  const penny = { shares: 450e6, participation: 0.2 };

  it('counts one more close at four in New York, and only there', () => {
    const market = new SmallMarket(company({ ...penny, closesUnderDollar: 22 }));
    market.runTo(20.9);
    expect(market.memory('company').closesUnderDollar).toBe(22);
    market.runTo(21.1);
    expect(market.memory('company').closesUnderDollar).toBe(23);
    market.runTo(45.1);
    expect(market.memory('company').closesUnderDollar).toBe(24);
    // It decided nothing, and said so at either close.
    const said = market.of('TreasuryDecided').map(({ reason, tick }) => [reason, tick / 60]);
    expect(said).toEqual([
      ['hold', 21],
      ['hold', 45],
    ]);
  });

  it('starts over after a close above it', () => {
    const market = new SmallMarket(company({ closesUnderDollar: 29 }));
    market.runTo(21.1);
    expect(market.memory('company').closesUnderDollar).toBe(0);
  });

  it('brings a notice at the thirtieth close, and then buying back at the hazard of a day', () => {
    const noticed = (listingHazard: number): SmallMarket => {
      const market = new SmallMarket(company({ ...penny, closesUnderDollar: 29, listingHazard }));
      market.runTo(40);
      const [notice] = market.of('TreasuryDecided', 'company');
      expect(notice).toMatchObject({ reason: 'listing', tick: 21 * 60, closesUnderDollar: 30 });
      return market;
    };
    expect(noticed(0).taken('company', 'buyback')).toBe(0);
    const sold = -noticed(1).taken('company', 'buyback') * 0.01;
    expect(sold / 5_000).toBeCloseTo((0.005 * 19) / 24, 3);
  });
});

// Two companies of November 2025, as their announcements describe them.
describe('what treasuries did in November 2025', () => {
  it('a lender who asks for 34 % makes a company sell 970 of 3,234 coins at 108,000, and repays over half its notes', () => {
    // 189 million of notes, half of them redeemed with the proceeds on 4 November: 54 % of its coins before.
    const sold = coinsToCure(3_234, 108_000, 189e6, 0.344);
    expect(sold).toBeGreaterThan(965);
    expect(sold).toBeLessThan(975);
    expect(sold * 108_000).toBeGreaterThan(94.5e6);
  });

  it('its rule does so in the market: 2,264 coins are left, and less than half of the debt', () => {
    const debtUsd = (189e6 / 108_000) * OPENING_USD;
    const terms = { secured: true, covenantLtv: 0.54, curedLtv: 0.344, participation: 1 };
    const market = new SmallMarket(
      company({ coins: 3_234, cashUsd: 8e6, costUsd: 117_000, debtUsd, ...terms }),
    );
    market.runTo(16);
    expect(coins(market)).toBeGreaterThan(2_264 * 0.98);
    expect(coins(market)).toBeLessThan(2_264 * 1.02);
    expect(market.memory('company').debtUsd).toBeLessThan(debtUsd / 2);
    expect(market.of('TreasuryDecided', 'company')[0]).toMatchObject({ reason: 'covenant' });
  });

  it('a micro-cap at 0.88 of its assets sells coins for shares, and each share left is worth more', () => {
    const market = new SmallMarket(company({ ...microCap, policy: 'buyback', participation: 0.2 }));
    const worth = (held: number): number =>
      (held * market.world.market.indexUsd + market.cashUsd('company') - microCap.debtUsd) /
      market.memory('company').shares;
    market.runTo(0.02);
    market.runTo(48.02);
    const retired = microCap.shares - market.memory('company').shares;
    const held = coins(market);
    expect(microCap.coins - held).toBeCloseTo(microCap.coins * 0.01, 0);
    // What it would be worth a share had it kept its coins and shares.
    const kept =
      (microCap.coins * market.world.market.indexUsd + microCap.cashUsd - microCap.debtUsd) / microCap.shares;
    expect(worth(held)).toBeGreaterThan(kept);
    // Bought at 0.88 of assets, each dollar of coins retires 1.14 dollars of them: a tenth of 3.4 million in two days.
    expect(retired).toBeGreaterThan(0.25e6);
    expect(retired).toBeLessThan(0.5e6);
  });
});
