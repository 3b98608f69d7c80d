import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../scenarios/check.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { withSheets } from '../../scenarios/institutions.ts';
import { nov21 } from '../../scenarios/nov-21-2025/scenario.ts';
import { driverShocks } from '../../scenarios/nov-21-2025/shocks.ts';
import type { Scenario, ScenarioInput } from '../../scenarios/scenario.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import { type Driver, profileShare, scriptedLogReturn } from '../../sim/market/drivers.ts';
import { hashpriceUsdPerPhDay } from '../../sim/market/mining.ts';

/** By kind, the parameters that say what an agent has and what came before the window; all others say how it behaves. */
const STATE: Readonly<Record<string, readonly string[]>> = {
  'pod-platform': ['equityUsd', 'basisUsd', 'relativeValueUsd', 'directionalUsd', 'softwareLongUsd'],
  dealer: ['coins', 'strikesUsd', 'tenors', 'lowCoins', 'lowStrikesUsd', 'cashUsd', 'spotCoins'],
  'option-client': ['openingCoins', 'openingStrikesUsd', 'tenors'],
  'note-desk': ['notionalUsd', 'tranches', 'cashUsd'],
  ria: ['etfUsd'],
  'leveraged-trader': ['openInterestCoins', 'shortCoins'],
  'stop-holder': ['holdingUsd', 'priorLow', 'priorLowHours'],
  'leveraged-etf': ['aumUsd', 'openingReturn'],
  'trend-follower': ['openingGap'],
  // Terms of its debt are part of what it owes.
  treasury: [
    ...['coins', 'costUsd', 'cashUsd', 'debtUsd', 'secured', 'covenantLtv', 'curedLtv', 'shares', 'mnav'],
    'closesUnderDollar',
  ],
  miner: ['hashrateEh', 'treasuryCoins', 'cashUsd', 'debtUsd'],
};

function checked(input: ScenarioInput): Scenario {
  const result = checkScenario(input);
  if ('problem' in result) throw new Error(result.problem.right);
  return result.scenario;
}
const [february, november] = [checked(feb5), checked(nov21)];

/** How a line behaves: everything about it but what it has. */
function behaviour({ cast }: Scenario, line: string): object {
  const { kind, count, acts, parameters } = cast[line];
  const kept = Object.entries(parameters).filter(([name]) => !STATE[kind]?.includes(name));
  return { kind, count, acts, ...Object.fromEntries(kept) };
}

describe('both events', () => {
  it.each(Object.keys(february.cast))('%s behaves the same', (line) => {
    expect(behaviour(november, line)).toEqual(behaviour(february, line));
  });

  it('have option clients ask for the days on which dealers hold options', () => {
    for (const { cast } of [february, november]) {
      const days = (line: string): unknown =>
        (cast[line].parameters.tenors as { days: number }[] | undefined)?.map((tenor) => tenor.days);
      const clients = Object.keys(cast).filter((line) => cast[line].kind === 'option-client');
      expect(clients.length).toBe(6);
      for (const line of clients) expect(days(line)).toEqual(days('dealer-crypto'));
    }
  });

  it('have the same institutions, and November one micro-cap more', () => {
    const more = Object.keys(november.cast).filter((line) => !Object.hasOwn(february.cast, line));
    expect(more).toEqual(['treasury-micro']);
    expect(behaviour(november, 'treasury-micro')).toEqual(behaviour(february, 'treasury-2'));
  });

  it('have the same liquidity, take news alike and count time alike', () => {
    for (const field of ['latent', 'tick', 'roundsPerTick', 'calendar'] as const)
      expect(november[field]).toEqual(february[field]);
    const { shocks: _, flags: __, ...rules } = november.outside;
    expect(february.outside).toMatchObject(rules);
    expect(november.opening.calmDailyVol).toBe(february.opening.calmDailyVol);
  });

  it('differ in what is owned and owed: the sheets are not the same by mistake', () => {
    for (const line of ['treasury-large', 'leveraged-traders', 'dealer-crypto', 'note-desk', 'miner-1'])
      expect(november.cast[line].parameters, line).not.toEqual(february.cast[line].parameters);
  });
});

