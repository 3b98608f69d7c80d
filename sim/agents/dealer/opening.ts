import { SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../../engine/time.ts';
import { GREEKS, greeksInto, PRICE } from '../../market/black-scholes.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import { COINS_PER_OPTION_LOT } from '../../market/options.ts';
import { impliedVol } from '../../market/surface.ts';
import type { Setup } from '../setup.ts';
import { greeksOf, legsOf, type Quote, volsOf } from './book.ts';
import type { DealerParameters } from './parameters.ts';
import { type Home, venuesOf } from './routing.ts';

/** Log standard deviation by which dealers' positions in one strike differ. */
const POSITION_SIGMA = 0.25;

/** When options of a home expire on their day, on what they settle, and over which last stretch its price is averaged. */
export const EXPIRY: Readonly<
  Record<Home, { secondOfDay: number; settlesOn: number; averagingSeconds: number }>
> = {
  // 08:00 UTC on the mean index of half an hour (crypto option venues' rulebooks).
  crypto: { secondOfDay: 8 * 3600, settlesOn: INSTRUMENT['BTC-INDEX'], averagingSeconds: 1800 },
  // The close of the US session, on the closing price.
  share: { secondOfDay: 21 * 3600, settlesOn: INSTRUMENT.IBIT, averagingSeconds: 0 },
};

/** Books the opening options, then holds their delta hedge: the dealer starts neutral. */
export function openDealer(setup: Setup<DealerParameters>): void {
  const { parameters: p, view, self, cash, holding, remember } = setup;
  const { world } = view;
  cash(p.cashUsd);
  const last = p.tenors[p.tenors.length - 1].days;
  for (const { days, share } of p.tenors) bookRow(setup, p.strikesUsd, days, p.coins * share);
  bookRow(setup, p.lowStrikesUsd, last, p.lowCoins);

  const { averagingSeconds } = EXPIRY[p.home];
  const { shortVol, longVol, riskReversal } = world.surface;
  const quote: Quote = { spotUsd: view.indexUsd, surface: world.surface, seconds: world.nowSeconds };
  const legs = legsOf(world, self);
  const vols = volsOf(legs, quote, p.skewStickiness);
  const targetCoins = -greeksOf(legs, vols, quote.spotUsd, quote.seconds, averagingSeconds).deltaCoins;
  const spotLots = view.lotsOfCoins(INSTRUMENT['BTC-SPOT'], p.spotCoins);
  holding(INSTRUMENT['BTC-SPOT'], spotLots);
  const [homeVenue] = venuesOf(p.home);
  const toHedge = targetCoins - view.coins(INSTRUMENT['BTC-SPOT'], spotLots);
  const cmeLots = view.lotsOfCoins(INSTRUMENT['CME-1'], toHedge * p.openingCmeShare);
  holding(INSTRUMENT['CME-1'], cmeLots);
  const rest = toHedge - view.coins(INSTRUMENT['CME-1'], cmeLots);
  holding(homeVenue, view.lotsOfCoins(homeVenue, rest));
  remember({
    targetCoins,
    bandCoins: 0,
    gammaCoinsPerPercent: 0,
    spotUsd: quote.spotUsd,
    shortVol,
    longVol,
    riskReversal,
    seconds: quote.seconds,
    side: 0,
    setTick: -1,
    waitingSinceTick: -1,
    tookTick: -1,
    bookedSeq: world.newestBooking.get(self) ?? -1,
  });
}

/** Books one expiry: the coins spread over strikes, unevenly by luck, so that no two dealers are alike. */
function bookRow(
  { parameters: p, view, random, option }: Setup<DealerParameters>,
  strikesUsd: readonly number[],
  days: number,
  coins: number,
): void {
  const stream = random('opening');
  const weights = strikesUsd.map(() => stream.lognormal(1, POSITION_SIGMA));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const { nowSeconds, surface } = view.world;
  const midnight = nowSeconds - (nowSeconds % SECONDS_PER_DAY);
  const { secondOfDay, settlesOn, averagingSeconds } = EXPIRY[p.home];
  const expirySeconds = midnight + days * SECONDS_PER_DAY + secondOfDay;
  const years = (expirySeconds - nowSeconds) / SECONDS_PER_YEAR;
  const put = p.optionType === 'put';
  const sign = p.direction === 'short' ? -1 : 1;
  const one = new Float64Array(GREEKS);
  for (const [n, strikeUsd] of strikesUsd.entries()) {
    const quantityLots = sign * Math.round((coins * weights[n]) / total / COINS_PER_OPTION_LOT);
    if (quantityLots === 0) continue;
    greeksInto(
      one,
      put,
      view.indexUsd,
      strikeUsd,
      impliedVol(surface, strikeUsd, view.indexUsd, years),
      0,
      0,
      years,
    );
    const premiumUsd = quantityLots * COINS_PER_OPTION_LOT * one[PRICE];
    option({ put, strikeUsd, expirySeconds, settlesOn, averagingSeconds, quantityLots, premiumUsd });
  }
}
