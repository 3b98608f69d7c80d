import type { Worker } from 'node:worker_threads';

/** What a thread of a pool says: that it listens, how far it is with its order, or what became of it. */
export type PoolMessage<Answer> = 'ready' | { readonly done: number } | { readonly answer: Answer };

/** How orders are carried out side by side. */
export interface PoolPlan<Order, Answer> {
  readonly orders: readonly Order[];
  /** Threads at work at once; never more than there are orders. */
  readonly workers: number;
  /** Starts a thread that answers each order it is sent with `PoolMessage`s. */
  readonly start: () => Worker;
  /** Called as each order is done, in no fixed order. What it throws ends the pool. */
  readonly onAnswer: (answer: Answer, order: number) => void;
  /** The answer to an order over which its thread died, of memory for one; another takes that thread's place. */
  readonly onDeath: (order: number, error: Error) => Answer;
  readonly onProgress?: (done: number, order: number) => void;
  /** Stops all threads where they are. */
  readonly signal?: AbortSignal;
}

/**
 * Hands orders to threads, each the next one as soon as it is free, and keeps the threads warm from one order to the next.
 * Resolves to false when the signal stopped it; rejects when threads cannot be started or an answer cannot be taken.
 */
export async function runPool<Order, Answer>(plan: PoolPlan<Order, Answer>): Promise<boolean> {
  if (plan.orders.length === 0) return true;
  const pool = new Pool(plan);
  const stop = (): void => pool.end(false);
  plan.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (plan.signal?.aborted) return false;
    return await pool.run();
  } finally {
    plan.signal?.removeEventListener('abort', stop);
    await pool.release();
  }
}

class Pool<Order, Answer> {
  private readonly threads = new Set<Worker>();
  private next = 0;
  private left: number;
  private over = false;
  private resolve: (isDone: boolean) => void = () => {};
  private reject: (error: unknown) => void = () => {};

  constructor(private readonly plan: PoolPlan<Order, Answer>) {
    this.left = plan.orders.length;
  }

  run(): Promise<boolean> {
    return new Promise((resolve, reject) => {
      Object.assign(this, { resolve, reject });
      const { workers, orders } = this.plan;
      for (let n = 0; n < Math.min(workers, orders.length); n++) this.begin();
    });
  }

  end(isDone: boolean): void {
    this.over = true;
    this.resolve(isDone);
  }

  async release(): Promise<void> {
    this.over = true;
    await Promise.all([...this.threads].map((thread) => thread.terminate()));
  }

  private begin(): void {
    const { orders, onProgress, onDeath } = this.plan;
    const thread = this.plan.start();
    this.threads.add(thread);
    let isReady = false;
    let held = -1;
    const take = (): void => {
      held = this.next < orders.length ? this.next++ : -1;
      if (held >= 0) thread.postMessage(orders[held]);
    };
    const died = (error: Error): void => {
      if (this.over || !this.threads.delete(thread)) return;
      if (!isReady) this.fail(error);
      else if (held >= 0) {
        this.settle(onDeath(held, error), held);
        if (!this.over && this.next < orders.length) this.begin();
      }
    };
    thread.on('message', (message: PoolMessage<Answer>) => {
      if (this.over) return;
      if (message === 'ready') isReady = true;
      else if ('done' in message) return onProgress?.(message.done, held);
      else this.settle(message.answer, held);
      if (!this.over) take();
    });
    thread.on('error', died);
    thread.on('exit', (code) => died(new Error(`its thread ended with code ${code}`)));
  }

  private settle(answer: Answer, order: number): void {
    try {
      this.plan.onAnswer(answer, order);
    } catch (error) {
      this.fail(error);
    }
    this.left--;
    if (this.left === 0) this.end(true);
  }

  private fail(error: unknown): void {
    this.over = true;
    this.reject(error);
  }
}
