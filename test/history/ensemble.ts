import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';

/** Spot index in dollars at the start of each tick, one more than there are ticks. */
export function pathOf(input: ScenarioInput, seed: number): number[] {
  const simulation = new Simulation(scenarioSchema.parse(input), String(seed));
  simulation.begin();
  const path = [simulation.world.market.indexUsd];
  while (!simulation.loop.done) {
    simulation.loop.step();
    path.push(simulation.world.market.indexUsd);
  }
  return path;
}

/** The scenario in which these kinds keep what they have and do nothing. */
export function without(scenario: ScenarioInput, kinds: readonly string[]): ScenarioInput {
  const lines = Object.entries(scenario.cast).map(([name, line]) => [
    name,
    kinds.includes(line.kind) ? { ...line, acts: false } : line,
  ]);
  return { ...scenario, cast: Object.fromEntries(lines) };
}
