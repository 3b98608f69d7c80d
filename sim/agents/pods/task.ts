import type { View } from '../../market/view.ts';
import { NONE } from '../../world/book.ts';
import { ByAgent } from '../by-agent.ts';
import { type Pod, podsOf, TRADED } from './books.ts';
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
  /** US dollars of its long synthetic leg now, and in the end. */
  longUnits: number;
  goalUnits: number;
  /** Seq of the forced sale that it has taken note of, or -1. */
  saleSeq: number;
  /** How often its account had remembered something. */
  remembered: number;
}

const START = namesOf('start');
const GOAL = namesOf('goal');
/** Names under which a number of each instrument is remembered, spelled once. */
function namesOf(what: string): readonly string[] {
  return Array.from({ length: Math.max(...TRADED) + 1 }, (_, i) => `${what}${i}`);
}

const tasks = new ByAgent((view, accounts) => podsOf(view, accounts).map(blank));

/** The tasks of a platform's pods, in their order. */
export function tasksOf(view: View, accounts: readonly number[]): readonly Task[] {
  const { remembered } = view.world;
  const found = tasks.of(view, accounts);
  for (let n = 0; n < found.length; n++)
    if (found[n].remembered !== remembered[found[n].account]) read(found[n], remembered);
  return found;
}

function read(task: Task, remembered: readonly number[]): void {
  const { memory, account, start, goal } = task;
  const { plan, planSeq, from = 0, middle = 0, until = 0, early = 1 } = memory;
  task.plan = plan;
  task.planSeq = planSeq;
  task.from = from;
  task.middle = middle;
  task.until = until;
  task.early = early;
  const { longUnits = 0, goalUnits, saleSeq = NONE } = memory;
  task.longUnits = longUnits;
  task.goalUnits = goalUnits;
  task.saleSeq = saleSeq;
  task.remembered = remembered[account];
  for (const i of TRADED) {
    start[i] = memory[START[i]];
    goal[i] = memory[GOAL[i]];
  }
}

function blank(pod: Pod): Task {
  const lots = (): number[] => new Array<number>(START.length).fill(0);
  const plan = { plan: PLAN.none, planSeq: -1, from: 0, middle: 0, until: 0, early: 1 };
  const read = { longUnits: 0, goalUnits: 0, saleSeq: NONE, remembered: -1 };
  return { ...pod, ...plan, start: lots(), goal: lots(), ...read };
}

/** Lots that a task wants of an instrument by a tick. */
export function wantedLots(task: Task, instrument: number, tick: number): number {
  const start = task.start[instrument];
  return start + (task.goal[instrument] - start) * progress(task, tick);
}
