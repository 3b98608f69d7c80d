import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';

/** Below this total volatility (vol times root of years) the option is worth its discounted forward payoff. */
const NO_TIME_VALUE = 1e-12;
/** d1 and d2 stop here, far beyond where density and tail underflow to 0, so that 0 never meets an infinity. */
const FAR = 1e9;
const INVERSE_ROOT_TWO_PI = 0.3989422804014327;

/** Places of the greeks in the array that `greeksInto` fills. */
export const PRICE = 0;
export const DELTA = 1;
export const GAMMA = 2;
export const VEGA = 3;
export const THETA = 4;
export const VANNA = 5;
export const CHARM = 6;
export const GREEKS = 7;

/** Value and sensitivities of one option on one unit of the underlying, in the currency of the spot. */
export interface OptionGreeks {
  price: number;
  /** d price / d spot. */
  delta: number;
  /** d delta / d spot, per 1 of spot. */
  gamma: number;
  /** d price / d vol, per 1.00 of volatility (divide by 100 for a vol point). */
  vega: number;
  /** Change of price as the calendar advances, per year: -d price / dT. */
  theta: number;
  /** d delta / d vol = d vega / d spot, per 1.00 of volatility. */
  vanna: number;
  /** Change of delta as the calendar advances, per year: -d delta / dT. */
  charm: number;
}

/**
 * Value and greeks of a European option (Black and Scholes 1973; Merton 1973 for the dividend yield).
 *
 * Volatility annual as a fraction, `r` and `q` continuous per year, `T` in years. Throws a RangeError where no option
 * is described: a negative or non-finite spot, strike, volatility or life, or a non-finite rate.
 */
export function optionGreeks(
  type: 'put' | 'call',
  S: number,
  K: number,
  vol: number,
  r: number,
  q: number,
  T: number,
): OptionGreeks {
  refuseNegative('spot', S);
  refuseNegative('strike', K);
  refuseNegative('volatility', vol);
  refuseNegative('time to expiry in years', T);
  if (!Number.isFinite(r)) throw new RangeError(`The rate is ${r}; give a finite number per year.`);
  if (!Number.isFinite(q)) throw new RangeError(`The dividend yield is ${q}; give a finite number per year.`);
  const out = new Float64Array(GREEKS);
  greeksInto(out, type === 'put', S, K, vol, r, q, T);
  return greeksFrom(out);
}

/** The greeks that `greeksInto` wrote, by name. */
export function greeksFrom(out: Readonly<Float64Array>): OptionGreeks {
  return {
    price: out[PRICE],
    delta: out[DELTA],
    gamma: out[GAMMA],
    vega: out[VEGA],
    theta: out[THETA],
    vanna: out[VANNA],
    charm: out[CHARM],
  };
}

/**
 * Writes price, delta, gamma, vega, theta, vanna and charm into `out[0..6]` without allocating.
 *
 * Units as in `OptionGreeks`. Never NaN for finite inputs: an option past its expiry counts as at expiry, a negative
 * volatility as none. Inputs are not checked otherwise.
 */
export function greeksInto(
  out: Float64Array,
  isPut: boolean,
  S: number,
  K: number,
  vol: number,
  r: number,
  q: number,
  T: number,
): void {
  const years = Math.max(0, T);
  const rootT = Math.sqrt(years);
  const deviation = Math.max(0, vol) * rootT;
  if (deviation < NO_TIME_VALUE || S <= 0 || K <= 0) {
    forwardPayoffInto(out, isPut, S, K, r, q, years);
    return;
  }
  const moneyness = (ln(S / K) + (r - q) * years) / deviation;
  const d1 = clampDeviations(moneyness + deviation / 2);
  const d2 = clampDeviations(moneyness - deviation / 2);
  const sign = isPut ? -1 : 1;
  const stockDiscount = exp(-q * years);
  const strikeNow = K * exp(-r * years);
  const density = stockDiscount * INVERSE_ROOT_TWO_PI * exp((-d1 * d1) / 2);
  const delta = sign * stockDiscount * normalCdf(sign * d1, 0, 1);
  const strikeWeight = sign * strikeNow * normalCdf(sign * d2, 0, 1);

  // Adding 0 turns -0 into 0: equal books must have equal bits.
  out[PRICE] = Math.max(0, S * delta - strikeWeight);
  out[DELTA] = delta + 0;
  out[GAMMA] = density > 0 ? density / (S * deviation) : 0;
  out[VEGA] = S * density * rootT;
  out[THETA] = (-S * density * vol) / (2 * rootT) - r * strikeWeight + q * S * delta + 0;
  out[VANNA] = (-density * d2) / vol + 0;
  out[CHARM] = q * delta - density * ((r - q) / deviation - d2 / (2 * years)) + 0;
}

