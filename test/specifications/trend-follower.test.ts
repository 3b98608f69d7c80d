import { describe, expect, it } from 'vitest';
import { averaged, trendShare } from '../../sim/agents/trend-follower.ts';
import { PERP, SmallMarket } from './small-market.ts';

const MAX_USD = 20e6;
const cast = (parameters = {}) => ({
  follower: { kind: 'trend-follower', parameters: { maxUsd: MAX_USD, scale: 0.015, ...parameters } },
});

describe('trend signal', () => {
  it('is the hyperbolic tangent of the log gap over the scale', () => {
    // tanh(1) = 0.761594, tanh(0.5) = 0.462117 (Abramowitz and Stegun, table 4.15).
    const e = Math.E;
    expect(trendShare(e, 1, 1)).toBeCloseTo(0.761594, 6);
    expect(trendShare(e, 1, 2)).toBeCloseTo(0.462117, 6);
    expect(trendShare(70_000, 70_000, 0.015)).toBe(0);
  });

  it('is as short in a fall as it is long in the mirrored rise', () => {
    expect(trendShare(65_000, 70_000, 0.015)).toBeCloseTo(-trendShare(70_000, 65_000, 0.015), 12);
    expect(trendShare(65_000, 70_000, 0.015)).toBeGreaterThanOrEqual(-1);
  });

  it('rests on averages that forget half of the past in their memory times ln 2', () => {
    expect(averaged(100, 200, 30 * Math.LN2, 30)).toBeCloseTo(150, 9);
    expect(averaged(averaged(100, 200, 10, 30), 200, 20, 30)).toBeCloseTo(averaged(100, 200, 30, 30), 9);
  });
});

describe('trend follower', () => {
  it('turns short in a fall, long in the rise after it, and never holds more than its limit', () => {
    const news = [
      { from: 1, to: 4, change: -0.06 },
      { from: 8, to: 11, change: 0.08 },
    ];
    const market = new SmallMarket(cast(), { news });
    let most = 0;
    for (let tick = 1; tick <= 11 * 60; tick++) {
      market.simulation.runUntil(tick);
      most = Math.max(most, Math.abs(market.view.usdOf(PERP, market.lots('follower', PERP))));
      if (tick === 4 * 60) {
        expect(market.view.usdOf(PERP, market.lots('follower', PERP))).toBeLessThan(-0.5 * MAX_USD);
      }
    }
    expect(market.view.usdOf(PERP, market.lots('follower', PERP))).toBeGreaterThan(0.5 * MAX_USD);
    expect(most).toBeLessThan(1.05 * MAX_USD);
  });

  it('notes both averages every five minutes, citing the index they answer', () => {
    const market = new SmallMarket(cast(), { news: [{ from: 0, to: 2, change: -0.03 }] });
    market.runTo(2);
    const notes = market.of('Noted', 'follower');
    expect(notes.map(({ tick }) => tick)).toEqual(Array.from({ length: 24 }, (_, n) => 5 * n));
    const indexes = new Map(market.of('IndexMarked').map((event) => [event.seq, event]));
    let fast = indexes.get(notes[0].cause ?? -1)?.indexUsd ?? Number.NaN;
    for (const note of notes) {
      const index = indexes.get(note.cause ?? -1);
      expect(index?.tick).toBe(note.tick);
      fast = averaged(fast, index?.indexUsd ?? Number.NaN, 5, 30);
    }
    // The opening price and the first index may differ by a tick, which half an hour's memory has all but forgotten.
    expect(market.memory('follower').fastUsd / fast).toBeCloseTo(1, 5);
  });

  it('trades only while the gap to its target exceeds the tolerance, and at most its share of turnover', () => {
    const tolerance = 0.1;
    const market = new SmallMarket(cast({ tolerance }), { news: [{ from: 1, to: 3, change: -0.04 }] });
    let orders = 0;
    for (let tick = 1; tick <= 4 * 60; tick++) {
      market.simulation.runUntil(tick);
      const most = market.view.lotsOfUsd(PERP, MAX_USD);
      const { fastUsd, slowUsd } = market.memory('follower');
      const gap = Math.round(trendShare(fastUsd, slowUsd, 0.015) * most) - market.lots('follower', PERP);
      const before = market.of('OrderPlaced', 'follower').length;
      if ((tick + 1) % 5 === 1) continue; // the next tick renews the averages first
      market.simulation.runUntil(tick + 1);
      const turnover = market.world.market.tickVolume[PERP];
      const sent = market.of('OrderPlaced', 'follower').slice(before);
      expect(sent.length, `tick ${tick}`).toBe(Math.abs(gap) > tolerance * most && turnover >= 10 ? 1 : 0);
      for (const order of sent) {
        expect(order.side).toBe(Math.sign(gap));
        expect(order.reason).toBe('trend');
        expect(order.quantityLots).toBeLessThanOrEqual(0.1 * turnover);
      }
      orders += sent.length;
      tick++;
    }
    expect(orders).toBeGreaterThan(5);
  });

  it('opens with the position that the trend before the window calls for', () => {
    const market = new SmallMarket(cast({ openingGap: -0.015 }));
    const short = market.view.usdOf(PERP, market.lots('follower', PERP));
    expect(short / MAX_USD).toBeCloseTo(-0.761594, 3);
  });
});
