import type { Stream } from '../../engine/random.ts';
import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { BUY, SELL } from '../../events.ts';
import type { View } from '../../market/view.ts';
import type { Reason } from '../../vocabulary.ts';
import type { Context } from '../agent.ts';
import { NEAR, NEXT, SHARE, TRADED } from './books.ts';
import type { PodParameters } from './parameters.ts';
import { PLAN, ticksOf } from './plan.ts';
import { type Task, wantedLots } from './task.ts';

/** What a trader of the platform needs for one round. Participation is shared by all its pods. */
interface Desk {
  readonly context: Context<PodParameters>;
  readonly view: View;
  /** Lots already sent this round by instrument. */
  readonly sent: number[];
  /** Where the schedule should be when this round is over. */
  readonly tick: number;
}

/** What turns part of a lot into a whole one, by instrument: drawn by each platform in each round that it works in. */
const dice: number[] = new Array<number>(Math.max(...TRADED) + 1).fill(0);

/** Trades one round of every pod's plan; returns whether there was any. */
export function work(context: Context<PodParameters>, tasks: readonly Task[]): boolean {
  const { view, round, random } = context;
  if (!tasks.some(hasPlan)) return false;
  const stream: Stream = random('lots');
  for (const i of TRADED) dice[i] = stream.uniform();
  const tick = view.world.tick + (round + 1) / view.world.roundsPerTick;
  const { forcedSales } = view.world;
  const desk = { context, view, sent: [], tick };
  // Outright risk before the hedged pair: they share the room that volume leaves.
  for (let n = tasks.length - 1; n >= 0; n--) {
    const task = tasks[n];
    if (!hasPlan(task)) continue;
    if (round === 0 && isDone(view, task)) {
      context.orders.declare('Noted', { actor: task.account }, { plan: PLAN.none }, task.planSeq);
      continue;
    }
    // While its broker sells a pod out, its own traders stand back.
    if (forcedSales.size > 0 && forcedSales.has(task.account)) continue;
    if (task.kind === 'software' || view.world.tick < task.from) continue;
    if (task.kind === 'basis') unwindPair(desk, task);
    else sellOut(desk, task);
  }
  return true;
}

const hasPlan = ({ plan }: Task): boolean => plan !== PLAN.none;

/** Whether a pod holds what its plan wants; futures count together, whichever of them were bought back. */
function isDone(view: View, { account, goal, longUnits, goalUnits }: Task): boolean {
  const left = (i: number): number => view.lots(account, i) - goal[i];
  return longUnits <= goalUnits && left(SHARE) === 0 && left(NEAR) + left(NEXT) === 0;
}

/** Sells trust shares as scheduled and buys futures back, later and not quite as much: two-legged. */
function unwindPair(desk: Desk, task: Task): void {
  const { context, view } = desk;
  const { account, start, goal } = task;
  const p = context.parameters;
  const due = start[SHARE] - goal[SHARE];
  const sold = start[SHARE] - view.lots(account, SHARE);
  const paired = due > 0 ? Math.min(1, soldBefore(desk, task, sold) / due) : 1;
  const startShort = start[NEAR] + start[NEXT];
  const goalShort = goal[NEAR] + goal[NEXT];
  const short = view.lots(account, NEAR) + view.lots(account, NEXT);
  const need = Math.round(startShort + (goalShort - startShort) * paired) - short;
  const bought = need > 0 ? buyBack(desk, task, need) : 0;
  if (view.coins(NEAR, need - bought) > p.legGapShare * view.coins(SHARE, start[SHARE])) return;
  trade(desk, task, SHARE, scheduled(desk, task, SHARE), 'basis-unwind');
}

/**
 * Buys futures back: the next contract only while it is the cheaper one by yearly basis, for there it would soon chase
 * its own trades, the rest in the nearest. Beyond its dearest basis it waits for others to sell.
 */
function buyBack(desk: Desk, task: Task, lots: number): number {
  const { context, view } = desk;
  const nearIsGone = view.lots(task.account, NEAR) >= 0;
  let bought = 0;
  for (const i of [NEXT, NEAR]) {
    const short = -view.lots(task.account, i);
    if (short <= 0 || (i === NEXT && !nearIsGone && view.basis(NEXT) > view.basis(NEAR))) continue;
    const { expirySeconds } = view.world.instruments[i];
    const years = (expirySeconds - view.world.nowSeconds) / SECONDS_PER_YEAR;
    const dearest = view.ticksOf(i, view.indexUsd * (1 + context.parameters.dearestBasis * years));
    if (view.ask(i) > dearest) continue;
    bought += trade(desk, task, i, Math.min(lots - bought, short), 'basis-unwind', Math.floor(dearest));
  }
  return bought;
}

