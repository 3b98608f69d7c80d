import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  liquidationPriceUsd,
  maintenanceMarginCents,
  marginTiers,
  nextLowerTierNotionalCents,
} from '../../sim/market/margin-tiers.ts';

const usd = (amount: number) => amount * 100;

describe('the maintenance-margin schedule', () => {
  it('has no jump at any cap: what two brackets ask there is the same', () => {
    for (let tier = 1; tier < marginTiers.length; tier++) {
      const below = marginTiers[tier - 1];
      const above = marginTiers[tier];
      const cap = below.capUsd;
      expect(cap * above.rate - above.deductionUsd).toBeCloseTo(cap * below.rate - below.deductionUsd, 4);
    }
  });

  // Notional x rate - deduction by hand from the published table (Binance USDT-M BTCUSDT, 24 October 2024).
  it.each([
    [50_000, 200], // 50,000 x 0.4 %
    [60_000, 250], // 60,000 x 0.5 % - 50
    [600_000, 2_950],
    [1_000_000, 5_550], // 1,000,000 x 0.65 % - 950
    [5_000_000, 38_550], // 5,000,000 x 1 % - 11,450
    [50_000_000, 868_550], // 50,000,000 x 2 % - 131,450
    [2_000_000_000, 578_518_550], // above the last cap, 50 % - 421,481,450
  ])('asks of one trader with %d dollars a margin of %d', (notional, margin) => {
    expect(maintenanceMarginCents(usd(notional))).toBeCloseTo(usd(margin), 4);
  });

  it('charges an account that stands for many traders as that many small positions', () => {
    expect(maintenanceMarginCents(usd(60_000_000), 1000)).toBeCloseTo(usd(1000 * 250), 4);
    expect(maintenanceMarginCents(usd(60_000_000), 1)).toBeCloseTo(usd(60_000_000 * 0.02 - 131_450), 4);
  });

  it('names the cap of the bracket below, and nothing below the lowest', () => {
    expect(nextLowerTierNotionalCents(usd(50_000))).toBe(0);
    expect(nextLowerTierNotionalCents(usd(50_001))).toBe(usd(50_000));
    expect(nextLowerTierNotionalCents(usd(633_160))).toBe(usd(600_000));
    expect(nextLowerTierNotionalCents(usd(633_160 * 40), 40)).toBe(usd(600_000 * 40));
  });
});

describe('the liquidation price', () => {
  it('of one bitcoin bought at 70,000 with 7,000 is 63,266.33', () => {
    // 7,000 + (P - 70,000) = 0.005 P - 50, so P = 62,950 / 0.995.
    expect(liquidationPriceUsd({ coins: 1, entryUsd: 70_000, collateralUsd: 7_000 })).toBeCloseTo(
      63_266.33,
      2,
    );
  });

  it('of half a bitcoin bought at 70,000 with 700 falls in the lowest bracket: 68,875.50', () => {
    // 700 + 0.5 (P - 70,000) = 0.004 x 0.5 P, so P = 34,300 / 0.498.
    expect(liquidationPriceUsd({ coins: 0.5, entryUsd: 70_000, collateralUsd: 700 })).toBeCloseTo(
      68_875.5,
      2,
    );
  });

  it('of one bitcoin sold at 70,000 with 7,000 is 76,666.67', () => {
    // 7,000 - (P - 70,000) = 0.005 P - 50, so P = 77,050 / 1.005.
    expect(liquidationPriceUsd({ coins: -1, entryUsd: 70_000, collateralUsd: 7_000 })).toBeCloseTo(
      76_666.67,
      2,
    );
  });

  it('of one bitcoin bought at 70,000 with 3,500 and 0.05 bitcoin that count for 95 % is 63,741.01', () => {
    // 3,500 + 0.0475 P + (P - 70,000) = 0.005 P - 50, so P = 66,450 / 1.0425.
    const crossed = { coins: 1, entryUsd: 70_000, collateralUsd: 3_500, countedCoins: 0.0475 };
    expect(liquidationPriceUsd(crossed)).toBeCloseTo(63_741.01, 2);
  });

  it('is that of each of the traders an account stands for', () => {
    const one = liquidationPriceUsd({ coins: 2, entryUsd: 70_000, collateralUsd: 20_000 });
    const many = liquidationPriceUsd({
      coins: 500,
      entryUsd: 70_000,
      collateralUsd: 5_000_000,
      traders: 250,
    });
    expect(many).toBeCloseTo(one, 6);
  });

  it('is nought for a long whose collateral covers any fall', () => {
    expect(liquidationPriceUsd({ coins: 1, entryUsd: 70_000, collateralUsd: 71_000 })).toBe(0);
  });

  it('leaves equity equal to the margin, whatever the size and side', () => {
    const size = fc.double({ min: 0.01, max: 5_000, noNaN: true });
    const leverage = fc.double({ min: 1.2, max: 50, noNaN: true });
    const check = (magnitude: number, times: number, short: boolean, traders: number) => {
      const coins = short ? -magnitude : magnitude;
      const collateralUsd = (magnitude * 70_000) / times;
      const price = liquidationPriceUsd({ coins, entryUsd: 70_000, collateralUsd, traders });
      const equity = collateralUsd + coins * (price - 70_000);
      const margin = maintenanceMarginCents(magnitude * price * 100, traders) / 100;
      expect(Math.abs(equity - margin)).toBeLessThan(1e-6 * magnitude * 70_000);
    };
    fc.assert(fc.property(size, leverage, fc.boolean(), fc.integer({ min: 1, max: 200 }), check), {
      seed: 7,
    });
  });
});
