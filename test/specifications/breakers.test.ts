import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../scenarios/check.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { emit } from '../../sim/emit.ts';
import { defaultHalts, type HaltRules } from '../../sim/market/halt-rules.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { defaultMarginRules } from '../../sim/market/margin-rates.ts';
import { Sessions } from '../../sim/market/sessions.ts';
import { type Listed, MarketWorld } from './market-world.ts';

const IBIT = INSTRUMENT.IBIT;

/** A market under halting rules of one's own, run tick by tick: sessions, then marks by hand, then bands. */
class Halting {
  readonly market: MarketWorld;
  readonly sessions: Sessions;

  constructor(start: string, halts: Partial<HaltRules> = {}, open: Listed[] = []) {
    this.market = new MarketWorld({ start, open });
    this.sessions = new Sessions(this.market.exchange, {
      margin: defaultMarginRules,
      halts: { ...defaultHalts, ...halts },
    });
  }

  tick(marks: Partial<Record<Listed, number>> = {}, time?: string): void {
    const { market, sessions } = this;
    market.tick(time);
    sessions.step();
    for (const [venue, price] of Object.entries(marks)) market.mark(venue as Listed, price);
    sessions.watchBands();
    checkInvariants(market.world);
  }

  /** The broad index stands at a level. */
  equity(level: number, logReturn: number): void {
    const columns = { instrument: INSTRUMENT.SPX, price: level, value: logReturn };
    emit(this.market.log, 'DriverMoved', this.market.world.tickSeq, columns);
  }
}

describe('the opening of shares', () => {
  it('is an auction of what was collected for a minute, nearest the net asset value', () => {
    const halting = new Halting('2026-02-04T14:28Z');
    const { market } = halting;
    halting.tick();
    expect(market.world.takesOrders(IBIT)).toBe(false);
    halting.tick();
    expect(market.all('AuctionOpened')).toMatchObject([{ reason: 'opening', tick: 1, referenceTicks: 3970 }]);
    market.order('ann', 'IBIT', 'buy', 7, 4000);
    market.order('bob', 'IBIT', 'sell', 5, 3900);
    market.quote('maker', 'IBIT', 3960, 3980, 9);
    expect(market.all('Traded')).toEqual([]);
    halting.tick();
    const [opened] = market.all('SessionOpened', 'IBIT');
    expect(market.all('Traded', 'IBIT')).toMatchObject([
      { priceTicks: 3980, quantityLots: 5, actor: market.account('bob'), maker: market.account('ann') },
      { priceTicks: 3980, quantityLots: 2, actor: market.account('maker'), maker: market.account('ann') },
    ]);
    expect(market.all('AuctionCleared')).toMatchObject([
      { reason: 'opening', volumeLots: 7, cause: opened.seq },
    ]);
    // The band stands on the opening price.
    expect(market.all('BandsSet', 'IBIT')).toMatchObject([
      { referenceTicks: 3980, lowTicks: 3781, highTicks: 4179 },
    ]);
    expect(market.world.isOpen(IBIT)).toBe(true);
  });

  it('goes without one where the scenario says so', () => {
    const halting = new Halting('2026-02-04T14:28Z', { auctions: { openingMinutes: 0, closingMinutes: 0 } });
    halting.tick();
    halting.tick();
    expect(halting.market.order('ann', 'IBIT', 'buy', 7, 4000)).toMatchObject([{ reason: 'closed' }]);
    halting.tick();
    expect(halting.market.all('AuctionOpened')).toEqual([]);
    expect(halting.market.world.isOpen(IBIT)).toBe(true);
  });
});

