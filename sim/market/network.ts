import { emit, type Log } from '../emit.ts';
import type { Streams } from '../engine/random.ts';
import type { World } from '../world/world.ts';
import { blockIntervalMinutes, retarget } from './mining.ts';
import type { Script } from './script.ts';

/** Blocks between two retargets (consensus rule). */
export const BLOCKS_PER_EPOCH = 2016;
/** What difficulty is set for: the interval it implied when it was last reset. */
const INTENDED_MINUTES = 10;

/** Flag of a scenario that takes its size, a share of hash rate, off the grid. */
const CURTAILMENT = 'hashrate-curtailment';

/** Memory under which a mining cohort keeps the hash rate it has switched on, EH/s. */
export const HASHRATE_ON = 'hashrateOnEh';

/** The mining network: blocks arrive by chance at the pace of the hash rate that is on; difficulty follows. */
export class Network {
  private cohorts: number[] | null = null;

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
    const expected = world.secondsPerTick / 60 / blockIntervalMinutes(network.difficulty, hashrateEh);
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

  /**
   * Hash rate on the grid, EH/s: what the cohorts have switched on, less what is curtailed everywhere alike. Without
   * cohorts it is what the opening difficulty implies, less that, for the whole window.
   */
  private hashrate(): number {
    const { world } = this;
    const storm = world.shocks.find(({ id }) => id === CURTAILMENT)?.size ?? 0;
    const onGrid = (1 - this.script.curtailedShare) * (1 - storm);
    // Cohorts are there from the opening on: who they are is derived once.
    this.cohorts ??= cohortsOf(world);
    if (this.cohorts.length > 0) return sumOn(world, this.cohorts) * onGrid;
    const { hashrateEh, difficulty } = world.network;
    return hashrateEh > 0 ? hashrateEh : (blockIntervalMinutes(difficulty, 1) / INTENDED_MINUTES) * onGrid;
  }
}

/** Number of mining cohorts, and the hash rate they have switched on, before curtailment, EH/s. */
export function hashrateOn(world: Readonly<World>): { cohorts: number; onEh: number } {
  const cohorts = cohortsOf(world);
  return { cohorts: cohorts.length, onEh: sumOn(world, cohorts) };
}

/** Accounts that keep a hash rate. */
function cohortsOf(world: Readonly<World>): number[] {
  return world.memory.flatMap((memory, account) => (memory[HASHRATE_ON] === undefined ? [] : [account]));
}

function sumOn(world: Readonly<World>, cohorts: readonly number[]): number {
  let onEh = 0;
  for (const account of cohorts) onEh += world.memory[account][HASHRATE_ON];
  return onEh;
}
