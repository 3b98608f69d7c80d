import { type ScenarioInput, scenarioSchema } from '../scenario.ts';
import { Simulation } from '../simulation.ts';

const SECONDS_PER_MINUTE = 60;

/** How time is cut: the length of a tick, and rounds within it. */
export interface Clock {
  readonly tick: string;
  readonly roundsPerTick: number;
}

/** The default, and one as fine in ticks as the default is in rounds: agents are asked as often, reference data come six times as often. */
export const MINUTE_TICKS: Clock = { tick: '60s', roundsPerTick: 6 };
export const TEN_SECOND_TICKS: Clock = { tick: '10s', roundsPerTick: 1 };

/** Spot index in US dollars at each minute of a scenario's window, on a clock that need not be its own. */
export function indexPath(input: ScenarioInput, seed: number, clock: Clock): number[] {
  const simulation = new Simulation(scenarioSchema.parse({ ...input, ...clock }), `${seed}`);
  const { world, loop } = simulation;
  simulation.begin();
  const path: number[] = [];
  while (!loop.done) {
    loop.step();
    if (world.nowSeconds % SECONDS_PER_MINUTE === 0) path.push(world.market.indexUsd);
  }
  return path;
}