describe('the close of shares', () => {
  function closing(): Halting {
    const halting = new Halting('2026-02-04T20:57Z', {}, ['IBIT']);
    halting.tick({ IBIT: 4000 });
    halting.tick({ IBIT: 4000 });
    halting.market.order('ann', 'IBIT', 'buy', 4, 3990);
    expect(halting.market.world.isOpen(IBIT)).toBe(true);
    halting.tick({ IBIT: 4000 });
    return halting;
  }

  it('is an auction of the last minute, whose price is the official close; day orders lapse behind it', () => {
    const { market, tick } = bound(closing());
    expect(market.all('AuctionOpened')).toMatchObject([{ reason: 'closing', tick: 2, referenceTicks: 4000 }]);
    market.order('bob', 'IBIT', 'sell', 6, 3980);
    market.order('cat', 'IBIT', 'sell', 1, 0, 'market');
    market.order('dan', 'IBIT', 'sell', 3, 3995, 'stop');
    expect(market.all('Traded')).toEqual([]);
    tick();
    // Four lots trade at any price from bob's to ann's, which is the nearest to the last mark.
    expect(
      market.all('Traded', 'IBIT').map(({ priceTicks, quantityLots }) => [priceTicks, quantityLots]),
    ).toEqual([
      [3990, 1],
      [3990, 3],
    ]);
    const [cleared] = market.all('AuctionCleared', 'IBIT');
    expect(cleared).toMatchObject({ reason: 'closing', priceTicks: 3990, volumeLots: 4, imbalanceLots: -3 });
    expect(market.all('SessionClosed', 'IBIT')).toMatchObject([{ closeTicks: 3990, cause: cleared.seq }]);
    expect(market.world.market.close[IBIT]).toBe(3990);
    expect(market.all('OrderCancelled', 'IBIT')).toMatchObject([{ quantityLots: 3, reason: 'closed' }]);
    // The stop was met, but waits for the next session.
    expect(market.resting('IBIT')).toEqual({ bids: [], asks: [], stops: 1 });
  });

  it('is the last mark where nothing crosses', () => {
    const { market, tick } = bound(closing());
    tick();
    expect(market.all('SessionClosed', 'IBIT')).toMatchObject([{ closeTicks: 4000 }]);
  });

  it('takes over from a pause that would last beyond it, without its collar', () => {
    const halting = new Halting('2026-02-04T20:56Z', {}, ['IBIT']);
    const { market, sessions } = halting;
    halting.tick({ IBIT: 4000 });
    halting.tick({ IBIT: 4000 });
    market.order('bob', 'IBIT', 'sell', 5, 3000);
    for (const round of [0, 1, 2]) sessions.bands.watchLimits(round);
    expect(market.all('Halted')).toMatchObject([{ untilTick: 6 }]);
    market.order('ann', 'IBIT', 'buy', 5, 3000);
    market.order('bob', 'IBIT', 'sell', 5, 2900);
    halting.tick();
    halting.tick();
    expect(market.all('AuctionOpened').map(({ reason }) => reason)).toEqual(['reopening', 'closing']);
    halting.tick();
    expect(market.all('PauseExtended')).toEqual([]);
    expect(market.all('SessionClosed', 'IBIT')).toMatchObject([{ closeTicks: 3000 }]);
  });
});

