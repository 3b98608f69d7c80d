import type { Scenario } from './scenario.ts';
import type { Simulation } from './simulation.ts';

/** A scenario and the tick from which it holds: a run that was never forked has one stage, from tick 0. */
export interface Stage {
  readonly fromTick: number;
  readonly scenario: Scenario;
}

/** Runs one tick under the scenario whose turn it is; `later` are the stages still to come, the next first. */
export function advance(simulation: Simulation, later: Stage[]): void {
  while (later.length > 0 && later[0].fromTick <= simulation.loop.tick) {
    const stage = later.shift();
    if (stage) simulation.adopt(stage.scenario, stage.fromTick);
  }
  simulation.loop.step();
}
