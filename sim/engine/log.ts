/** The columns the engine itself understands; what else an event holds is the world's business. */
export interface Batch {
  /** Rows filled so far. */
  length: number;
  readonly capacity: number;
  /** Sequence number of row 0. */
  first: number;
  readonly tick: Int32Array;
  readonly type: Uint8Array;
  readonly cause: Int32Array;
  /** What is rare and does not fit a column, in row order. */
  readonly details: RowDetail[];
  /** Empties the batch and fills every column with its default. */
  reset(first: number): void;
}

/** Named numbers and texts of a rare event. */
export type Detail = Readonly<Record<string, number | string>>;

/** The detail of one row, with its text once somebody has needed it. */
export interface RowDetail {
  row: number;
  fields: Detail;
  text?: string;
}

/** Takes a finished batch: hashes it, writes it, or both. Called before the batch is emptied for reuse. */
export type Sink<B extends Batch> = (batch: B) => void;

/** Hears of an event whose type is watched, right after it happened. */
export type Listener<B extends Batch> = (batch: B, row: number, seq: number) => void;

/** `cause` of what the scenario imposes. */
export const ROOT = -1;
const LAST_SEQ = 2_147_483_647;

/**
 * The one way anything happens: a writer fills row `batch.length`, then `commit` numbers the event, applies it to the
 * world through `evolve`, and hands full batches to the sinks.
 */
export class EventLog<B extends Batch> {
  tick = 0;
  /** Types (by code) that listeners want to hear of. */
  readonly watched = new Uint8Array(256);
  private readonly listeners: Listener<B>[] = [];
  private readonly sinks: Sink<B>[] = [];

  constructor(
    readonly batch: B,
    private readonly evolve: (batch: B, row: number, seq: number) => void,
  ) {}

  /** The number the next event will get. */
  get nextSeq(): number {
    return this.batch.first + this.batch.length;
  }

  /** Numbers, applies and keeps the event written at row `batch.length`; returns its sequence number. */
  commit(cause: number): number {
    const batch = this.batch;
    const row = batch.length;
    const seq = batch.first + row;
    if (cause >= seq) throw new Error(`event ${seq} cites event ${cause}, which has not happened yet`);
    batch.tick[row] = this.tick;
    batch.cause[row] = cause;
    batch.length = row + 1;
    this.evolve(batch, row, seq);
    if (this.watched[batch.type[row]] !== 0) for (const hear of this.listeners) hear(batch, row, seq);
    if (batch.length === batch.capacity) this.flush();
    return seq;
  }

  /** Hands the rows held so far to the sinks and starts an empty batch. */
  flush(): void {
    const batch = this.batch;
    if (batch.length === 0) return;
    for (const sink of this.sinks) sink(batch);
    const next = batch.first + batch.length;
    if (next > LAST_SEQ - batch.capacity) throw new Error(`the log is full at ${next} events`);
    batch.reset(next);
  }

  /** Adds a receiver of finished batches. */
  drain(sink: Sink<B>): void {
    this.sinks.push(sink);
  }

  /** Adds a listener for the given event types. */
  listen(types: readonly number[], listener: Listener<B>): void {
    for (const type of types) this.watched[type] = 1;
    this.listeners.push(listener);
  }
}
