import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import {
  CHARM,
  DELTA,
  GAMMA,
  GREEKS,
  greeksFrom,
  greeksInto,
  type OptionGreeks,
  PRICE,
  THETA,
  VANNA,
  VEGA,
} from './black-scholes.ts';
import { densityAtBarrier, gapPut, type Terms, wedgePut } from './digital.ts';

/** When the price is held against a barrier: at every moment, at each daily close, or at maturity alone. */
export const OBSERVATIONS = ['continuous', 'daily', 'maturity'] as const;
export type Observation = (typeof OBSERVATIONS)[number];

/** Years between two daily observations. */
const OBSERVATION_YEARS = 1 / 252;
/** -zeta(1/2) / sqrt(2 pi), of Broadie, Glasserman and Kou (1997). */
const SHIFT = 0.5826;
const NO_TIME_VALUE = 1e-12;
/** Powers of e beyond which the reflected price is no longer a double: drift decides, luck does not. */
const DRIFT_DECIDES = 700;

/**
 * Value and greeks of a down-and-in put: a put of `strike` that lives only once the price was seen at or below `barrier`.
 *
 * Continuous observation after Reiner and Rubinstein (1991); daily with the barrier moved down by Broadie, Glasserman and
 * Kou (1997), and as at maturity once a single observation is left; at maturity a put struck at the barrier plus a digital.
 * A vanilla put at or below the (moved) barrier. Units as in `optionGreeks`. Throws a RangeError where none is described.
 */
export function barrierGreeks(
  observation: Observation,
  spot: number,
  strike: number,
  barrier: number,
  vol: number,
  rate: number,
  dividend: number,
  years: number,
): OptionGreeks {
  if (!OBSERVATIONS.includes(observation))
    throw new RangeError(`The observation is ${observation}; give ${OBSERVATIONS.join(', ')}.`);
  refuse('spot', spot, spot > 0, 'a finite number above 0');
  refuse('strike', strike, strike > 0, 'a finite number above 0');
  refuse('barrier', barrier, barrier > 0, 'a finite number above 0');
  refuse('barrier', barrier, barrier < strike, `a number below the strike of ${strike}`);
  refuse('volatility', vol, vol >= 0, 'a finite number of at least 0');
  refuse('rate', rate, true, 'a finite number per year');
  refuse('dividend yield', dividend, true, 'a finite number per year');
  refuse('time to expiry in years', years, years >= 0, 'a finite number of at least 0');
  const out = new Float64Array(GREEKS);
  barrierGreeksInto(out, observation, { spot, strike, barrier, vol, rate, dividend, years });
  return greeksFrom(out);
}

/**
 * Writes what `barrierGreeks` answers into `out[0..6]`, in the places of `greeksInto`; inputs are not checked. With few
 * closes left the moved barrier of daily observation is too low: a put that is watched daily, also on its last day, is
 * worth no less than one that is watched on that day alone.
 */
export function barrierGreeksInto(out: Float64Array, observation: Observation, terms: Terms): void {
  write(out, observation, terms);
  if (observation !== 'daily' || terms.years <= OBSERVATION_YEARS) return;
  write(lastDay, 'maturity', terms);
  if (lastDay[PRICE] > out[PRICE]) out.set(lastDay);
}

const lastDay = new Float64Array(GREEKS);

