import { SECONDS_PER_DAY } from '../../engine/time.ts';
import { REASON } from '../../events.ts';
import { newYorkClock, usHours } from '../../market/calendar.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import { OUTSIDE_ACCOUNT } from '../../world/ledger.ts';
import type { ActiveShock } from '../../world/records.ts';
import type { Context } from '../agent.ts';
import {
  accountEquityUsd,
  longLevel,
  markUsd,
  NEAR,
  NEXT,
  type Pod,
  podEquityUsd,
  podGrossUsd,
  SHARE,
  trimLegs,
} from './books.ts';
import type { PodParameters } from './parameters.ts';
import { cutShare, nextSession, PLAN, progress, scheduleOf } from './plan.ts';

/** Days over which the standard deviation of daily profit is averaged. */
const SIGMA_DAYS = 60;
/** A degross counts as done when what is left is below this share of gross. */
const DONE = 0.002;
const SCORING_MINUTES = 60;

/** Whether drawdowns are checked now: every so many minutes from the US open to the US close. */
export function isCheck({ view, parameters: p }: Context<PodParameters>): boolean {
  const hours = usHours(view.world.calendar, view.world.nowSeconds);
  if (!hours) return false;
  const { minute } = newYorkClock(view.world.nowSeconds);
  return minute >= hours.open && minute <= hours.close && (minute - hours.open) % p.checkMinutes === 0;
}

/** Marks every pod: its peak moves up, its synthetic legs are brought in line with what it holds; software it sells is said. */
export function markPods(
  { view, parameters: p, orders }: Context<PodParameters>,
  pods: readonly Pod[],
): void {
  const { indexSeq } = view.world.market;
  for (const pod of pods) {
    const equity = podEquityUsd(view, pod);
    const legs = trimLegs(view, pod, wantedLongUnits(pod, view.world.tick));
    const soldUsd = ((pod.memory.longUnits ?? 0) - (legs.longUnits ?? 0)) * longLevel(view, pod);
    if (soldUsd > 0) {
      const columns = { actor: pod.account, instrument: INSTRUMENT.IGV, value: -Math.round(soldUsd * 100) };
      const sale = { overMinutes: p.checkMinutes, ...legs };
      orders.declare('SyntheticTraded', columns, sale, pod.memory.planSeq);
    }
    const peak = { peakUsd: Math.max(pod.memory.peakUsd, equity) };
    const detail = soldUsd > 0 ? peak : { ...peak, ...legs };
    orders.declare('BookMarked', { actor: pod.account, value: Math.round(equity * 100) }, detail, indexSeq);
  }
}

/** Dollars a pod should have in its long synthetic leg by now. */
function wantedLongUnits({ memory }: Pod, tick: number): number {
  const { longUnits = 0, startUnits = 0, goalUnits = 0 } = memory;
  if (memory.plan === PLAN.none) return longUnits;
  const done = progress(scheduleOf(memory), tick);
  return done >= 1 ? goalUnits : startUnits + (goalUnits - startUnits) * done;
}

/**
 * Declares the first pod found beyond its next drawdown limit, citing the index that took it there; returns whether
 * there was one. One a round: its answer must know the declaration.
 */
export function findBreach(
  { view, parameters: p, orders }: Context<PodParameters>,
  pods: readonly Pod[],
): boolean {
  for (const pod of pods) {
    const { rung, peakUsd } = pod.memory;
    if (rung >= 2) continue;
    const drawdown = 1 - podEquityUsd(view, pod) / peakUsd;
    const next = drawdown >= p.stopDrawdown ? 2 : drawdown >= p.cutDrawdown ? 1 : 0;
    if (next <= rung) continue;
    const columns = { actor: pod.account, value: drawdown };
    // Software books hold no bitcoin: what took them there is the mark of software shares.
    const { indexSeq, markSeq } = view.world.market;
    const cause = pod.kind === 'software' ? markSeq[INSTRUMENT.IGV] : indexSeq;
    orders.declare('PodCut', columns, { rung: next, cutPending: 1 }, cause);
    return true;
  }
  return false;
}

/** Whether this day has still to be scored now. */
export function isScoring({ view, parameters: p, memory }: Context<PodParameters>): boolean {
  const { calendar, nowSeconds } = view.world;
  if (memory.scoredDay === Math.floor(nowSeconds / SECONDS_PER_DAY)) return false;
  const hours = usHours(calendar, nowSeconds);
  if (!hours) return false;
  const { minute } = newYorkClock(nowSeconds);
  const from = Math.min(p.scoreMinute, hours.close);
  return minute >= from && minute < from + SCORING_MINUTES;
}

