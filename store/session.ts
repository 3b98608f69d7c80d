import type { Kinds } from '../scenarios/members.ts';
import { Simulation } from '../scenarios/simulation.ts';
import { advance, type Stage } from '../scenarios/stages.ts';
import type { EventBatch } from '../sim/events.ts';
import type { World } from '../sim/world/world.ts';
import type { Names } from './arrow-columns.ts';
import type { Gathering } from './batch-keeper.ts';
import type { Manifest } from './manifest.ts';
import type { Recorder } from './recorder.ts';
import { stateOf } from './state.ts';

/** The simulation works this long before others (an interrupt) are heard. */
const BREATH_MS = 40;

/** Who watches a run. What it answers goes into the folder, so it must depend on the log alone. */
export interface Observer {
  /** What the manifest keeps of the whole run. */
  readonly gathering: Gathering;
  /** What a keyframe keeps of the world. */
  timeline(tick: number, world: World): unknown;
}

/** What a session is made of. */
export interface SessionPlan {
  readonly seed: string;
  readonly untilTick: number;
  readonly stages: readonly Stage[];
  readonly kinds: Kinds;
  readonly observer: Observer;
  /** Makes or reopens the folder once there is something to record, after so many batches that stay as they are. */
  record(names: () => Names, kept: number): Recorder;
}

export interface RunOptions {
  /** Called after each tick with how many are done. */
  readonly onTick?: (ticks: number) => void;
  /** Stops the run between two ticks. */
  readonly signal?: AbortSignal;
}

/** A simulation that records itself into a run folder. */
export class Session {
  readonly simulation: Simulation;
  private readonly later: Stage[];
  private recorder: Recorder | null = null;

  constructor(private readonly plan: SessionPlan) {
    const { seed, stages, kinds } = plan;
    const [first, ...later] = stages;
    this.later = later;
    const onKeyframe = (tick: number, seq: number): void => this.keyframe(tick, seq);
    this.simulation = new Simulation(first.scenario, seed, { kinds, onKeyframe });
    this.simulation.log.drain((batch) => this.folder().batch(batch));
  }

  /** Opens the world. */
  begin(): void {
    this.simulation.begin();
    this.folder();
  }

  /** Takes up a recorded past at a keyframe; `keep` sees the batches that stay as they are. */
  continueFrom(batches: Iterable<EventBatch>, tick: number, keep: (batch: EventBatch) => void): void {
    this.folder(this.simulation.continueFrom(batches, tick, keep));
  }

  /** Runs on to the end; null when the signal stopped it before, and then the folder can be resumed. */
  async run({ onTick, signal }: RunOptions = {}): Promise<Manifest | null> {
    const { simulation, later, plan } = this;
    let breath = performance.now();
    while (simulation.loop.tick < plan.untilTick) {
      advance(simulation, later);
      onTick?.(simulation.loop.tick);
      if (performance.now() - breath >= BREATH_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        breath = performance.now();
      }
      if (!signal?.aborted) continue;
      this.folder().abandon();
      return null;
    }
    simulation.log.flush();
    return this.folder().finish();
  }

  private keyframe(tick: number, seq: number): void {
    const { world } = this.simulation;
    this.folder().keyframe(tick, seq, stateOf(world), this.plan.observer.timeline(tick, world));
  }

  /** Takes back the folder of a run that did not come to be, if it was made for it. */
  discard(): void {
    this.recorder?.discard();
  }

  /** The folder it records into, made if need be. */
  folder(kept = 0): Recorder {
    this.recorder ??= this.plan.record(() => namesOf(this.simulation.world), kept);
    return this.recorder;
  }
}

/** Names of accounts and instruments by code. */
const namesOf = ({ accounts, instruments }: World): Names => ({
  accounts: accounts.map(({ name }) => name),
  instruments: instruments.map(({ id }) => id),
});
