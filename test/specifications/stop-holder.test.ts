import { describe, expect, it } from 'vitest';
import { stopUsd } from '../../sim/agents/stop-holder.ts';
import { BUY } from '../../sim/events.ts';
import { OPENING_USD, PERP, SmallMarket, SPOT } from './small-market.ts';

const cast = (parameters = {}) => ({ stops: { kind: 'stop-holder', parameters } });
const DENSITY = { densityUsd: 100e6, spacing: 0.002, roundUsd: 5000, roundWithin: 0.005, roundFactor: 2 };
const BOOKS = [SPOT, PERP];

interface Stop {
  readonly book: number;
  readonly usd: number;
  readonly lots: number;
}

/** Its stops that wait for their trigger. */
function waiting(market: SmallMarket): Stop[] {
  const found: Stop[] = [];
  for (const i of BOOKS) {
    const stops = market.world.stops[i];
    for (let slot = 0; slot < stops.orderId.length; slot++) {
      if (stops.orderQuantity[slot] === 0 || stops.orderOwner[slot] !== market.account('stops')) continue;
      expect(stops.orderSide[slot]).toBe(BUY); // a sell stop waits on the buy side
      found.push({ book: i, usd: stops.orderPrice[slot], lots: stops.orderQuantity[slot] });
    }
  }
  return found;
}

describe('density of stops', () => {
  it('is 100 million dollars for each percent', () => {
    expect(stopUsd(68_000, DENSITY)).toBeCloseTo(20e6, 3); // 0.2 % of price
  });

  it.each([70_000, 65_000, 60_000])('doubles just below %d', (round) => {
    expect(stopUsd(round - 100, DENSITY)).toBeCloseTo(40e6, 3);
    expect(stopUsd(round + 100, DENSITY)).toBeCloseTo(20e6, 3);
    expect(stopUsd(round * 0.99, DENSITY)).toBeCloseTo(20e6, 3);
  });
});

