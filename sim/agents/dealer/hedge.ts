import exp from '@stdlib/math-base-special-exp';
import pow from '@stdlib/math-base-special-pow';
import { type BookGreeks, deltaOf, type Leg, type LegVols, type Quote } from './book.ts';

/** Yearly rate that discounts the band of Whalley and Wilmott; worth 0.2 % of it at 22 days. */
const RATE = 0.04;
const PERCENT = 0.01;

/** How a dealer weighs hedging costs against risk. */
export interface BandRule {
  /** Cost of trading in basis points of what is traded. */
  readonly costBp: number;
  /** Absolute risk aversion, per US dollar. */
  readonly riskAversion: number;
  /** Narrowest and widest band, as shares of the change of delta that a move of 1 % brings. */
  readonly narrowest: number;
  readonly widest: number;
}

/**
 * Half-width of the band in which a hedge is left alone, bitcoin: B = (3/2 e^(-r tau) c S Gamma^2 / a)^(1/3) of Whalley
 * and Wilmott (1997), for the book as one option: gamma in bitcoin per dollar, c a share of what is traded, a per dollar.
 */
export function hedgeBand({ gammaCoins, lifeYears }: BookGreeks, spotUsd: number, rule: BandRule): number {
  const perPercent = Math.abs(gammaCoins) * PERCENT * spotUsd;
  const cost = (1.5 * exp(-RATE * lifeYears) * rule.costBp) / 10_000;
  const band = pow((cost * spotUsd * gammaCoins * gammaCoins) / rule.riskAversion, 1 / 3);
  return Math.min(rule.widest * perPercent, Math.max(rule.narrowest * perPercent, band));
}

/** Bitcoin to trade (negative: sell) so that a hedge outside its band comes to the edge; 0 inside. */
export function tradeToEdge(heldCoins: number, targetCoins: number, bandCoins: number): number {
  const gap = targetCoins - heldCoins;
  if (Math.abs(gap) <= bandCoins) return 0;
  return gap > 0 ? gap - bandCoins : gap + bandCoins;
}

/** A change of target by its causes, bitcoin; the four add up to it. */
export interface Explained {
  /** Spot moved, each strike's volatility held: gamma. */
  readonly fromSpot: number;
  /** The volatility of the strikes moved: vanna. */
  readonly fromVol: number;
  /** Time passed: charm. */
  readonly fromTime: number;
  /** Options were booked or settled. */
  readonly fromFlow: number;
}

/** Legs and market at the two ends of a change of target. */
export interface Change {
  /** Legs held now. */
  readonly legs: readonly Leg[];
  readonly before: Quote;
  readonly now: Quote;
  /** Volatilities of these legs at the two ends. */
  readonly volsBefore: LegVols;
  readonly volsNow: LegVols;
  /** Hedge the dealer wanted before, and wants now. */
  readonly targetBefore: number;
  readonly targetNow: number;
  readonly averagingSeconds: number;
  /** Nothing was booked or settled since: the book need not be valued at the old market to know that. */
  readonly isSameBook?: boolean;
}

/**
 * Splits a change of target by re-evaluating the book with one input moved at a time, in the order spot, volatility,
 * time. A joint effect thus belongs to the later of its inputs; what rounding leaves goes to spot. Options booked or
 * settled since count as flow at the old market.
 */
export function explainChange(change: Change): Explained {
  const { legs, before, now, volsBefore, volsNow, targetBefore, targetNow, averagingSeconds, isSameBook } =
    change;
  const target = (vols: LegVols, spotUsd: number, seconds: number): number =>
    -deltaOf(legs, vols, spotUsd, seconds, averagingSeconds);
  const start = isSameBook ? targetBefore : target(volsBefore, before.spotUsd, before.seconds);
  const spotMoved = target(volsBefore, now.spotUsd, before.seconds);
  const volMoved = target(volsNow, now.spotUsd, before.seconds);
  const fromVol = volMoved - spotMoved;
  // With every input moved the book is worth its new target.
  const fromTime = targetNow - volMoved;
  const fromFlow = start - targetBefore;
  return { fromSpot: targetNow - targetBefore - fromVol - fromTime - fromFlow, fromVol, fromTime, fromFlow };
}
