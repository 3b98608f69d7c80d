import { describe, expect, it } from 'vitest';
import { DRIVERS, type Driver, defaultDriverRules, defaultSessionSd } from '../../sim/market/drivers.ts';
import type { Script } from '../../sim/market/script.ts';
import { Elsewhere, shock } from './elsewhere.ts';

describe('shocks', () => {
  it('are each released once, at their time, with their id and without a cause', () => {
    const shocks = [shock('gold', 0, 9), shock('equity', 5, 6, 0.03), shock('equity', 5, 90, -0.1, 'more')];
    const flags = [{ id: 'loss', title: 'A loss', tick: 7, size: 3.5 }];
    const { market, outside } = new Elsewhere({ shocks, flags }).run(30);
    const released = market.all('ShockReleased');
    expect(released.map(({ tick, id, totalReturn }) => [tick, id, totalReturn])).toEqual([
      [0, 'gold', -0.02],
      [5, 'equity', 0.03],
      [5, 'more', -0.1],
      [7, 'loss', 3.5],
    ]);
    expect(released.map(({ driver }) => driver)).toEqual(['gold', 'equity', 'equity', 'none']);
    for (const { cause, seq, id } of released) {
      expect(cause).toBeNull();
      expect(outside.shock(id)).toBe(seq);
    }
    expect(outside.shock('other')).toBe(-1);
  });

  it('move their driver tick by tick to their total, and no further', () => {
    const there = new Elsewhere({ shocks: [shock('silver', 3, 7, -0.16)] }).run(20);
    const step = Math.log(1 - 0.16) / 4;
    expect(there.moves('silver').map(([tick]) => tick)).toEqual([3, 4, 5, 6]);
    for (const [, change] of there.moves('silver')) expect(change).toBeCloseTo(step, 14);
    expect(there.level('silver')).toBeCloseTo(Math.log(0.84), 14);
    expect(there.market.all('DriverMoved').at(-1)?.levelTicks).toBe(8400);
  });

  it('are what their driver cites while they last, the newest first', () => {
    const shocks = [shock('equity', 2, 12, -0.02, 'long'), shock('equity', 5, 8, -0.01, 'short')];
    const { market } = new Elsewhere({ shocks }).run(20);
    const [long, short] = market.all('ShockReleased').map(({ seq }) => seq);
    const causes = market.all('DriverMoved').map(({ cause }) => cause);
    expect(causes).toEqual([...Array(3).fill(long), ...Array(3).fill(short), ...Array(4).fill(long)]);
  });

  it('that begin within a tick are released in it, before their driver moves', () => {
    const { market } = new Elsewhere({ shocks: [shock('gold', 2.5, 4)] }, '2026-02-04T02:00Z', 600).run(6);
    const [released] = market.all('ShockReleased');
    expect(released.tick).toBe(2);
    expect(market.all('DriverMoved').map(({ tick, cause }) => [tick, cause])).toEqual([
      [2, released.seq],
      [3, released.seq],
    ]);
  });

  it('that are all off leave nothing to release: without noise nothing moves at all', () => {
    const { market } = new Elsewhere({}, '2026-02-04T15:00Z').run(30);
    expect(market.all('ShockReleased')).toEqual([]);
    expect(market.all('DriverMoved')).toEqual([]);
    expect(market.all('ValueMoved').map(({ logChange }) => logChange + 0)).toEqual(Array(30).fill(0));
    expect(market.world.fundamental.value).toBe(0);
  });

  it('that are off leave the noise of open markets, which cites its tick', () => {
    const calm = { sessionSd: defaultSessionSd, valueNoisePerDay: 0.01 };
    const { market } = new Elsewhere(calm, '2026-02-04T15:00Z').run(10);
    expect(market.all('ShockReleased')).toEqual([]);
    const moved = market.all('DriverMoved');
    expect(moved).toHaveLength(5 * 10);
    const ticks = market.all('TickOpened').map(({ seq }) => seq);
    for (const { tick, cause } of moved) expect(cause).toBe(ticks[tick]);
  });
});

describe('a shock taken out of the script', () => {
  const OPEN = '2026-02-04T14:30Z';
  const noisy = { sessionSd: defaultSessionSd, valueNoisePerDay: 0.01 };

  it.each<[Driver, Partial<Script>]>([
    ['gold', noisy],
    ['crypto', noisy],
    // Software's own volatility ties all noises together, so here that tie is cut.
    ['software', { ...noisy, driverRules: { ...defaultDriverRules, correlationRise: 0 } }],
  ])('on %s leaves the luck of every other driver, and of value, as it was', (removed, script) => {
    const kept = shock('silver', 20, 80, -0.1);
    const shocks = [kept, shock(removed, 10, 60, -0.08)];
    const full = new Elsewhere({ ...script, shocks }, OPEN).run(120);
    const without = new Elsewhere({ ...script, shocks: [kept] }, OPEN).run(120);
    expect(without.market.all('ShockReleased').map(({ id }) => id)).toEqual(['silver']);
    expect(without.level(removed)).not.toBeCloseTo(full.level(removed), 3);
    for (const driver of DRIVERS)
      if (driver !== removed) expect(without.moves(driver)).toEqual(full.moves(driver));
    const noise = ({ market }: Elsewhere): number[] => market.all('ValueMoved').map((event) => event.noise);
    expect(noise(without)).toEqual(noise(full));
    expect(new Set(noise(full)).size).toBe(120);
  });

  it('leaves the noise of its own driver as it was', () => {
    const full = new Elsewhere({ ...noisy, shocks: [shock('gold', 10, 60, -0.08)] }, OPEN).run(120);
    const without = new Elsewhere(noisy, OPEN).run(120);
    expect(full.level('gold') - without.level('gold')).toBeCloseTo(Math.log(0.92), 12);
  });
});
