import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import {
  CHARM,
  DELTA,
  deltaVegaInto,
  GAMMA,
  GREEKS,
  hedgeGreeksInto,
  VANNA,
  VEGA,
} from '../../market/black-scholes.ts';
import { byTerms, COINS_PER_OPTION_LOT } from '../../market/options.ts';
import type { SurfaceState } from '../../market/surface.ts';
import type { World } from '../../world/world.ts';
import { type Point, pointsAt, unitGreeks } from './strip.ts';

/** One option of a dealer's book. */
export interface Leg {
  readonly put: boolean;
  readonly strikeUsd: number;
  readonly expirySeconds: number;
  /** Bitcoin it is written on; negative when the dealer is short. */
  readonly coins: number;
}

/** What the value of a book depends on besides its legs. */
export interface Quote {
  readonly spotUsd: number;
  readonly surface: SurfaceState;
  readonly seconds: number;
}

/** Volatility of each leg, annual, and how it moves with spot, per US dollar. */
export interface LegVols {
  readonly vol: Float64Array;
  readonly slope: Float64Array;
}

/** Greeks of a whole book, in bitcoin where they are hedged with bitcoin. */
export interface BookGreeks {
  /** Bitcoin to be hedged: Black-Scholes delta plus vega times the move of volatility with spot. */
  deltaCoins: number;
  /** Change of delta per US dollar of spot. */
  gammaCoins: number;
  /** US dollars per 1.00 of volatility. */
  vegaUsd: number;
  /** Change of delta per 1.00 of volatility. */
  vannaCoins: number;
  /** Change of delta per year as the calendar advances. */
  charmCoins: number;
  /** Mean life in years, weighted by absolute gamma. */
  lifeYears: number;
}

/**
 * The live options in which an account is the holder, or (reversed) the client, what has the same terms taken together
 * over all counterparties, in the order of their terms.
 */
export function legsOf(world: Readonly<World>, account: number): readonly Leg[] {
  const { optionChanges } = world;
  const known = booksOf.get(world);
  const books = known?.optionChanges === optionChanges ? known.books : new Map<number, readonly Leg[]>();
  if (books !== known?.books) booksOf.set(world, { optionChanges, books });
  const gathered = books.get(account);
  if (gathered) return gathered;
  const legs = gather(world, account);
  books.set(account, legs);
  return legs;
}

/** Books of a world as long as no option is booked or settled: only saves gathering the same again. */
const booksOf = new WeakMap<object, { optionChanges: number; books: Map<number, readonly Leg[]> }>();

function gather(world: Readonly<World>, account: number): Leg[] {
  const legs: { -readonly [K in keyof Leg]: Leg[K] }[] = [];
  for (const { holder, client, quantityLots, put, strikeUsd, expirySeconds } of world.options) {
    if (quantityLots === 0 || (holder !== account && client !== account)) continue;
    const coins = quantityLots * COINS_PER_OPTION_LOT * (holder === account ? 1 : -1);
    const same = legs.find(
      (leg) => leg.strikeUsd === strikeUsd && leg.expirySeconds === expirySeconds && leg.put === put,
    );
    if (same) same.coins += coins;
    else legs.push({ put, strikeUsd, expirySeconds, coins });
  }
  return legs.sort(byTerms);
}

/**
 * Volatility of every leg on the surface, and its slope in spot.
 *
 * Moving spot under an unchanged surface slides a strike along the smile (sticky delta). On top of it the level is
 * expected to move by `ssr` times the at-the-money skew per unit of log spot: the skew-stickiness ratio of Bergomi
 * (2009, Smile Dynamics IV). 0 leaves sticky delta, 1 leaves the volatility of a strike near the money where it is
 * (sticky strike), above 1 volatility rises in a fall, as under local volatility. Writes to `out` where room is given.
 */
export function volsOf(
  legs: readonly Leg[],
  quote: Quote,
  ssr: number,
  out: LegVols = blankVols(legs.length),
): LegVols {
  const { spotUsd } = quote;
  const { vol, slope } = out;
  const points = pointsAt(legs, quote);
  for (let n = 0; n < points.length; n++) {
    vol[n] = points[n].vol;
    slope[n] = slopeAt(points[n], ssr, spotUsd);
  }
  return out;
}

