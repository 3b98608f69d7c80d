import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { counted } from '../reports/format.ts';
import {
  type Kept,
  KeptFile,
  type KeptReader,
  openKept,
  type Result,
  type Slice,
} from '../store/ensemble/kept-file.ts';
import { runPool } from '../store/ensemble/pool.ts';
import type { ThreadAnswer, ThreadOrder } from './ensemble-thread.ts';
import { UsageError } from './errors.ts';
import { refuseKeeping } from './outputs.ts';
import type { Io } from './terminal.ts';
import type { Watch } from './watch.ts';
import { note } from './wrap.ts';

/** One run for a thread to do. */
export interface Piece {
  /** Name of everything that its result depends on but its seed. */
  readonly key: string;
  readonly order: ThreadOrder;
  /** How long it is: ticks, and rounds in each. */
  readonly ticks: number;
  readonly roundsPerTick: number;
}

/** Where and by how many threads runs are done. */
export interface Workshop {
  readonly dir: string;
  readonly workers: number;
  /** Whose seeds are run here; all are looked for. */
  readonly slice: Slice | null;
  /** Starts a thread that carries out `ThreadOrder`s. */
  readonly start?: () => Worker;
}

/** Who works in a folder again and again reads it with one reader. */
export interface Reads<R extends Result> {
  readonly read?: KeptReader<R>;
}

/** A piece that did not come to its end. */
export interface BrokenPiece {
  readonly piece: number;
  readonly message: string;
}

/** What pieces came to, in their order, whoever ran them and when. */
export interface Work<R> {
  /** By piece; null for one that broke, and for one that is another slice's and not there yet. */
  readonly results: readonly (R | null)[];
  readonly broken: readonly BrokenPiece[];
  /** How many were there before. */
  readonly found: number;
  /** Pieces left when it was stopped: 0 when all that were to run have been. */
  readonly left: number;
}

/** Runs the pieces that are not in the folder yet, side by side; Ctrl-C stops and keeps what is done. */
export async function doWork<R extends Result>(
  kept: Kept<R>,
  pieces: readonly Piece[],
  { dir, workers, slice, start = startThread, read = openKept(kept, dir) }: Workshop & Reads<R>,
  watch: Watch,
  io: Io,
): Promise<Work<R>> {
  const { byKey, unreadable } = read(new Set(pieces.map(({ key }) => key)));
  const results = pieces.map(({ key, order }) => byKey.get(key)?.get(order.member.seed) ?? null);
  const found = results.filter((result) => result !== null).length;
  const missing = results.flatMap((result, n) =>
    result === null && isOf(slice, pieces[n].order.member.seed) ? [n] : [],
  );
  if (missing.length > 0) refuseKeeping(dir);
  const file = new KeptFile(kept, dir, slice);
  const broken: BrokenPiece[] = [];
  const part = watch.part(missing.map((n) => pieces[n]));
  if (missing.length > 0) {
    const cut = unreadable > 0 ? `; ${counted(unreadable, 'line')} there cut short and passed over` : '';
    const before = found > 0 ? `, ${found} there already${cut}` : cut;
    note(
      `${counted(missing.length, watch.noun)} on ${counted(Math.min(workers, missing.length), 'thread')}, kept in ${dir}${before}`,
      io,
    );
  }
  let left = missing.length;
  const onAnswer = (answer: ThreadAnswer, order: number): void => {
    const piece = missing[order];
    if ('refused' in answer) throw new UsageError(answer.refused);
    if ('broken' in answer) broken.push({ piece, message: answer.broken });
    else {
      const result = answer.result as R;
      file.append(pieces[piece].key, result);
      results[piece] = result;
    }
    left--;
    part.finished(order);
  };
  await interruptible(part.end, (signal) =>
    runPool<ThreadOrder, ThreadAnswer>({
      ...{ orders: missing.map((n) => pieces[n].order), workers, signal },
      ...{ start, onAnswer, onProgress: part.reached },
      onDeath: (_, { message }) => ({ broken: message }),
    }),
  );
  broken.sort((a, b) => a.piece - b.piece);
  return { results, broken, found, left };
}

/** Whether a slice runs a seed; everybody does where there are no slices. */
export const isOf = (slice: Slice | null, seed: number): boolean =>
  slice === null || (seed - 1) % slice.of === slice.slice - 1;

/** Does something that Ctrl-C stops. */
async function interruptible(end: () => void, act: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    await act(stop.signal);
  } finally {
    process.off('SIGINT', interrupt);
    end();
  }
}

/** Built beside this code; run from source there is none. */
const bundle = new URL('./ensemble-thread.js', import.meta.url);

function startThread(): Worker {
  if (existsSync(bundle)) return new Worker(bundle);
  const source = new URL('./ensemble-thread.ts', import.meta.url).href;
  return new Worker(new URL('./source-thread.mjs', import.meta.url), { workerData: source });
}
