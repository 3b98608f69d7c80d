import type { View } from '../../market/view.ts';
import type { PrimeBrokerParameters } from './parameters.ts';

/** What a client's account holds, US dollars: negative when short. */
export interface Legs {
  /** Trust shares and coins. */
  readonly sharesUsd: number;
  /** Futures, all expiries together. */
  readonly futuresUsd: number;
}

type HouseRules = Pick<
  PrimeBrokerParameters,
  'offset' | 'dailyShareUsd' | 'freeDays' | 'concentration' | 'haircut' | 'stressExponent' | 'calmDailyVol'
>;

/** Beyond this the house does not believe its own estimate. */
const MOST_STRESS = 10;

/**
 * How stressed the house finds the market: the larger of a quarter of an hour's and a day's volatility over a calm day's, or
 * other markets' stress; 1 is calm. A house that looked at the day alone would call when the burst is over.
 */
export function houseStress({ world }: View, { calmDailyVol }: HouseRules): number {
  const vol = world.market.variance.dailyVol / calmDailyVol;
  return Math.min(MOST_STRESS, Math.max(1, vol, world.fundamental.stress));
}

/** Haircut on trust shares at a level of stress, as a share of their value. */
export function haircutAt(view: View, stress: number, { haircut, stressExponent }: HouseRules): number {
  return Math.min(1, haircut * view.power(stress, stressExponent));
}

/**
 * Margin that an account must hold, US dollars: `h` of its shares and `m` of its futures, less an offset where one hedges
 * the other, plus a charge on gross for a position that would take long to sell.
 */
export function requiredUsd({ sharesUsd, futuresUsd }: Legs, h: number, m: number, p: HouseRules): number {
  const shares = h * Math.abs(sharesUsd);
  const futures = m * Math.abs(futuresUsd);
  const relief = sharesUsd * futuresUsd < 0 ? p.offset * Math.min(shares, futures) : 0;
  const gross = Math.abs(sharesUsd) + Math.abs(futuresUsd);
  const days = Math.abs(sharesUsd) / p.dailyShareUsd;
  return shares + futures - relief + p.concentration * Math.max(0, days - p.freeDays) * gross * h;
}
