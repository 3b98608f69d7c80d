import { describe, expect, it } from 'vitest';
import { calm } from '../../scenarios/calm/scenario.ts';
import { checkScenario } from '../../scenarios/check.ts';
import type { ScenarioInput } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { formatTime } from '../../sim/engine/time.ts';
import { EVENT } from '../../sim/events.ts';
import { FUTURES, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { basketCoinLots, coinsPerShare, navTicks } from '../../sim/market/trust.ts';

const november = {
  futureExpiries: ['2025-11-28T16:00Z', '2025-12-26T16:00Z', '2026-03-27T16:00Z'],
  coinsPerShare: 0.0005674,
};
const terms = (over: Partial<typeof november>): ScenarioInput => ({
  ...calm,
  start: '2025-11-27T12:00Z',
  end: '2025-11-29T00:00Z',
  listings: { ...november, ...over },
});

function opened(input: ScenarioInput): Simulation {
  const checked = checkScenario(input);
  if ('problem' in checked) throw new Error(checked.problem.right);
  const simulation = new Simulation(checked.scenario, '1');
  simulation.begin();
  return simulation;
}

const objection = (input: ScenarioInput): string | null => {
  const checked = checkScenario(input);
  return 'problem' in checked ? `${checked.problem.path.join('.')}: ${checked.problem.right}` : null;
};

describe('what is listed', () => {
  it('keeps ids and indices whatever the terms', () => {
    const ids = listingsOf(november).map(({ id }) => id);
    expect(ids).toEqual(Object.keys(INSTRUMENT));
    for (const [id, index] of Object.entries(INSTRUMENT)) expect(ids[index]).toBe(id);
  });

  it('has the futures expire when the scenario says, the nearest first', () => {
    const { instruments } = opened(terms({})).world;
    expect(FUTURES.map((i) => formatTime(instruments[i].expirySeconds))).toEqual(november.futureExpiries);
    expect(instruments[INSTRUMENT['CME-1']].title).toBe('CME bitcoin future, 28 November 2025');
  });

  it('settles a future that expires within the window, and none that does not', () => {
    const simulation = opened(terms({}));
    const expired: number[] = [];
    simulation.log.listen([EVENT.FutureExpired], (batch, row) => {
      if (batch.type[row] === EVENT.FutureExpired) expired.push(batch.instrument[row]);
    });
    simulation.runUntil();
    expect(expired).toEqual([INSTRUMENT['CME-1']]);
    expect(simulation.world.inSession[INSTRUMENT['CME-1']]).toBe(0);
    expect(simulation.world.ledger.openInterest[INSTRUMENT['CME-1']]).toBe(0);
  });

  it('values a share at the coins that the scenario puts behind it, and keeps the trust whole', () => {
    const { world } = opened(terms({ coinsPerShare: 0.0006 }));
    expect(coinsPerShare(world)).toBe(0.0006);
    expect(world.market.mark[INSTRUMENT.IBIT]).toBe(Math.round(88_000 * 0.0006 * 100));
    expect(navTicks(world)).toBe(Math.round(88_000 * 0.0006 * 100));
    // 40,000 shares of 0.0006 coins are 24 coins, lots of a hundredth each.
    expect(basketCoinLots(world)).toBe(2400);
    checkInvariants(world);
  });
});

describe('terms that cannot be', () => {
  it.each([
    [
      { futureExpiries: ['2025-11-27T12:00Z', '2025-12-26T16:00Z', '2026-03-27T16:00Z'] },
      'listings.futureExpiries.0: later than start, 2025-11-27T12:00Z',
    ],
    [
      { futureExpiries: ['2025-11-28T16:00Z', '2026-03-27T16:00Z', '2025-12-26T16:00Z'] },
      'listings.futureExpiries.2: later than the expiry before it, 2026-03-27T16:00Z',
    ],
    [
      { futureExpiries: ['2025-11-28T16:00Z', '2025-12-26T16:00Z'] },
      'listings.futureExpiries: a list of exactly 3 entries',
    ],
    [
      { futureExpiries: ['2025-11-28T16:00Z', 'Christmas', '2026-03-27T16:00Z'] },
      'listings.futureExpiries.1: an ISO 8601 UTC time such as 2026-02-05T14:30Z',
    ],
    [{ coinsPerShare: 0 }, 'listings.coinsPerShare: a number of at least 0.00001'],
  ])('%j', (over, said) => {
    expect(objection(terms(over))).toBe(said);
    expect(objection(terms({}))).toBeNull();
  });
});
