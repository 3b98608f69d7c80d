import { describe, expect, it } from 'vitest';
import { valueDemand } from '../../sim/agents/dip-buyer.ts';
import { activity } from '../../sim/market/calendar.ts';
import { IBIT, SmallMarket, SPOT, SPOT_US } from './small-market.ts';

/** Investors who never learn of news: value moves away from price and stays away. */
const DEAF = { promptShare: 0, lagHalfLifeMinutes: 1e9 };
const cast = (parameters = {}, acts = true) => ({ dip: { kind: 'dip-buyer', acts, parameters } });
const goodNews = [{ from: 0, to: 0.1, change: 0.06 }];
const badNews = [{ from: 0, to: 0.1, change: -0.06 }];

describe('value demand', () => {
  it('is c for each percent of gap when the gap is small', () => {
    expect(valueDemand(0.0001, 0.25, 0.12) / 0.0025).toBeCloseTo(1, 5);
    expect(valueDemand(0, 0.25, 0.12)).toBe(0);
  });

  it('is twice the linear rate at a gap of 12 %: 6 million dollars a minute', () => {
    expect(valueDemand(0.12, 0.25, 0.12)).toBeCloseTo(6, 12);
  });

  it('sells above value as fast as it buys below', () => {
    expect(valueDemand(-0.05, 0.25, 0.12)).toBeCloseTo(-valueDemand(0.05, 0.25, 0.12), 12);
  });
});

/** US dollars of an agent's orders in one tick, by instrument. */
function ordered(market: SmallMarket, tick: number): Map<number, number> {
  const usd = new Map<number, number>();
  for (const order of market.of('OrderPlaced', 'dip')) {
    const i = order.instrument ?? -1;
    if (order.tick !== tick) continue;
    const { centsPerTickLot } = market.world.instruments[i];
    usd.set(i, (usd.get(i) ?? 0) + (order.priceTicks * order.quantityLots * centsPerTickLot) / 100);
  }
  return usd;
}

describe('dip buyer', () => {
  it.each([
    ['at night on the two spot venues', 60, [5 / 7, 2 / 7, 0]],
    ['in the US session on the trust too', 15 * 60, [0.5, 0.2, 0.3]],
  ])('orders at the rate of the gap and the hour, %s', (_, tick, shares) => {
    const market = new SmallMarket(cast(), { news: goodNews, latent: DEAF });
    market.simulation.runUntil(tick + 1);
    const { world } = market;
    const index = market.of('IndexMarked').find((event) => event.tick === tick)?.indexUsd ?? Number.NaN;
    const gap = world.fundamental.value - Math.log(index / 70_000);
    expect(gap).toBeGreaterThan(0.02);
    const seconds = world.startSeconds + tick * 60;
    const expected = valueDemand(gap, 0.4, 0.12) * 1e6 * activity(seconds);
    const usd = ordered(market, tick);
    for (const [n, i] of [SPOT, SPOT_US, IBIT].entries()) {
      expect((usd.get(i) ?? 0) / expected, `book ${i}`).toBeCloseTo(shares[n], 2);
    }
  });

  it('only buys while price is below value and only sells while it is above', () => {
    const cheap = new SmallMarket(cast(), { news: goodNews, latent: DEAF });
    cheap.runTo(3);
    const buys = cheap.of('OrderPlaced', 'dip').filter(({ tick }) => tick >= 6);
    expect(buys.length).toBeGreaterThan(100);
    expect(new Set(buys.map(({ side, reason }) => `${side} ${reason}`))).toEqual(new Set(['1 dip']));

    const dear = new SmallMarket(cast(), { news: badNews, latent: DEAF });
    dear.runTo(3);
    const sells = dear.of('OrderPlaced', 'dip').filter(({ tick }) => tick >= 6);
    expect(sells.length).toBeGreaterThan(100);
    expect(new Set(sells.map(({ side, reason }) => `${side} ${reason}`))).toEqual(new Set(['-1 value']));
  });

  it('pulls price toward value', () => {
    const gapAfter = (acts: boolean): number => {
      const strong = cast({ millionsPerMinute: 2 }, acts);
      const market = new SmallMarket(strong, { news: badNews, latent: DEAF });
      market.runTo(8);
      return Math.log(market.world.market.indexUsd / 70_000) - market.world.fundamental.value;
    };
    const without = gapAfter(false);
    expect(without).toBeGreaterThan(0.05);
    expect(gapAfter(true)).toBeLessThan(without - 0.005);
  });

  it('never spends more than its capital, however cheap bitcoin is', () => {
    const poor = cast({ capitalUsd: 3e6, millionsPerMinute: 3 });
    const market = new SmallMarket(poor, { news: goodNews, latent: DEAF });
    let least = Number.POSITIVE_INFINITY;
    for (let tick = 1; tick <= 240; tick++) {
      market.simulation.runUntil(tick);
      least = Math.min(least, market.cashUsd('dip'));
    }
    expect(least).toBeGreaterThanOrEqual(0);
    expect(least).toBeLessThan(0.2 * 3e6);
  });

  it('never sells more than its stock, however dear bitcoin is', () => {
    const market = new SmallMarket(cast({ stockUsd: 3e6, millionsPerMinute: 3 }), {
      news: badNews,
      latent: DEAF,
    });
    const before = market.lots('dip', SPOT);
    let least = before;
    for (let tick = 1; tick <= 240; tick++) {
      market.simulation.runUntil(tick);
      least = Math.min(least, market.lots('dip', SPOT), market.lots('dip', SPOT_US));
    }
    expect(least).toBeGreaterThanOrEqual(0);
    expect(market.lots('dip', SPOT)).toBeLessThan(0.2 * before);
  });

  it('keeps no more waiting orders than minutes of patience on a book', () => {
    const market = new SmallMarket(cast({ patienceMinutes: 7, takingShare: 0 }), {
      news: goodNews,
      latent: DEAF,
    });
    market.runTo(2);
    for (const i of [SPOT, SPOT_US]) {
      const book = market.world.books[i];
      let waiting = 0;
      for (let slot = 0; slot < book.orderId.length; slot++) {
        if (book.orderQuantity[slot] > 0 && book.orderOwner[slot] === market.account('dip')) waiting++;
      }
      expect(waiting).toBeGreaterThan(0);
      expect(waiting).toBeLessThanOrEqual(7);
    }
  });
});
