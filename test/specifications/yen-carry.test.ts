import { describe, expect, it } from 'vitest';
import { brokerAccount, shortPutMarginUsd } from '../../sim/agents/yen-carry/account.ts';
import { yenCarryParameters } from '../../sim/agents/yen-carry/parameters.ts';
import { CME, IBIT, type MarketOptions, OPENING_USD, SmallMarket } from './small-market.ts';

const A = { variant: 'long-calls' };
const B = { variant: 'short-puts' };
/** Bitcoin falls by a tenth in the US session; a busy trust and arbitrage carry what is sold there to the coin. */
const fall: MarketOptions = { news: [{ from: 15, to: 19, change: -0.1 }], hours: 48 };
const street = {
  arbitrageur: { kind: 'arbitrageur' },
  'flow-etf': {
    kind: 'flow',
    parameters: { instrument: 'IBIT', dailyUsd: 1.4e9, meanOrderUsd: 90_000, openMinutes: 390 },
  },
  'flow-cme': {
    kind: 'flow',
    parameters: { instrument: 'CME-1', dailyUsd: 3e9, meanOrderUsd: 300_000, openMinutes: 1380 },
  },
};

function market(parameters: Record<string, unknown>, options: MarketOptions = {}, acts = true): SmallMarket {
  return new SmallMarket({ ...street, fund: { kind: 'yen-carry', acts, parameters } }, options);
}

/** Runs to an hour and returns the market; checks on the way are the simulation's own invariants. */
function ranTo(hour: number, ...args: Parameters<typeof market>): SmallMarket {
  const made = market(...args);
  made.runTo(hour);
  return made;
}

/** Bitcoin the fund holds in shares and futures. */
const coins = (m: SmallMarket): number =>
  m.view.coins(IBIT, m.lots('fund', IBIT)) + m.view.coins(CME, m.lots('fund', CME));
/** Largest fall of the index from the opening, as a fraction. */
const drawdown = (m: SmallMarket): number =>
  1 - Math.min(...m.of('IndexMarked').map(({ indexUsd }) => indexUsd)) / 70_000;

describe('the margin behind a short put', () => {
  it('is a fifth of the underlying less what it is out of the money, a tenth of the strike at least', () => {
    const rule = { optionMargin: 0.2, optionFloor: 0.1 };
    expect(shortPutMarginUsd(100, 100, rule)).toBeCloseTo(20, 12);
    expect(shortPutMarginUsd(100, 95, rule)).toBeCloseTo(15, 12);
    expect(shortPutMarginUsd(100, 80, rule)).toBeCloseTo(8, 12);
    expect(shortPutMarginUsd(90, 100, rule)).toBeCloseTo(18, 12);
  });
});

describe('the opening', () => {
  it('of A: calls above the price, paid for; of B: puts at and below it, premiums received; equity is its capital', () => {
    for (const [parameters, put, sign] of [
      [A, 0, 1],
      [B, 1, -1],
    ] as const) {
      const m = ranTo(0.1, parameters);
      const { options } = m.world;
      expect(options.length).toBe(3);
      const usd = options.reduce((sum, { quantityLots }) => sum + quantityLots * 0.01 * 70_000, 0);
      expect(usd / (sign * 2e9)).toBeCloseTo(1, 4);
      for (const option of options) expect(Number(option.put)).toBe(put);
      for (const { strikeUsd } of options) expect(put ? strikeUsd <= 70_000 : strikeUsd > 70_000).toBe(true);
      const [book] = m.of('BookMarked', 'fund');
      expect(book.equityCents / 100 / 400e6).toBeCloseTo(1, 2);
      expect(Math.sign(400e6 - m.cashUsd('fund'))).toBe(sign);
    }
  });
});

