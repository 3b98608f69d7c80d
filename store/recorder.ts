import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBatch } from '../sim/events.ts';
import type { EventWriter } from './arrow-writer.ts';
import { DecisionFilter } from './decisions.ts';
import { DigestChain } from './digest.ts';
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
  private readonly chain: DigestChain;
  private readonly filter = new DecisionFilter();
  private readonly batches: BatchEntry[];
  private readonly keyframes: KeyframeEntry[];

  constructor(
    readonly dir: string,
    private state: Unsealed,
    private readonly writer: EventWriter | null,
    /** Takes back what the making of the folder and the recording since have written; only who made it may. */
    private readonly removeAll: () => void = () => {},
  ) {
    this.chain = new DigestChain(state.digest);
    this.batches = [...state.batches];
    this.keyframes = [...state.keyframes];
  }

  /** The manifest so far, without its seal. */
  get manifest(): Unsealed {
    return this.state;
  }

  /** Hashes and keeps a batch that continues the log; the batch may be reused afterwards. */
  batch(batch: EventBatch): void {
    if (batch.length === 0) return;
    const { events } = this.state;
    if (batch.first !== events) {
      throw new Error(
        `a batch that begins at event ${batch.first} does not continue a log of ${events} events`,
      );
    }
    this.guard(() => {
      const head = this.chain.add(batch);
      this.batches.push({ ...describe(batch), ...this.keep(batch), head });
      this.save({ events: events + batch.length, digest: head });
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

  /** Ends the run: the log must have been flushed. Returns the sealed manifest. */
  finish(results?: unknown): Manifest {
    const early = this.keyframes.find(({ seq }) => seq > this.state.events);
    if (early) {
      const { events } = this.state;
      throw new Error(
        `a keyframe lies before event ${early.seq} of ${events} recorded; flush the log before the end`,
      );
    }
    return this.guard(() => {
      this.writer?.close();
      return this.save({ status: 'complete', ...(results === undefined ? {} : { results }) });
    });
  }

  /** Lets go of the folder without ending the run, so that it can be resumed. */
  abandon(): void {
    this.writer?.release();
  }

  /** Lets go of a folder made for a run that did not come to be, and removes what was written. */
  discard(): void {
    this.abandon();
    this.removeAll();
  }

  /** Writes what the log level asks for. */
  private keep(batch: EventBatch): Omit<BatchEntry, keyof ReturnType<typeof describe> | 'head'> {
    if (!this.writer) return NOTHING_KEPT;
    const kept = this.state.logLevel === 'full' ? { batch } : this.filter.filter(batch);
    const written = this.writer.write(kept.batch, 'seq' in kept ? kept.seq : undefined);
    const { rows, byteOffset, byteLength, crc32, names } = written;
    return {
      kept: rows,
      byteOffset,
      byteLength,
      crc32,
      accounts: names.accounts,
      instruments: names.instruments,
    };
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

const NOTHING_KEPT = {
  kept: 0,
  byteOffset: 0,
  byteLength: 0,
  crc32: 0,
  accounts: 0,
  instruments: 0,
};

const describe = ({ first, length, tick }: EventBatch) => ({
  first,
  rows: length,
  fromTick: tick[0],
  toTick: tick[length - 1],
});
