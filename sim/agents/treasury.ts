import expOf from '@stdlib/math-base-special-exp';
import { HOURS_PER_DAY } from '../engine/time.ts';
import { BUY, REASON, SELL } from '../events.ts';
import { newYorkClock, usHours } from '../market/calendar.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { atmVol } from '../market/surface.ts';
import type { View } from '../market/view.ts';
import { OUTSIDE_ACCOUNT } from '../world/ledger.ts';
import { type Context, defineAgent } from './agent.ts';
import { type TreasuryParameters, treasuryParameters } from './treasury/parameters.ts';

type Premium = Pick<TreasuryParameters, 'mnav' | 'perDrawdown' | 'perVol'>;

/** Where it sells and buys: mostly on the US venue, where most of its coins are. */
const VENUES = [
  { instrument: INSTRUMENT['BTC-SPOT-US'], held: 0.7 },
  { instrument: INSTRUMENT['BTC-SPOT'], held: 0.3 },
] as const;
const COIN_LOTS = VENUES[0].instrument;
const MINUTES_BETWEEN = 5;
/** The hourly review takes the place of one slice. */
const SLICES_PER_HOUR = 60 / MINUTES_BETWEEN - 1;
const VOL_YEARS = 30 / 365;
const DELISTING_USD = 1;
const MODE = { hold: 0, buyback: 1, covenant: 2, issue: 3 } as const;
const ORDER_REASON = ['none', 'buyback', 'treasury', 'treasury'] as const;
const DECISION = [REASON.hold, REASON.buyback, REASON.covenant, REASON.treasury] as const;

/**
 * A listed company whose assets are bitcoin. Its shares trade at a multiple of net asset value that sinks with price and
 * fear; above par it turns shares into coins, below it coins into shares, and a lender's covenant may force it to sell.
 */
export const treasury = defineAgent<TreasuryParameters>({
  kind: 'treasury',
  about:
    'Issue shares for coins at a premium; at a discount, under a covenant or a listing notice, sell coins.',
  parameters: treasuryParameters,
  wake: { every: '5m', onOwn: ['TreasuryDecided'] },
  latency: 'other',
  uses: ['takes'],
  emits: ['TreasuryDecided', 'CollateralPosted', 'Noted'],
  open({ parameters: p, view, cash, holding, remember, self }) {
    cash(p.cashUsd);
    for (const { instrument, held } of VENUES) {
      const lots = view.lotsOfCoins(instrument, held * p.coins);
      holding(instrument, lots, self, Math.round(view.ticksOf(instrument, p.costUsd)));
    }
    const { debtUsd, shares, closesUnderDollar } = p;
    const openingVol = atmVol(view.world.surface, VOL_YEARS);
    const plan = { mode: MODE.hold, targetLots: 0, sliceLots: 0, cashCents: 0, decisionSeq: -1 };
    remember({ ...plan, debtUsd, shares, closesUnderDollar, listingUntil: -1, openingVol });
  },
  decide(context) {
    const { view, cause, round, orders } = context;
    const { tick, tickSeq } = view.world;
    // Woken by its own decision: slices of the coming hours cite it.
    if (cause !== tickSeq) orders.declare('Noted', {}, { decisionSeq: cause });
    const every = view.ticksIn(MINUTES_BETWEEN);
    if (round !== 0 || tick % every !== 0) return;
    if (tick % ((60 / MINUTES_BETWEEN) * every) === 0) review(context);
    else trade(context);
  },
});

/** Market value over net asset value after a fall of `drawdown` and a rise of volatility, both as fractions. */
export function mnavAfter(drawdown: number, volRise: number, p: Premium): number {
  return p.mnav * expOf(-p.perDrawdown * drawdown - p.perVol * volRise);
}

/** Bitcoin to sell so that debt, repaid with the proceeds, is `ltv` of the value of what is left. */
export function coinsToCure(coins: number, priceUsd: number, debtUsd: number, ltv: number): number {
  const excess = debtUsd - ltv * coins * priceUsd;
  return Math.min(coins, Math.max(0, excess / (priceUsd * (1 - ltv))));
}

function lotsHeld(view: View, account: number): number {
  let lots = 0;
  for (const { instrument } of VENUES) lots += view.lots(account, instrument);
  return lots;
}

