import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { columnNames, EventBatch } from '../sim/events.ts';
import type { Names } from './arrow-columns.ts';
import type { BatchKeeper, KeepingPlan } from './batch-keeper.ts';
import { textOf } from './detail.ts';
import type { BatchEntry } from './manifest.ts';

type Columns = { readonly [Name in (typeof columnNames)[number]]: EventBatch[Name] };

/** Where the thread listens, and what it counts its answers on. */
export interface KeepingLine {
  readonly port: MessagePort;
  readonly answered: Int32Array;
}

/** What the thread is told to do. */
export type KeepingOrder =
  | {
      readonly what: 'take';
      readonly first: number;
      readonly length: number;
      readonly detailRows: readonly number[];
      /** A line each: many small texts would take longer to hand over than to make. */
      readonly detailLines: string;
      /** Memory that both threads see, from now on: only who works on an order touches it. */
      readonly columns?: Columns;
    }
  | { readonly what: 'results' | 'close' | 'release' };

/** An order with the names by code, when there are more than before. */
export type NamedOrder = KeepingOrder & { readonly names?: Names };

/** What the thread answers. */
export type KeepingAnswer =
  | { readonly entry: BatchEntry | null }
  | { readonly results: unknown }
  | { readonly failure: { readonly message: string; readonly code: string } };

/** How long a disk may take over one batch. */
const PATIENCE_MS = 600_000;
/** Has batches kept on a thread of its own while the simulation fills the next: one is on its way at most. */
export class ThreadedKeeper implements BatchKeeper {
  private readonly line: KeepingLine;
  private answers = 0;
  private isOutstanding = false;
  private columns: Columns | null = null;
  private named = { accounts: -1, instruments: -1 };

  constructor(
    plan: KeepingPlan,
    private readonly names: () => Names,
    code: URL,
  ) {
    const { port1, port2 } = new MessageChannel();
    const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    this.line = { port: port1, answered };
    const workerData = { ...plan, port: port2, answered };
    // Not waited for: a process that ends of itself has let go of its folder or never will.
    new Worker(code, { workerData, transferList: [port2] }).unref();
  }

  take(batch: EventBatch): null {
    if (this.isOutstanding) throw new Error('the shared columns hold a batch; settle the batch before');
    const { first, length, details } = batch;
    const isRoom = this.columns !== null && this.columns.tick.length >= length;
    const columns = isRoom && this.columns ? this.columns : sharedColumns(batch.capacity);
    this.columns = columns;
    for (const name of columnNames) columns[name].set(batch[name].subarray(0, length));
    this.send({
      ...{ what: 'take', first, length },
      detailRows: details.map(({ row }) => row),
      detailLines: details.map(textOf).join('\n'),
      ...(isRoom ? {} : { columns }),
    });
    this.isOutstanding = true;
    return null;
  }

  settle(): BatchEntry | null {
    if (!this.isOutstanding) return null;
    this.isOutstanding = false;
    const answer = this.answer();
    return 'entry' in answer ? answer.entry : null;
  }

  results(): unknown {
    this.send({ what: 'results' });
    const answer = this.answer();
    return 'results' in answer ? answer.results : undefined;
  }

  close(): void {
    this.end('close');
  }

  release(): void {
    this.end('release');
  }

  private end(what: 'close' | 'release'): void {
    this.settle();
    this.send({ what });
    this.answer();
    this.line.port.close();
  }

  private newNames(): { names?: Names } {
    const names = this.names();
    const { accounts, instruments } = names;
    if (accounts.length === this.named.accounts && instruments.length === this.named.instruments) return {};
    this.named = { accounts: accounts.length, instruments: instruments.length };
    return { names };
  }

  private send(order: KeepingOrder): void {
    this.line.port.postMessage({ ...order, ...this.newNames() } satisfies NamedOrder);
  }

  /** Waits for the next answer without giving up this thread: the log goes on only when the batch is safe. */
  private answer(): Exclude<KeepingAnswer, { failure: unknown }> {
    const { port, answered } = this.line;
    let received = receiveMessageOnPort(port);
    while (!received) {
      if (Atomics.wait(answered, 0, this.answers, PATIENCE_MS) === 'timed-out')
        throw new Error(`the thread that keeps the log has not answered for ${PATIENCE_MS / 60_000} minutes`);
      received = receiveMessageOnPort(port);
    }
    this.answers++;
    const answer: KeepingAnswer = received.message;
    if (!('failure' in answer)) return answer;
    const { message, code } = answer.failure;
    throw code === '' ? new Error(message) : Object.assign(new Error(message), { code });
  }
}

/** Columns of a batch in memory that another thread can read. */
function sharedColumns(capacity: number): Columns {
  const own = new EventBatch(capacity);
  const shared = columnNames.map((name) => {
    const column = own[name];
    return [name, Reflect.construct(column.constructor, [new SharedArrayBuffer(column.byteLength)])];
  });
  return Object.fromEntries(shared);
}
