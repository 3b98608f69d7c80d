import { type Context, defineAgent } from './agent.ts';
import { openPods } from './pods/books.ts';
import { answerCalls, followSales } from './pods/calls.ts';
import { type PodParameters, podParameters } from './pods/parameters.ts';
import { planCut, planDegross } from './pods/plan.ts';
import { rest, restOf } from './pods/rest.ts';
import { findBreach, isCheck, isScoring, markPods, scoreDay, settleDegross } from './pods/risk.ts';
import { tasksOf } from './pods/task.ts';
import { followValueAtRisk } from './pods/value-at-risk.ts';
import { work } from './pods/work.ts';

/**
 * A multi-manager platform. Its risk manager scores each day in standard deviations and, after a bad one, cuts gross
 * over the next session whatever was lost on; its pods are halved and closed at drawdown limits. What one platform
 * sells, another one marks (Khandani and Lo 2007; Cont and Wagalath 2013).
 */
export const podPlatform = defineAgent<PodParameters>({
  kind: 'pod-platform',
  about: 'Run pods at tight loss limits, and cut all of them after a day of several standard deviations.',
  parameters: podParameters,
  wake: { rounds: 'every', onOwn: ['DegrossOrdered', 'DegrossMissed', 'PodCut'] },
  latency: 'other',
  // Hedge funds' prime brokers lend most of what they finance.
  lends: 0.6,
  uses: ['takes', 'broker'],
  emits: [
    'BookMarked',
    'SyntheticTraded',
    'PlatformScored',
    'CollateralPosted',
    'DegrossOrdered',
    'DegrossFinished',
    'DegrossMissed',
    'PodCut',
    'TargetSet',
    'Noted',
  ],
  open: openPods,
  decide(context: Context<PodParameters>) {
    const { view, accounts, memory, round, cause } = context;
    const woken = cause !== view.world.tickSeq;
    const resting = woken ? undefined : restOf(context);
    if (resting?.working === false) return;
    const pods = tasksOf(view, accounts);
    if (resting) {
      work(context, pods);
      return;
    }
    if (woken) {
      // Woken by its risk manager's own order: traders get their targets, which cite it.
      const cut = pods.find((pod) => pod.memory.cutPending === 1);
      if (cut) planCut(context, cut);
      else if (memory.degrossPending === 1) planDegross(context, pods);
    }
    if (view.world.marginCalls.size > 0) answerCalls(context, pods);
    followSales(context, pods);
    const checking = isCheck(context);
    if (checking && round === 0 && view.world.nowSeconds % 60 < view.world.secondsPerTick)
      markPods(context, pods);
    const breached = checking && findBreach(context, pods);
    if (breached) {
      work(context, pods);
      return;
    }
    settleDegross(context, pods);
    const scoring = isScoring(context);
    if (scoring) scoreDay(context, pods);
    const working = work(context, pods);
    followValueAtRisk(context, pods);
    if (!checking && !scoring) rest(context, working);
  },
});
