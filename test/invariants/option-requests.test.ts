import { describe, expect, it } from 'vitest';
import { calm } from '../../scenarios/calm/scenario.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { changed } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import type { Scenario, ScenarioInput } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import { EVENT, type EventBatch } from '../../sim/events.ts';
import { digestWorld } from '../../sim/world/digest.ts';
import type { World } from '../../sim/world/world.ts';

/** The calm scenario with busy option clients. */
function busy(over: Partial<ScenarioInput> = {}, turn = (cast: ScenarioInput['cast']) => cast): Scenario {
  const cast = turn(
    Object.fromEntries(
      Object.entries(calm.cast).map(([line, member]) =>
        member.kind === 'option-client'
          ? [line, { ...member, parameters: { ...member.parameters, coinsPerDay: 40_000, meanCoins: 75 } }]
          : [line, member],
      ),
    ),
  );
  const checked = checkScenario({ ...calm, ...over, cast });
  if ('problem' in checked) throw new Error(checked.problem.right);
  return checked.scenario;
}

function bytesOf(world: World): string {
  const pieces: Buffer[] = [];
  digestWorld(world, (bytes) => pieces.push(Buffer.from(bytes)));
  return Buffer.concat(pieces).toString('base64');
}

describe('requests for options that are outstanding', () => {
  it('are answered by a run taken up between request and answer as they would have been', () => {
    // With one round a minute, what is asked for in one minute is dealt in the next.
    const scenario = busy({ roundsPerTick: 1 });
    const whole = new Simulation(scenario, '3');
    whole.begin();
    let stopped = 0;
    let resumed: Simulation | null = null;
    while (whole.loop.tick < 45) {
      whole.runUntil(whole.loop.tick + 1);
      if (stopped > 0 || whole.loop.tick < 20 || whole.world.optionRequests.length < 2) continue;
      stopped = whole.loop.tick;
      resumed = new Simulation(scenario, '3');
      const past: EventBatch = whole.log.batch;
      expect(past.first).toBe(0);
      resumed.streams.open(whole.streams.label);
      resumed.continueFrom([past], stopped);
      expect(bytesOf(resumed.world)).toBe(bytesOf(whole.world));
    }
    expect(stopped).toBeGreaterThan(0);
    if (!resumed) return;
    // Luck begins anew with each hour; dealers use none, so they answer alike before the next.
    const asked = new Set(resumed.world.optionRequests.map(({ seq }) => seq));
    resumed.runUntil(stopped + 1);
    const { batch } = resumed.log;
    const answers = (of: EventBatch): number[][] =>
      Array.from({ length: Math.min(of.length, 65_536) }, (_, row) => row)
        .filter((row) => of.type[row] === EVENT.OptionBooked && asked.has(of.order[row]))
        .map((row) => [of.actor[row], of.order[row], of.quantity[row], of.value[row], of.cause[row]]);
    expect(answers(batch).length).toBeGreaterThan(0);
    expect(answers(batch)).toEqual(answers(whole.log.batch));
    expect(resumed.world.optionRequests).toEqual([]);
  });
});

describe('the order of the cast', () => {
  /** Names and terms of what was dealt, and where price went. */
  function dealt(scenario: Scenario) {
    const simulation = new Simulation(scenario, '5');
    const { world, log } = simulation;
    const deals: unknown[][] = [];
    log.listen([EVENT.OptionBooked], (batch, row) => {
      if (batch.order[row] < 0) return;
      const names = [batch.actor[row], batch.counterparty[row]].map(
        (account) => world.accounts[account].name,
      );
      deals.push([...names, batch.quantity[row], batch.value[row], batch.detailOf(row)]);
    });
    simulation.begin();
    simulation.runUntil(60);
    return { deals, indexUsd: world.market.indexUsd, surface: { ...world.surface } };
  }

  it('decides nothing about who deals at which price', () => {
    const first = dealt(busy());
    expect(first.deals.length).toBeGreaterThan(20);
    const reversed = dealt(busy({}, (cast) => Object.fromEntries(Object.entries(cast).reverse())));
    expect(reversed).toEqual(first);
  });
});

describe('without option clients', () => {
  it('dealers do what they would with no such kind in the cast, and the surface answers to prices alone', () => {
    const scenario = busy();
    const off = changed(
      scenario,
      whatIfsOf(scenario).filter(({ id }) => id === 'no-option-client'),
      [],
      agentKinds,
    );
    if ('problem' in off) throw new Error(off.problem.right);
    const cast = Object.fromEntries(
      Object.entries(scenario.cast).filter(([, { kind }]) => kind !== 'option-client'),
    );
    const [idle, absent] = [off.scenario, { ...scenario, cast }].map((world) => {
      const simulation = new Simulation(world, '5');
      simulation.begin();
      simulation.runUntil(60);
      return simulation.world;
    });
    expect(idle.optionDemand).toMatchObject({ vegaUsd: 0, grossLots: 0, seq: -1 });
    expect(idle.surface).toEqual(absent.surface);
    expect(idle.market.indexUsd).toBe(absent.market.indexUsd);
  });
});
