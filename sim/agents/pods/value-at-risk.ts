import type { Context } from '../agent.ts';
import { markUsd, type Pod, podEquityUsd, podGrossUsd, SHARE } from './books.ts';
import type { PodParameters } from './parameters.ts';
import { PLAN, setTarget, startOf, ticksOf } from './plan.ts';

/** Quantile of a normal loss that is not exceeded in 99 of 100 days. */
const QUANTILE = 2.33;
const HOUR_MINUTES = 60;
/** Less than this share of gross is not worth trading. */
const TOLERANCE = 0.01;

/** US dollars that equity may hold so that a day's loss at the quantile stays within a share of it (Adrian and Shin 2010). */
export function allowedGrossUsd(equityUsd: number, budget: number, dailyVol: number): number {
  return (Math.max(0, equityUsd) * budget) / (QUANTILE * dailyVol);
}

/**
 * On each full hour of the US session, moves the outright pod toward the size its value at risk allows, by a part of its
 * gross an hour and in trust shares alone. Whatever else was ordered of it goes first, and a pod whose capital was cut
 * does not buy again.
 */
export function followValueAtRisk(context: Context<PodParameters>, pods: readonly Pod[]): void {
  const { view, parameters: p, round } = context;
  const { market, nowSeconds, tick } = view.world;
  if (p.varBudget === 0 || round !== 0 || nowSeconds % 3600 !== 0 || view.world.inSession[SHARE] !== 1)
    return;
  for (const pod of pods) {
    const { plan } = pod.memory;
    if (pod.kind !== 'directional' || (plan !== PLAN.none && plan !== PLAN.valueAtRisk)) continue;
    const gross = podGrossUsd(view, pod);
    if (!(gross > 0)) continue;
    const allowed = allowedGrossUsd(podEquityUsd(view, pod), p.varBudget, Math.sqrt(market.variance.slow));
    const most = pod.memory.rung > 0 ? 0 : p.varPace;
    const change = Math.max(-p.varPace, Math.min(most, allowed / gross - 1));
    if (Math.abs(change) < TOLERANCE) continue;
    const start = startOf(view, pod);
    const shares = start[`start${SHARE}`] + Math.round((change * gross) / markUsd(view, SHARE, 1));
    const until = tick + ticksOf(view, HOUR_MINUTES);
    const schedule = {
      plan: PLAN.valueAtRisk,
      planSeq: market.indexSeq,
      from: tick,
      middle: until,
      until,
      early: 1,
    };
    setTarget(
      context,
      pod,
      { ...schedule, ...start, ...goalsAt(start), [`goal${SHARE}`]: Math.max(0, shares) },
      'value-at-risk',
      market.indexSeq,
    );
  }
}

/** Goals that are what it starts from. */
function goalsAt(start: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(start).map(([name, held]) => [name.replace('start', 'goal'), held]),
  );
}
