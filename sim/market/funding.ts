const INTEREST = 0.0001;
const CLAMP = 0.0005;
const CAP = 0.003;
const PERIODS_PER_YEAR = 3 * 365;

/** Share a year that no funding exceeds, paid or received, rounded down: no premium of the perp earns more. */
export const MOST_FUNDING = 3.28;

/** Share a year at which capital that trades for carry is financed, unless told otherwise: the basis of early 2026. */
export const CARRY_YIELD = 0.04;

/** Funding rate for eight hours from the average premium: P + clamp(0.01 % - P, +-0.05 %), capped at +-0.3 % (perp venue rulebook). */
export function fundingRate(averagePremium: number): number {
  const pull = Math.min(CLAMP, Math.max(-CLAMP, INTEREST - averagePremium));
  return Math.min(CAP, Math.max(-CAP, averagePremium + pull));
}

/**
 * Premium of the perp over spot at which its funding pays a share a year: where it pays more, who is short the perp against
 * spot earns more than the money costs, and sells on. With 4 % a year it is -4.6 basis points: within the clamp funding is
 * 11 % whatever the premium, so that only below it do the two meet. Yields lie within MOST_FUNDING.
 */
export function carriedPremium(yieldPerYear: number): number {
  const rate = yieldPerYear / PERIODS_PER_YEAR;
  if (rate === INTEREST) return 0;
  return rate < INTEREST ? rate - CLAMP : rate + CLAMP;
}
