import exp from '@stdlib/math-base-special-exp';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';

/** 25-delta butterfly, the same at every tenor: a modelling choice. */
export const BUTTERFLY = 0.02;
const LOWEST_VOL = 0.05;
/** No volatility is quoted above it. */
export const HIGHEST_VOL = 3;
const INVERSE_ROOT_TWO_PI = 0.3989422804014327;
const SOLVER_STEPS = 24;
/** Steps are quadratic: one more from here lands within rounding. */
const NEARLY_SOLVED = 1e-8;

/** The smile of one expiry: what strikes of the same life share. */
export interface Smile {
  /** At-the-money volatility, annual. */
  readonly level: number;
  /** 25-delta call vol less put vol. */
  readonly skew: number;
  /** Square root of the life in years. */
  readonly rootT: number;
}

/**
 * Implied volatility of one strike, and in `out[0]` how it moves per unit of log spot under an unchanged surface.
 *
 * The smile is quadratic in the call's delta (Malz 1997), so the volatility solves delta = N(d1(vol(delta))): Newton
 * steps held inside a shrinking bracket; the slope is the derivative of the solution, which the last step has at hand.
 * `moneyness` is the log of the forward of that expiry over the strike.
 */
export function volAndSlope(out: Float64Array, { level, skew, rootT }: Smile, moneyness: number): number {
  let low = 0;
  let high = 1;
  let delta = normalCdf(moneyness / (level * rootT) + (level * rootT) / 2, 0, 1);
  for (let step = 0; step < SOLVER_STEPS; step++) {
    const vol = smile(level, skew, delta);
    const deviation = boundVol(vol) * rootT;
    const d1 = moneyness / deviation + deviation / 2;
    const gap = delta - normalCdf(d1, 0, 1);
    const tilt = vol === boundVol(vol) ? smileSlope(skew, delta) : 0;
    const weight = density(d1);
    const slope = 1 + (weight * (d1 - deviation) * tilt * rootT) / deviation;
    out[0] = (tilt * weight) / (deviation * slope);
    const newton = delta - gap / slope;
    const isBetween = newton > low && newton < high;
    if (Math.abs(gap) < NEARLY_SOLVED) {
      if (isBetween) delta = newton;
      break;
    }
    if (gap > 0) high = delta;
    else low = delta;
    delta = isBetween ? newton : (low + high) / 2;
  }
  return boundVol(smile(level, skew, delta));
}

/** Malz (1997): vol at a call delta from at-the-money vol, risk reversal and butterfly; hits the three quotes. */
export function smile(level: number, skew: number, delta: number): number {
  const u = delta - 0.5;
  return level - 2 * skew * u + 16 * BUTTERFLY * u * u;
}

/** How the volatility moves per unit of the call's delta. */
export function smileSlope(skew: number, delta: number): number {
  return -2 * skew + 32 * BUTTERFLY * (delta - 0.5);
}

/** Density of the standard normal distribution. */
export function density(x: number): number {
  return INVERSE_ROOT_TWO_PI * exp((-x * x) / 2);
}

/** The nearest volatility that is quoted. */
export function boundVol(vol: number): number {
  return Math.min(HIGHEST_VOL, Math.max(LOWEST_VOL, vol));
}