describe('stop holder', () => {
  it('opens with a ladder below the low of the day: 100 million dollars a percent, twice that below 65,000', () => {
    const market = new SmallMarket(cast());
    market.simulation.runUntil(1);
    const stops = waiting(market);
    expect(stops.length).toBeLessThanOrEqual(150);
    expect(Math.max(...stops.map(({ usd }) => usd))).toBeLessThan(OPENING_USD * (1 - 0.0029));
    expect(Math.min(...stops.map(({ usd }) => usd))).toBeGreaterThan(OPENING_USD * (1 - 0.125));
    const millions = (from: number, to: number): number =>
      stops.reduce((sum, { usd, lots }) => sum + (usd < from && usd >= to ? usd * lots * 0.01 : 0), 0) / 1e6;
    // A window's edges cut through the jittered steps on either book: a step each is 20 million.
    const percent = (from: number, to: number): number => 100 * Math.log(from / to);
    expect(Math.abs(millions(69_000, 66_000) - 100 * percent(69_000, 66_000))).toBeLessThan(25);
    expect(Math.abs(millions(65_000, 64_675) - 200 * 0.5)).toBeLessThan(45);
  });

  it('never has more stops than coins and perp longs to sell', () => {
    const market = new SmallMarket(cast({ holdingUsd: 200e6 }));
    market.simulation.runUntil(1);
    for (const i of BOOKS) {
      const covered = waiting(market).reduce((sum, { book, lots }) => sum + (book === i ? lots : 0), 0);
      expect(covered).toBeGreaterThan(0);
      expect(covered).toBeLessThanOrEqual(market.lots('stops', i));
    }
  });

  it('sells into a fall, each stop citing the trade that met it, and never sells what it does not hold', () => {
    const market = new SmallMarket(cast(), { news: [{ from: 0.5, to: 3, change: -0.08 }] });
    const before = BOOKS.map((i) => market.lots('stops', i));
    market.runTo(3.5);
    const triggered = market.of('StopTriggered', 'stops');
    expect(triggered.length).toBeGreaterThan(40);
    const trades = new Map(market.of('Traded').map((trade) => [trade.seq, trade]));
    const placed = new Map(market.of('StopPlaced').map((stop) => [stop.order, stop]));
    for (const stop of triggered) {
      const trade = trades.get(stop.cause ?? -1);
      expect(trade?.instrument).toBe(stop.instrument);
      expect(trade?.priceTicks).toBeLessThanOrEqual(placed.get(stop.order)?.priceTicks ?? 0);
    }
    for (const [n, i] of BOOKS.entries()) {
      expect(market.lots('stops', i)).toBeLessThan(before[n]);
      expect(market.lots('stops', i)).toBeGreaterThanOrEqual(0);
    }
  });

  it('renews its ladder every hour below the new low, and never above it', () => {
    const market = new SmallMarket(cast(), { news: [{ from: 0.5, to: 1.8, change: -0.05 }] });
    market.runTo(1.9);
    const before = Math.min(...waiting(market).map(({ usd }) => usd));
    market.runTo(2.1);
    const renewed = market.of('StopPlaced', 'stops').filter(({ tick }) => tick === 120);
    expect(renewed.length).toBeGreaterThan(10);
    expect(Math.min(...waiting(market).map(({ usd }) => usd))).toBeLessThan(before);
    let low = OPENING_USD;
    for (const event of market.events) {
      if (event.type === 'IndexMarked') low = Math.min(low, event.indexUsd);
      if (event.type === 'StopPlaced') expect(event.priceTicks).toBeLessThan(low);
    }
    expect(new Set(market.of('StopPlaced', 'stops').map(({ tick }) => tick % 60))).toEqual(new Set([0]));
  });

  it('knows the low of the day before the window for as long as it is a day old', () => {
    const market = new SmallMarket(cast({ priorLow: 0.038, priorLowHours: 2 }));
    market.runTo(0.5);
    expect(Math.max(...waiting(market).map(({ usd }) => usd))).toBeLessThan(OPENING_USD * 0.963);
    market.runTo(2.1);
    expect(Math.max(...waiting(market).map(({ usd }) => usd))).toBeGreaterThan(OPENING_USD * 0.98);
  });

  it('withdraws stops that the market has left too far behind', () => {
    const news = [
      { from: 0.5, to: 1, change: -0.06 },
      { from: 1.5, to: 3, change: 0.07 },
    ];
    const market = new SmallMarket(cast(), { news, hours: 30 });
    market.runTo(24);
    expect(Math.min(...waiting(market).map(({ usd }) => usd))).toBeLessThan(OPENING_USD * 0.84);
    market.runTo(28.1);
    const { market: data } = market.world;
    expect(data.lowOfDay()).toBeGreaterThan(OPENING_USD * 0.97);
    expect(Math.min(...waiting(market).map(({ usd }) => usd))).toBeGreaterThan(data.lowOfDay() * 0.86);
    expect(waiting(market).length).toBeLessThanOrEqual(150);
  });

  it('stays out for hours, then buys back a third of what was stopped out over a day', () => {
    const parameters = { rebuyShare: 0.3, quietHours: 3, rebuyHours: 10 };
    const market = new SmallMarket(cast(parameters), { news: [{ from: 0.5, to: 2, change: -0.05 }] });
    const before = BOOKS.map((i) => market.lots('stops', i));
    market.runTo(16);
    const last = Math.max(...market.of('StopTriggered', 'stops').map(({ tick }) => tick));
    const bought = market.of('OrderPlaced', 'stops').filter(({ reason }) => reason === 're-entry');
    expect(last).toBeLessThan(3 * 60);
    expect(Math.min(...bought.map(({ tick }) => tick))).toBeGreaterThanOrEqual(last + 180);
    for (const [n, i] of BOOKS.entries()) {
      const back = market
        .of('Traded', 'stops')
        .filter(({ reason, instrument }) => reason === 're-entry' && instrument === i)
        .reduce((sum, trade) => sum + trade.quantityLots, 0);
      const stopped = before[n] - market.lots('stops', i) + back;
      expect(back / stopped).toBeCloseTo(0.3, 2);
    }
    const slices = bought.filter(({ instrument }) => instrument === PERP);
    expect(slices.length).toBeGreaterThanOrEqual(120); // every five minutes for ten hours
    expect(slices.length).toBeLessThanOrEqual(122);
  });
});
