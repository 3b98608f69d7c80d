import { emit, type Log } from '../emit.ts';
import type { Streams } from '../engine/random.ts';
import type { World } from '../world/world.ts';
import { blockIntervalMinutes, retarget } from './mining.ts';
import type { Script } from './script.ts';

/** Blocks between two retargets (consensus rule). */
const BLOCKS_PER_EPOCH = 2016;
/** Hash rate at which blocks come every ten minutes, EH/s: difficulty x 2^32 / 600 s. */
const HASHES_PER_DIFFICULTY = 4_294_967_296;

/** Memory under which a mining cohort keeps the hash rate it has switched on, EH/s. */
export const HASHRATE_ON = 'hashrateOnEh';

/** The mining network: blocks arrive by chance at the pace of the hash rate that is on; difficulty follows. */
export class Network {
  constructor(
    private readonly world: World,
    private readonly log: Log,
    private readonly streams: Streams,
    private readonly script: Script,
  ) {}

  /** Finds this tick's blocks and retargets after 2,016 of them. */
  step(): void {
    const { world, log } = this;
    const { network } = world;
    if (!(network.difficulty > 0)) return;
    const hashrateEh = this.hashrate();
    const expected =
      world.secondsPerTick / 60 / blockIntervalMinutes(network.difficulty, Math.max(1, hashrateEh));
    const blocks = this.streams.of('network', 'blocks').poisson(expected);
    emit(log, 'NetworkMoved', world.tickSeq, { value: blocks }, { hashrateEh });
    if (network.blocks < BLOCKS_PER_EPOCH) return;
    const actualMinutes = network.minutes;
    const difficulty = retarget(network.difficulty, actualMinutes);
    const change = difficulty / network.difficulty - 1;
    const blocksCarried = network.blocks - BLOCKS_PER_EPOCH;
    emit(
      log,
      'DifficultyRetargeted',
      world.tickSeq,
      { value: difficulty },
      { change, actualMinutes, blocksCarried },
    );
  }

  /** EH/s on: what the cohorts run and, for the share nobody simulates, the hash rate difficulty implies less curtailment. */
  private hashrate(): number {
    let on = 0;
    let cohorts = 0;
    for (const memory of this.world.memory) {
      const value = memory[HASHRATE_ON];
      if (value === undefined) continue;
      on += value;
      cohorts++;
    }
    if (cohorts > 0) return on;
    return (
      ((this.world.network.difficulty * HASHES_PER_DIFFICULTY) / 600 / 1e18) *
      (1 - this.script.curtailedShare)
    );
  }
}