describe('a balance sheet', () => {
  it('is laid over how a line behaves', () => {
    const cast = { one: { kind: 'treasury', parameters: { policy: 'buyback' } }, two: { kind: 'miner' } };
    expect(withSheets(cast, { one: { coins: 5 } })).toEqual({
      one: { kind: 'treasury', parameters: { policy: 'buyback', coins: 5 } },
      two: { kind: 'miner' },
    });
  });

  it('of nobody is refused', () => {
    expect(() => withSheets({ one: { kind: 'miner' } }, { on: {} })).toThrow(
      'no line of the cast is called on',
    );
  });
});

describe('the opening of November', () => {
  it('has the hashprice that was reported: a record low under 35 dollars a petahash and day on 21 November', () => {
    const { difficulty } = november.network;
    // Fees of about 1 % of the subsidy.
    expect(hashpriceUsdPerPhDay(difficulty, 82_000, 0.031)).toBeLessThan(35);
    expect(hashpriceUsdPerPhDay(difficulty, 85_000, 0.031)).toBeGreaterThan(35);
  });

  it('has a network of 1,090 EH/s, which its cohorts share', () => {
    const cohorts = Object.values(november.cast).filter(({ kind }) => kind === 'miner');
    const total = cohorts.reduce((sum, { parameters }) => sum + Number(parameters.hashrateEh), 0);
    // Difficulty times 2 to the 32nd over ten minutes, in exahashes.
    expect(total).toBeCloseTo((november.network.difficulty * 4_294_967_296) / 600 / 1e18, -1);
  });

  it('lies above every barrier and every strike of a put', () => {
    const shareUsd = november.opening.spotUsd * november.listings.coinsPerShare;
    const { tranches } = november.cast['note-desk'].parameters as { tranches: { barrierUsd: number }[] };
    for (const { barrierUsd } of tranches) expect(barrierUsd).toBeLessThan(0.9 * shareUsd);
    const { strikesUsd } = november.cast['dealer-crypto'].parameters as { strikesUsd: number[] };
    expect(Math.max(...strikesUsd)).toBeLessThan(november.opening.spotUsd);
  });
});

describe('the shocks of November', () => {
  const levelAt = (driver: Driver, time: string): number => {
    let level = 0;
    for (const shock of driverShocks.filter((one) => one.driver === driver)) {
      const knots = shock.profile.map(([at, share]) => [secondsOf(at), share] as const);
      level += scriptedLogReturn(shock.totalReturn, 0, profileShare(knots, secondsOf(time)));
    }
    return Math.exp(level);
  };
  const CLOSES = ['2025-11-20T00:00Z', '2025-11-20T21:00Z', '2025-11-21T21:00Z'];

  // Daily closes of 19, 20 and 21 November: IGV, GLD, SLV, UUP.
  it.each<[Driver, number[]]>([
    ['software', [103.87, 100.78, 100.9]],
    ['gold', [374.96, 374.85, 374.27]],
    ['silver', [46.45, 45.78, 45.3]],
    ['dollar', [27.45, 27.47, 27.45]],
  ])('%s closes where it did', (driver, closes) => {
    for (const [n, close] of closes.entries())
      expect(Math.abs((levelAt(driver, CLOSES[n]) * closes[0]) / close - 1)).toBeLessThan(0.0006);
  });

  // SPY 1.29 % above its close of 662.63 before the window, then open, high and close of 20, before open, open, close of 21.
  it.each([
    ['2025-11-20T14:30Z', 672.95],
    ['2025-11-20T15:45Z', 675.56],
    ['2025-11-20T21:00Z', 652.53],
    ['2025-11-21T12:30Z', 650],
    ['2025-11-21T14:30Z', 654.62],
    ['2025-11-21T21:00Z', 659],
  ])('equity stands at %s where it did', (time, usd) => {
    expect(Math.abs((levelAt('equity', time) * 662.63 * 1.0129) / usd - 1)).toBeLessThan(0.0006);
  });

  it('say nothing of bitcoin, have ids of their own and lie in the window, forward in time', () => {
    expect(driverShocks.filter(({ driver }) => driver === 'crypto')).toEqual([]);
    expect(new Set(driverShocks.map(({ id }) => id)).size).toBe(driverShocks.length);
    for (const { profile } of driverShocks) {
      const times = profile.map(([time]) => secondsOf(time));
      expect(times[0]).toBeGreaterThanOrEqual(secondsOf(nov21.start));
      expect(times[times.length - 1]).toBeLessThanOrEqual(secondsOf(nov21.end));
      for (let i = 1; i < times.length; i++) expect(times[i]).toBeGreaterThan(times[i - 1]);
    }
  });
});
