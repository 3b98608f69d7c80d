import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { counted } from '../reports/format.ts';
import { calmDay } from '../scenarios/calm/measured.ts';
import { planOf } from '../scenarios/simulation.ts';
import { type Member, type MemberResult, memberKey } from '../store/ensemble/member.ts';
import { MembersFile, readMembers, type Slice } from '../store/ensemble/members-file.ts';
import { runPool } from '../store/ensemble/pool.ts';
import type { MemberAnswer, MemberOrder } from './ensemble-thread.ts';
import { UsageError } from './errors.ts';
import type { Asked } from './member-readings.ts';
import { Progress } from './progress.ts';
import type { Io } from './terminal.ts';

/** Members to run, and where their results are kept. */
export interface EnsemblePlan {
  readonly members: readonly Member[];
  /** What is read off each. */
  readonly asked: readonly Asked[];
  /** Digest of the code that came with the scenario. */
  readonly code: string;
  readonly dir: string;
  readonly workers: number;
  /** Which members are run here; all are looked for. */
  readonly slice: Slice | null;
  /** Starts a thread that carries out `MemberOrder`s. */
  readonly start?: () => Worker;
}

/** A member that did not come to its end. */
export interface BrokenMember {
  readonly member: Member;
  readonly message: string;
}

/** What an ensemble came to, in the order of its members, whoever ran them and when. */
export interface Ensemble {
  /** By member; null for one that broke, and for one that is another slice's and not there yet. */
  readonly results: readonly (MemberResult | null)[];
  readonly broken: readonly BrokenMember[];
  /** How many were there before. */
  readonly found: number;
  /** Members left when it was stopped: 0 when all that were to run have been. */
  readonly left: number;
}

/** Runs the members of a plan that are not in its folder yet, side by side; Ctrl-C stops and keeps what is done. */
export async function runEnsemble(plan: EnsemblePlan, io: Io): Promise<Ensemble> {
  const { members, asked, code, dir, slice, workers, start = startThread } = plan;
  const { byKey, unreadable } = readMembers(dir);
  const keys = keysOf(members, code, asked);
  const results = members.map(({ seed }, n) => byKey.get(keys[n])?.get(seed) ?? null);
  const found = results.filter((result) => result !== null).length;
  const missing = results.flatMap((result, n) => (result === null && isOf(slice, n) ? [n] : []));
  const file = new MembersFile(dir, slice);
  const broken: BrokenMember[] = [];
  if (missing.length > 0) {
    const cut = unreadable > 0 ? `; ${counted(unreadable, 'line')} there cut short and passed over` : '';
    const before = found > 0 ? `, ${found} there already${cut}` : cut;
    io.err(
      `${counted(missing.length, 'run')} on ${threads(workers, missing.length)}, kept in ${dir}${before}`,
    );
  }
  let left = missing.length;
  const watch = watcher(
    io,
    missing.map((n) => planOf(members[n].scenario).ticks),
  );
  const onAnswer = (answer: MemberAnswer, order: number): void => {
    const n = missing[order];
    if ('refused' in answer) throw new UsageError(answer.refused);
    if ('broken' in answer) broken.push({ member: members[n], message: answer.broken });
    else {
      file.append(keys[n], answer.result);
      results[n] = answer.result;
    }
    left--;
    watch.finished(order, missing.length - left);
  };
  await interruptible(watch.end, (signal) =>
    runPool<MemberOrder, MemberAnswer>({
      ...{ orders: missing.map((n) => ({ member: members[n], asked })), workers, signal },
      ...{ start, onAnswer, onProgress: watch.reached },
      onDeath: (_, { message }) => ({ broken: message }),
    }),
  );
  broken.sort((a, b) => members.indexOf(a.member) - members.indexOf(b.member));
  return { results, broken, found, left };
}

/** Whether a slice runs the member at a place; everybody does where there are no slices. */
const isOf = (slice: Slice | null, n: number): boolean => slice === null || n % slice.of === slice.slice - 1;

const threads = (workers: number, runs: number): string => counted(Math.min(workers, runs), 'thread');

/** Members of one scenario share a key, which takes a moment to work out. */
function keysOf(members: readonly Member[], code: string, asked: readonly Asked[]): string[] {
  const known = new Map<unknown, string>();
  return members.map(({ scenario }) => {
    const key = known.get(scenario) ?? memberKey(scenario, code, { asked, calm: calmDay.day });
    known.set(scenario, key);
    return key;
  });
}

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

/** Draws how far all threads are together, in ticks. */
function watcher(io: Io, ticks: readonly number[]) {
  const total = ticks.reduce((sum, each) => sum + each, 0);
  const done = new Array<number>(ticks.length).fill(0);
  const progress = new Progress(io, total);
  let finished = 0;
  const update = (): void => {
    const sum = done.reduce((all, each) => all + each, 0);
    progress.update(sum, `${finished} of ${counted(ticks.length, 'run')}`);
  };
  return {
    reached: (tick: number, order: number): void => {
      done[order] = tick;
      update();
    },
    finished: (order: number, count: number): void => {
      done[order] = ticks[order];
      finished = count;
      update();
    },
    end: (): void => progress.finish(),
  };
}

/** Built beside this code; run from source there is none. */
const bundle = new URL('./ensemble-thread.js', import.meta.url);

function startThread(): Worker {
  if (existsSync(bundle)) return new Worker(bundle);
  const source = new URL('./ensemble-thread.ts', import.meta.url).href;
  return new Worker(new URL('./source-thread.mjs', import.meta.url), { workerData: source });
}
