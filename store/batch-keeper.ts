import type { EventBatch } from '../sim/events.ts';
import type { Names } from './arrow-columns.ts';
import { readBatches } from './arrow-reader.ts';
import { EventWriter, type EventWriterOptions } from './arrow-writer.ts';
import { DecisionFilter } from './decisions.ts';
import { DigestChain } from './digest.ts';
import type { BatchEntry, LogLevel } from './manifest.ts';

/** Gathers figures from every batch of a log. What it answers goes into the folder, so it must depend on the log alone. */
export interface Gatherer {
  take(batch: EventBatch): void;
  results(): unknown;
}

/** Who gathers, and the code of a thread that does it with a gatherer of the same making; null where there is none. */
export interface Gathering {
  readonly make: () => Gatherer;
  readonly thread: URL | null;
}

/** What a keeper begins with. */
export interface KeepingPlan {
  /** Head of the digest chain so far. */
  readonly head: string;
  readonly logLevel: LogLevel;
  /** The file that events go into; null when only their digest is kept. */
  readonly file: ({ readonly path: string } & Omit<EventWriterOptions, 'names'>) | null;
}

/** Hashes batches, keeps of them what the log level asks for, and has figures gathered from them. */
export interface BatchKeeper {
  /** Takes a batch, which may be reused afterwards; its entry once it is with the operating system, null if that comes later. */
  take(batch: EventBatch): BatchEntry | null;
  /** Waits for the entry that `take` still owes; null when it owes none. To be called before the next batch. */
  settle(): BatchEntry | null;
  /** What was gathered; undefined when nobody does. */
  results(): unknown;
  /** Marks the end of the stream and lets go of the file. */
  close(): void;
  /** Lets go of the file as it is, to be continued later. */
  release(): void;
}

/** Keeps each batch before `take` returns. */
export class DirectKeeper implements BatchKeeper {
  private readonly chain: DigestChain;
  private readonly filter = new DecisionFilter();
  private readonly logLevel: LogLevel;
  private readonly writer: EventWriter | null;

  constructor(
    { head, logLevel, file }: KeepingPlan,
    names: () => Names,
    private readonly gatherer?: Gatherer,
  ) {
    this.chain = new DigestChain(head);
    this.logLevel = logLevel;
    // A run that goes on: what its past amounts to is read from the file.
    if (gatherer && file?.append) for (const batch of readBatches(file.path, 0)) gatherer.take(batch);
    this.writer = file && new EventWriter(file.path, { ...file, names });
  }

  take(batch: EventBatch): BatchEntry {
    const head = this.chain.add(batch);
    const { first, length, tick } = batch;
    this.gatherer?.take(batch);
    return {
      ...{ first, rows: length, fromTick: tick[0], toTick: tick[length - 1] },
      ...this.write(batch),
      head,
    };
  }

  settle(): null {
    return null;
  }

  results(): unknown {
    return this.gatherer?.results();
  }

  close(): void {
    this.writer?.close();
  }

  release(): void {
    this.writer?.release();
  }

  private write(batch: EventBatch): Omit<BatchEntry, 'first' | 'rows' | 'fromTick' | 'toTick' | 'head'> {
    if (!this.writer) return NOTHING_KEPT;
    const kept = this.logLevel === 'full' ? { batch } : this.filter.filter(batch);
    const written = this.writer.write(kept.batch, 'seq' in kept ? kept.seq : undefined);
    const { rows, byteOffset, byteLength, crc32, names } = written;
    return { kept: rows, byteOffset, byteLength, crc32, ...names };
  }
}

const NOTHING_KEPT = { kept: 0, byteOffset: 0, byteLength: 0, crc32: 0, accounts: 0, instruments: 0 };
