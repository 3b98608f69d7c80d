import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feb5 } from '../scenarios/feb-5-2026/scenario.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { createRunFolder } from '../store/run-folder.ts';

const REPETITIONS = 5;
const HOURS = 24;

/** Median events a second of the whole simulation, on its own and with everything logged to disk. */
export interface SimulationRates {
  events: number;
  bare: number;
  logged: number;
  /** Speed with the log over speed without it. */
  ratio: number;
}

/** Runs the first day of the reference scenario with and without its log, in turn, in this process. */
export async function benchSimulation(): Promise<SimulationRates> {
  const bare: number[] = [];
  const logged: number[] = [];
  let events = 0;
  for (let repetition = 0; repetition <= REPETITIONS; repetition++) {
    const without = pass(false);
    const withLog = pass(true);
    events = without.events;
    if (withLog.events !== events) throw new Error('the log changed what happened');
    if (repetition === 0) continue; // warm-up
    bare.push(without.rate);
    logged.push(withLog.rate);
  }
  return { events, bare: median(bare), logged: median(logged), ratio: median(logged) / median(bare) };
}

function pass(log: boolean): { events: number; rate: number } {
  const scenario = scenarioSchema.parse(feb5);
  const simulation = new Simulation(scenario, '1');
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  try {
    const names = () => ({
      accounts: simulation.world.accounts.map((account) => account.name),
      instruments: simulation.world.instruments.map((instrument) => instrument.id),
    });
    const recorder = log
      ? createRunFolder(
          join(folder, 'run'),
          {
            model: MODEL_VERSION,
            scenario: scenario.id,
            seed: '1',
            logLevel: 'full',
            resolved: scenario,
            patches: [],
            whatIfs: [],
            startSeconds: 0,
            secondsPerTick: 60,
            ticks: simulation.plan.ticks,
            untilTick: HOURS * 60,
          },
          names,
        )
      : null;
    let events = 0;
    simulation.log.drain((batch) => {
      events += batch.length;
      recorder?.batch(batch);
    });
    const start = performance.now();
    simulation.begin();
    simulation.runUntil(HOURS * 60);
    simulation.log.flush();
    const seconds = (performance.now() - start) / 1000;
    recorder?.finish();
    return { events, rate: events / seconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
