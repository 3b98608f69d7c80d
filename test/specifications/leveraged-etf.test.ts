import { describe, expect, it } from 'vitest';
import { leveragedEtf, resetUsd } from '../../sim/agents/leveraged-etf.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import { DeskWorld } from './desk-world.ts';
import { CME, SmallMarket } from './small-market.ts';

/** 15:25 in New York on Thursday, 5 February 2026: five minutes before the window opens. */
const SECONDS = secondsOf('2026-02-05T20:25Z');
const CLOSE_MINUTE = 35;
const CONTRACT_COINS = 5;
const USD = 70_000;
const NOTIONAL_CENTS = 25_00;

/** The day's return that a fund declared with its assets. */
const returnOf = (event: object): number => Number((event as Record<string, unknown>).dayReturn);

/** A fund whose last close was at 70,000, living through a day that ends at a given return, minute by minute. */
function live(more: object, change: number, minutes = CLOSE_MINUTE + 5) {
  const desk = new DeskWorld({ seconds: SECONDS, usd: USD, open: [CME] });
  const fund = desk.join(leveragedEtf, 'fund', leveragedEtf.parameters.parse(more));
  const account = fund.context.self;
  const opened = desk.view.lots(account, CME);
  for (let minute = 0; minute <= minutes; minute++) {
    desk.openMinute({ usd: USD * (1 + change) });
    desk.round([fund]);
  }
  return { desk, account, opened, traded: desk.view.lots(account, CME) - opened };
}

const usdOf = (contracts: number, change: number) => contracts * CONTRACT_COINS * USD * (1 + change);

describe('the reset of a day', () => {
  it('of 1.5 billion dollars at twice is a sale of 390 million after a fall of 13 %', () => {
    expect(resetUsd(2, 1.5e9, -0.13)).toBeCloseTo(-390e6, 0);
  });

  it('is in the direction of the day for a leveraged and for an inverse fund, and nothing for a plain one', () => {
    expect(resetUsd(-1, 1.5e9, -0.13)).toBeCloseTo(-390e6, 0);
    expect(resetUsd(3, 1e9, 0.01)).toBeCloseTo(60e6, 0);
    expect(resetUsd(1, 1.5e9, -0.13)).toBeCloseTo(0, 9);
  });
});

