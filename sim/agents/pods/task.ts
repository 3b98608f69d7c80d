import { type Pod, TRADED } from './books.ts';
import { PLAN, progress } from './plan.ts';

/** What a pod was told to do: read from what it remembers, and again only once it remembers something new. */
export interface Task extends Pod {
  plan: number;
  planSeq: number;
  from: number;
  middle: number;
  until: number;
  early: number;
  /** Lots when it began and in the end, by instrument. */
  readonly start: number[];
  readonly goal: number[];
  /** How often its account had remembered something. */
  remembered: number;
}

const START = nameOf('start');
const GOAL = nameOf('goal');
const tasks = new WeakMap<readonly Pod[], readonly Task[]>();

/** Names under which a number of each instrument is remembered, spelled once. */
function nameOf(what: string): readonly string[] {
  return Array.from({ length: Math.max(...TRADED) + 1 }, (_, i) => `${what}${i}`);
}

/** The tasks of a platform's pods, in their order. */
export function tasksOf(remembered: readonly number[], pods: readonly Pod[]): readonly Task[] {
  let known = tasks.get(pods);
  if (!known) {
    known = pods.map(blank);
    tasks.set(pods, known);
  }
  for (let n = 0; n < known.length; n++)
    if (known[n].remembered !== remembered[known[n].account]) read(known[n], remembered);
  return known;
}

function read(task: Task, remembered: readonly number[]): void {
  const { memory, account, start, goal } = task;
  const { plan, planSeq, from = 0, middle = 0, until = 0, early = 1 } = memory;
  Object.assign(task, { plan, planSeq, from, middle, until, early, remembered: remembered[account] });
  for (const i of TRADED) {
    start[i] = memory[START[i]];
    goal[i] = memory[GOAL[i]];
  }
}

function blank(pod: Pod): Task {
  const lots = (): number[] => new Array<number>(START.length).fill(0);
  const plan = { plan: PLAN.none, planSeq: -1, from: 0, middle: 0, until: 0, early: 1 };
  return { ...pod, ...plan, start: lots(), goal: lots(), remembered: -1 };
}

/** Lots that a task wants of an instrument by a tick. */
export function wantedLots(task: Task, instrument: number, tick: number): number {
  const start = task.start[instrument];
  return start + (task.goal[instrument] - start) * progress(task, tick);
}
