import { parentPort } from 'node:worker_threads';
import { DigestChain } from '../../store/digest.ts';
import { reference } from '../measure.ts';
import type { SeedOrder } from './ensembles.ts';

/** Runs the seeds it is told and answers with their digests. */
parentPort?.on('message', ({ seeds, hours }: SeedOrder) => {
  const digests = seeds.map((seed) => {
    const simulation = reference(`${seed}`);
    const chain = new DigestChain();
    simulation.log.drain((batch) => chain.add(batch));
    simulation.begin();
    simulation.runUntil(hours * simulation.plan.ticksPerKeyframe);
    simulation.log.flush();
    return chain.head;
  });
  parentPort?.postMessage(digests);
});
