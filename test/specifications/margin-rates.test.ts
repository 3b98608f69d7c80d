import { describe, expect, it } from 'vitest';
import { builtIns } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { emit } from '../../sim/emit.ts';
import { defaultHalts } from '../../sim/market/halt-rules.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import {
  defaultMarginRules,
  type MarginRules,
  marginRate,
  nextVariance,
  targetRate,
} from '../../sim/market/margin-rates.ts';
import { Sessions } from '../../sim/market/sessions.ts';
import { MarketWorld } from './market-world.ts';

const NEAR = INSTRUMENT['CME-1'];

/** A future settled at 14,000 ticks yesterday, under a rate that daily volatility of `dailyVol` has called for. */
class ClearedMarket extends MarketWorld {
  readonly cleared: Sessions;

  constructor(rules: Partial<MarginRules> = {}, dailyVol = 0.03, start = '2026-02-04T15:00Z') {
    super({ start, open: ['CME-1', 'CME-2'] });
    const margin = { ...defaultMarginRules, ...rules };
    this.cleared = new Sessions(this.exchange, { margin, halts: defaultHalts });
    this.hold('long', 'CME-1', 3, 14_000);
    const columns = { instrument: NEAR, price: 14_000, value: targetRate(dailyVol, margin.floor) };
    emit(this.log, 'MarginRateSet', -1, columns, { dailyVol, fromTick: 0 });
  }

  /** Runs on to a time with the future marked at a price from now on. */
  runTo(time: string, ticks?: number): void {
    this.tick();
    if (ticks !== undefined) this.mark('CME-1', ticks);
    this.until(time, () => this.cleared.step());
  }

  get rates() {
    return this.all('MarginRateSet').slice(1);
  }
}

describe('the rate that volatility calls for', () => {
  it('is 1.25 x 2.33 x the root of two days of volatility, the floor at least', () => {
    // 1.25 x 2.33 x 1.414214 = 4.118897; the floor binds up to 6.8 % a day.
    expect(targetRate(0.08, 0.28)).toBeCloseTo(0.329512, 6);
    expect(targetRate(0.03, 0.1)).toBeCloseTo(0.123567, 6);
    expect(targetRate(0.03, 0.28)).toBe(0.28);
    // After the 5th of February: 4.43 % a day, 18.2 % of a position, which is still below the floor.
    expect(Math.sqrt(nextVariance(0.03128 * 0.03128, -0.1316))).toBeCloseTo(0.04426, 4);
    expect(targetRate(0.04426, 0.1)).toBeCloseTo(0.1823, 4);
  });

  it('stays at the floor of 28 % over the days of February, whose returns were these', () => {
    let variance = 0.0306 * 0.0306;
    for (const change of [-0.04, -0.1316, 0.0992]) {
      variance = nextVariance(variance, change);
      expect(targetRate(Math.sqrt(variance), defaultMarginRules.floor)).toBe(0.28);
    }
  });
});

