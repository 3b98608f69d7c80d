import { mean, sum } from 'd3-array';
import { volumeWithVolatility } from './activity.ts';
import { aggregationalGaussianity } from './aggregation.ts';
import { humpedBook, spreadWithVolatility } from './book-shape.ts';
import { type Fact, type FactRule, isWithin } from './fact.ts';
import { imbalanceByDepth, imbalanceExplains, imbalanceIsLinear } from './imbalance.ts';
import { clusteredVolatility, noMemoryOfReturns } from './memory.ts';
import type { RunSeries } from './series.ts';
import { tailOfFiveMinutes, tailOfOneMinute } from './tails.ts';

/** Facts in the order in which they are told. */
export const STYLISED_FACTS: readonly FactRule[] = [
  tailOfOneMinute,
  tailOfFiveMinutes,
  noMemoryOfReturns,
  clusteredVolatility,
  aggregationalGaussianity,
  volumeWithVolatility,
  humpedBook,
  spreadWithVolatility,
  imbalanceExplains,
  imbalanceIsLinear,
  imbalanceByDepth,
];

/** Groups of runs that are left out in turn: more of them cost more and tell hardly more. */
const GROUPS = 10;

/**
 * Stylised facts of markets without shocks (Cont, "Empirical properties of asset returns", Quantitative Finance 2001),
 * over the days of many runs together; thirty days are ten runs of three. Errors are jackknifed over runs, which share
 * no luck; at least three are needed for one.
 */
export function stylisedFacts(runs: readonly RunSeries[]): Fact[] {
  return STYLISED_FACTS.map((rule) => factOf(rule, runs));
}

function factOf({ id, title, band, source, measure }: FactRule, runs: readonly RunSeries[]): Fact {
  const { value, said } = measure(runs);
  const error = value === null ? null : jackknifed(runs, measure);
  return { id, title, value, error, band, met: isWithin(value, band), source, said };
}

/** Standard error by leaving out one group of runs after another (Tukey 1958; Efron and Stein, Annals of Statistics 1981). */
export function jackknifed(runs: readonly RunSeries[], measure: FactRule['measure']): number | null {
  const groups = Math.min(GROUPS, runs.length);
  if (groups < 3) return null;
  const values: number[] = [];
  for (let left = 0; left < groups; left++) {
    const { value } = measure(runs.filter((_, n) => n % groups !== left));
    if (value === null) return null;
    values.push(value);
  }
  const middle = mean(values) ?? 0;
  return Math.sqrt(((groups - 1) / groups) * sum(values, (value) => (value - middle) ** 2));
}
