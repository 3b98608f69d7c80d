import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriedPremium, fundingRate } from '../../sim/market/funding.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { MarketWorld, type MarketWorldOptions } from './market-world.ts';

/** Spot at a price, one dollar either side, and the perp quoted where a premium is wanted. */
function market(
  bid: number,
  ask: number,
  { usd = 70_000, ...options }: Partial<MarketWorldOptions> = {},
): MarketWorld {
  const made = new MarketWorld({
    start: '2026-02-04T15:00Z',
    open: ['BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP'],
    ...options,
  });
  for (const venue of ['BTC-SPOT', 'BTC-SPOT-US'] as const) made.quote('maker', venue, usd - 1, usd + 1, 9);
  made.quote('maker', 'BTC-PERP', bid, ask, 5000, 1);
  return made;
}
function step(made: MarketWorld): void {
  made.tick();
  made.reference.step();
}

describe('the premium of the perp', () => {
  it.each([
    ['above the index by the impact bid', 70_140, 70_200, 140 / 70_000],
    ['below the index by the impact offer', 69_800, 69_930, -70 / 70_000],
    ['nought with the index between them', 69_900, 70_100, 0],
  ])('is %s', (_where, bid, ask, premium) => {
    const made = market(bid, ask);
    step(made);
    const [sample] = made.all('PremiumSampled');
    expect(sample.premium).toBeCloseTo(premium, 14);
    expect(sample.cause).toBe(made.world.tickSeq);
  });

  it('takes the average price of ten bitcoin, level by level', () => {
    const made = market(1, 90_000);
    made.order('ann', 'BTC-PERP', 'buy', 600, 70_100);
    made.order('ann', 'BTC-PERP', 'buy', 300, 70_050);
    made.order('ann', 'BTC-PERP', 'buy', 5000, 70_010);
    step(made);
    const impact = (600 * 70_100 + 300 * 70_050 + 100 * 70_010) / 1000;
    expect(made.all('PremiumSampled')[0].premium).toBeCloseTo((impact - 70_000) / 70_000, 14);
  });

  it('is not sampled while a side holds less than ten bitcoin', () => {
    const made = market(70_100, 70_200);
    made.order('ann', 'BTC-PERP', 'buy', 4001, 70_200);
    step(made);
    expect(made.all('PremiumSampled')).toEqual([]);
    made.order('ann', 'BTC-PERP', 'sell', 1, 70_300);
    step(made);
    expect(made.all('PremiumSampled')).toHaveLength(1);
  });
});

describe('the funding rate', () => {
  // F = P + clamp(0.01 % - P, -0.05 %, 0.05 %), within +-0.3 %; all in percent.
  it.each([
    [0, 0.01],
    [0.01, 0.01],
    [0.03, 0.01],
    [0.06, 0.01],
    [0.07, 0.02],
    [0.1, 0.05],
    [-0.04, 0.01],
    [-0.05, 0],
    [-0.1, -0.05],
    [0.35, 0.3],
    [0.4, 0.3],
    [2, 0.3],
    [-0.35, -0.3],
    [-0.4, -0.3],
    [-2, -0.3],
  ])('is, in percent, for an average premium of %d: %d', (premium, rate) => {
    expect(fundingRate(premium / 100)).toBeCloseTo(rate / 100, 14);
  });

  it('comes to 4 % a year where the perp is 4.63 basis points under spot, which is where carry leaves it', () => {
    expect(1e4 * carriedPremium(0.04)).toBeCloseTo(-4.6347, 4);
    // Measured on the leading venue, 26 to 28 January 2026: 4.2 to 4.7.
    for (const carry of [-0.2, 0, 0.04, 0.1, 0.12, 0.5])
      expect(1095 * fundingRate(carriedPremium(carry))).toBeCloseTo(carry, 12);
    // Within the clamp funding is 10.95 % a year whatever the premium.
    expect(carriedPremium(0.1095)).toBe(0);
  });

  it('never falls as the premium rises and stays within its cap', () => {
    const premium = fc.double({ min: -0.1, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(premium, premium, (a, b) => {
        const [low, high] = [fundingRate(Math.min(a, b)), fundingRate(Math.max(a, b))];
        expect(low).toBeLessThanOrEqual(high + 1e-15);
        expect(Math.abs(low)).toBeLessThanOrEqual(0.003);
      }),
    );
  });
});

describe('funding', () => {
  it('is paid at 00:00, 08:00 and 16:00 UTC and cites the mark', () => {
    const made = market(69_999, 70_001, { start: '2026-02-04T00:00Z', secondsPerTick: 600 });
    made.until('2026-02-05T08:00Z', () => made.reference.step());
    const paid = made.all('FundingPaid');
    expect(paid.map(({ tick }) => made.timeOf(tick))).toEqual([
      '2026-02-04T08:00Z',
      '2026-02-04T16:00Z',
      '2026-02-05T00:00Z',
      '2026-02-05T08:00Z',
    ]);
    for (const { seq, cause, tick, markTicks } of paid) {
      const mark = made.all('Marked', 'BTC-PERP').find((one) => one.tick === tick);
      expect(mark).toMatchObject({ seq: cause, markTicks });
      expect(seq).toBeGreaterThan(mark?.seq ?? seq);
    }
  });

  it('uses the average premium since the funding before', () => {
    const made = market(70_140, 70_200, { start: '2026-02-04T07:58Z' });
    step(made);
    made.quote('maker', 'BTC-PERP', 70_210, 70_300, 5000);
    step(made);
    step(made);
    const [first] = made.all('FundingPaid');
    expect(first.rate).toBeCloseTo((140 + 210 + 210) / 3 / 70_000 - 0.0005, 14);
    made.tick('2026-02-04T15:59Z');
    made.quote('maker', 'BTC-PERP', 69_850, 69_860, 5000);
    made.reference.step();
    made.quote('maker', 'BTC-PERP', 69_700, 69_720, 5000);
    step(made);
    const second = made.all('FundingPaid')[1];
    expect(second.rate).toBeCloseTo(-(140 + 280) / 2 / 70_000 + 0.0005, 14);
  });

  it('is paid by longs to shorts to the cent, and the rounding account takes what is left over', () => {
    // At 75,000 dollars and .01 % a lot of .01 bitcoin owes 7.5 cents: three longs of one lot pay 8 each.
    const made = market(74_999, 75_001, { usd: 75_000, start: '2026-02-04T07:59Z' });
    for (const long of ['ann', 'bob', 'cat']) made.hold(long, 'BTC-PERP', 1, 75_000);
    made.hold('dan', 'BTC-PERP', -3, 75_000);
    step(made);
    step(made);
    expect(made.all('FundingPaid')).toMatchObject([{ rate: 0.0001, markTicks: 75_000 }]);
    expect(['ann', 'bob', 'cat', 'dan'].map((name) => made.cents(name))).toEqual([-8, -8, -8, 22]);
    expect(made.cents('rounding')).toBe(2);
    checkInvariants(made.world);
  });

  it('is paid by shorts to longs when the rate is negative', () => {
    const made = market(69_000, 69_020, { start: '2026-02-04T07:59Z' });
    made.hold('ann', 'BTC-PERP', 100, 70_000);
    made.hold('dan', 'BTC-PERP', -100, 70_000);
    step(made);
    step(made);
    const [{ rate, markTicks }] = made.all('FundingPaid');
    expect(rate).toBe(-0.003);
    expect(made.cents('ann')).toBe(Math.round(100 * markTicks * 0.003));
    expect(made.cents('dan')).toBe(-made.cents('ann'));
    checkInvariants(made.world);
  });
});
