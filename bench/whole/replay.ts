import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';
import { worldAt } from '../../store/replay.ts';
import { openRunFolder, type StoredRun } from '../../store/run-folder.ts';
import { inTurn, median, secondsOf } from '../measure.ts';

const REPETITIONS = 5;
const POSITIONS = [0.25, 0.5, 0.75, 1] as const;

/** How fast a log becomes a world again. */
export interface ReplayRates {
  readonly events: number;
  /** Events a second read from disk, checked and applied; and applied alone, from memory. */
  readonly fromDisk: number;
  readonly applied: number;
  /** Milliseconds until the world stands at a part of the run, by part. */
  readonly seekMs: readonly { readonly part: number; readonly ms: number }[];
}

/** Folds a recorded run as a whole and up to several places. */
export async function benchReplay(dir: string): Promise<ReplayRates> {
  const run = openRunFolder(dir);
  const { events, untilTick } = run.manifest;
  const inMemory = [...run.batches()];
  const seeks = Object.fromEntries(
    POSITIONS.map((part) => [`${part}`, () => secondsOf(() => worldAt(run, Math.round(part * untilTick)))]),
  );
  const given = await inTurn(REPETITIONS, {
    fromDisk: () => secondsOf(() => foldAll(run.batches())),
    applied: () => secondsOf(() => foldAll(inMemory)),
    ...seeks,
  });
  return {
    events,
    fromDisk: events / median(given.fromDisk),
    applied: events / median(given.applied),
    seekMs: POSITIONS.map((part) => ({ part, ms: 1000 * median((given as Passes)[`${part}`]) })),
  };
}

type Passes = Record<string, number[]>;

function foldAll(
  batches: Iterable<ReturnType<StoredRun['batches']> extends Generator<infer B> ? B : never>,
): void {
  const world = new World();
  for (const batch of batches)
    for (let row = 0; row < batch.length; row++) evolve(world, batch, row, batch.first + row);
}
