import { REASON } from '../../events.ts';
import { nextUsSession, tickAt } from '../../market/calendar.ts';
import type { View } from '../../market/view.ts';
import type { Context } from '../agent.ts';
import { type Pod, podGrossUsd, SHARE, TRADED } from './books.ts';
import type { PodParameters } from './parameters.ts';

/** What a pod is told to do, as it remembers it: nothing, its part of a degross, sell half, sell all, meet a margin call, follow its value at risk. */
export const PLAN = { none: 0, degross: 1, cut: 2, stopOut: 3, marginCall: 4, valueAtRisk: 5 } as const;

/** Share of gross a platform cuts after a loss of `z` standard deviations; 0 below its threshold. */
export function cutShare(
  z: number,
  p: Pick<PodParameters, 'threshold' | 'cutAtThreshold' | 'cutSlope' | 'cutMost'>,
): number {
  if (!(z >= p.threshold)) return 0;
  return Math.min(p.cutMost, Math.max(0, p.cutAtThreshold + p.cutSlope * (z - p.threshold)));
}

/** Share of a plan that should be done by a tick: `early` of it evenly up to the middle, the rest evenly to the end. */
export function progress(
  plan: { from: number; middle: number; until: number; early: number },
  tick: number,
): number {
  const { from, middle, until, early } = plan;
  if (tick <= from) return 0;
  if (tick >= until) return 1;
  if (tick < middle) return (early * (tick - from)) / (middle - from);
  return early + ((1 - early) * (tick - middle)) / (until - middle);
}

/** The plan an account remembers, as `progress` reads it. */
export function scheduleOf(memory: Readonly<Record<string, number>>): Parameters<typeof progress>[0] {
  const { from = 0, middle = 0, until = 0, early = 1 } = memory;
  return { from, middle, until, early };
}

/** Ticks at which the next US cash session that has not begun opens and closes. */
export function nextSession(view: View): { open: number; close: number } {
  const { world } = view;
  const { open, close } = nextUsSession(world.calendar, world.nowSeconds);
  return { open: tickAt(world, open), close: tickAt(world, close) };
}

/** Ticks in a number of minutes. */
export function ticksOf(view: View, minutes: number): number {
  return Math.round(minutes / view.minutesPerTick);
}

/** Share of each pod that stays after a cut of `g` of the platform's gross. */
function keepShares(view: View, pods: readonly Pod[], p: PodParameters, g: number): Record<string, number> {
  const keep: Record<string, number> = {};
  for (const pod of pods) keep[pod.kind] = 1 - g;
  if (p.mode === 'proRata') return keep;
  const gross = (pod: Pod): number => podGrossUsd(view, pod);
  let left = g * pods.reduce((sum, pod) => sum + gross(pod), 0);
  for (const kind of ['directional', 'relative-value', 'software', 'basis'] as const) {
    const pod = pods.find((one) => one.kind === kind);
    const held = pod ? gross(pod) : 0;
    const cut = Math.min(held, left);
    keep[kind] = held > 0 ? 1 - cut / held : 1;
    left -= cut;
  }
  return keep;
}

/** Turns an order to degross into targets of every pod for the next session; what an earlier plan left undone stays due. */
export function planDegross(context: Context<PodParameters>, pods: readonly Pod[]): void {
  const { view, parameters: p, memory, orders, cause } = context;
  const { open, close } = nextSession(view);
  const keep = keepShares(view, pods, p, memory.cutShare ?? 0);
  const until = close - ticksOf(view, p.finishEarlyMinutes);
  const schedule = {
    plan: PLAN.degross,
    planSeq: cause,
    from: open,
    // By 12:45 of an ordinary day.
    middle: open + Math.round((close - open) / 2),
    until,
    early: p.earlyShare,
  };
  for (const pod of pods) {
    // A pod at its own limit, or selling to meet a call, is quicker already: its goal shrinks, its hours stay.
    const urgent = pod.memory.plan > PLAN.degross && pod.memory.plan !== PLAN.valueAtRisk;
    const goals = goalsOf(view, pod, p, keep[pod.kind]);
    setTarget(
      context,
      pod,
      urgent ? goals : { ...schedule, ...startOf(view, pod), ...goals },
      'degross',
      cause,
    );
  }
  orders.declare('Noted', {}, { degrossPending: 0, orderSeq: cause }, cause);
}

/** Turns a pod's breach of its drawdown limit into its target: half of what it holds, or nothing. */
export function planCut(context: Context<PodParameters>, pod: Pod): void {
  const { view, parameters: p, cause } = context;
  const stopped = pod.memory.rung >= 2;
  const hedges = stopped && p.afterHours === 'future' && pod.kind !== 'software' && pod.kind !== 'basis';
  const from = view.world.inSession[SHARE] === 1 || hedges ? view.world.tick : nextSession(view).open;
  const ticks = ticksOf(view, p.ladderHours * 60);
  const schedule = {
    plan: stopped ? PLAN.stopOut : PLAN.cut,
    planSeq: cause,
    from,
    middle: from + ticks / 2,
    until: from + ticks,
    early: 0.5,
    cutPending: 0,
  };
  const goals = goalsOf(view, pod, p, stopped ? 0 : 0.5, true);
  setTarget(context, pod, { ...schedule, ...startOf(view, pod), ...goals }, 'stop-out', cause);
}

/** What the pod holds when a plan begins. */
export function startOf(view: View, pod: Pod): Record<string, number> {
  const start: Record<string, number> = { startUnits: pod.memory.longUnits ?? 0 };
  for (const i of TRADED) start[`start${i}`] = view.lots(pod.account, i);
  return start;
}

/**
 * What it shall hold in the end: a share of what it holds, or was to hold by an unfinished plan. A cut of a pod at its
 * limit counts from what it holds and never undoes what was ordered before.
 */
export function goalsOf(
  view: View,
  pod: Pod,
  p: PodParameters,
  keep: number,
  fromHeld = false,
): Record<string, number> {
  const { memory } = pod;
  const busy = memory.plan !== PLAN.none;
  const goals: Record<string, number> = {};
  const goalFor = (held: number, due: number, kept: number): number => {
    if (!busy) return held * kept;
    if (!fromHeld) return due * kept;
    return Math.abs(due) < Math.abs(held * kept) ? due : held * kept;
  };
  for (const i of TRADED) {
    const matched = pod.kind === 'basis' && i !== SHARE ? 1 - (1 - keep) * p.matchRatio : keep;
    goals[`goal${i}`] = Math.round(goalFor(view.lots(pod.account, i), memory[`goal${i}`] ?? 0, matched));
  }
  goals.goalUnits = goalFor(memory.longUnits ?? 0, memory.goalUnits ?? 0, keep);
  return goals;
}

/** Declares what a pod shall hold by when. */
export function setTarget(
  { view, orders }: Context<PodParameters>,
  pod: Pod,
  detail: Record<string, number>,
  reason: 'degross' | 'stop-out' | 'margin-call' | 'value-at-risk',
  cause: number,
): void {
  const columns =
    pod.kind === 'software'
      ? {}
      : { instrument: SHARE, quantity: detail[`goal${SHARE}`], value: view.lots(pod.account, SHARE) };
  orders.declare('TargetSet', { actor: pod.account, reason: REASON[reason], ...columns }, detail, cause);
}
