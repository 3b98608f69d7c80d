import { describe, expect, it } from 'vitest';
import { greeksOf, type Leg, type LegVols, type Quote, volsOf } from '../../sim/agents/dealer/book.ts';
import { explainChange, hedgeBand, tradeToEdge } from '../../sim/agents/dealer/hedge.ts';
import { Streams } from '../../sim/engine/random.ts';
import { optionGreeks } from '../../sim/market/black-scholes.ts';
import { impliedVol, type SurfaceState } from '../../sim/market/surface.ts';

const DAY = 86_400;
const YEAR = 365 * DAY;
const SURFACE: SurfaceState = { shortVol: 0.6, longVol: 0.52, riskReversal: -0.13 };

function puts(strikesUsd: readonly number[], days: number, coins: number): Leg[] {
  return strikesUsd.map((strikeUsd, position) => ({
    position,
    put: true,
    strikeUsd,
    expirySeconds: days * DAY,
    coins: coins / strikesUsd.length,
  }));
}

const quoteAt = (spotUsd: number, surface = SURFACE, seconds = 0): Quote => ({ spotUsd, surface, seconds });
const flat = (legs: readonly Leg[], vol: number): LegVols => ({
  vol: new Float64Array(legs.length).fill(vol),
  slope: new Float64Array(legs.length),
});
/** The hedge wanted for a book on the surface. */
function target(legs: readonly Leg[], quote: Quote, ssr = 1): number {
  return -greeksOf(legs, volsOf(legs, quote, ssr), quote.spotUsd, quote.seconds, 0).deltaCoins;
}

describe('the greeks of a book', () => {
  const book = puts([64_000, 66_000, 69_000, 71_000], 8, -10_000);
  const reversed = book.map((leg) => ({ ...leg, coins: -leg.coins }));

  it('make a dealer short puts sell when spot falls, and buy when it rises', () => {
    const at = target(book, quoteAt(69_000));
    expect(target(book, quoteAt(68_000))).toBeLessThan(at - 100);
    expect(target(book, quoteAt(70_000))).toBeGreaterThan(at + 100);
  });

  it('make it sell against puts out of the money when volatility rises, and buy against puts in the money', () => {
    for (const [strike, sign] of [
      [62_000, -1],
      [76_000, 1],
    ]) {
      const [short] = [puts([strike], 8, -10_000)];
      const hedge = (vol: number): number => -greeksOf(short, flat(short, vol), 69_000, 0, 0).deltaCoins;
      expect(Math.sign(hedge(0.8) - hedge(0.6))).toBe(sign);
      const surface = { shortVol: 0.8, longVol: 0.72, riskReversal: -0.13 };
      expect(Math.sign(target(short, quoteAt(69_000, surface)) - target(short, quoteAt(69_000)))).toBe(sign);
    }
  });

  it('reverse every sign when the book is reversed', () => {
    const quote = quoteAt(68_000);
    const one = greeksOf(book, volsOf(book, quote, 1), quote.spotUsd, 0, 0);
    const other = greeksOf(reversed, volsOf(reversed, quote, 1), quote.spotUsd, 0, 0);
    for (const name of ['deltaCoins', 'gammaCoins', 'vegaUsd', 'vannaCoins', 'charmCoins'] as const) {
      expect(one[name]).not.toBe(0);
      expect(other[name]).toBe(-one[name]);
    }
    expect(other.lifeYears).toBe(one.lifeYears);
  });

  // Reference: prototype measurement F9 of the model, along a path from 73k at 56 vol to 62k at 95: near 68k at 70 vol.
  it.each([
    [22, 15e6, 17e6],
    [8, 24e6, 26e6],
    [2, 39e6, 41e6],
  ])(
    'of 10k coins of short 64-71k puts of %d days sell %d to %d dollars per one per cent down near 67-70k',
    (days, from, to) => {
      const strikes = [64, 65, 66, 67, 68, 69, 70, 71].map((thousand) => thousand * 1000);
      const legs = puts(strikes, days, -10_000);
      const surface = { shortVol: 0.7, longVol: 0.6, riskReversal: -0.15 };
      const sold = [67_000, 68_000, 69_000, 70_000].map((spotUsd) => {
        const held = volsOf(legs, quoteAt(spotUsd, surface), 1);
        const delta = (usd: number): number => greeksOf(legs, held, usd, 0, 0).deltaCoins;
        return (delta(spotUsd * 0.99) - delta(spotUsd)) * spotUsd;
      });
      const mean = sold.reduce((sum, usd) => sum + usd, 0) / sold.length;
      expect(mean).toBeGreaterThan(from * 0.97);
      expect(mean).toBeLessThan(to * 1.03);
    },
  );

  it('hedge the whole move of an unchanged surface at skew-stickiness 0, and none of the slide at the money at 1', () => {
    const [leg] = puts([66_000], 8, 1);
    const value = (usd: number): number =>
      optionGreeks('put', usd, 66_000, impliedVol(SURFACE, 66_000, usd, 8 / 365), 0, 0, 8 / 365).price;
    const slope = (value(69_010) - value(68_990)) / 20;
    expect(-target([leg], quoteAt(69_000), 0)).toBeCloseTo(slope, 4);
    const atTheMoney = puts([69_000], 8, 1);
    expect(volsOf(atTheMoney, quoteAt(69_000), 1).slope[0]).toBeCloseTo(0, 12);
    expect(volsOf(atTheMoney, quoteAt(69_000), 0).slope[0]).toBeGreaterThan(1e-6);
  });

  it('shrink to nothing over the averaging of the settlement price', () => {
    const legs = puts([75_000], 1, -100);
    const delta = (left: number): number =>
      greeksOf(legs, flat(legs, 0.6), 65_000, DAY - left, 1800).deltaCoins;
    expect(delta(3600)).toBeCloseTo(100, 6);
    expect(delta(900)).toBeCloseTo(50, 6);
    expect(delta(0)).toBe(0);
  });
});

