import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import { DAYS_PER_YEAR } from '../engine/time.ts';
import {
  BUTTERFLY,
  boundVol,
  density,
  HIGHEST_VOL,
  type Smile,
  smile,
  smileSlope,
  volAndSlope,
} from './smile.ts';

// Modelling choices, not fits: they reproduce a 30-day volatility near 55 before the crash and 90 to 100 in it, a
// 25-delta risk reversal near -13, and an inverted term structure at the low.
const LEVEL_DAYS = 30; // how fast the short end fades into the long end along the term structure
const SKEW_DAYS = 60; // how fast the risk reversal fades along the term structure
const RELAX_PER_MINUTE = 0.015; // quotes close half the distance to their target in 46 minutes
const CALM = { shortVol: 0.5, longVol: 0.48, realisedVol: 0.45, riskReversal: -0.04 };
const SHORT_PER_REALISED = 0.75; // vol per unit of realised volatility above calm
const SHORT_PER_FALL = 1.2; // vol per unit of 24-hour fall
const SHORT_PER_VEGA_MILLION = 0.004; // vol per million of net vega (per 1.00 of vol) bought by clients
const LONG_PER_SHORT = 0.3; // share of a short-end move that the long end follows
const SKEW_PER_DRAWDOWN = 0.6;
const SKEW_PER_PUT_IMBALANCE = 0.03;
const LOWEST_RISK_REVERSAL = -0.25;
/** Coins that count as turnover besides what was dealt of late: a lone put on a quiet night is no imbalance. */
const USUAL_COINS = 1_000;

const SHORTEST_YEARS = 1 / (DAYS_PER_YEAR * 1440); // one minute
/** Above a ratio of short to long vol of 1 + e^1.5 / 2 = 3.2408 total variance at the money would fall with tenor. */
const STEEPEST_INVERSION = 3.2;
/** Leaves the wings of a smile without skew room below the highest vol. */
const HIGHEST_GUARDED = HIGHEST_VOL - 4 * BUTTERFLY;
const SHRINK_STEPS = 12;
/** Where the guard looks: tenors in days, and d1 from -3.5 to 3.5 (deltas .0002 to .9998) in quarters. */
const GUARD_TENORS = [1, 2, 4, 7, 14, 21, 30, 45, 60, 90, 120, 180, 365].map((days) => {
  const years = days / DAYS_PER_YEAR;
  const levelFalls = exp(-days / LEVEL_DAYS);
  const rootT = Math.sqrt(years);
  return { days, rootT, levelLeft: levelFade(years), skewLeft: skewFade(years), levelFalls };
});
// Margins demanded at the sampled points, so that those between them hold too.
const DENSITY_MARGIN = 0.05;
const CALENDAR_MARGIN = 0.005;
const GUARD_POINTS = Array.from({ length: 29 }, (_, i) => {
  const x = (i - 14) / 4;
  return { x, delta: normalCdf(x, 0, 1), weight: density(x) };
});

/** What the option market quotes: three numbers that span the whole surface. */
export interface SurfaceState {
  /** At-the-money volatility of the shortest expiry, annual, as a fraction (0.56 for 56 %). */
  readonly shortVol: number;
  /** At-the-money volatility of the longest expiry, annual, as a fraction. */
  readonly longVol: number;
  /** 25-delta call vol less 25-delta put vol at the shortest expiry, as a fraction (-0.13 for 13 vol points). */
  readonly riskReversal: number;
}

/** What moves the surface's target. */
export interface SurfaceInputs {
  /** Realised volatility of the last 6 hours, annualised, as a fraction. */
  readonly realisedVol6h: number;
  /** Return of the last 24 hours, as a fraction (-0.14 for a fall of 14 %). */
  readonly return24h: number;
  /** Vega clients bought net of sales, millions of dollars per 1.00 of vol, recent flow only (half-life 4 hours). */
  readonly netVegaBoughtMillions: number;
  /** Distance below the reference high, as a fraction (0.14 for 14 %); not negative. */
  readonly drawdown: number;
  /** (puts bought - calls bought) / both, from -1 to 1. */
  readonly putImbalance: number;
}

/** The smile at a tenor; lives below a minute count as a minute. */
export function smileAt(state: SurfaceState, years: number): Smile {
  const tenor = Math.max(years, SHORTEST_YEARS);
  return { level: atmVol(state, tenor), skew: riskReversalAt(state, tenor), rootT: Math.sqrt(tenor) };
}

/** Implied volatility of one strike, annual, within [0.05, 3]; see `volAndSlope`. */
export function impliedVol(state: SurfaceState, strike: number, spot: number, years: number): number {
  return volAndSlope(new Float64Array(1), smileAt(state, years), ln(spot / strike));
}

/** At-the-money volatility (delta one half) at a tenor in years, annual, within [0.05, 3]. */
export function atmVol(state: SurfaceState, years: number): number {
  return faded(state, levelFade(years));
}

function faded({ shortVol, longVol }: SurfaceState, fade: number): number {
  return boundVol(longVol + (shortVol - longVol) * fade);
}

/** Shares of the short end's level and skew that are left at a tenor. */
function levelFade(years: number): number {
  return exp((-Math.max(0, years) * DAYS_PER_YEAR) / LEVEL_DAYS);
}

function skewFade(years: number): number {
  return exp((-years * DAYS_PER_YEAR) / SKEW_DAYS);
}

/** At-the-money volatility at thirty days, the tenor by which a surface is usually quoted. */
export function thirtyDayVol(state: SurfaceState): number {
  return atmVol(state, 30 / DAYS_PER_YEAR);
}