/** How the volatility of a point moves with spot, per US dollar. */
function slopeAt({ slope, expiry }: Point, ssr: number, spotUsd: number): number {
  return (slope - ssr * expiry.atmSlope) / spotUsd;
}

/** Room for the volatilities of so many legs. */
function blankVols(legs: number): LegVols {
  return { vol: new Float64Array(legs), slope: new Float64Array(legs) };
}

const one = new Float64Array(GREEKS);

/**
 * Sums the greeks of the legs at a spot and a time. Options are valued on the forward (no rate: a month of it moves
 * delta by under half a percent). With `averagingSeconds` the payoff is on the mean over that last stretch, so that
 * what is left to be hedged shrinks with the part of it still to come.
 */
export function greeksOf(
  legs: readonly Leg[],
  { vol, slope }: LegVols,
  spotUsd: number,
  seconds: number,
  averagingSeconds: number,
): BookGreeks {
  const sum = nothing();
  let grossGamma = 0;
  for (let n = 0; n < legs.length; n++) {
    const { put, strikeUsd, expirySeconds } = legs[n];
    const left = Math.max(0, expirySeconds - seconds);
    const coins = legs[n].coins * openShare(left, averagingSeconds);
    hedgeGreeksInto(one, put, spotUsd, strikeUsd, vol[n], left / SECONDS_PER_YEAR);
    grossGamma += add(sum, coins, one, slope[n], left);
  }
  if (grossGamma > 0) sum.lifeYears /= grossGamma;
  return sum;
}

/** What `greeksOf` answers on the surface of a quote, each point worked out once for all who hold it. */
export function greeksAt(
  legs: readonly Leg[],
  now: Quote,
  ssr: number,
  averagingSeconds: number,
): BookGreeks {
  const sum = nothing();
  let grossGamma = 0;
  const points = pointsAt(legs, now);
  for (let n = 0; n < points.length; n++) {
    const { put, expirySeconds } = legs[n];
    const left = Math.max(0, expirySeconds - now.seconds);
    const coins = legs[n].coins * openShare(left, averagingSeconds);
    grossGamma += add(sum, coins, unitGreeks(points[n], put), slopeAt(points[n], ssr, now.spotUsd), left);
  }
  if (grossGamma > 0) sum.lifeYears /= grossGamma;
  return sum;
}

function nothing(): BookGreeks {
  return { deltaCoins: 0, gammaCoins: 0, vegaUsd: 0, vannaCoins: 0, charmCoins: 0, lifeYears: 0 };
}

/** Adds so many bitcoin of an option; returns the weight of its life. */
function add(sum: BookGreeks, coins: number, unit: Float64Array, slope: number, left: number): number {
  sum.deltaCoins += coins * (unit[DELTA] + unit[VEGA] * slope);
  sum.gammaCoins += coins * unit[GAMMA];
  sum.vegaUsd += coins * unit[VEGA];
  sum.vannaCoins += coins * unit[VANNA];
  sum.charmCoins += coins * unit[CHARM];
  const weight = Math.abs(coins * unit[GAMMA]);
  sum.lifeYears += (weight * left) / SECONDS_PER_YEAR;
  return weight;
}

/** The delta of `greeksOf` alone. */
export function deltaOf(
  legs: readonly Leg[],
  { vol, slope }: LegVols,
  spotUsd: number,
  seconds: number,
  averagingSeconds: number,
): number {
  let deltaCoins = 0;
  for (let n = 0; n < legs.length; n++) {
    const { put, strikeUsd, expirySeconds } = legs[n];
    const left = Math.max(0, expirySeconds - seconds);
    const coins = legs[n].coins * openShare(left, averagingSeconds);
    deltaVegaInto(one, put, spotUsd, strikeUsd, vol[n], left / SECONDS_PER_YEAR);
    deltaCoins += coins * (one[DELTA] + one[VEGA] * slope[n]);
  }
  return deltaCoins;
}

/** Share of an option's averaging that is still to come; 1 without averaging. */
function openShare(secondsLeft: number, averagingSeconds: number): number {
  return averagingSeconds > 0 ? Math.min(1, secondsLeft / averagingSeconds) : 1;
}
