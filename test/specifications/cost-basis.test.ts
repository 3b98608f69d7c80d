import { describe, expect, it } from 'vitest';
import { coinsBetween, costAt, costBasis } from '../../sim/market/cost-basis.ts';

const HIGH = 126_210;

describe('the on-chain cost basis of 4 February 2026', () => {
  it('covers every price from zero to the high without gap or overlap', () => {
    expect(costBasis[0].fromUsd).toBe(0);
    for (let n = 1; n < costBasis.length; n++) expect(costBasis[n].fromUsd).toBe(costBasis[n - 1].toUsd);
    expect(costBasis[costBasis.length - 1].toUsd).toBeLessThanOrEqual(HIGH);
  });

  it('holds all 19.98 million coins', () => {
    expect(coinsBetween(0, HIGH)).toBeCloseTo(19.98, 2);
  });

  it('has a mean of 55,800 dollars, the published realised price', () => {
    const cap = costBasis.reduce((sum, row) => sum + (row.coinsMillion * (row.fromUsd + row.toUsd)) / 2, 0);
    expect(Math.abs(cap / coinsBetween(0, HIGH) / 55_800 - 1)).toBeLessThan(0.01);
  });

  it('has 9.31 million coins in loss at 68,600 dollars, within 2 %', () => {
    expect(Math.abs(coinsBetween(68_600, HIGH) / 9.31 - 1)).toBeLessThan(0.02);
  });

  it('is denser in the published clusters than on either side', () => {
    const per1000 = (from: number, to: number) => (1000 * coinsBetween(from, to)) / (to - from);
    const cluster = per1000(66_900, 70_600);
    expect(cluster).toBeGreaterThan(1.5 * per1000(60_000, 66_900));
    expect(cluster).toBeGreaterThan(1.5 * per1000(70_600, 80_000));
    expect(per1000(80_000, 95_000)).toBeGreaterThan(per1000(70_600, 80_000));
    expect(per1000(80_000, 95_000)).toBeGreaterThan(per1000(95_000, 105_000));
  });

  it('turns quantiles into costs and back, within bounds', () => {
    for (const quantile of [0, 0.1, 0.5, 0.9, 1]) {
      const cost = costAt(quantile, 1_000, 45_000);
      expect(coinsBetween(1_000, cost) / coinsBetween(1_000, 45_000)).toBeCloseTo(quantile, 9);
    }
    expect(costAt(0, 66_900, 70_600)).toBe(66_900);
    expect(costAt(1, 66_900, 70_600)).toBeCloseTo(70_600, 6);
  });
});
