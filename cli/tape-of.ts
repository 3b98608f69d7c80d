import { timeShort, usdPrice } from '../reports/format.ts';
import type { Tape } from '../reports/tape.ts';
import { TapeGatherer } from '../reports/tape-gatherer.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { advance } from '../scenarios/stages.ts';
import type { StoredRun } from '../store/run-folder.ts';
import { stagesOf } from '../store/runs.ts';
import { noEventsYet } from './errors.ts';
import { Progress } from './progress.ts';
import type { Io } from './terminal.ts';

/** The tape of a run: folded from its log, or lived again from its seed where not every event was kept. */
export function tapeOf(run: StoredRun, io: Io): Tape {
  const gatherer = new TapeGatherer();
  if (run.manifest.logLevel === 'full' && run.manifest.events === 0) throw noEventsYet(run.dir);
  if (run.manifest.logLevel === 'full') for (const batch of run.batches()) gatherer.take(batch);
  else liveAgain(run, gatherer, io);
  return gatherer.results();
}

function liveAgain({ dir, manifest }: StoredRun, gatherer: TapeGatherer, io: Io): void {
  const { seed, untilTick } = manifest;
  const [first, ...later] = stagesOf(dir, manifest);
  const simulation = new Simulation(first.scenario, seed);
  const { loop, log, world } = simulation;
  const progress = new Progress(io, untilTick);
  log.drain((batch) => gatherer.take(batch));
  simulation.begin();
  try {
    while (loop.tick < untilTick) {
      advance(simulation, later);
      progress.update(
        loop.tick,
        () => `${timeShort(world.nowSeconds)}  ${usdPrice(world.market.indexUsd)}  lived again from its seed`,
      );
    }
  } finally {
    progress.finish();
  }
  log.flush();
}
