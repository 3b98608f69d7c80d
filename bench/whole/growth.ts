import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { exponentOf, inTurn, median, secondsOf } from '../measure.ts';

const REPETITIONS = 5;
/** Simulated hours of each pass: fewer where more happens in each. */
const HOURS = 4;
const HOURS_OF_FINE_TICKS = 1;

/** One size of world: what it took, and how much happened in it. */
export interface Size {
  readonly label: string;
  readonly times: number;
  readonly events: number;
  readonly seconds: number;
}

/** How time grows with the number of agents, and with the number of ticks an hour. */
export interface Growth {
  readonly sizes: readonly Size[];
  /** k of seconds ~ times^k, and of seconds ~ events^k. */
  readonly exponent: number;
  readonly exponentOfEvents: number;
}

/** The same market with each of its agents once, three and ten times. */
export async function benchAgents(): Promise<Growth> {
  return measure([1, 3, 10], (times) => ({
    label: `${times} x agents`,
    scenario: crowded(times),
    hours: HOURS,
  }));
}

/** The same hour in ticks of a minute, ten seconds and a second. */
export async function benchTicks(): Promise<Growth> {
  return measure([1, 6, 60], (times) => ({
    label: `${60 / times} s ticks`,
    scenario: scenarioSchema.parse({ ...feb5, tick: `${60 / times}s` }),
    hours: HOURS_OF_FINE_TICKS,
  }));
}

/** Every line of the cast so many times; the public's latent book and the prime broker are one of a kind. */
function crowded(times: number): Scenario {
  const scenario = scenarioSchema.parse(feb5);
  const cast = Object.fromEntries(
    Object.entries(scenario.cast).map(([name, line]) => {
      const isOneOfAKind = line.kind === 'investors' || line.kind === 'prime-broker';
      return [name, isOneOfAKind ? line : { ...line, count: line.count * times }];
    }),
  );
  return { ...scenario, cast };
}

interface World {
  readonly label: string;
  readonly scenario: Scenario;
  readonly hours: number;
}

async function measure(times: readonly number[], worldOf: (times: number) => World): Promise<Growth> {
  const worlds = times.map(worldOf);
  const passes = Object.fromEntries(worlds.map((world) => [world.label, () => pass(world)]));
  const given = await inTurn(REPETITIONS, passes);
  const sizes = worlds.map(({ label }, n) => ({
    label,
    times: times[n],
    events: given[label][0].events,
    seconds: median(given[label].map(({ seconds }) => seconds)),
  }));
  return {
    sizes,
    exponent: exponentOf(sizes.map((size) => [size.times, size.seconds])),
    exponentOfEvents: exponentOf(sizes.map((size) => [size.events, size.seconds])),
  };
}

function pass({ scenario, hours }: World): { events: number; seconds: number } {
  const simulation = new Simulation(scenario, '1');
  let events = 0;
  simulation.log.drain((batch) => {
    events += batch.length;
  });
  simulation.begin();
  const ticks = hours * simulation.plan.ticksPerKeyframe;
  const seconds = secondsOf(() => {
    simulation.runUntil(ticks);
    simulation.log.flush();
  });
  return { events, seconds };
}