describe('a fund', () => {
  it('opens with its leverage in whole contracts of the nearest future', () => {
    const { opened } = live({}, 0, 0);
    expect(opened).toBe(Math.trunc(3e9 / (CONTRACT_COINS * USD)));
    expect(live({ leverage: -1 }, 0, 0).opened).toBe(-Math.trunc(1.5e9 / (CONTRACT_COINS * USD)));
  });

  it.each([
    { leverage: 2, change: -0.13 },
    { leverage: 2, change: 0.05 },
    { leverage: -1, change: -0.13 },
    { leverage: -1, change: 0.05 },
    { leverage: 3, change: -0.04 },
  ])(
    'with leverage $leverage trades L (L - 1) of assets times the day after $change',
    ({ leverage, change }) => {
      const { traded } = live({ leverage }, change);
      const wanted = resetUsd(leverage, 1.5e9, change);
      expect(Math.sign(traded)).toBe(Math.sign(change));
      expect(Math.abs(usdOf(traded, change) / wanted - 1)).toBeLessThan(0.015);
    },
  );

  it('ends the day with its leverage times what the ledger says it is worth', () => {
    const { desk, account } = live({}, -0.13);
    const nav = desk.view.equityCents(account) / 100;
    expect(nav / 1.5e9).toBeCloseTo(1 - 2 * 0.13, 2);
    expect(desk.view.usdOf(CME, desk.view.lots(account, CME)) / nav).toBeCloseTo(2, 2);
  });

  it('trades nothing on a flat day, nor without leverage', () => {
    expect(live({}, 0).traded).toBe(0);
    expect(live({ tolerance: 0 }, 0).traded).toBe(0);
    expect(live({ leverage: 1 }, -0.13).traded).toBe(0);
  });

  it('counts what happened between its last close and the opening of the window', () => {
    const { opened, traded } = live({ openingReturn: -0.05 }, 0);
    const close = Math.round((USD * 100 * CONTRACT_COINS) / NOTIONAL_CENTS / 0.95);
    expect(opened).toBe(Math.trunc((3e9 * 100) / (close * NOTIONAL_CENTS)));
    expect(usdOf(traded, 0) / resetUsd(2, 1.5e9, -0.05)).toBeCloseTo(1, 1);
  });

  it('trades in its window only, one slice a minute, done by the close', () => {
    const { desk, account } = live({}, -0.13);
    const orders = desk.all('OrderPlaced').filter(({ actor }) => actor === account);
    expect(orders.map(({ tick }) => tick)).toEqual(Array.from({ length: 30 }, (_, n) => 5 + n));
    const sizes = orders.map(({ quantityLots }) => quantityLots);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(3);
    expect(sizes.every((lots) => Number.isInteger(lots) && lots >= 1)).toBe(true);
    const short = live({ windowMinutes: 10, sliceMinutes: 5 }, -0.13);
    const few = short.desk.all('OrderPlaced').filter(({ actor }) => actor === short.account);
    expect(few.map(({ tick }) => tick)).toEqual([25, 30]);
    expect(short.traded).toBeLessThan(-1000);
  });

  it('does nothing on a Saturday', () => {
    const desk = new DeskWorld({ seconds: secondsOf('2026-02-07T20:25Z'), usd: USD, open: [CME] });
    const fund = desk.join(leveragedEtf, 'fund', leveragedEtf.parameters.parse({}));
    for (let minute = 0; minute <= CLOSE_MINUTE; minute++) {
      desk.openMinute({ usd: USD * 0.9 });
      desk.round([fund]);
    }
    expect(desk.all('TargetSet')).toEqual([]);
    expect(desk.all('BookMarked')).toEqual([]);
  });

  it('declares return and assets when the window opens and at the close, and every order cites a target and its mark', () => {
    const { desk, account } = live({}, -0.13);
    const marks = new Map(desk.all('Marked').map((mark) => [mark.seq, mark]));
    const books = desk.all('BookMarked').filter(({ actor }) => actor === account);
    expect(books.map(({ tick }) => tick)).toEqual([5, 35]);
    for (const book of books) {
      expect(returnOf(book)).toBeCloseTo(-0.13, 3);
      expect(book.equityCents / 100 / 1.5e9).toBeCloseTo(0.74, 2);
      expect(marks.get(book.cause ?? -1)).toMatchObject({ tick: book.tick, instrument: CME });
    }
    const targets = new Map(desk.all('TargetSet').map((target) => [target.seq, target]));
    const orders = desk.all('OrderPlaced').filter(({ actor }) => actor === account);
    expect(orders.length).toBe(30);
    for (const order of orders) {
      const target = targets.get(order.cause ?? -1);
      expect(target).toMatchObject({ tick: order.tick, reason: 'rebalance' });
      expect(marks.get(target?.cause ?? -1)).toMatchObject({ tick: order.tick, instrument: CME });
      expect(order.side).toBe(-1);
    }
  });

  it('measures the next day from the close', () => {
    const { desk, account } = live({}, -0.13);
    const ticks = desk.world.market.mark[CME];
    expect(desk.world.memory[account].closeTicks).toBe(ticks);
  });
});

describe('in a small market that falls before the window', () => {
  const AUM = 300e6;
  /** One seed's effect is uncertain by as much as it is: 4 basis points. */
  const SEEDS = Array.from({ length: 12 }, (_, n) => String(n + 1));
  const fall = (acts: boolean, leverage: number, seed: string) => {
    const fund = { kind: 'leveraged-etf', acts, parameters: { aumUsd: AUM, leverage } };
    const market = new SmallMarket(
      { fund, arbitrageur: { kind: 'arbitrageur' } },
      { news: [{ from: 15, to: 19, change: -0.1 }], hours: 24, seed },
    );
    market.runTo(21.2);
    return market;
  };
  /** Mean log index from a quarter of an hour before the close to a quarter of an hour after it. */
  const level = (market: SmallMarket): number => {
    const marks = market.of('IndexMarked').filter(({ tick }) => tick >= 1245 && tick < 1272);
    return marks.reduce((sum, { indexUsd }) => sum + Math.log(indexUsd), 0) / marks.length;
  };
  const off = SEEDS.map((seed) => fall(false, 2, seed));

  it.each([2, -1])('leverage %i deepens the fall by what it sells', (leverage) => {
    const effects = SEEDS.map((seed, i) => {
      const on = fall(true, leverage, seed);
      const sold = on.taken('fund', 'rebalance');
      expect(sold).toBeLessThan(-100);
      expect(off[i].of('OrderPlaced', 'fund')).toEqual([]);
      const [marked] = on.of('BookMarked', 'fund');
      const wanted = resetUsd(leverage, AUM, returnOf(marked));
      expect(Math.abs(on.view.usdOf(CME, sold) / wanted - 1)).toBeLessThan(0.1);
      return level(on) - level(off[i]);
    });
    const effect = effects.reduce((sum, value) => sum + value, 0) / SEEDS.length;
    // 58 million dollars at one percent per 600 million, half of it sold before the middle of the window looked at.
    expect(effect).toBeLessThan(-0.0002);
    expect(effect).toBeGreaterThan(-0.003);
  });
});