function write(out: Float64Array, observation: Observation, terms: Terms): void {
  const { spot, strike, vol, rate, dividend, years } = terms;
  const moved = observation === 'daily' && years > OBSERVATION_YEARS;
  const barrier = moved ? watchedBarrier(observation, terms.barrier, vol, years) : terms.barrier;
  const atMaturity = observation === 'maturity' || (observation === 'daily' && !moved);
  if (spot <= barrier && !atMaturity) return greeksInto(out, true, spot, strike, vol, rate, dividend, years);
  const deviation = vol * Math.sqrt(years);
  const exponent = 1 - (2 * (rate - dividend)) / (vol * vol);
  const drifts = !atMaturity && Math.abs(exponent * ln(spot / barrier)) > DRIFT_DECIDES;
  if (!(deviation >= NO_TIME_VALUE) || drifts) {
    if (spot * exp((rate - dividend) * years) <= barrier)
      return greeksInto(out, true, spot, strike, 0, rate, dividend, years);
    out.fill(0);
    return;
  }
  const watched = { ...terms, barrier };
  out.set(gapPut(watched));
  if (!atMaturity) addReflected(out, watched, exponent, moved ? -SHIFT * Math.sqrt(OBSERVATION_YEARS) : 0);
  out[PRICE] = Math.max(0, out[PRICE]);
}

/**
 * The barrier as a continuous observer would have to set it to see what is seen: moved down for daily closes, by
 * exp(-0.5826 vol sqrt(1/252)) of Broadie, Glasserman and Kou (1997), as long as more than one is left.
 */
export function watchedBarrier(
  observation: Observation,
  barrier: number,
  vol: number,
  years: number,
): number {
  if (observation !== 'daily' || years <= OBSERVATION_YEARS) return barrier;
  return barrier * exp(-SHIFT * vol * Math.sqrt(OBSERVATION_YEARS));
}

/**
 * Adds the paths that touch the barrier H and end above it: by reflection they are worth (S/H)^a times the put's part
 * above H seen from H^2/S, a = 1 - 2(r-q)/vol^2; derivatives by the chain rule. `barrierPerVol` is how the log of the
 * barrier moves per unit of volatility, which vega and vanna of the whole option then feel.
 */
function addReflected(out: Float64Array, terms: Terms, a: number, barrierPerVol: number): void {
  const { spot, strike, barrier, vol, rate, dividend } = terms;
  const log = ln(spot / barrier);
  const mirror = (barrier * barrier) / spot;
  const w = wedgePut(terms, mirror);
  const scale = exp(a * log);
  const aPerVol = (4 * (rate - dividend)) / (vol * vol * vol);
  const slope = a * w[PRICE] - mirror * w[DELTA];
  out[PRICE] += scale * w[PRICE];
  out[DELTA] += (scale * slope) / spot;
  out[GAMMA] +=
    (scale * ((a - 1) * a * w[PRICE] - 2 * (a - 1) * mirror * w[DELTA] + mirror * mirror * w[GAMMA])) /
    (spot * spot);
  out[VEGA] += scale * (aPerVol * log * w[PRICE] + w[VEGA]);
  out[THETA] += scale * w[THETA];
  out[VANNA] += (scale * (aPerVol * (log * slope + w[PRICE]) + a * w[VEGA] - mirror * w[VANNA])) / spot;
  out[CHARM] += (scale * (a * w[THETA] - mirror * w[CHARM])) / spot;
  if (barrierPerVol === 0) return;

  // What the barrier does: per unit of its log, of the price and of delta times spot.
  const here = densityAtBarrier(terms, spot);
  const there = densityAtBarrier(terms, mirror);
  const gap = strike - barrier;
  const deviation = vol * Math.sqrt(terms.years);
  const hit = gap * there.density;
  const move = -a * w[PRICE] + 2 * mirror * w[DELTA] - hit;
  const mirrorMove =
    (2 - a) * mirror * w[DELTA] + 2 * mirror * mirror * w[GAMMA] + (hit * there.d2) / deviation;
  const perBarrier = gap * here.density + scale * move;
  const deltaPerBarrier = (-gap * here.density * here.d2) / deviation + scale * (a * move - mirrorMove);
  out[VEGA] += perBarrier * barrierPerVol;
  out[VANNA] += (deltaPerBarrier / spot) * barrierPerVol;
}

function refuse(what: string, value: number, holds: boolean, right: string): void {
  if (holds && Number.isFinite(value)) return;
  throw new RangeError(`The ${what} is ${value}; give ${right}.`);
}
