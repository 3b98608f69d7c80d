import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBatch } from '../sim/events.ts';
import type { BatchKeeper } from './batch-keeper.ts';
import { systemCode, UnusableInputError } from './errors.ts';
import {
  type BatchEntry,
  type KeyframeEntry,
  type Manifest,
  sha256,
  type Unsealed,
  writeManifest,
} from './manifest.ts';
import { KEYFRAMES_FOLDER } from './verify.ts';

/**
 * Records a run into its folder as it happens: a sink of the log. Whenever it is killed, the manifest describes what is
 * whole on disk, and names only keyframes all of whose events are. Failing writes throw UnusableInputError.
 */
export class Recorder {
  private readonly batches: BatchEntry[];
  private readonly keyframes: KeyframeEntry[];
  /** Events handed to the keeper. */
  private taken: number;

  constructor(
    readonly dir: string,
    private state: Unsealed,
    private readonly keeper: BatchKeeper,
    /** Takes back what the making of the folder and the recording since have written; only who made it may. */
    private readonly removeAll: () => void = () => {},
  ) {
    this.batches = [...state.batches];
    this.keyframes = [...state.keyframes];
    this.taken = state.events;
  }

  /** The manifest so far, without its seal. */
  get manifest(): Unsealed {
    return this.state;
  }

  /** Keeps a batch that continues the log, which may be reused afterwards; the manifest names it once it is safe. */
  batch(batch: EventBatch): void {
    if (batch.length === 0) return;
    if (batch.first !== this.taken) {
      throw new Error(
        `a batch that begins at event ${batch.first} does not continue a log of ${this.taken} events`,
      );
    }
    this.guard(() => {
      this.enter(this.keeper.settle());
      this.enter(this.keeper.take(batch));
      this.taken += batch.length;
    });
  }

  /**
   * Keeps what institutions looked like before event `seq`, with the digest of the world then. Ticks must rise; a keyframe
   * that is there already (a resumed run meets it again) is left as it is.
   */
  keyframe(tick: number, seq: number, state: string, timeline: unknown): void {
    const last = this.keyframes.at(-1);
    if (last && tick <= last.tick) {
      const isKnown = this.keyframes.some(
        (known) => known.tick === tick && known.seq === seq && known.state === state,
      );
      if (isKnown) return;
      throw new Error(`a keyframe of tick ${tick} cannot follow the one of tick ${last.tick}`);
    }
    const file = `${KEYFRAMES_FOLDER}/${`${tick}`.padStart(7, '0')}.json`;
    const text = `${JSON.stringify({ tick, seq, state, timeline })}\n`;
    this.guard(() => writeFileSync(join(this.dir, file), text));
    this.keyframes.push({ file, tick, seq, state, sha256: sha256(text) });
  }

  /** Ends the run with its results, those gathered unless others are given: the log must have been flushed. Returns the sealed manifest. */
  finish(given?: unknown): Manifest {
    const results = this.guard(() => {
      this.enter(this.keeper.settle());
      return given ?? this.keeper.results();
    });
    const early = this.keyframes.find(({ seq }) => seq > this.state.events);
    if (early) {
      const { events } = this.state;
      throw new Error(
        `a keyframe lies before event ${early.seq} of ${events} recorded; flush the log before the end`,
      );
    }
    return this.guard(() => {
      this.keeper.close();
      return this.save({ status: 'complete', ...(results === undefined ? {} : { results }) });
    });
  }

  /** Lets go of the folder without ending the run, so that it can be resumed. */
  abandon(): void {
    try {
      this.guard(() => this.enter(this.keeper.settle()));
    } finally {
      this.keeper.release();
    }
  }

  /** Lets go of a folder made for a run that did not come to be, and removes what was written. */
  discard(): void {
    this.abandon();
    this.removeAll();
  }

  /** Names a batch in the manifest. */
  private enter(entry: BatchEntry | null): void {
    if (!entry) return;
    this.batches.push(entry);
    this.save({ events: entry.first + entry.rows, digest: entry.head });
  }

  private save(change: Partial<Unsealed>): Manifest {
    const events = change.events ?? this.state.events;
    const keyframes = this.keyframes.filter(({ seq }) => seq <= events);
    this.state = { ...this.state, ...change, batches: [...this.batches], keyframes };
    return writeManifest(this.dir, this.state);
  }

  private guard<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      const code = systemCode(error);
      if (code === '') throw error;
      throw new UnusableInputError(
        `${this.dir} cannot be written (${code}); make room or mend its permissions and go on with "cascade resume ${this.dir}"`,
      );
    }
  }
}
