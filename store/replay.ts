import { counted } from '../reports/format.ts';
import { agentKinds } from '../scenarios/cast.ts';
import type { Kinds } from '../scenarios/members.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import { rowsBefore } from '../scenarios/past.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { advance } from '../scenarios/stages.ts';
import type { EventBatch } from '../sim/events.ts';
import { evolve } from '../sim/world/evolve.ts';
import { World } from '../sim/world/world.ts';
import { DigestChain } from './digest.ts';
import { UnusableInputError } from './errors.ts';
import type { Manifest } from './manifest.ts';
import type { StoredRun } from './run-folder.ts';
import { stagesOf } from './runs.ts';
import { stateOf } from './state.ts';
import { verifyFiles } from './verify.ts';

/** The first place where a run is not what it was recorded to be. */
export interface Difference {
  readonly what: 'state' | 'log' | 'length';
  readonly tick: number;
  /** Events before it. */
  readonly seq: number;
  /** Batch of the log, or keyframe. */
  readonly index: number;
  readonly recorded: string;
  readonly found: string;
}

export interface Verified {
  readonly keyframes: number;
  readonly batches: number;
  readonly difference: Difference | null;
}

type OnTick = (tick: number) => void;

/** The world at the opening of a tick: the log folded by `evolve` alone, or lived again where the log lacks events. */
export function worldAt(run: StoredRun, tick: number, onTick: OnTick = () => {}, kinds = agentKinds): World {
  if (run.manifest.logLevel !== 'full') {
    return liveAgain(
      run,
      tick,
      () => {},
      () => {},
      onTick,
      kinds,
    );
  }
  const world = new World();
  for (const batch of run.batches()) {
    const end = rowsBefore(batch, tick);
    fold(run, world, batch, 0, end);
    onTick(world.tick);
    if (end < batch.length) break;
  }
  return world;
}

/**
 * Proves a run: every byte is as sealed (throws DamagedRunError otherwise), and folding the log gives the world of each
 * keyframe and the digest of each batch. Where the log lacks events, the run is lived again from its seed instead.
 */
export function verifyRun(run: StoredRun, onTick: OnTick = () => {}, kinds: Kinds = agentKinds): Verified {
  verifyFiles(run.dir);
  const check = new Check(run.manifest);
  if (run.manifest.logLevel === 'full') foldChecking(run, check, onTick);
  else {
    const { untilTick } = run.manifest;
    liveAgain(
      run,
      untilTick,
      (batch) => check.batch(batch),
      (world, seq) => check.world(world, seq),
      onTick,
      kinds,
    );
  }
  return check.done();
}

/** Compares a run with its manifest as it unfolds; keeps the first difference. */
class Check {
  private readonly chain = new DigestChain();
  private batches = 0;
  private keyframes = 0;
  private difference: Difference | null = null;

  constructor(private readonly manifest: Manifest) {}

  /** Events before the next keyframe, or infinity. */
  get nextSeq(): number {
    return this.manifest.keyframes[this.keyframes]?.seq ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the world at the next keyframe. */
  world(world: World, seq: number): void {
    const entry = this.manifest.keyframes[this.keyframes];
    if (!entry) return;
    const index = this.keyframes++;
    const found = stateOf(world);
    if (found === entry.state && seq === entry.seq) return;
    this.difference ??= {
      what: 'state',
      tick: entry.tick,
      seq: entry.seq,
      index,
      recorded: entry.state,
      found,
    };
  }

  batch(batch: EventBatch): void {
    const entry = this.manifest.batches[this.batches];
    const index = this.batches++;
    if (!entry) return;
    const found = this.chain.add(batch);
    if (found === entry.head) return;
    this.difference ??= {
      what: 'log',
      tick: entry.fromTick,
      seq: entry.first,
      index,
      recorded: entry.head,
      found,
    };
  }

  done(): Verified {
    const { batches, keyframes, untilTick: tick, events: seq } = this.manifest;
    const recorded = counted(batches.length, 'batch', 'batches');
    if (this.batches !== batches.length && this.manifest.status === 'complete') {
      const found = counted(this.batches, 'batch', 'batches');
      this.difference ??= { what: 'length', tick, seq, index: this.batches, recorded, found };
    }
    return { keyframes: keyframes.length, batches: batches.length, difference: this.difference };
  }
}

function foldChecking(run: StoredRun, check: Check, onTick: OnTick): void {
  const world = new World();
  for (const batch of run.batches()) {
    const { first, length } = batch;
    let row = 0;
    while (first + length >= check.nextSeq) {
      const end = check.nextSeq - first;
      fold(run, world, batch, row, end);
      row = end;
      check.world(world, first + end);
    }
    fold(run, world, batch, row, length);
    check.batch(batch);
    onTick(world.tick);
  }
}

/** Runs the scenario of a run again, up to a tick. */
function liveAgain(
  run: StoredRun,
  tick: number,
  onBatch: (batch: EventBatch) => void,
  onKeyframe: (world: World, seq: number) => void,
  onTick: OnTick,
  kinds: Kinds,
): World {
  const [first, ...later] = stagesOf(run.dir, run.manifest, kinds);
  const simulation = new Simulation(first.scenario, run.manifest.seed, {
    kinds,
    onKeyframe: (_tick, seq) => onKeyframe(simulation.world, seq),
  });
  simulation.log.drain(onBatch);
  simulation.begin();
  while (simulation.loop.tick < tick) {
    advance(simulation, later);
    onTick(simulation.loop.tick);
  }
  simulation.log.flush();
  return simulation.world;
}

function fold({ dir, manifest }: StoredRun, world: World, batch: EventBatch, from: number, to: number): void {
  let row = from;
  try {
    for (; row < to; row++) evolve(world, batch, row, batch.first + row);
  } catch (error) {
    if (manifest.model === MODEL_VERSION) throw error;
    throw new UnusableInputError(
      `Event ${batch.first + row} of ${dir} cannot be applied by model ${MODEL_VERSION}: the run was recorded with model ${manifest.model}; replay it with that version`,
    );
  }
}
