import { parentPort } from 'node:worker_threads';
import { DigestChain } from '../../store/digest.ts';
import { lived } from '../measure.ts';
import type { SeedOrder } from './ensembles.ts';

/** Runs the seeds it is told and answers with their digests. */
parentPort?.on('message', ({ seeds, ticks }: SeedOrder) => {
  const digests = seeds.map((seed) => {
    const chain = new DigestChain();
    lived(ticks, (batch) => chain.add(batch), `${seed}`);
    return chain.head;
  });
  parentPort?.postMessage(digests);
});