describe('the market-wide breaker', () => {
  function open(time = '2026-02-04T15:00Z'): Halting {
    const halting = new Halting(time, {}, ['IBIT']);
    halting.tick({ IBIT: 4000 });
    return halting;
  }

  it.each([
    [9301, -0.0725, 0],
    [9300, -0.0726, 1],
  ])('at an index of %d halts shares at its first level, 7 %, or not yet', (level, logReturn, count) => {
    const halting = open();
    halting.market.tick();
    halting.equity(level, logReturn);
    halting.sessions.watchBands();
    const { market } = halting;
    expect(market.all('CircuitBroken')).toHaveLength(count);
    if (count === 0) return;
    const [broken] = market.all('CircuitBroken');
    expect(broken).toMatchObject({
      level: 1,
      indexTicks: level,
      cause: market.all('DriverMoved').at(-1)?.seq,
    });
    expect(market.all('Halted')).toMatchObject([
      { instrument: IBIT, reason: 'market-wide', untilTick: 15, cause: broken.seq },
    ]);
    expect(market.world.isCollecting(IBIT)).toBe(true);
  });

  it('halts for 15 minutes once a level, then reopens by auction; at the last one for the day', () => {
    const halting = open();
    const { market } = halting;
    const fall = (level: number, logReturn: number): void => {
      market.tick();
      halting.sessions.step();
      halting.equity(level, logReturn);
      halting.sessions.watchBands();
    };
    fall(9200, -0.0834);
    market.order('ann', 'IBIT', 'buy', 2, 3900);
    market.order('bob', 'IBIT', 'sell', 3, 3900);
    for (let n = 0; n < 15; n++) halting.tick();
    expect(market.all('Resumed', 'IBIT')).toMatchObject([{ tick: 16 }]);
    expect(market.all('Traded', 'IBIT')).toMatchObject([{ tick: 16, priceTicks: 3900, quantityLots: 2 }]);
    fall(9250, 0.0054);
    expect(market.all('CircuitBroken')).toHaveLength(1);
    fall(8600, -0.0729);
    expect(market.all('CircuitBroken')).toMatchObject([{ level: 1 }, { level: 2 }]);
    fall(8000, -0.0723);
    expect(market.all('CircuitBroken').at(-1)).toMatchObject({ level: 3 });
    market.order('ann', 'IBIT', 'buy', 9, 4000);
    market.until('2026-02-04T21:00Z', () => {
      halting.sessions.step();
      checkInvariants(market.world);
    });
    expect(market.timeOf(market.all('SessionClosed', 'IBIT')[0].tick)).toBe('2026-02-04T21:00Z');
    expect(market.all('Traded')).toHaveLength(1);
    expect(market.resting('IBIT').bids).toEqual([]);
    // The next session begins with no level met, and counts from the close of this one.
    market.until('2026-02-05T14:31Z', () => halting.sessions.step());
    expect(market.world.market.close[INSTRUMENT.SPX]).toBe(8000);
    fall(7440, -0.0726);
    expect(market.all('CircuitBroken').at(-1)).toMatchObject({ level: 1, tick: market.world.tick });
  });

  it('leaves its first levels alone from 15:25 New York, but not the last', () => {
    const halting = new Halting('2026-02-04T20:24Z', {}, ['IBIT']);
    const { market } = halting;
    halting.tick({ IBIT: 4000 });
    market.tick();
    halting.equity(8000 + 500, -0.1625);
    halting.sessions.watchBands();
    expect(market.timeOf(market.world.tick)).toBe('2026-02-04T20:25Z');
    expect(market.all('Halted')).toEqual([]);
    halting.equity(8000, -0.0607);
    halting.sessions.watchBands();
    // To the end of the session: 35 minutes from tick 1.
    expect(market.all('Halted')).toMatchObject([{ reason: 'market-wide', untilTick: 35 }]);
    expect(market.world.isCollecting(IBIT)).toBe(false);
  });
});