/** Where the surface is heading: higher with realised volatility, falls and vega demand, steeper with fear. */
export function surfaceTarget(inputs: SurfaceInputs): SurfaceState {
  const shortVol = boundVol(
    CALM.shortVol +
      SHORT_PER_REALISED * Math.max(0, inputs.realisedVol6h - CALM.realisedVol) +
      SHORT_PER_FALL * Math.max(0, -inputs.return24h) +
      SHORT_PER_VEGA_MILLION * inputs.netVegaBoughtMillions,
  );
  const longVol = boundVol(CALM.longVol + LONG_PER_SHORT * (shortVol - CALM.longVol));
  const riskReversal = Math.max(
    LOWEST_RISK_REVERSAL,
    CALM.riskReversal - SKEW_PER_DRAWDOWN * inputs.drawdown - SKEW_PER_PUT_IMBALANCE * inputs.putImbalance,
  );
  return { shortVol, longVol, riskReversal };
}

/** Puts less calls that clients bought of late, as a share of what they dealt in both and of a usual turnover: -1 to 1. */
export function putImbalanceOf(putCoins: number, callCoins: number, grossCoins: number): number {
  return (putCoins - callCoins) / (grossCoins + USUAL_COINS);
}

/** Whether an option of so much vega (US dollars per 1.00 of vol) moves the target by more than a return of the index does. */
export function outweighs(vegaUsd: number, indexReturn: number): boolean {
  const byReturn = (SHORT_PER_FALL + SKEW_PER_DRAWDOWN) * Math.abs(indexReturn);
  return (SHORT_PER_VEGA_MILLION * vegaUsd) / 1e6 > byReturn;
}

/** Moves the surface towards its target for some minutes, exponentially and exactly: two halves make the whole. */
export function relaxSurface(state: SurfaceState, target: SurfaceState, minutes: number): SurfaceState {
  if (!(minutes >= 0)) throw new RangeError(`The step is ${minutes} minutes; give 0 or more.`);
  const stay = exp(-RELAX_PER_MINUTE * minutes);
  return {
    shortVol: target.shortVol + (state.shortVol - target.shortVol) * stay,
    longVol: target.longVol + (state.longVol - target.longVol) * stay,
    riskReversal: target.riskReversal + (state.riskReversal - target.riskReversal) * stay,
  };
}

/**
 * The nearest surface without static arbitrage: short vol held below the steepest inversion, then the risk reversal
 * shrunk until no sampled strike has a negative density and no total variance falls with tenor.
 *
 * Returns the same object when nothing had to change.
 */
export function guardedSurface(state: SurfaceState): SurfaceState {
  const longVol = Math.min(boundVol(state.longVol), HIGHEST_GUARDED);
  const shortVol = Math.min(boundVol(state.shortVol), HIGHEST_GUARDED, longVol * STEEPEST_INVERSION);
  const tame = shortVol === state.shortVol && longVol === state.longVol;
  const held = tame ? state : { shortVol, longVol, riskReversal: state.riskReversal };
  if (surfaceDefect(held) === 'none') return held;
  let kept = 0;
  for (let step = 0, width = 0.5; step < SHRINK_STEPS; step++, width /= 2) {
    const riskReversal = state.riskReversal * (kept + width);
    if (surfaceDefect({ shortVol, longVol, riskReversal }) === 'none') kept += width;
  }
  return { shortVol, longVol, riskReversal: state.riskReversal * kept };
}

/**
 * What static arbitrage the surface allows at the sampled strikes and tenors: a butterfly of negative cost (density,
 * also where a wing would be cut off by the highest vol), or a longer option worth less than a shorter (calendar).
 *
 * Along a smile given by delta all derivatives are explicit, so no strike has to be solved for. With s the vol times
 * root of tenor, k the log strike and x = d1: the density has the sign of (1 + d1 s')(1 + d2 s') + s s'' with ' = d/dk
 * (Gatheral and Jacquier 2014, in terms of s), and total variance at fixed k grows when s grows at fixed delta.
 */
export function surfaceDefect(state: SurfaceState): 'none' | 'density' | 'calendar' {
  for (const { days, rootT, levelLeft, skewLeft, levelFalls } of GUARD_TENORS) {
    const level = faded(state, levelLeft);
    const skew = state.riskReversal * skewLeft;
    const levelFall = (state.shortVol - state.longVol) * (days / LEVEL_DAYS) * levelFalls;
    for (const { x, delta, weight } of GUARD_POINTS) {
      const vol = smile(level, skew, delta);
      if (!(vol > 0 && vol <= HIGHEST_VOL)) return 'density';
      const s = vol * rootT;
      const sx = weight * smileSlope(skew, delta) * rootT;
      const sxx = -x * sx + weight * weight * 32 * BUTTERFLY * rootT;
      const d2 = x - s;
      const kx = -s - sx * d2;
      const kxx = -2 * sx + sx * sx - sxx * d2;
      const s1 = sx / kx;
      const s2 = (sxx * kx - sx * kxx) / (kx * kx * kx);
      if (!(kx < 0) || !((1 + x * s1) * (1 + d2 * s1) + s * s2 >= DENSITY_MARGIN)) return 'density';
      const skewFall = -2 * skew * (days / SKEW_DAYS) * (delta - 0.5);
      if ((0.5 - CALENDAR_MARGIN) * vol < levelFall + skewFall) return 'calendar';
    }
  }
  return 'none';
}

function riskReversalAt(state: SurfaceState, years: number): number {
  return state.riskReversal * skewFade(years);
}
