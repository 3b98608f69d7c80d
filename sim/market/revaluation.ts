import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import type { World } from '../world/world.ts';

const SECONDS_PER_HOUR = 3600;
const LN_2 = lnOf(2);
const SIX_HOURS_A_DAY = 4;
/** Variance over its calm level beyond which revaluations grow no further: a volatility six times as high. */
const MOST_NERVOUS = 36;

/**
 * How much more than on a calm day investors revalue: `feedback` is the share of the variance of their revaluations that
 * follows the variance of the market itself, quarter hour and six hours alike (volatility that feeds on itself, Bollerslev
 * 1986; over several horizons, Corsi 2009).
 */
export function nervousness({ market, calmDailyVol }: Readonly<World>, feedback: number): number {
  if (feedback === 0) return 1;
  const seen = (market.variance.fast + SIX_HOURS_A_DAY * market.variance.sixHourSum) / 2;
  const calm = calmDailyVol * calmDailyVol;
  return Math.sqrt(1 - feedback + feedback * Math.min(MOST_NERVOUS, seen / calm));
}

/**
 * What investors take back within a tick of earlier revaluations that nothing bore out, log value: half of them in so
 * many hours, none for null (transitory component of prices, Poterba and Summers 1988).
 */
export function takenBack(
  { fundamental, secondsPerTick }: Readonly<World>,
  halfLifeHours: number | null,
): number {
  if (halfLifeHours === null) return 0;
  return fundamental.unscripted * (1 - expOf((-LN_2 * secondsPerTick) / SECONDS_PER_HOUR / halfLifeHours));
}