describe('the clearing house', () => {
  it('answers the daily settlement with a rate that holds from 09:00 of the next day', () => {
    const market = new ClearedMarket({ floor: 0.05 });
    // -5 %: 0.94 x 0.0009 + 0.06 x 0.0025 = 0.000996; its root, 3.1559 %, calls for 12.9990 %.
    market.runTo('2026-02-04T21:00Z', 13_300);
    const [settled] = market.all('FutureSettled');
    const [set, ...more] = market.rates;
    expect(more).toEqual([]);
    expect(set).toMatchObject({ cause: settled.seq, tick: settled.tick, settlementTicks: 13_300 });
    expect(set).toMatchObject({ reason: 'settlement', instrument: NEAR });
    expect(set.rate).toBeCloseTo(0.12999, 5);
    expect(set.dailyVol).toBeCloseTo(0.031559, 6);
    expect(marginRate(market.world)).toBeCloseTo(0.123567, 6);
    market.runTo('2026-02-05T13:59Z');
    expect(marginRate(market.world)).toBeCloseTo(0.123567, 6);
    market.runTo('2026-02-05T14:00Z');
    expect(marginRate(market.world)).toBeCloseTo(0.12999, 5);
  });

  it('measures the next move from that settlement, and falls as fast as volatility does', () => {
    const market = new ClearedMarket({ floor: 0.05 });
    market.runTo('2026-02-04T21:00Z', 13_300);
    market.runTo('2026-02-05T21:00Z');
    // No move: 0.94 x 0.000996 = 0.00093624, 3.0598 %, 12.6030 %.
    expect(market.rates.map(({ rate }) => Number(rate.toFixed(5)))).toEqual([0.12999, 0.12603]);
  });

  it('never rises by more than 15 % of itself after an ordinary move', () => {
    const market = new ClearedMarket({ floor: 0.05 }, 0.03);
    // -7.2 % is 58 % of the rate. 0.000846 + 0.06 x 0.005184 = 0.00115704, 3.40153 %, 14.0105 %: below the bound.
    market.runTo('2026-02-04T21:00Z', 12_992);
    expect(market.rates[0].rate).toBeCloseTo(0.140105, 6);
    const bound = new ClearedMarket({ floor: 0.05, mostRise: 0.1 }, 0.03);
    bound.runTo('2026-02-04T21:00Z', 12_992);
    // 1.1 x 0.123567
    expect(bound.rates[0].rate).toBeCloseTo(0.135924, 6);
  });

  it('lifts the bound after a move of more than 0.6 of the rate', () => {
    const market = new ClearedMarket({ floor: 0.05, mostRise: 0.1 }, 0.03, '2026-02-04T18:00Z');
    // -10 % against 0.6 x 12.36 %: 0.000846 + 0.0006 = 0.001446, 3.80263 %, 15.6626 %, though 1.1 x 12.36 % is 13.6 %.
    market.runTo('2026-02-04T21:00Z', 12_600);
    expect(market.rates[0].rate).toBeCloseTo(0.156626, 6);
  });

  it('calls at midday after such a move: pays it out, and the rate holds at once', () => {
    const market = new ClearedMarket({ floor: 0.05 });
    market.runTo('2026-02-04T17:00Z', 12_600);
    const [paid] = market.all('VariationMarginPaid');
    expect(paid).toMatchObject({ reason: 'intraday', settlementTicks: 12_600 });
    expect(market.timeOf(paid.tick)).toBe('2026-02-04T17:00Z');
    // Three contracts of 2,500 cents a tick, 1,400 ticks down.
    expect(market.cents('long')).toBe(-3 * 1_400 * 2_500);
    expect(market.rates).toMatchObject([{ cause: paid.seq, reason: 'intraday', settlementTicks: 14_000 }]);
    expect(marginRate(market.world)).toBeCloseTo(0.156626, 6);
    market.runTo('2026-02-04T21:00Z', 12_600);
    // The settlement counts the day once: the same variance, and nothing more to pay.
    expect(market.rates[1].dailyVol).toBeCloseTo(0.0380263, 6);
    expect(market.cents('long')).toBe(-3 * 1_400 * 2_500);
    checkInvariants(market.world);
  });

  it('does not call at midday after a move within 0.6 of the rate', () => {
    const ordinary = new ClearedMarket({ floor: 0.05 });
    ordinary.runTo('2026-02-04T17:01Z', 13_000);
    expect(ordinary.all('VariationMarginPaid')).toEqual([]);
  });

  it('stays what it was when it is frozen, though losses are called for at midday as ever', () => {
    const frozen = new ClearedMarket({ floor: 0.05, frozen: true });
    frozen.runTo('2026-02-05T21:00Z', 12_000);
    expect(frozen.rates).toEqual([]);
    expect(frozen.all('VariationMarginPaid').map(({ reason }) => reason)).toEqual(['intraday', 'settlement']);
    expect(frozen.all('FutureSettled')).toHaveLength(2);
    expect(marginRate(frozen.world)).toBeCloseTo(0.123567, 6);
  });

  it('after a Friday sets what holds from Monday morning', () => {
    const market = new ClearedMarket({ floor: 0.05 }, 0.03, '2026-02-06T20:00Z');
    market.runTo('2026-02-06T21:00Z', 13_300);
    expect(market.timeOf(market.rates[0].fromTick)).toBe('2026-02-09T14:00Z');
  });
});

describe('a scenario', () => {
  it('opens with the rate its volatility calls for, and the settlements that moves are measured from', () => {
    const checked = checkScenario({ ...builtIns.calm, margin: { floor: 0.1, dailyVol: 0.04 } });
    if ('problem' in checked) throw new Error(checked.problem.right);
    const simulation = new Simulation(checked.scenario, '1');
    simulation.begin();
    const { clearing, market } = simulation.world;
    expect(marginRate(simulation.world)).toBeCloseTo(0.164756, 6);
    for (const id of ['CME-1', 'CME-2', 'CME-3'] as const)
      expect(clearing.settled[INSTRUMENT[id]]).toBe(market.mark[INSTRUMENT[id]]);
  });

  it.each([
    [{ floor: 0 }, ['margin', 'floor']],
    [{ floor: 2 }, ['margin', 'floor']],
    [{ dailyVol: 0 }, ['margin', 'dailyVol']],
    [{ dailyVol: 'high' }, ['margin', 'dailyVol']],
    [{ mostRise: -1 }, ['margin', 'mostRise']],
    [{ rate: 0.3 }, ['margin', 'rate']],
  ])('is refused with the path of the field when it opens with %j', (margin, path) => {
    const checked = checkScenario({ ...builtIns.calm, margin });
    expect(checked).toMatchObject({ problem: { path } });
  });
});
