import { BUY } from '../../events.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import { NONE } from '../../world/book.ts';

/** Where a dealer keeps its options: on a crypto venue, or as options on trust shares. */
export type Home = 'crypto' | 'share';

const PERP = INSTRUMENT['BTC-PERP'];
const CME = INSTRUMENT['CME-1'];
const SPOT = INSTRUMENT['BTC-SPOT'];
/** Books a dealer may hedge on, its home first: there the hedge offsets the margin of the options. */
const VENUES: Readonly<Record<Home, readonly number[]>> = {
  crypto: [PERP, CME, SPOT],
  share: [INSTRUMENT.IBIT, CME, PERP, SPOT],
};
/** A market order is judged by, and kept within, the depth this far from the mid. */
const SWEEP_BP = 25;
const ENOUGH_LOTS = 1_000_000_000;

/** A way to hedge: the book, what it costs to take there, and the lots one order may take. */
export interface Route {
  readonly instrument: number;
  readonly costBp: number;
  readonly lots: number;
}

/** Every book a dealer of this home ever hedges on, its home first. */
export function venuesOf(home: Home): readonly number[] {
  return VENUES[home];
}

/**
 * The cheapest open book for buying (positive) or selling (negative) bitcoin: half-spread plus fee plus half of
 * size over depth, less an advantage at home. Null when nothing is open, or the size is below every venue's lot.
 */
export function cheapestRoute(
  view: View,
  account: number,
  home: Home,
  coins: number,
  homeAdvantageBp: number,
): Route | null {
  let best: Route | null = null;
  for (const [rank, instrument] of VENUES[home].entries()) {
    const route = routeOf(view, account, instrument, coins);
    if (route === null) continue;
    const costBp = route.costBp - (rank === 0 ? homeAdvantageBp : 0);
    if (best === null || costBp < best.costBp) best = { ...route, costBp };
  }
  return best;
}

function routeOf(view: View, account: number, instrument: number, coins: number): Route | null {
  if (!view.isOpen(instrument)) return null;
  const bid = view.bid(instrument);
  const ask = view.ask(instrument);
  if (bid === NONE || ask === NONE) return null;
  const wanted = Math.abs(view.lotsOfCoins(instrument, coins));
  // Coins are not borrowed: spot is sold only as far as it is owned.
  const lots = instrument === SPOT && coins < 0 ? Math.min(wanted, view.lots(account, SPOT)) : wanted;
  if (lots < 1) return null;
  const terms = view.world.instruments[instrument];
  const mid = (bid + ask) / 2;
  const reach = (mid * SWEEP_BP) / 10_000;
  const depth =
    coins > 0
      ? view.world.books[instrument].quantityWithin(-BUY, Math.floor(mid + reach), ENOUGH_LOTS)
      : view.world.books[instrument].quantityWithin(BUY, Math.ceil(mid - reach), ENOUGH_LOTS);
  if (depth < 1) return null;
  const spreadBp = ((ask - bid) / 2 / mid) * 10_000;
  const feeBp = terms.takerFeeBps + (terms.feeCentsPerLot / (mid * terms.centsPerTickLot)) * 10_000;
  const taken = Math.min(lots, depth);
  return { instrument, lots: taken, costBp: spreadBp + feeBp + ((taken / depth) * SWEEP_BP) / 2 };
}
