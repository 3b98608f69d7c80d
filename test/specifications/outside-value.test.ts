import { describe, expect, it } from 'vitest';
import { secondsOf } from '../../sim/engine/time.ts';
import { DRIVERS, type Driver, defaultDriverRules, defaultSessionSd } from '../../sim/market/drivers.ts';
import { DRIVER_INSTRUMENT } from '../../sim/market/outside.ts';
import { Elsewhere, STILL, shock } from './elsewhere.ts';

describe('a driver', () => {
  const START = '2026-02-06T00:00Z'; // a Friday
  const TEN_MINUTES = 600;
  /** Whether its market trades at a time of that winter, in UTC; Thursday is day 0. */
  function isOpen(driver: Driver, seconds: number): boolean {
    const weekday = (Math.floor(seconds / 86_400) + 4) % 7;
    const hour = (seconds / 3600) % 24;
    if (driver === 'software' || driver === 'equity')
      return weekday >= 1 && weekday <= 5 && hour >= 14.5 && hour < 21;
    if (weekday === 6 || (hour >= 22 && hour < 23)) return false;
    return weekday === 0 ? hour >= 23 : weekday < 5 || hour < 22;
  }

  it.each(['software', 'equity', 'gold', 'silver', 'dollar'] as const)(
    '%s moves in every tick of its sessions and in no other over a weekend',
    (driver) => {
      const ticks = (4 * 86_400) / TEN_MINUTES;
      const there = new Elsewhere({ sessionSd: defaultSessionSd }, START, TEN_MINUTES).run(ticks);
      const expected: number[] = [];
      for (let tick = 0; tick < ticks; tick++)
        if (isOpen(driver, secondsOf(START) + tick * TEN_MINUTES)) expected.push(tick);
      expect(expected.length).toBeGreaterThan(70);
      expect(there.moves(driver).map(([tick]) => tick)).toEqual(expected);
    },
  );

  it('has no noise of its own when it is news on bitcoin alone', () => {
    const there = new Elsewhere({ sessionSd: defaultSessionSd }, START, TEN_MINUTES).run(144);
    expect(there.moves('crypto')).toEqual([]);
  });

  it('moves outside its session when the script says so, by exactly that', () => {
    const shocks = [shock('equity', 10, 14, 0.04)];
    const there = new Elsewhere({ shocks, sessionSd: defaultSessionSd }).run(30);
    expect(there.moves('equity').map(([tick]) => tick)).toEqual([10, 11, 12, 13]);
    expect(there.level('equity')).toBeCloseTo(Math.log(1.04), 14);
  });

  // From 12:00 UTC to the close, so that of software's shock a part falls before its session.
  it.each([
    ['software', '21:00', 540],
    ['gold', '22:00', 600],
  ] as const)('of %s ends its session at %s exactly where the script has it', (driver, _close, ticks) => {
    const shocks = [shock(driver, 0, ticks, -0.03)];
    const sessionSd = { ...STILL, [driver]: 0.015 };
    const there = new Elsewhere({ shocks, sessionSd }, '2026-02-04T12:00Z').run(345);
    expect(Math.abs(there.level(driver) - (Math.log(0.97) * 345) / ticks)).toBeGreaterThan(1e-5);
    there.run(ticks - 345);
    expect(there.level(driver)).toBeCloseTo(Math.log(0.97), 12);
    const free = new Elsewhere({ shocks, sessionSd, bridged: false }, '2026-02-04T12:00Z').run(ticks);
    expect(Math.abs(free.level(driver) - Math.log(0.97))).toBeGreaterThan(1e-5);
  });
});

describe('fundamental value', () => {
  /** The drivers cited by the moves of value, `tick` where none is. */
  function cited({ market }: Elsewhere): string[] {
    const driverOf = new Map(market.all('DriverMoved').map((event) => [event.seq, event.instrument]));
    return market.all('ValueMoved').map(({ cause }) => {
      const driver = driverOf.get(cause ?? -1);
      return DRIVERS.find((name) => DRIVER_INSTRUMENT[name] === driver) ?? 'tick';
    });
  }

  it('moves by its betas and cites the driver that moved it most, or the tick', () => {
    // Gold has a beta of .1 and news on bitcoin alone of 1, so gold needs ten times the move to count as much.
    const small = new Elsewhere({ shocks: [shock('gold', 1, 2, -0.05), shock('crypto', 1, 2, -0.01)] }).run(
      3,
    );
    expect(cited(small)).toEqual(['tick', 'crypto', 'tick']);
    expect(small.market.world.fundamental.value).toBeCloseTo(0.1 * Math.log(0.95) + Math.log(0.99), 14);
    const large = new Elsewhere({ shocks: [shock('gold', 1, 2, -0.15), shock('crypto', 1, 2, -0.01)] }).run(
      3,
    );
    expect(cited(large)).toEqual(['tick', 'gold', 'tick']);
    const { cause } = small.market.all('ValueMoved')[0];
    expect(cause).toBe(small.market.all('TickOpened')[0].seq);
  });

  it('is not moved by a driver without a beta, which it does not cite', () => {
    const there = new Elsewhere({ shocks: [shock('equity', 0, 2, -0.1)] }).run(2);
    expect(there.moves('equity')).toHaveLength(2);
    expect(cited(there)).toEqual(['tick', 'tick']);
    expect(there.market.world.fundamental.value + 0).toBe(0);
  });

  it('cites software in stress, when its steeper beta moves value most', () => {
    const shocks = [
      shock('software', 0, 1, -0.04, 'plunge'),
      shock('software', 5, 6, -0.01, 'more'),
      shock('crypto', 5, 6, -0.011),
    ];
    const there = new Elsewhere({ shocks, sessionSd: { ...STILL, software: 0.015 } }).run(6);
    const last = there.market.all('ValueMoved').at(-1);
    expect(last?.stress).toBeGreaterThan(defaultDriverRules.steepAboveStress);
    expect(last?.news).toBeCloseTo(0.9 * 1.4 * Math.log(0.99) + Math.log(0.989), 14);
    expect(cited(there).at(-1)).toBe('software');
  });
});