describe('static limits of a future', () => {
  function limited(): Halting {
    const halting = new Halting('2026-02-04T15:00Z', { future: { ...defaultHalts.future, rule: 'static' } }, [
      'CME-1',
    ]);
    // What it was settled at before the window.
    const settled = { instrument: INSTRUMENT['CME-1'], price: 10_000, value: 0.28 };
    emit(halting.market.log, 'MarginRateSet', -1, settled, { dailyVol: 0.03, fromTick: 0 });
    halting.tick({ 'CME-1': 10_000 });
    return halting;
  }
  const bands = ({ market }: Halting) =>
    market.all('BandsSet', 'CME-1').map(({ level, lowTicks, highTicks }) => [level, lowTicks, highTicks]);

  it('stand around the settlement, widen by a pause each, and the last one holds without one', () => {
    const halting = limited();
    const { market, sessions } = halting;
    expect(bands(halting)).toEqual([[0, 9300, 10_700]]);
    halting.tick({ 'CME-1': 9900 });
    market.order('bob', 'CME-1', 'sell', 5, 7000);
    expect(market.resting('CME-1').asks).toEqual([9300]);
    sessions.bands.watchLimits(0);
    expect(market.all('Halted', 'CME-1')).toMatchObject([{ referenceTicks: 9300, untilTick: 3 }]);
    expect(bands(halting).at(-1)).toEqual([1, 8700, 11_300]);
    market.order('cat', 'CME-1', 'sell', 5, 7000);
    market.order('ann', 'CME-1', 'buy', 5, 8000);
    for (let n = 0; n < 3; n++) halting.tick();
    // Ann and cat would meet at 8,000, which is beyond the limit: nothing trades, and cat's price is taken away.
    expect(market.all('Traded')).toEqual([]);
    expect(market.resting('CME-1')).toEqual({ bids: [8000], asks: [9300], stops: 0 });
    market.order('cat', 'CME-1', 'sell', 5, 8100);
    sessions.bands.watchLimits(0);
    expect(bands(halting).at(-1)).toEqual([2, 8000, 12_000]);
    for (let n = 0; n < 3; n++) halting.tick();
    market.order('cat', 'CME-1', 'sell', 6, 7000);
    expect(market.all('Traded', 'CME-1')).toMatchObject([{ priceTicks: 8000, quantityLots: 5 }]);
    sessions.bands.watchLimits(0);
    halting.tick({ 'CME-1': 8000 });
    sessions.bands.watchLimits(0);
    expect(market.all('Halted', 'CME-1')).toHaveLength(2);
    expect(market.all('LimitStateEntered', 'CME-1')).toHaveLength(3);
  });

  it('leave no crossed book when the session closes in a pause: what bids beyond the collar goes', () => {
    const future = { ...defaultHalts.future, rule: 'static' as const };
    const halting = new Halting('2026-02-04T21:50Z', { future }, ['CME-1']);
    const { market, sessions } = halting;
    halting.tick({ 'CME-1': 10_000 });
    halting.tick({ 'CME-1': 10_000 }, '2026-02-04T21:58Z');
    market.order('bob', 'CME-1', 'sell', 5, 7000);
    sessions.bands.watchLimits(0);
    const [entered] = market.all('LimitStateEntered', 'CME-1');
    expect(market.all('Halted', 'CME-1')).toMatchObject([{ cause: entered.seq }]);
    market.order('ann', 'CME-1', 'buy', 5, 12_000);
    market.order('cat', 'CME-1', 'sell', 9, 11_900);
    halting.tick();
    halting.tick();
    expect(market.all('SessionClosed', 'CME-1')).toHaveLength(1);
    expect(market.resting('CME-1').bids).toEqual([]);
  });

  it('are not met by a book that is empty up to them', () => {
    const halting = limited();
    halting.market.order('ann', 'CME-1', 'buy', 5, 9200);
    halting.market.order('bob', 'CME-1', 'sell', 5, 10_800);
    halting.sessions.bands.watchLimits(0);
    expect(halting.market.all('LimitStateEntered')).toEqual([]);
    halting.market.order('bob', 'CME-1', 'sell', 5, 9250);
    halting.sessions.bands.watchLimits(1);
    expect(halting.market.all('LimitStateEntered')).toMatchObject([{ limitTicks: 9300 }]);
  });

  it('begin anew at the next settlement', () => {
    const halting = limited();
    const { market } = halting;
    market.hold('ann', 'CME-1', 3, 10_000);
    halting.tick({ 'CME-1': 9500 }, '2026-02-04T20:59Z');
    halting.tick({ 'CME-1': 9500 });
    expect(market.all('FutureSettled', 'CME-1')).toMatchObject([{ settlementTicks: 9500 }]);
    expect(bands(halting).at(-1)).toEqual([0, 8835, 10_165]);
  });
});

describe('halting rules of a scenario', () => {
  const check = (halts: unknown) => checkScenario({ ...feb5, halts });

  it('are those in force by default, each number on its own', () => {
    expect(check({})).toMatchObject({ scenario: { halts: defaultHalts } });
    expect(check({ share: { band: 0.1 } })).toMatchObject({
      scenario: { halts: { share: { band: 0.1, lateFactor: 2 } } },
    });
  });

  it.each([
    [{ share: { band: 2 } }, ['halts', 'share', 'band'], 2],
    [{ share: { rule: 'dynamic' } }, ['halts', 'share', 'rule'], 'dynamic'],
    [{ future: { windowMinutes: 90 } }, ['halts', 'future', 'windowMinutes'], 90],
    [{ future: { limits: [0.1, 0.05] } }, ['halts', 'future', 'limits', '1'], 0.05],
    [{ marketWide: { levels: [0.07, 0.07] } }, ['halts', 'marketWide', 'levels', '1'], 0.07],
    [{ spot: { rule: 'static' } }, ['halts', 'spot', 'rule'], 'static'],
  ])('%j are refused with the path of the field', (halts, path, holds) => {
    expect(check(halts)).toMatchObject({ problem: { path, holds } });
  });
});

function bound(halting: Halting): { market: MarketWorld; tick: () => void } {
  return { market: halting.market, tick: () => halting.tick() };
}