describe('a delta-hedged straddle', () => {
  /** Profit of a hedged short straddle over a week, and what gamma earns on it: both per bitcoin, US dollars. */
  function hedgedWeek(impliedVolatility: number, realisedVolatility: number) {
    const [put] = puts([70_000], 14, -1);
    const legs = [put, { ...put, put: false }];
    const vols = flat(legs, impliedVolatility);
    const worth = (usd: number, seconds: number): number =>
      legs.reduce((sum, leg) => {
        const years = (leg.expirySeconds - seconds) / YEAR;
        const type = leg.put ? 'put' : 'call';
        return sum + leg.coins * optionGreeks(type, usd, leg.strikeUsd, impliedVolatility, 0, 0, years).price;
      }, 0);
    const streams = new Streams('straddle');
    streams.open('path');
    const luck = streams.of('path', 'normal');
    const step = 300;
    let usd = 70_000;
    let profit = -worth(usd, 0);
    let gamma = 0;
    for (let seconds = 0; seconds < 7 * DAY; seconds += step) {
      const greeks = greeksOf(legs, vols, usd, seconds, 0);
      const move = realisedVolatility * Math.sqrt(step / YEAR) * luck.normal();
      const realised = (move * move * YEAR) / step;
      const implied = impliedVolatility * impliedVolatility;
      gamma += 0.5 * greeks.gammaCoins * (realised - implied) * usd * usd * (step / YEAR);
      profit -= greeks.deltaCoins * usd * move;
      usd *= 1 + move;
    }
    return { profit: profit + worth(usd, 7 * DAY), gamma };
  }

  it.each([
    [0.6, 0.9],
    [0.6, 0.35],
  ])('implied %d, realised %d, earns half gamma times the difference of variances', (implied, realised) => {
    const { profit, gamma } = hedgedWeek(implied, realised);
    expect(Math.sign(profit)).toBe(realised > implied ? -1 : 1);
    expect(Math.abs(profit)).toBeGreaterThan(500);
    expect(profit / gamma).toBeGreaterThan(0.97);
    expect(profit / gamma).toBeLessThan(1.03);
  });
});

