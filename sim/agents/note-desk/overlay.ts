import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { GREEKS, greeksInto, PRICE, VEGA } from '../../market/black-scholes.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import { COINS_PER_OPTION_LOT } from '../../market/options.ts';
import { impliedVol } from '../../market/surface.ts';
import { coinsPerShare } from '../../market/trust.ts';
import type { World } from '../../world/world.ts';
import { type Leg, legsOf } from '../dealer/book.ts';
import { EXPIRY } from '../dealer/opening.ts';
import type { Setup } from '../setup.ts';
import { closeAfter, noteGreeksInto, type Tranche } from './notes.ts';
import type { NoteDeskParameters } from './parameters.ts';

/** The vanilla puts it is short, on shares: strikes in US dollars a share, `coins` in shares. */
export function overlayLegs(world: Readonly<World>, account: number): readonly Leg[] {
  const book = legsOf(world, account);
  let legs = perShare.get(book);
  if (!legs) {
    legs = book.map((leg) => ({
      ...leg,
      strikeUsd: leg.strikeUsd * coinsPerShare(world),
      coins: leg.coins / coinsPerShare(world),
    }));
    perShare.set(book, legs);
  }
  return legs;
}

/** Books in shares by those in bitcoin, which are others once something was booked or settled. */
const perShare = new WeakMap<readonly Leg[], readonly Leg[]>();

/** Sells puts struck at each barrier, so that they carry a share of the vega its notes bring. */
export function sellOverlay(
  { parameters: p, view, option }: Setup<NoteDeskParameters>,
  tranches: readonly Tranche[],
  vols: Float64Array,
  spotUsd: number,
): void {
  const { world } = view;
  const one = new Float64Array(GREEKS);
  const expirySeconds = closeAfter(world, p.overlayDays);
  const years = (expirySeconds - world.nowSeconds) / SECONDS_PER_YEAR;
  for (const [n, tranche] of tranches.entries()) {
    noteGreeksInto(one, tranche, vols[n], spotUsd, world.nowSeconds, p.rate);
    const soldVegaUsd = p.overlayRatio * tranche.units * Math.max(0, one[VEGA]);
    const { barrierUsd } = tranche;
    greeksInto(
      one,
      true,
      spotUsd,
      barrierUsd,
      impliedVol(world.surface, barrierUsd, spotUsd, years),
      0,
      0,
      years,
    );
    const most = p.overlayCap * tranche.units;
    const puts = one[VEGA] > 0 ? Math.min(most, soldVegaUsd / one[VEGA]) : 0;
    const quantityLots = -Math.round((puts * coinsPerShare(world)) / COINS_PER_OPTION_LOT);
    if (quantityLots === 0) continue;
    option({
      put: true,
      strikeUsd: barrierUsd / coinsPerShare(world),
      expirySeconds,
      settlesOn: INSTRUMENT.IBIT,
      averagingSeconds: EXPIRY.share.averagingSeconds,
      quantityLots,
      premiumUsd: (quantityLots * COINS_PER_OPTION_LOT * one[PRICE]) / coinsPerShare(world),
    });
  }
}
