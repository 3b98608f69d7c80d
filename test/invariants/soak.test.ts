import { describe, expect, it } from 'vitest';
import { drawCase, soakKinds } from '../../bench/soak/draw.ts';
import { pass } from '../../bench/soak/pass.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { membersOf } from '../../scenarios/members.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { EVENT } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { orderTypes, type Reason, reasons } from '../../sim/vocabulary.ts';
import type { World } from '../../sim/world/world.ts';

const PERP = INSTRUMENT['BTC-PERP'];
/** As many as a build can wait for; `npm run soak -- --seeds 200` runs the rest, with longer windows. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const HOURS = 6;

describe('random worlds with a guest that sends whatever can be sent', () => {
  it.each(SEEDS)('keep every invariant, and are what their log says (seed %i)', (seed) => {
    const { problem, events } = pass(drawCase(seed, HOURS), true);
    expect(problem).toBeNull();
    expect(events).toBeGreaterThan(1_000);
  });

  it('are drawn from their seed alone, within what a scenario may hold', () => {
    const drawn = SEEDS.map((seed) => drawCase(seed, HOURS));
    expect(SEEDS.map((seed) => drawCase(seed, HOURS))).toEqual(drawn);
    for (const { scenario } of drawn) expect(checkScenario(scenario, soakKinds)).toHaveProperty('scenario');
    expect(new Set(drawn.map(({ scenario }) => scenario.id))).toEqual(new Set(Object.keys(builtIns)));
    expect(drawn.flatMap(({ whatIfs }) => whatIfs).length).toBeGreaterThan(5);
    expect(drawn.flatMap(({ settings }) => settings).length).toBeGreaterThan(15);
    for (const { scenario } of drawn)
      expect(membersOf(scenario, soakKinds).some(({ kind }) => kind.kind === 'fuzzer')).toBe(true);
  });

  it('are of the soak alone: no scenario knows the guest', () => {
    expect(agentKinds).not.toHaveProperty('fuzzer');
  });

  it.each<[string, (world: World) => void, RegExp]>([
    ['a cent made', ({ ledger }) => void ledger.cash[0]++, /^tick 3 of \d+: cash is not conserved/],
    [
      'a fund that pays in secret',
      ({ ledger }) => ledger.pay(1, 0, 5),
      /^tick 3 of \d+: the fund opened with/,
    ],
    ['what no event says', ({ ledger }) => ledger.pay(0, 2, 5), /: folding the log gives another world$/],
    [
      'open interest miscounted',
      ({ ledger }) => void ledger.openInterest[PERP]++,
      /: BTC-PERP has \d+ lots open/,
    ],
  ])('fail at %s', (_what, meddle, message) => {
    const { problem } = pass(drawCase(3, 1), true, (world) => {
      if (world.tick === 2) meddle(world);
    });
    expect(problem).toMatch(message);
  });
});

describe('the guest', () => {
  it('sends every type of order, and is refused for many reasons', () => {
    const drawn = drawCase(2, HOURS);
    const { cast } = drawn.scenario;
    const parameters = { perRound: 20, absurdShare: 0.1 };
    const scenario = {
      ...drawn.scenario,
      tick: '60s',
      cast: { ...cast, fuzzer: { ...cast.fuzzer, parameters } },
    };
    const simulation = new Simulation(scenario, '2', { kinds: soakKinds });
    const sent = new Set<string>();
    const refused = new Set<Reason>();
    const self = (account: number): boolean => simulation.world.accounts[account]?.kind === 'fuzzer';
    const { OrderPlaced, OrderRejected, StopPlaced } = EVENT;
    simulation.log.listen([OrderPlaced, OrderRejected, StopPlaced], (batch, row) => {
      if (!self(batch.actor[row])) return;
      if (batch.type[row] === OrderRejected) refused.add(reasons[batch.reason[row]]);
      else if (batch.type[row] === OrderPlaced || batch.type[row] === StopPlaced)
        sent.add(orderTypes[batch.orderType[row]]);
    });
    simulation.begin();
    simulation.runUntil(60);
    expect([...sent].sort()).toEqual(orderTypes.slice(1).toSorted());
    expect([...refused]).toEqual(
      expect.arrayContaining(['off-lot', 'off-tick', 'out-of-range', 'would-cross', 'reduce-only', 'closed']),
    );
    expect(simulation.world.books[INSTRUMENT['BTC-SPOT']].orders).toBeGreaterThan(0);
  });
});
