import { BUY, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { coinsPerShare } from '../market/trust.ts';
import type { View } from '../market/view.ts';
import { OUTSIDE_ACCOUNT } from '../world/ledger.ts';
import { type Context, defineAgent } from './agent.ts';
import { tradeToEdge } from './dealer/hedge.ts';
import { routesFor } from './dealer/routing.ts';
import { ALIVE, notesOf, type Tranche } from './note-desk/notes.ts';
import { openNoteDesk } from './note-desk/opening.ts';
import { type NoteDeskParameters, noteDeskParameters } from './note-desk/parameters.ts';
import { declareTarget, hedgeShares, measure } from './note-desk/target.ts';

const SHARE = INSTRUMENT.IBIT;
const NOBODY_WOKE = -1;

/**
 * Issued notes whose holders are short a knock-in put, so it is long that put and holds shares against it: it buys toward
 * a barrier, and what the put no longer needs once knocked in it sells. Puts it sold against volatility make it sell too.
 */
export const noteDesk = defineAgent<NoteDeskParameters>({
  kind: 'note-desk',
  about:
    'Hedge knock-in notes on trust shares: buy into the approach to a barrier, sell the excess at the knock-in.',
  parameters: noteDeskParameters,
  wake: { rounds: 'first', onOwn: ['NoteKnockedIn'] },
  latency: 'dealer',
  uses: ['takes', 'options'],
  emits: ['NoteKnockedIn', 'NoteSettled', 'NoteHedgeSet'],
  open: openNoteDesk,
  decide(context) {
    // The hedge of what knocked in follows when that event wakes it, and cites it.
    if (!observe(context)) hedge(context);
  },
  honour(context) {
    observe(context);
  },
});

/** What the notes say, whatever the issuer thinks: knock-ins, then settlements. Whether something has knocked in now. */
function observe(context: Context<NoteDeskParameters>): boolean {
  const { view } = context;
  const { tranches } = notesOf(context);
  const met = tranches.filter((tranche) => meetsBarrier(view, tranche));
  for (const tranche of met) knockIn(context, tranche);
  if (met.length > 0) return true;
  for (const tranche of tranches) if (isDue(view, tranche)) settle(context, tranche);
  return false;
}

/** Whether the barrier is being watched now and the price is seen at or below it, for the first time. */
function meetsBarrier(view: View, tranche: Tranche): boolean {
  const { world } = view;
  const { observation, barrierUsd, knockedSeconds } = tranche;
  if (knockedSeconds !== ALIVE) return false;
  const isTrading = world.inSession[SHARE] === 1;
  if (observation === 'continuous' ? !isTrading : isTrading) return false;
  if (observation === 'maturity' && !isDue(view, tranche)) return false;
  const seen = seenTicks(view, tranche);
  return seen > 0 && usdOf(view, seen) <= barrierUsd;
}

/** The price by which a barrier is judged. */
function seenTicks(view: View, { observation }: Tranche): number {
  return observation === 'continuous' ? view.world.market.mark[SHARE] : closeTicks(view);
}

/** The official close: 0 before the first of the window, when nothing can be observed by it. */
function closeTicks({ world }: View): number {
  return world.market.close[SHARE];
}

/** A tranche is settled on the close of its last day, once there is one. */
function isDue(view: View, { maturitySeconds }: Tranche): boolean {
  const { world } = view;
  return world.nowSeconds >= maturitySeconds && world.inSession[SHARE] === 0 && closeTicks(view) > 0;
}

function usdOf({ world }: View, ticks: number): number {
  return (ticks * world.instruments[SHARE].centsPerTickLot) / 100;
}

/** Says that a tranche has knocked in, citing the mark that crossed: a fact that nothing takes back. */
function knockIn({ view, orders }: Context<NoteDeskParameters>, tranche: Tranche): void {
  const { nowSeconds, market } = view.world;
  const { index, units, barrierUsd, initialUsd, maturitySeconds } = tranche;
  orders.declare(
    'NoteKnockedIn',
    {
      instrument: SHARE,
      price: seenTicks(view, tranche),
      quantity: Math.round(units),
      value: barrierUsd,
    },
    { tranche: index, initialUsd, maturitySeconds, [`knocked${index}`]: nowSeconds },
    market.markSeq[SHARE],
  );
}

/** Settles a matured tranche in cash: below the initial level the holders of knocked-in notes lose the difference. */
function settle({ view, orders }: Context<NoteDeskParameters>, tranche: Tranche): void {
  const { index, units, initialUsd, knockedSeconds } = tranche;
  const price = closeTicks(view);
  const lossUsd = knockedSeconds === ALIVE ? 0 : Math.max(0, initialUsd - usdOf(view, price));
  orders.declare(
    'NoteSettled',
    {
      instrument: SHARE,
      counterparty: OUTSIDE_ACCOUNT,
      price,
      quantity: Math.round(units),
      value: Math.round(units * lossUsd * 100),
    },
    { tranche: index, [`settled${index}`]: 1 },
    view.world.market.markSeq[SHARE],
  );
}

/** Brings the shares held to the edge of their band, as fast as turnover allows; never sells a share it does not hold. */
function hedge(context: Context<NoteDeskParameters>): void {
  const { view, self, parameters: p, memory, cause } = context;
  const { world } = view;
  const { mark, markSeq } = world.market;
  const woken = cause === world.tickSeq ? NOBODY_WOKE : cause;
  if (woken === NOBODY_WOKE && !view.isOpen(SHARE)) return;
  const measured = measure(context, usdOf(view, mark[SHARE]));
  const held = hedgeShares(view, self);
  const wanted = tradeToEdge(held, measured.targetShares, measured.bandShares);
  const side = wanted > 0 ? BUY : SELL;
  const enough = Math.abs(wanted) * measured.now.spotUsd >= p.leastOrderUsd;
  const lots = enough && wanted !== 0 ? lotsNow(context, side, Math.abs(wanted)) : 0;
  if (lots < 1 && woken === NOBODY_WOKE) return;
  const knockInSeq = woken === NOBODY_WOKE ? memory.knockInSeq : woken;
  const causeOf = (excess: number): number =>
    woken !== NOBODY_WOKE || (side === SELL && excess > measured.bandShares) ? knockInSeq : markSeq[SHARE];
  declareTarget(context, measured, held, knockInSeq, causeOf);
  if (lots >= 1) context.orders.market(SHARE, side, lots, 'hedge');
}

/** Shares it can trade this minute: of what it wants, what turnover and depth allow and, selling, what it holds. */
function lotsNow(
  { view, self, parameters: p }: Context<NoteDeskParameters>,
  side: number,
  shares: number,
): number {
  const rule = { homeAdvantageBp: 0, participation: p.participation };
  const routes = routesFor(view, self, 'share', side * shares * coinsPerShare(view.world), rule);
  const lots = routes.find(({ instrument }) => instrument === SHARE)?.lots ?? 0;
  return side === SELL ? Math.min(lots, view.lots(self, SHARE)) : lots;
}
