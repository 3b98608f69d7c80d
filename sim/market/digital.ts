import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { CHARM, DELTA, GAMMA, GREEKS, greeksInto, PRICE, THETA, VANNA, VEGA } from './black-scholes.ts';

const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** An option with a barrier and where it is looked at: prices in one currency, annual volatility and rates, years left. */
export interface Terms {
  readonly spot: number;
  readonly strike: number;
  readonly barrier: number;
  readonly vol: number;
  readonly rate: number;
  readonly dividend: number;
  readonly years: number;
}

/**
 * Greeks, in the places and units of `greeksInto`, of the put of a strike that pays only if it ends below the barrier: a
 * put struck at the barrier plus what is missing to the strike as a digital. Volatility and life must be positive.
 */
export function gapPut(terms: Terms, spot = terms.spot): Float64Array {
  const { strike, barrier, vol, rate, dividend, years } = terms;
  const out = new Float64Array(GREEKS);
  greeksInto(out, true, spot, barrier, vol, rate, dividend, years);
  return plus(out, strike - barrier, digital(terms, true, spot));
}

/**
 * Greeks, as in `gapPut`, of the rest of that put: what it pays if it ends above the barrier. Written with calls, so that
 * nothing cancels where the spot is far below.
 */
export function wedgePut(terms: Terms, spot = terms.spot): Float64Array {
  const { strike, barrier, vol, rate, dividend, years } = terms;
  const out = new Float64Array(GREEKS);
  const call = new Float64Array(GREEKS);
  greeksInto(out, false, spot, strike, vol, rate, dividend, years);
  greeksInto(call, false, spot, barrier, vol, rate, dividend, years);
  plus(out, -1, call);
  return plus(out, strike - barrier, digital(terms, false, spot));
}

/** Discounted density of ending on the barrier, per unit of log price, and how many deviations away (d2) it lies. */
export function densityAtBarrier(terms: Terms, spot: number): { density: number; d2: number } {
  const { barrier, vol, rate, dividend, years } = terms;
  const deviation = vol * Math.sqrt(years);
  const d2 = (ln(spot / barrier) + (rate - dividend) * years) / deviation - deviation / 2;
  return { density: (exp(-rate * years) * INVERSE_ROOT_TWO_PI * exp((-d2 * d2) / 2)) / deviation, d2 };
}

/** Greeks of one unit of currency paid at expiry if the price then lies below (a put) or above the barrier. */
function digital(terms: Terms, isPut: boolean, spot: number): Float64Array {
  const { vol, rate, dividend, years } = terms;
  const { density, d2 } = densityAtBarrier(terms, spot);
  const deviation = vol * Math.sqrt(years);
  const d1 = d2 + deviation;
  const sign = isPut ? -1 : 1;
  const perSpot = (sign * density) / spot;
  const d2PerYear = (rate - dividend - (vol * vol) / 2) / deviation - d2 / (2 * years);
  const price = exp(-rate * years) * normalCdf(sign * d2, 0, 1);
  const out = new Float64Array(GREEKS);
  out[PRICE] = price;
  out[DELTA] = perSpot;
  out[GAMMA] = (-perSpot * d1) / (spot * deviation);
  out[VEGA] = (-sign * density * deviation * d1) / vol;
  out[THETA] = rate * price - sign * density * deviation * d2PerYear;
  out[VANNA] = (perSpot * (d1 * d2 - 1)) / vol;
  out[CHARM] = perSpot * (rate + d2 * d2PerYear + 1 / (2 * years));
  return out;
}

function plus(out: Float64Array, weight: number, other: Float64Array): Float64Array {
  for (let n = 0; n < GREEKS; n++) out[n] += weight * other[n];
  return out;
}
