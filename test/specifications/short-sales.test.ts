import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../scenarios/check.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { defaultHalts } from '../../sim/market/halt-rules.ts';
import { isRestricted } from '../../sim/market/short-sales.ts';
import { SHARE } from '../../sim/market/trust.ts';
import { TrustWorld, WEDNESDAY } from './trust-world.ts';

describe('Rule 201', () => {
  /** Yesterday closed at 70,000; today bitcoin is down by this much, and somebody lends. */
  function fallen(fall: number, shortSales = defaultHalts.shortSales): TrustWorld {
    const world = new TrustWorld(WEDNESDAY, { shortSales });
    world.at(0, '15:00');
    world.trade(world.account('holder'), (orders) => orders.market(SHARE, BUY, 1_000_000, 'value'));
    world.at(0, '21:00');
    world.at(1, '15:00', [], 70_000 * (1 - fall));
    return world;
  }

  it('restricts short sales to above the best bid after a fall of a tenth from the last close', () => {
    const world = fallen(0.101);
    expect(world.all('ShortSaleRestricted')).toHaveLength(1);
    const seller = world.openAccount('seller');
    const at = (price: number) =>
      world.trade(seller, (orders) => orders.send(SHARE, SELL, price, 10, 'hedge'));
    const bid = world.view.bid(SHARE);
    expect(at(bid)).toMatchObject([{ type: 'OrderRejected', reason: 'short-sale' }]);
    expect(world.trade(seller, (orders) => orders.market(SHARE, SELL, 10, 'hedge'))).toMatchObject([
      { type: 'OrderRejected', reason: 'short-sale' },
    ]);
    expect(at(bid + 1)).toMatchObject([{ type: 'OrderPlaced' }]);
    const own = world.trade(world.participant, (orders) => orders.market(SHARE, SELL, 10, 'hedge'));
    expect(own.some(({ type }) => type === 'Traded')).toBe(true);
  });

  it('does nothing below a tenth', () => {
    expect(fallen(0.099).all('ShortSaleRestricted')).toEqual([]);
  });

  it('restricts nobody when it is switched off, however far shares fall', () => {
    const world = fallen(0.3, { ...defaultHalts.shortSales, rule: 'off' });
    expect(world.all('ShortSaleRestricted')).toEqual([]);
    const seller = world.openAccount('seller');
    const sold = world.trade(seller, (orders) => orders.market(SHARE, SELL, 10, 'hedge'));
    expect(sold.some(({ type }) => type === 'Traded')).toBe(true);
  });

  it('frees short sales at once when it is switched off while they are restricted', () => {
    const halts = { shortSales: defaultHalts.shortSales };
    const world = new TrustWorld(WEDNESDAY, halts);
    world.at(0, '15:00');
    world.trade(world.account('holder'), (orders) => orders.market(SHARE, BUY, 1_000_000, 'value'));
    world.at(0, '21:00');
    world.at(1, '15:00', [], 62_000);
    expect(isRestricted(world.world)).toBe(true);
    halts.shortSales = { ...halts.shortSales, rule: 'off' };
    world.at(1, '15:01', [], 62_000);
    expect(isRestricted(world.world)).toBe(false);
    world.at(1, '15:02', [], 62_000);
    expect(world.all('ShortSalesFreed')).toHaveLength(1);
  });

  it('begins at the fall that the scenario says', () => {
    const atFifth = { ...defaultHalts.shortSales, fall: 0.2 };
    expect(fallen(0.199, atFifth).all('ShortSaleRestricted')).toEqual([]);
    expect(fallen(0.201, atFifth).all('ShortSaleRestricted')).toHaveLength(1);
  });

  it.each([
    [{ rule: 'maybe' }, 'rule', 'one of on, off'],
    [{ fall: 0 }, 'fall', 'a number of at least 0.001'],
    [{ fall: '10 %' }, 'fall', 'a number'],
    [{ level: 0.1 }, 'level', 'a field'],
  ])('is refused where a scenario gives it as %j', (shortSales, field, right) => {
    const checked = checkScenario({ ...feb5, halts: { shortSales } });
    expect(checked).toMatchObject({ problem: { path: ['halts', 'shortSales', field], right } });
  });

  it('is switched off by a what-if, which a scenario without it does not offer', () => {
    const scenario = scenarioSchema.parse(feb5);
    const off = whatIfsOf(scenario).find(({ id }) => id === 'no-short-sale-rule');
    off?.change(scenario);
    expect(scenario.halts.shortSales).toEqual({ rule: 'off', fall: 0.1 });
    expect(whatIfsOf(scenario).map(({ id }) => id)).not.toContain('no-short-sale-rule');
  });

  it('holds for the rest of the day and all of the next session, and is said once', () => {
    const world = fallen(0.101);
    const seller = world.openAccount('seller');
    const isRefused = () => {
      const [event] = world.trade(seller, (orders) => orders.market(SHARE, SELL, 1, 'hedge'));
      return event.type === 'OrderRejected' && event.reason === 'short-sale';
    };
    world.at(1, '21:00', [], 63_000);
    world.at(2, '20:59', [], 63_000);
    expect(isRefused()).toBe(true);
    world.at(2, '21:00', [], 63_000);
    world.at(5, '14:30', [], 63_000);
    expect(isRefused()).toBe(false);
    expect(world.all('ShortSaleRestricted')).toHaveLength(1);
  });
});