/**
 * Delta and vega alone, without rate and dividend: what a hedge needs, at half the cost. Writes `out[DELTA]` and
 * `out[VEGA]` as `greeksInto` would; leaves the rest of `out` as it was.
 */
export function deltaVegaInto(
  out: Float64Array,
  isPut: boolean,
  S: number,
  K: number,
  vol: number,
  T: number,
): void {
  const rootT = Math.sqrt(Math.max(0, T));
  const deviation = Math.max(0, vol) * rootT;
  if (deviation < NO_TIME_VALUE || S <= 0 || K <= 0) {
    forwardPayoffInto(out, isPut, S, K, 0, 0, Math.max(0, T));
    return;
  }
  const d1 = clampDeviations(ln(S / K) / deviation + deviation / 2);
  const sign = isPut ? -1 : 1;
  out[DELTA] = sign * normalCdf(sign * d1, 0, 1) + 0;
  const density = INVERSE_ROOT_TWO_PI * exp((-d1 * d1) / 2);
  out[VEGA] = S * density * rootT;
}

/**
 * All greeks of a hedge, without rate and dividend: writes delta, gamma, vega, vanna and charm as `greeksInto` would, at
 * half the cost; price and theta are not to be read. `log` is that of S / K, for who has it at hand.
 */
export function hedgeGreeksInto(
  out: Float64Array,
  isPut: boolean,
  S: number,
  K: number,
  vol: number,
  T: number,
  log = ln(S / K),
): void {
  const years = Math.max(0, T);
  const rootT = Math.sqrt(years);
  const deviation = Math.max(0, vol) * rootT;
  if (deviation < NO_TIME_VALUE || S <= 0 || K <= 0) {
    forwardPayoffInto(out, isPut, S, K, 0, 0, years);
    return;
  }
  const moneyness = log / deviation;
  const d1 = clampDeviations(moneyness + deviation / 2);
  const d2 = clampDeviations(moneyness - deviation / 2);
  const sign = isPut ? -1 : 1;
  const density = INVERSE_ROOT_TWO_PI * exp((-d1 * d1) / 2);
  out[DELTA] = sign * normalCdf(sign * d1, 0, 1) + 0;
  out[GAMMA] = density > 0 ? density / (S * deviation) : 0;
  out[VEGA] = S * density * rootT;
  out[VANNA] = (-density * d2) / vol + 0;
  out[CHARM] = density * (d2 / (2 * years)) + 0;
}

/**
 * The limit of no time value: the payoff on the forward, discounted.
 *
 * With the forward exactly on the strike delta is half way; the greeks whose limit there is infinite or depends on
 * the path (gamma, the time decay of the kink) keep only their finite part, so that a book can be summed.
 */
function forwardPayoffInto(
  out: Float64Array,
  isPut: boolean,
  S: number,
  K: number,
  r: number,
  q: number,
  years: number,
): void {
  const sign = isPut ? -1 : 1;
  const stockDiscount = exp(-q * years);
  const stockNow = Math.max(0, S) * stockDiscount;
  const strikeNow = Math.max(0, K) * exp(-r * years);
  const inTheMoney = sign * (stockNow - strikeNow);
  const exercised = inTheMoney > 0 ? 1 : inTheMoney < 0 ? 0 : 0.5;
  const atTheKink = exercised === 0.5 && stockNow > 0;
  const rootT = Math.sqrt(years);
  const delta = sign * stockDiscount * exercised;

  out[PRICE] = Math.max(0, inTheMoney);
  out[DELTA] = delta + 0;
  out[GAMMA] = 0;
  out[VEGA] = atTheKink ? stockNow * INVERSE_ROOT_TWO_PI * rootT : 0;
  out[THETA] = sign * exercised * (q * stockNow - r * strikeNow) + 0;
  out[VANNA] = atTheKink ? (stockDiscount * INVERSE_ROOT_TWO_PI * rootT) / 2 : 0;
  out[CHARM] = q * delta + 0;
}

function clampDeviations(d: number): number {
  return Math.min(FAR, Math.max(-FAR, d));
}

function refuseNegative(what: string, value: number): void {
  if (value >= 0 && Number.isFinite(value)) return;
  throw new RangeError(`The ${what} is ${value}; give a finite number of at least 0.`);
}