/** Hourly: uses the proceeds of the last hour's sales, values itself, and sets the coins it wants to hold. */
function review(context: Context<TreasuryParameters>): void {
  const { self, view, memory, parameters: p, orders } = context;
  const { surface, latent, ledger, market } = view.world;
  const held = lotsHeld(view, self);
  const coinsUsd = view.coins(COIN_LOTS, held) * view.indexUsd;
  const navUsd = Math.max(0, coinsUsd + ledger.cash[self] / 100 - memory.debtUsd);
  const drawdown = 1 - view.indexUsd / expOf(latent.origin);
  const mnav = mnavAfter(drawdown, atmVol(surface, VOL_YEARS) - memory.openingVol, p);
  const shareUsd = (mnav * navUsd) / memory.shares;
  const after = useProceeds(context, shareUsd);
  const { listing, closing, noticed, ...counts } = watchListing(context, shareUsd);
  const ltv = after.debtUsd / coinsUsd;
  const discounted = p.policy === 'buyback' && mnav < p.buybackBelow;
  const curing = memory.mode === MODE.covenant && held > memory.targetLots;
  let mode: number = mnav > p.issueAbove && navUsd > 0 ? MODE.issue : MODE.hold;
  if (discounted || listing) mode = MODE.buyback;
  if (p.secured && (ltv > p.covenantLtv || curing)) mode = MODE.covenant;

  // What turnover did not allow last hour is still to be done.
  let change = mode === memory.mode && mode !== MODE.hold ? memory.targetLots - held : 0;
  let hours = 1;
  if (mode === MODE.covenant) {
    hours = p.covenantHours;
    const cure = coinsToCure(coinsUsd / view.indexUsd, view.indexUsd, after.debtUsd, p.curedLtv);
    change = -view.lotsOfCoins(COIN_LOTS, cure);
  } else if (mode === MODE.buyback) {
    const rate = p.buybackPerDay * (Number(discounted) + Number(listing));
    change -= Math.floor((rate * held) / HOURS_PER_DAY);
  } else if (mode === MODE.issue) {
    const value = Math.round((p.issuePerDay * navUsd * 100) / HOURS_PER_DAY);
    orders.declare('CollateralPosted', { counterparty: OUTSIDE_ACCOUNT, value, reason: REASON.treasury });
    after.shares += value / 100 / shareUsd;
    change += view.lotsOfCoins(COIN_LOTS, value / 100 / view.indexUsd);
  }
  const slice = Math.ceil(Math.abs(change) / hours / SLICES_PER_HOUR);
  const sliceLots = mode === MODE.covenant && curing ? Math.max(slice, memory.sliceLots) : slice;
  // At the close every company says what its shares are worth, also one that holds.
  if (mode !== MODE.hold || memory.mode !== MODE.hold || noticed || closing) {
    const reason = mode === MODE.covenant || !(listing || noticed) ? DECISION[mode] : REASON.listing;
    const plan = { mode, targetLots: held + change, sliceLots, ...after, ...counts };
    orders.declare('TreasuryDecided', { value: mnav, reason }, plan, market.indexSeq);
  }
}

/** What coins sold since the last review brought goes where the sale was meant to: own shares, or the lender. */
function useProceeds({ self, view, memory, orders }: Context<TreasuryParameters>, shareUsd: number) {
  const { debtUsd, shares, mode, cashCents } = memory;
  const cash = view.world.ledger.cash[self];
  const most = mode === MODE.covenant ? Math.round(debtUsd * 100) : shareUsd > 0 ? cash : 0;
  const value = Math.min(most, Math.max(0, cash - cashCents));
  const repays = mode === MODE.covenant;
  if (!(repays || mode === MODE.buyback) || value <= 0) return { debtUsd, shares, cashCents: cash };
  const reason = repays ? REASON.covenant : REASON.buyback;
  orders.declare('CollateralPosted', { actor: OUTSIDE_ACCOUNT, counterparty: self, value, reason });
  const bought = repays ? 0 : value / 100 / shareUsd;
  return { debtUsd: debtUsd - (repays ? value / 100 : 0), shares: shares - bought, cashCents: cash - value };
}

/** At each New York close: counts closes under a dollar, and after a notice draws whether it buys back for a day. */
function watchListing(
  { view, memory, parameters: p, random }: Context<TreasuryParameters>,
  shareUsd: number,
) {
  const { world } = view;
  const closing = newYorkClock(world.nowSeconds).minute === usHours(world.calendar, world.nowSeconds)?.close;
  let { closesUnderDollar, listingUntil } = memory;
  if (closing) {
    closesUnderDollar = shareUsd < DELISTING_USD ? closesUnderDollar + 1 : 0;
    const drawn = random('listing').uniform() < p.listingHazard;
    if (closesUnderDollar >= p.noticeAfter && drawn) listingUntil = world.tick + world.market.ticksPerDay;
  }
  const noticed = closing && closesUnderDollar === p.noticeAfter;
  return { listing: listingUntil > world.tick, closing, noticed, closesUnderDollar, listingUntil };
}

/** A slice toward the coins wanted, within its share of turnover. */
function trade({ self, view, memory, parameters: p, orders, cause }: Context<TreasuryParameters>): void {
  if (memory.mode === MODE.hold) return;
  const gap = memory.targetLots - lotsHeld(view, self);
  const side = gap > 0 ? BUY : SELL;
  const answers = memory.decisionSeq >= 0 ? memory.decisionSeq : cause;
  let left = Math.min(Math.abs(gap), memory.sliceLots);
  for (const { instrument } of VENUES) {
    const turnover = view.world.market.tickVolume[instrument] * (MINUTES_BETWEEN / view.minutesPerTick);
    const held = side === SELL ? view.lots(self, instrument) : left;
    const lots = Math.min(left, held, Math.floor(p.participation * turnover));
    if (lots < 1) continue;
    left -= lots;
    orders.send(instrument, side, 0, lots, ORDER_REASON[memory.mode], { type: 'market', cause: answers });
  }
}
