import { BUY, REASON, SELL } from '../../events.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import { shortSaleRefusal } from '../../market/short-sales.ts';
import type { View } from '../../market/view.ts';
import { NONE } from '../../world/book.ts';

/** Where a dealer keeps its options: on a crypto venue, or as options on trust shares. */
export type Home = 'crypto' | 'share';

const PERP = INSTRUMENT['BTC-PERP'];
const CME = INSTRUMENT['CME-1'];
const SPOT = INSTRUMENT['BTC-SPOT'];
const SHARE = INSTRUMENT.IBIT;
/** Books a dealer may hedge on, its home first: there the hedge offsets the margin of the options. */
const VENUES: Readonly<Record<Home, readonly number[]>> = {
  crypto: [PERP, CME, SPOT],
  share: [SHARE, CME, PERP, SPOT],
};
/** A market order is judged by, and kept within, the depth this far from the mid. */
const SWEEP_BP = 25;
const ENOUGH_LOTS = 1_000_000_000;

/** A way to hedge: the book, what it costs to take there, and the most lots to take in one minute. */
export interface Route {
  readonly instrument: number;
  readonly costBp: number;
  readonly lots: number;
}

/** How a dealer chooses among venues. */
export interface RoutingRule {
  /** Basis points by which its home is preferred. */
  readonly homeAdvantageBp: number;
  /** Most of a venue's turnover of the last minute that it takes. */
  readonly participation: number;
}

/** Every book a dealer of this home ever hedges on, its home first. */
export function venuesOf(home: Home): readonly number[] {
  return VENUES[home];
}

/**
 * The open books for buying (positive) or selling (negative) bitcoin, cheapest first: half-spread plus fee plus half
 * of size over depth, less an advantage at home. Books whose lot is larger than the size are left out.
 */
export function routesFor(
  view: View,
  account: number,
  home: Home,
  coins: number,
  rule: RoutingRule,
): Route[] {
  const routes: Route[] = [];
  for (const [rank, instrument] of VENUES[home].entries()) {
    const route = routeOf(view, account, instrument, coins, rule.participation);
    if (route === null) continue;
    routes.push(rank === 0 ? { ...route, costBp: route.costBp - rule.homeAdvantageBp } : route);
  }
  return routes.sort((a, b) => a.costBp - b.costBp);
}

/** Splits a size over routes in their order, each up to its lots; `leftCoins` is what none of them takes now. */
export function splitOver(
  view: View,
  routes: readonly Route[],
  coins: number,
): { parts: Route[]; leftCoins: number } {
  const parts: Route[] = [];
  let leftCoins = coins;
  for (const route of routes) {
    const lots = Math.min(route.lots, Math.abs(view.lotsOfCoins(route.instrument, leftCoins)));
    if (lots < 1) continue;
    parts.push({ ...route, lots });
    leftCoins -= Math.sign(coins) * view.coins(route.instrument, lots);
  }
  return { parts, leftCoins };
}

/** Whether it may sell so many shares at the bid: its own always, others' only while shares are lent and short sales are free. */
function mayTakeShort(view: View, account: number, lots: number): boolean {
  return shortSaleRefusal(view.world, account, SHARE, lots, 0) === REASON.none;
}

function routeOf(
  view: View,
  account: number,
  instrument: number,
  coins: number,
  participation: number,
): Route | null {
  if (!view.isOpen(instrument)) return null;
  const bid = view.bid(instrument);
  const ask = view.ask(instrument);
  if (bid === NONE || ask === NONE) return null;
  const wanted = Math.abs(view.lotsOfCoins(instrument, coins));
  // Coins are not borrowed: spot is sold only as far as it is owned.
  const lots = instrument === SPOT && coins < 0 ? Math.min(wanted, view.lots(account, SPOT)) : wanted;
  if (lots < 1) return null;
  if (instrument === SHARE && coins < 0 && !mayTakeShort(view, account, lots)) return null;
  const { books, instruments, market } = view.world;
  const terms = instruments[instrument];
  const mid = (bid + ask) / 2;
  const reach = (mid * SWEEP_BP) / 10_000;
  const depth =
    coins > 0
      ? books[instrument].quantityWithin(SELL, Math.floor(mid + reach), ENOUGH_LOTS)
      : books[instrument].quantityWithin(BUY, Math.ceil(mid - reach), ENOUGH_LOTS);
  if (depth < 1) return null;
  const aMinute = participation * (market.tickVolume[instrument] / view.minutesPerTick);
  const taken = Math.min(lots, depth, Math.max(1, Math.floor(aMinute)));
  const spreadBp = ((ask - bid) / 2 / mid) * 10_000;
  const feeBp = terms.takerFeeBps + (terms.feeCentsPerLot / (mid * terms.centsPerTickLot)) * 10_000;
  return { instrument, lots: taken, costBp: spreadBp + feeBp + ((taken / depth) * SWEEP_BP) / 2 };
}