describe('the decomposition of a change of target', () => {
  const book = puts([64_000, 66_000, 69_000, 71_000], 8, -10_000);
  const before = quoteAt(70_000);
  const later: Quote = {
    spotUsd: 68_500,
    surface: { shortVol: 0.68, longVol: 0.55, riskReversal: -0.16 },
    seconds: 5400,
  };
  const change = (now: Quote, legs = book) => ({
    legs,
    before,
    now,
    volsBefore: volsOf(legs, before, 1),
    volsNow: volsOf(legs, now, 1),
    targetBefore: target(book, before),
    targetNow: target(legs, now),
    averagingSeconds: 0,
  });

  it('adds up to the change, with every part at work', () => {
    const given = change(later);
    const { fromSpot, fromVol, fromTime, fromFlow } = explainChange(given);
    expect(fromSpot + fromVol + fromTime + fromFlow).toBeCloseTo(given.targetNow - given.targetBefore, 9);
    expect(fromSpot).toBeLessThan(-100);
    for (const part of [fromVol, fromTime]) expect(Math.abs(part)).toBeGreaterThan(1);
    expect(fromFlow).toBe(0);
  });

  it('lays a move of one input to that input alone', () => {
    const vol = explainChange(change({ ...before, surface: later.surface }));
    expect(Math.abs(vol.fromVol)).toBeGreaterThan(10);
    expect([vol.fromTime, vol.fromFlow]).toEqual([0, 0]);
    expect(vol.fromSpot).toBeCloseTo(0, 9);
    const level = { shortVol: 0.6, longVol: 0.6, riskReversal: 0 };
    const calm = { ...before, surface: level };
    const time = explainChange({
      ...change({ ...calm, seconds: 5400 }),
      before: calm,
      volsBefore: volsOf(book, calm, 1),
      targetBefore: target(book, calm),
    });
    expect(Math.abs(time.fromTime)).toBeGreaterThan(100 * Math.abs(time.fromSpot));
  });

  it('lays options booked or settled since to flow', () => {
    const [fresh] = puts([66_000], 22, -5_000);
    const { fromSpot, fromVol, fromTime, fromFlow } = explainChange(change(before, [...book, fresh]));
    expect(fromFlow).toBeCloseTo(target([fresh], before), 9);
    for (const part of [fromSpot, fromVol, fromTime]) expect(part).toBeCloseTo(0, 9);
    const left = book.slice(1);
    const gone = explainChange(change(before, left));
    expect(gone.fromFlow).toBeCloseTo(-target(book.slice(0, 1), before), 9);
  });
});

describe('the hedging band', () => {
  const rule = { costBp: 2, riskAversion: 3e-5, narrowest: 0, widest: 1e9 };
  const greeks = { deltaCoins: 0, gammaCoins: -0.6, vegaUsd: 0, vannaCoins: 0, charmCoins: 0, lifeYears: 0 };

  it('is that of Whalley and Wilmott (1997)', () => {
    // (3/2 x 0.0002 x 70,000 x 0.36 / 0.00003)^(1/3) = 252,000^(1/3)
    expect(hedgeBand(greeks, 70_000, rule)).toBeCloseTo(63.16, 2);
    const old = hedgeBand({ ...greeks, lifeYears: 1 }, 70_000, rule);
    expect(old / hedgeBand(greeks, 70_000, rule)).toBeCloseTo(0.98676, 5); // e^(-0.04 / 3)
  });

  it('stays within its shares of the delta that one per cent brings', () => {
    const perPercent = 0.6 * 700;
    expect(hedgeBand(greeks, 70_000, { ...rule, widest: 0.1 })).toBeCloseTo(0.1 * perPercent, 9);
    expect(hedgeBand(greeks, 70_000, { ...rule, narrowest: 0.2 })).toBeCloseTo(0.2 * perPercent, 9);
  });

  it('lets a hedge alone inside, and trades to the edge outside', () => {
    expect(tradeToEdge(100, 130, 40)).toBe(0);
    expect(tradeToEdge(100, 141, 40)).toBe(1);
    expect(tradeToEdge(100, 40, 40)).toBe(-20);
  });
});