/** Shares a pod had sold when its futures leg set out, a lag ago; the pod notes them minute by minute. */
function soldBefore({ context, view }: Desk, { memory, account, from, planSeq }: Task, sold: number): number {
  const lag = ticksOf(view, context.parameters.legLagMinutes);
  if (lag === 0) return sold;
  const { tick } = view.world;
  const slot = soldName(tick % (lag + 1));
  if (context.round === 0 && memory[slot] !== sold)
    context.orders.declare('Noted', { actor: account }, { [slot]: sold }, planSeq);
  return tick - lag < from ? 0 : (memory[soldName((tick - lag) % (lag + 1))] ?? 0);
}

/** Names under which shares sold are noted, each spelled once. */
const SOLD: string[] = [];
function soldName(slot: number): string {
  SOLD[slot] ??= `sold${slot}`;
  return SOLD[slot];
}

/** Sells one-legged what the schedule asks for; while trust shares are shut a stopped-out pod may sell futures instead. */
function sellOut(desk: Desk, task: Task): void {
  const { context, view } = desk;
  const stopped = task.plan === PLAN.stopOut;
  const reason = purposeOf(task);
  if (view.world.inSession[SHARE] === 1) {
    trade(desk, task, SHARE, scheduled(desk, task, SHARE), reason);
    const future = scheduled(desk, task, NEAR);
    if (future <= 0) trade(desk, task, NEAR, future, reason);
    else trade(desk, task, NEAR, Math.min(future, hedgeToLift(desk, task)), 'cover');
    return;
  }
  if (!stopped || context.parameters.afterHours === 'wait') return;
  let excess = 0;
  for (const i of [SHARE, NEAR]) excess -= view.coins(i, scheduled(desk, task, i));
  // Only whole contracts: what is left over waits for the shares to open.
  if (excess > 0 && view.lots(task.account, SHARE) > 0)
    trade(desk, task, NEAR, -view.lotsOfCoins(NEAR, excess), 'stop-out');
}

/** Why a pod sells one-legged. */
function purposeOf({ kind, plan }: Task): Reason {
  if (plan === PLAN.degross) return kind as 'relative-value' | 'directional';
  if (plan === PLAN.valueAtRisk) return 'value-at-risk';
  return plan === PLAN.marginCall ? 'margin-call' : 'stop-out';
}

/** Contracts of an after-hours hedge that trust shares sold since have made superfluous. */
function hedgeToLift(desk: Desk, task: Task): number {
  const { view } = desk;
  const behind = -view.coins(SHARE, scheduled(desk, task, SHARE));
  const hedged = view.coins(NEAR, scheduled(desk, task, NEAR));
  return Math.max(0, Math.ceil((hedged - behind) / view.coins(NEAR, 1)));
}

/** Lots to trade now to be where the schedule should be: negative to sell. */
function scheduled({ view, tick }: Desk, task: Task, instrument: number): number {
  return Math.round(wantedLots(task, instrument, tick)) - view.lots(task.account, instrument);
}

/**
 * Sends as much of it as participation allows and returns the lots sent, signed. A share of turnover that is not a
 * whole lot is rounded up or down at random, so that contracts are neither starved nor overdone on average.
 */
function trade(
  desk: Desk,
  { account, plan, planSeq }: Task,
  instrument: number,
  lots: number,
  reason: Reason,
  limitTicks?: number,
): number {
  const { context, view, sent } = desk;
  if (lots === 0 || !view.isOpen(instrument)) return 0;
  const { parameters: p, orders } = context;
  const rate = plan === PLAN.degross ? p.degrossPov : p.ladderPov;
  const { market, roundsPerTick } = view.world;
  const room = Math.floor((rate * market.tickVolume[instrument]) / roundsPerTick + dice[instrument]);
  const size = Math.min(Math.abs(lots), room - (sent[instrument] ?? 0));
  if (size < 1) return 0;
  const side = lots > 0 ? BUY : SELL;
  const type = limitTicks === undefined ? 'market' : 'ioc';
  orders.send(instrument, side, limitTicks ?? 0, size, reason, { type, account, cause: planSeq });
  sent[instrument] = (sent[instrument] ?? 0) + size;
  return side * size;
}
