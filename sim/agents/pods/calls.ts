import { REASON } from '../../events.ts';
import type { MarginCall } from '../../world/records.ts';
import type { Context } from '../agent.ts';
import { accountEquityUsd, type Pod, SHARE, TRADED } from './books.ts';
import type { PodParameters } from './parameters.ts';
import { goalsOf, nextSession, PLAN, setTarget, startOf, ticksOf } from './plan.ts';
import type { Task } from './task.ts';

/**
 * Answers each call of a prime broker once: the treasury posts what it can spare; where that does not do, the pod sells
 * until what is left can be margined, if shares trade before the call is due.
 */
export function answerCalls(context: Context<PodParameters>, pods: readonly Pod[]): void {
  for (const pod of pods) {
    const call = context.view.world.marginCalls.get(pod.account);
    if (call === undefined || pod.memory.answeredCall === call.seq) continue;
    // One a round: the next answer must know what this one has spent.
    return answer(context, pods, pod, call);
  }
}

function answer(
  context: Context<PodParameters>,
  pods: readonly Pod[],
  pod: Pod,
  { seq, dueTick, shortfallCents, restoreCents }: MarginCall,
): void {
  const { view, self, orders } = context;
  const answered = { answeredCall: seq };
  const postedCents = Math.min(restoreCents, freeCents(context, pods));
  if (postedCents > 0) {
    const columns = {
      actor: pod.account,
      counterparty: self,
      value: postedCents,
      reason: REASON['margin-call'],
    };
    const postedUsd = ((pod.memory.postedUsd ?? 0) * 100 + postedCents) / 100;
    orders.declare('CollateralPosted', columns, { ...answered, postedUsd }, seq);
  }
  if (postedCents >= shortfallCents) return;
  const open = view.world.inSession[SHARE] === 1 ? view.world.tick : nextSession(view).open;
  if (open >= dueTick) {
    if (postedCents <= 0) orders.declare('Noted', { actor: pod.account }, answered, seq);
    return;
  }
  // Margin grows with what is held: so much of it as equity pays for can stay.
  const equityCents = 100 * accountEquityUsd(view, pod) + postedCents;
  const initialCents = equityCents - postedCents + restoreCents;
  const keep = initialCents > 0 ? Math.max(0, equityCents / initialCents) : 0;
  const goals = goalsOf(view, pod, context.parameters, keep, true);
  const until = Math.max(open + 1, dueTick - ticksOf(view, context.parameters.finishEarlyMinutes));
  const { plan } = pod.memory;
  // A pod at its own limit is selling already: its goal shrinks, its hours stay.
  const urgent = plan === PLAN.cut || plan === PLAN.stopOut;
  const schedule = {
    plan: PLAN.marginCall,
    planSeq: seq,
    from: open,
    middle: (open + until) / 2,
    until,
    early: 0.5,
  };
  const detail = urgent ? goals : { ...schedule, ...startOf(view, pod), ...goals };
  setTarget(context, pod, { ...answered, ...detail }, 'margin-call', seq);
}

/** Cents the treasury can still post: its free cash less what it has posted since the opening. */
function freeCents({ view, self, parameters: p }: Context<PodParameters>, pods: readonly Pod[]): number {
  let postedUsd = 0;
  for (const { memory } of pods) postedUsd += (memory.postedUsd ?? 0) - (memory.openingPostedUsd ?? 0);
  const free = Math.floor(p.freeCashShare * p.equityUsd * 100 - postedUsd * 100);
  return Math.max(0, Math.min(free, view.world.ledger.cash[self]));
}

/** After its broker has sold a pod out, what its plan still wanted is counted from what is left. */
export function followSales({ view, orders }: Context<PodParameters>, tasks: readonly Task[]): void {
  const { forcedSales } = view.world;
  for (const { account, memory, saleSeq } of tasks) {
    const sale = forcedSales.size > 0 ? forcedSales.get(account) : undefined;
    if (sale !== undefined) {
      if (saleSeq !== sale) orders.declare('Noted', { actor: account }, { saleSeq: sale }, sale);
      continue;
    }
    if (saleSeq < 0) continue;
    const left: Record<string, number> = { saleSeq: -1 };
    for (const i of TRADED) {
      const held = view.lots(account, i);
      const goal = memory[`goal${i}`] ?? 0;
      left[`start${i}`] = held;
      left[`goal${i}`] = Math.abs(goal) < Math.abs(held) ? goal : held;
    }
    orders.declare('Noted', { actor: account }, left, saleSeq);
  }
}
