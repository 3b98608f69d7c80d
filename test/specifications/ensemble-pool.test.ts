import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { runPool } from '../../store/ensemble/pool.ts';

/** A thread that squares numbers, each after as many milliseconds as it is told; it dies over a negative one. */
const SQUARES = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ n, ms }) => setTimeout(() => {
    if (n < 0) throw new Error('no root of ' + n);
    if (n === 666) process.exit(3);
    parentPort.postMessage({ done: 1 });
    parentPort.postMessage({ answer: n * n });
  }, ms));
  parentPort.postMessage('ready');
`;

interface Order {
  readonly n: number;
  readonly ms: number;
}

/** Has numbers squared; says what each came to, in which order they ended, and how many threads there were. */
async function squared(orders: readonly Order[], workers: number, signal?: AbortSignal) {
  const answers = new Array<number | string>(orders.length).fill('none');
  const ended: number[] = [];
  let threads = 0;
  const done = await runPool<Order, number | string>({
    ...{ orders, workers, ...(signal ? { signal } : {}) },
    start: () => {
      threads++;
      return new Worker(SQUARES, { eval: true });
    },
    onAnswer: (answer, order) => {
      answers[order] = answer;
      ended.push(order);
    },
    onDeath: (_, error) => error.message,
  });
  return { answers, ended, threads, done };
}

const numbers = (...all: number[]): Order[] => all.map((n) => ({ n, ms: 0 }));

describe('a pool of threads', () => {
  it('answers the same with one thread as with three, whichever ends first', async () => {
    // The first is slow: with more than one thread it ends last.
    const orders = [{ n: 9, ms: 600 }, ...numbers(1, 2, 3, 4)];
    const [alone, together] = [await squared(orders, 1), await squared(orders, 3)];
    expect(alone).toEqual({ answers: [81, 1, 4, 9, 16], ended: [0, 1, 2, 3, 4], threads: 1, done: true });
    expect(together).toMatchObject({ answers: alone.answers, threads: 3, done: true });
    expect(together.ended.at(-1)).toBe(0);
  });

  it('starts no more threads than there are orders, and none for none', async () => {
    expect(await squared(numbers(5), 8)).toMatchObject({ answers: [25], threads: 1 });
    expect(await squared([], 8)).toMatchObject({ answers: [], threads: 0, done: true });
  });

  it('goes on in a new thread when one dies over an order, by an error or an exit', async () => {
    expect(await squared(numbers(2, -1, 3, 666, 4), 1)).toEqual({
      answers: [4, 'no root of -1', 9, 'its thread ended with code 3', 16],
      ...{ ended: [0, 1, 2, 3, 4], threads: 3, done: true },
    });
    expect(await squared(numbers(-1), 2)).toMatchObject({
      answers: ['no root of -1'],
      threads: 1,
      done: true,
    });
  });

  it('stops where it is on a signal, and takes no answer after it', async () => {
    const stop = new AbortController();
    const orders = [...numbers(2), { n: 3, ms: 60_000 }];
    const started = squared(orders, 2, stop.signal);
    setTimeout(() => stop.abort(), 300);
    expect(await started).toMatchObject({ answers: [4, 'none'], done: false });
    expect(await squared(orders, 2, AbortSignal.abort())).toMatchObject({ threads: 0, done: false });
  });

  it('ends with what an answer threw', async () => {
    const run = runPool<Order, number>({
      ...{ orders: numbers(1, 2), workers: 2, start: () => new Worker(SQUARES, { eval: true }) },
      onAnswer: () => {
        throw new Error('the disk is full');
      },
      onDeath: () => 0,
    });
    await expect(run).rejects.toThrow('the disk is full');
  });

  it('ends with the error of a thread that could not be started', async () => {
    const run = runPool<Order, number>({
      ...{
        orders: numbers(1, 2),
        workers: 2,
        start: () => new Worker('throw new Error("no code")', { eval: true }),
      },
      ...{ onAnswer: () => {}, onDeath: () => 0 },
    });
    await expect(run).rejects.toThrow('no code');
  });
});
