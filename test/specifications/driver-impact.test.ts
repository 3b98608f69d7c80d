import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { defaultImpact, impactLeft } from '../../sim/market/driver-impact.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { Elsewhere, shock } from './elsewhere.ts';
import { PodWorld } from './pod-world.ts';

const IGV = INSTRUMENT.IGV;
/** Wednesday's opening on NYSE. */
const OPEN = '2026-02-04T14:30Z';

/** An institution says that it traded software shares; returns the event's seq. */
function traded(there: Elsewhere, usd: number, overMinutes = 15): number {
  const { log, account } = there.market;
  const columns = { actor: account.call(there.market, 'pod'), instrument: IGV, value: usd * 100 };
  return emit(log, 'SyntheticTraded', there.market.world.tickSeq, columns, { overMinutes });
}

describe('impact of what was traded in software shares', () => {
  it('is volatility times the root of its share of turnover, at a tenth of turnover', () => {
    for (const days of [0.1, 0.5, 1]) {
      const usd = 0.1 * defaultImpact.dailyUsd * days;
      const law = defaultImpact.dailyVol * Math.sqrt(usd / defaultImpact.dailyUsd);
      expect(impactLeft(usd, days, 0, defaultImpact)).toBeCloseTo(law, 12);
    }
  });

  it('is that of the whole, however it was cut into slices', () => {
    const slices = 26;
    let sum = 0;
    for (let n = 0; n < slices; n++) sum += impactLeft(1e9 / slices, 1 / slices, n / slices, defaultImpact);
    expect(sum).toBeCloseTo(impactLeft(1e9, 1, 0, defaultImpact), 12);
  });

  it('relaxes: 41 % is left as long again after it ended', () => {
    const share = impactLeft(-1e9, 1, 1, defaultImpact) / impactLeft(-1e9, 1, 0, defaultImpact);
    expect(share).toBeCloseTo(Math.SQRT2 - 1, 12);
  });
});

describe('a sale of software shares', () => {
  it('moves their level in the next tick, and that cites the sale; so does the value of bitcoin', () => {
    const there = new Elsewhere({}, OPEN).run(20);
    const sale = traded(there, -200e6);
    there.run(1);
    const [pushed] = there.market.all('DriverPushed');
    const left = impactLeft(-200e6, 15 / 390, 1 / 390, defaultImpact);
    expect(pushed).toMatchObject({ cause: sale, instrument: IGV, tick: 20 });
    expect(pushed.logReturn).toBeCloseTo(left, 12);
    expect(there.level('software')).toBeCloseTo(left, 12);
    expect(there.market.world.market.mark[IGV]).toBe(Math.round(10_000 * Math.exp(left)));
    const moved = there.market.all('ValueMoved').at(-1);
    expect(moved?.cause).toBe(pushed.seq);
    expect(moved?.logChange).toBeCloseTo(0.9 * left, 12);
  });

  it('relaxes while shares trade, and keeps still overnight', () => {
    const there = new Elsewhere({}, OPEN).run(300);
    traded(there, -200e6);
    const at = (minutes: number) => impactLeft(-200e6, 15 / 390, minutes / 390, defaultImpact);
    there.run(61);
    expect(there.level('software')).toBeCloseTo(at(61), 9);
    there.run(60);
    const close = there.level('software');
    expect(close).toBeCloseTo(at(91), 6);
    const night = there.market.all('DriverPushed').length;
    there.run(900);
    expect(there.market.all('DriverPushed')).toHaveLength(night);
    // 14:30 to 15:30 of the next day.
    there.run(120 + 30);
    expect(Math.abs(there.level('software'))).toBeLessThan(Math.abs(close));
  });

  it('comes on top of what the session is scripted to end with', () => {
    const sessionSd = { software: 0.015, equity: 0, gold: 0, silver: 0, dollar: 0, crypto: 0 };
    const there = new Elsewhere({ shocks: [shock('software', 0, 390, -0.03)], sessionSd }, OPEN).run(30);
    traded(there, -400e6);
    there.run(361);
    expect(there.market.world.driverPush.change).toBeLessThan(-1e-4);
    expect(there.level('software')).toBeCloseTo(Math.log(0.97) + there.market.world.driverPush.change, 9);
  });

  it('is taken back, or made larger, when a fork changes the rule', () => {
    const rule = { ...defaultImpact };
    const there = new Elsewhere({ softwareImpact: rule }, OPEN).run(20);
    traded(there, -200e6);
    there.run(10);
    expect(there.level('software')).toBeLessThan(-1e-5);
    rule.prefactor = 2;
    there.run(1);
    const age = 11 / 390;
    expect(there.level('software')).toBeCloseTo(2 * impactLeft(-200e6, 15 / 390, age, defaultImpact), 9);
    rule.prefactor = 0;
    there.run(1);
    expect(there.level('software')).toBeCloseTo(0, 12);
  });

  it('moves nothing where the prefactor is nought, and in proportion to it elsewhere', () => {
    const level = (prefactor: number): number => {
      const there = new Elsewhere({ softwareImpact: { ...defaultImpact, prefactor } }, OPEN).run(20);
      traded(there, -200e6);
      return there.run(30).level('software');
    };
    expect(level(0)).toBe(0);
    expect(level(1)).toBeLessThan(0);
    expect(level(2)).toBeCloseTo(2 * level(1), 9);
  });
});

describe('a platform that cuts gross', () => {
  const parameters = {
    ...{ basisUsd: 0, relativeValueUsd: 0, directionalUsd: 0, softwareLongUsd: 2e9 },
    ...{ scoreMinute: 545, crowding: 1, crowdCorrelation: 1, leverageSpread: 0 },
  };
  const world = new PodWorld({ platform: { kind: 'pod-platform', parameters } }, { loss: 3.5 });
  world.run();

  it('says what it sells of software, which cites its order and moves software shares', () => {
    const [order] = world.of('DegrossOrdered');
    const sales = world.of('SyntheticTraded', 'platform-software');
    const sold = -sales.reduce((sum, { cashCents }) => sum + cashCents, 0) / 100;
    expect(sales.length).toBeGreaterThan(20);
    expect(new Set(sales.map(({ cause }) => cause))).toEqual(new Set([order.seq]));
    // A fifth of the book, at the falling levels at which it was sold.
    expect(sold).toBeGreaterThan(0.99 * order.cutShare * 2e9);
    expect(sold).toBeLessThanOrEqual(order.cutShare * 2e9);
    const pushes = world.of('DriverPushed');
    expect(sales.map(({ seq }) => seq)).toContain(pushes[0].cause);
    expect(world.world.driver[IGV]).toBeLessThan(-1e-4);
    expect(world.world.driver[IGV]).toBeCloseTo(world.world.driverPush.change, 12);
  });
});
