import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import { DAYS_PER_YEAR, SECONDS_PER_DAY } from '../engine/time.ts';
import { BUY, REASON, SELL } from '../events.ts';
import { newYorkClock } from '../market/calendar.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { type Context, defineAgent } from './agent.ts';
import {
  dipInflowUsd,
  parameters,
  type RiaParameters,
  rebalanceTrades,
  volTargetLots,
} from './ria/policy.ts';

const ETF = INSTRUMENT.IBIT;
const REVIEW_MINUTE = 10 * 60;
const MONDAY = 1;

/**
 * Advisers with model portfolios. A rebalancer buys what fell, and sells trust shares only when its other growth
 * assets fell more; a volatility targeter sells what became volatile; dip buyers among clients follow a session later.
 */
export const ria = defineAgent<RiaParameters>({
  kind: 'ria',
  about: 'Keep clients in their model portfolio: rebalance to weights or to volatility once a day, slowly.',
  parameters,
  wake: { every: '1m', onOwn: ['RebalanceOrdered'] },
  latency: 'other',
  uses: ['takes'],
  emits: ['RebalanceOrdered', 'Noted'],
  open({ parameters: p, view, name, account, cash, holding, remember }) {
    const lots = view.lotsOfUsd(ETF, p.etfUsd);
    const portfolioUsd = p.etfUsd / p.weights.etf;
    cash(p.etfUsd);
    holding(ETF, lots);
    cash(p.etfUsd, account(`${name}-inflow`));
    remember({
      modelLots: lots,
      targetLots: lots,
      inflowTargetLots: 0,
      softwareUnits: portfolioUsd * p.weights.software,
      goldUnits: portfolioUsd * p.weights.gold,
      variance: p.targetVol * p.targetVol,
      lastTicks: view.mid(ETF),
      highTicks: view.mid(ETF),
      reviewedDay: -1,
      orderSeq: -1,
    });
  },
  decide(context) {
    const { view, cause, memory, orders } = context;
    const { world } = view;
    // Its own order woke it: later slices cite it.
    if (cause !== world.tickSeq) return orders.declare('Noted', {}, { orderSeq: cause });
    if (!view.isOpen(ETF)) return;
    const { minute } = newYorkClock(world.nowSeconds);
    const day = Math.floor(world.nowSeconds / SECONDS_PER_DAY);
    if (minute >= REVIEW_MINUTE && memory.reviewedDay !== day) review(context, day);
    else work(context);
  },
});

/** The daily look: volatility, weights, dip; orders what has to be traded over the session. */
function review(context: Context<RiaParameters>, day: number): void {
  const { view, self, accounts, parameters: p, memory, orders } = context;
  const { world } = view;
  const price = view.mid(ETF);
  const held = view.lots(self, ETF);
  const change = ln(price / memory.lastTicks);
  const variance = p.volDecay * memory.variance + (1 - p.volDecay) * change * change * DAYS_PER_YEAR;
  // The close of the session before: clients read it in the evening and their money arrives the next day.
  const close = world.market.close[ETF] > 0 ? world.market.close[ETF] : memory.highTicks;
  const highTicks = Math.max(memory.highTicks, close);
  const inflowUsd = dipInflowUsd(p.etfUsd / p.weights.etf, 1 - close / highTicks, p.inflowPerTenth);
  const inflowHeld = view.lots(accounts[1], ETF);
  const due = p.review === 'daily' || newYorkClock(world.nowSeconds).weekday === MONDAY;
  const plan = due ? planned(view, p, memory, held, variance) : unchanged(memory, held);

  const inflowTargetLots = inflowHeld + view.lotsOfUsd(ETF, inflowUsd);
  const trades = plan.targetLots !== held;
  const detail = {
    ...plan,
    ...weightsOf(view, p, memory, held),
    variance,
    lastTicks: price,
    highTicks,
    inflowTargetLots,
    reviewedDay: day,
  };
  if (!trades && inflowTargetLots === inflowHeld) return orders.declare('Noted', {}, detail);
  const reason = trades ? (p.mode === 'band' ? 'rebalance' : 'vol-target') : 'inflow';
  orders.declare(
    'RebalanceOrdered',
    { instrument: ETF, value: detail.etfWeight, reason: REASON[reason] },
    detail,
    world.market.markSeq[ETF],
  );
}

/** What a review may change. */
interface Plan {
  readonly targetLots: number;
  readonly softwareUnits: number;
  readonly goldUnits: number;
}

function unchanged(memory: Context<RiaParameters>['memory'], held: number): Plan {
  return { targetLots: held, softwareUnits: memory.softwareUnits, goldUnits: memory.goldUnits };
}

/** What the policy wants. The synthetic assets are traded at once, the shares over the session. */
function planned(
  view: View,
  p: RiaParameters,
  memory: Context<RiaParameters>['memory'],
  held: number,
  variance: number,
): Plan {
  const still = unchanged(memory, held);
  if (p.mode === 'volTarget') {
    const targetLots = volTargetLots(held, memory.modelLots, p.targetVol, Math.sqrt(variance), p.largestCut);
    return { ...still, targetLots };
  }
  const values = valuesUsd(view, memory, held);
  const { etf, software, gold } = p.weights;
  const [etfUsd, softwareUsd, goldUsd] = rebalanceTrades(values, [etf, software, gold], p.band);
  return {
    targetLots: Math.max(0, held + view.lotsOfUsd(ETF, etfUsd)),
    softwareUnits: memory.softwareUnits * (1 + softwareUsd / values[1]),
    goldUnits: memory.goldUnits * (1 + goldUsd / values[2]),
  };
}

/** US dollars in trust shares, software shares and gold. */
function valuesUsd(view: View, memory: Context<RiaParameters>['memory'], held: number): number[] {
  const { driver } = view.world;
  return [
    view.usdOf(ETF, held),
    memory.softwareUnits * exp(driver[INSTRUMENT.IGV]),
    memory.goldUnits * exp(driver[INSTRUMENT.GOLD]),
  ];
}

/** Weights before the trade, scaled so that the model's add up to what they are of the client portfolio. */
function weightsOf(
  view: View,
  { weights }: RiaParameters,
  memory: Context<RiaParameters>['memory'],
  held: number,
): { etfWeight: number; softwareWeight: number; goldWeight: number } {
  const [etf, software, gold] = valuesUsd(view, memory, held);
  const scale = (weights.etf + weights.software + weights.gold) / (etf + software + gold);
  return { etfWeight: etf * scale, softwareWeight: software * scale, goldWeight: gold * scale };
}

/** Works what is left of the orders, each a share of turnover a minute. */
function work({ view, self, accounts, parameters: p, memory, orders }: Context<RiaParameters>): void {
  if (memory.orderSeq < 0) return;
  const most = Math.floor(p.participation * view.world.market.tickVolume[ETF]);
  const left = memory.targetLots - view.lots(self, ETF);
  const leftInflow = memory.inflowTargetLots - view.lots(accounts[1], ETF);
  const lots = Math.min(Math.abs(left), most);
  const inflowLots = Math.min(leftInflow, most);
  const options = { type: 'market', cause: memory.orderSeq } as const;
  const reason = p.mode === 'band' ? 'rebalance' : 'vol-target';
  if (lots > 0) orders.send(ETF, left > 0 ? BUY : SELL, 0, lots, reason, options);
  if (inflowLots > 0) orders.send(ETF, BUY, 0, inflowLots, 'inflow', { ...options, account: accounts[1] });
}
