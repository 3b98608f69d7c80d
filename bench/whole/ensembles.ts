import { Worker } from 'node:worker_threads';
import { median } from '../measure.ts';

const REPETITIONS = 5;
/** Runs of each worker, and the ticks of each: six hours. */
const RUNS = 4;
const TICKS = 360;

/** Runs a second on one worker and on two, and the share of twice the speed that two reach. */
export interface EnsembleRates {
  readonly one: number;
  readonly two: number;
  readonly efficiency: number;
}

/** What a worker is told: seeds to run, and for how long. */
export interface SeedOrder {
  readonly seeds: readonly number[];
  readonly ticks: number;
}

/** Runs seeds side by side, keeping digests alone; the digests must not depend on how many worked. */
export async function benchEnsembles(): Promise<EnsembleRates> {
  const workers = [new SeedWorker(), new SeedWorker()];
  const rates: Record<'one' | 'two', number[]> = { one: [], two: [] };
  const seeds = Array.from({ length: 2 * RUNS }, (_, n) => n + 1);
  for (let turn = 0; turn <= REPETITIONS; turn++) {
    const alone = await timed(() => workers[0].run(seeds));
    const together = await timed(async () => {
      const halves = await Promise.all([
        workers[0].run(seeds.slice(0, RUNS)),
        workers[1].run(seeds.slice(RUNS)),
      ]);
      return halves.flat();
    });
    if (alone.digests.join() !== together.digests.join())
      throw new Error('digests depend on the number of workers');
    if (turn === 0) continue; // warm-up
    rates.one.push(seeds.length / alone.seconds);
    rates.two.push(seeds.length / together.seconds);
  }
  for (const worker of workers) await worker.end();
  const [one, two] = [median(rates.one), median(rates.two)];
  return { one, two, efficiency: two / (2 * one) };
}

async function timed(run: () => Promise<string[]>): Promise<{ digests: string[]; seconds: number }> {
  const start = performance.now();
  const digests = await run();
  return { digests, seconds: (performance.now() - start) / 1000 };
}

/** Loads a TypeScript file in a thread, which Node alone cannot. */
const LOADER = `
  const { workerData } = require('node:worker_threads');
  import('tsx/esm/api').then(({ tsImport }) => tsImport(workerData, workerData));
`;

class SeedWorker {
  private readonly worker = new Worker(LOADER, {
    eval: true,
    workerData: new URL('./seed-worker.ts', import.meta.url).href,
  });

  run(seeds: readonly number[]): Promise<string[]> {
    const order: SeedOrder = { seeds, ticks: TICKS };
    return new Promise((resolve, reject) => {
      this.worker.removeAllListeners();
      this.worker.once('message', resolve);
      this.worker.once('error', reject);
      this.worker.postMessage(order);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
