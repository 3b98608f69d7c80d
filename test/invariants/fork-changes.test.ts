import { describe, expect, it } from 'vitest';
import { copyOf } from '../../bench/measure.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { type Scenario, type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { advance, type Stage } from '../../scenarios/stages.ts';
import type { EventBatch } from '../../sim/events.ts';
import { DigestChain } from '../../store/digest.ts';

/** The change comes between two keyframes; the run is taken up at the next one; both go on past it. */
const CHANGE = 30;
const KEYFRAME = 60;
const END = 130;
const ROWS = 4_096;

/** What a fork may change under way, where an agent keeps something that follows from it. */
const changes: Readonly<Record<string, readonly [before: object, after: object]>> = {
  'value-investors': [{ patienceMinutes: 12 }, { patienceMinutes: 4 }],
  'meta-orders': [{ atOnce: 12 }, { atOnce: 20 }],
  platform: [{ stopDrawdown: 0.075 }, { stopDrawdown: 0.06 }],
};

function withParameters(name: string, parameters: object): Scenario {
  const cast = scenarioSchema.parse(feb5).cast;
  const line = cast[name];
  const changed = { ...line, parameters: { ...(line.parameters as object), ...parameters } };
  return scenarioSchema.parse({ ...feb5, cast: { ...cast, [name]: changed } } as ScenarioInput);
}

/** Lives a run through its stages; answers the batches, or goes on from batches at a keyframe. */
function live([first, ...later]: readonly Stage[], from?: readonly EventBatch[], end = END) {
  const simulation = new Simulation(first.scenario, '1', { batchRows: ROWS });
  const chain = new DigestChain();
  const batches: EventBatch[] = [];
  const keep = (batch: EventBatch): void => {
    chain.add(batch);
    batches.push(copyOf(batch));
  };
  simulation.log.drain(keep);
  if (from) simulation.continueFrom(from, KEYFRAME, keep);
  else simulation.begin();
  const stages = [...later];
  while (simulation.loop.tick < end) advance(simulation, stages);
  simulation.log.flush();
  return { digest: chain.head, batches, simulation };
}

describe.each(Object.entries(changes))('a change of %s in mid-run', (name, [before, after]) => {
  const stages = [
    { fromTick: 0, scenario: withParameters(name, before) },
    { fromTick: CHANGE, scenario: withParameters(name, after) },
  ];

  it('leads to the same events whether the run was lived through or taken up after it', () => {
    const lived = live(stages);
    expect(live(stages, lived.batches).digest).toBe(lived.digest);
  });
});

it('a buyer that becomes less patient withdraws what waits beyond its patience', () => {
  const name = 'value-investors';
  const [before, after] = changes[name].map((change) => withParameters(name, { ...change, takingShare: 0 }));
  const stages = [
    { fromTick: 0, scenario: before },
    { fromTick: CHANGE, scenario: after },
  ];
  const waiting = (end: number): number[] => {
    const { world } = live(stages, undefined, end).simulation;
    const self = world.accountByName.get(name) ?? -1;
    const { tags } = world.accounts[self];
    return [...world.tagged[self]].flatMap((order, at) => (order >= 0 ? [at % tags] : []));
  };
  expect(Math.max(...waiting(CHANGE))).toBeGreaterThan(4);
  expect(Math.max(...waiting(CHANGE + 1))).toBeLessThan(4);
});