/** Measures the day in standard deviations, and orders a degross if it was bad enough. */
export function scoreDay(context: Context<PodParameters>, pods: readonly Pod[]): void {
  const { view, parameters: p, memory, orders, self } = context;
  const { world } = view;
  const heldUsd = pods.reduce((sum, pod) => sum + accountEquityUsd(view, pod), view.equityCents(self) / 100);
  const marked = heldUsd - memory.equityUsd;
  const shock = memory.lossCounted === 1 ? undefined : world.shocks.find(({ id }) => id === p.lossShock);
  const other = -outsideScore(context, shock) * memory.sigmaUsd;
  const result = marked + other;
  const z = -result / memory.sigmaUsd;
  const variance = memory.sigmaUsd * memory.sigmaUsd;
  const grossUsd = pods.reduce((sum, pod) => sum + podGrossUsd(view, pod), 0);
  const detail = {
    equityUsd: heldUsd + other,
    grossUsd,
    sigmaUsd: Math.sqrt(variance + (result * result - variance) / SIGMA_DAYS),
    markedUsd: marked,
    outsideUsd: other,
    lossCounted: shock || memory.lossCounted === 1 ? 1 : 0,
    scoredDay: Math.floor(world.nowSeconds / SECONDS_PER_DAY),
  };
  if (other !== 0) bookOutside(context, Math.round(other * 100), shock?.seq ?? world.market.indexSeq);
  const cause = shock && -other > -marked ? shock.seq : world.market.indexSeq;
  orders.declare('PlatformScored', { value: z }, detail, cause);
  const g = cutShare(z, p);
  if (g === 0) return;
  const order = { degrossPending: 1, cutShare: g, deadlineTick: nextSession(view).close };
  orders.declare('DegrossOrdered', { value: g }, order);
}

/** Books what the platform's other books made (negative: lost): cash to or from the world outside. */
function bookOutside({ self, orders }: Context<PodParameters>, cents: number, cause: number): void {
  const lost = { actor: OUTSIDE_ACCOUNT, counterparty: self, value: -cents };
  const made = { actor: self, counterparty: OUTSIDE_ACCOUNT, value: cents };
  const columns = { ...(cents < 0 ? lost : made), reason: REASON['outside-result'] };
  orders.declare('CollateralPosted', columns, undefined, cause);
}

/**
 * Loss, in standard deviations, of the platform's books outside this simulation on the day of the scripted loss: a
 * platform in the crowd is hit almost as the scenario says, another one mostly by its own luck. Two draws a day.
 */
function outsideScore(
  { parameters: p, random }: Context<PodParameters>,
  shock: ActiveShock | undefined,
): number {
  const stream = random('crowd');
  const crowded = stream.uniform() < p.crowding;
  const own = stream.normal();
  if (!shock) return 0;
  const correlation = crowded ? p.crowdCorrelation : p.outsiderCorrelation;
  return correlation * shock.size + Math.sqrt(1 - correlation * correlation) * own;
}

/** At the deadline, says whether a degross was finished; what was missed stays due in the next session. */
export function settleDegross({ view, memory, orders }: Context<PodParameters>, pods: readonly Pod[]): void {
  if (memory.deadlineTick < 0 || view.world.tick < memory.deadlineTick) return;
  let remaining = 0;
  let gross = 0;
  for (const pod of pods) {
    gross += podGrossUsd(view, pod);
    if (pod.memory.plan === PLAN.degross) remaining += remainingUsd(view, pod);
  }
  const cause = memory.orderSeq;
  if (remaining <= DONE * gross) {
    orders.declare('DegrossFinished', { value: Math.round(gross * 100) }, { deadlineTick: -1 }, cause);
    return;
  }
  const again = { degrossPending: 1, cutShare: 0, deadlineTick: nextSession(view).close };
  orders.declare('DegrossMissed', { value: Math.round(remaining * 100) }, again, cause);
}

/** US dollars a pod still has to trade to be where its plan wants it, at marks; futures count together. */
function remainingUsd(view: View, { account, memory }: Pod): number {
  const left = (i: number): number => view.lots(account, i) - memory[`goal${i}`];
  return Math.abs(markUsd(view, SHARE, left(SHARE))) + Math.abs(markUsd(view, NEAR, left(NEAR) + left(NEXT)));
}