describe('the broker', () => {
  it('asks for nothing while equity covers the requirement', () => {
    const m = ranTo(14, B);
    expect(m.of('CollateralCalled')).toEqual([]);
    expect(m.of('OrderPlaced', 'fund')).toEqual([]);
  });

  it('without patience closes B in the fall, on the mark that crossed the requirement; every sale cites the closing', () => {
    const m = ranTo(30, B, fall);
    const [call, ...more] = m.of('CollateralCalled', 'fund');
    expect(more).toEqual([]);
    expect(call.shortfallCents).toBeGreaterThan(0);
    const index = m.of('IndexMarked').find(({ seq }) => seq === call.cause);
    expect(index?.tick).toBe(call.tick);
    const [closing] = m.of('TargetSet', 'fund');
    expect(closing).toMatchObject({ cause: call.seq, tick: call.tick, reason: 'margin' });
    const orders = m.of('OrderPlaced', 'fund');
    expect(orders.length).toBeGreaterThan(20);
    for (const { cause, reason } of orders)
      expect({ cause, reason }).toEqual({ cause: closing.seq, reason: 'carry-unwind' });
    expect(orders[0].side).toBe(-1);
    expect(coins(m)).toBeLessThan(-8_000);
  });

  it('waits out its grace, and lets the fund off when the price comes back within it', () => {
    const m = market({ ...B, graceDays: 0.25 }, fall);
    m.runTo(40);
    const [call] = m.of('CollateralCalled', 'fund');
    const [closing] = m.of('TargetSet', 'fund');
    expect(closing.tick - call.tick).toBe(360);
    expect(closing.cause).toBe(call.seq);
    const back = { hours: 48, news: [...(fall.news ?? []), { from: 19, to: 21, change: 0.12 }] };
    const cured = ranTo(40, { ...B, graceDays: 0.5 }, back);
    expect(cured.of('CollateralCalled', 'fund').length).toBe(1);
    expect(cured.of('TargetSet', 'fund')).toEqual([]);
    expect(cured.of('OrderPlaced', 'fund')).toEqual([]);
    expect(cured.memory('fund').calledTick).toBe(-1);
  });

  it('sells a stack of trust shares while they trade, until A is flat in bitcoin', () => {
    const stack = { ...A, capitalUsd: 66e6, silverUsd: 0, yenUsd: 200e6, trustUsd: 200e6 };
    const m = ranTo(44, stack, fall);
    const [closing] = m.of('TargetSet', 'fund');
    // The trust's price is a whole number of cents.
    expect(closing.currentLots / m.view.lotsOfCoins(IBIT, 200e6 / OPENING_USD)).toBeCloseTo(1, 3);
    const [first] = m.of('OrderPlaced', 'fund');
    expect(first).toMatchObject({ instrument: IBIT, side: -1 });
    const none = { silverUnits: 0, yenUnits: 0 };
    const p = yenCarryParameters.parse(stack);
    const { optionCoins, marketCoins } = brokerAccount(m.view, m.account('fund'), p, none);
    // Within half a percent of the notional, and what delta did since the last minute.
    expect(Math.abs(optionCoins + marketCoins) * OPENING_USD).toBeLessThan(0.01 * 2e9);
    expect(marketCoins).toBeLessThan(0.1 * (200e6 / OPENING_USD));
  });

  it('never takes more than its share of a minute', () => {
    const m = market({ ...B, participation: 0.05 }, fall);
    let seen = 0;
    for (let tick = 15 * 60; tick <= 20 * 60; tick++) {
      m.simulation.runUntil(tick);
      const sent = m.of('OrderPlaced', 'fund').slice(seen);
      seen += sent.length;
      for (const { quantityLots, instrument } of sent)
        expect(quantityLots).toBeLessThanOrEqual(0.05 * m.world.market.tickVolume[instrument ?? 0]);
    }
    expect(seen).toBeGreaterThan(10);
  });

  it('takes silver and yen off the account at closing and keeps every cent: the world checks its totals each tick', () => {
    for (const parameters of [{ ...A, capitalUsd: 50e6 }, B]) {
      const m = market(parameters, fall);
      const cents = m.world.ledger.totalCents();
      const shares = m.world.ledger.totalLots(IBIT);
      m.runTo(30);
      expect(m.of('TargetSet', 'fund').length).toBe(1);
      expect(m.world.ledger.totalCents()).toBe(cents);
      expect(m.world.ledger.totalLots(IBIT)).toBe(shares);
      expect(m.world.ledger.totalLots(CME)).toBe(0);
      const paid = m.of('CollateralPosted').filter(({ reason }) => reason === 'carry-unwind');
      // Silver, then yen: both have moved a little since the opening.
      expect(paid.map(({ cashCents }) => Math.round(cashCents / 1e9))).toEqual([30, 30]);
      expect(paid.map(({ actor }) => actor)).toEqual([m.account('fund'), m.account('outside')]);
      expect(m.memory('fund')).toMatchObject({ silverUnits: 0, yenUnits: 0, closing: 1 });
    }
  });
});

describe('the rejected explanation, in a small market that falls by a tenth', () => {
  it('A adds less than .3 points to the drawdown even when its broker closes it; B has far more to sell', () => {
    const thin = { ...A, capitalUsd: 58e6 };
    const effects = ['1', '2', '3', '4'].map((seed) => {
      const none = drawdown(ranTo(20.95, thin, { ...fall, seed }, false));
      const a = ranTo(20.95, thin, { ...fall, seed });
      const b = ranTo(20.95, B, { ...fall, seed });
      expect(a.of('TargetSet', 'fund').length).toBe(1);
      expect(coins(b) / coins(a)).toBeGreaterThan(3);
      return drawdown(a) - none;
    });
    expect(Math.abs(effects.reduce((sum, effect) => sum + effect, 0) / effects.length)).toBeLessThan(0.003);
  });

  it('A as the rumour has it is not even called: its calls were paid for, and the fall cannot take more than that', () => {
    const m = ranTo(30, A, fall);
    expect(m.of('CollateralCalled')).toEqual([]);
    expect(m.of('OrderPlaced', 'fund')).toEqual([]);
    const delta = (at: number) =>
      Number((m.of('BookMarked', 'fund')[at] as unknown as Record<string, number>).optionCoins);
    expect(delta(29) / delta(0)).toBeLessThan(0.5);
  });
});
