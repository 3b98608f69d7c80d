import { deviation, mean } from 'd3-array';
import { lineThrough } from './line.ts';

const SIDES = ['sell', 'buy'] as const;
/** Which way an order goes. */
export type Side = (typeof SIDES)[number];

/** A mean over pairs, or what follows from means, and its standard error by leaving out one pair after another. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** What orders of one size did. */
export interface SizeImpact {
  /** Share of a day's turnover. */
  readonly share: number;
  readonly minutes: number;
  /** Share of turnover that it was, measured. */
  readonly participation: number;
  /** Log price against the run without it, when it was done: up for a buyer, down for a seller, both counted positive. */
  readonly sell: Estimate;
  readonly buy: Estimate;
  readonly both: Estimate;
  /** Impact over volatility a day and the root of the share. */
  readonly prefactor: Estimate;
  /** Share of the impact when half was done, and what was left after as much time again; null if the window ended first. */
  readonly halfway: Estimate;
  readonly left: Estimate | null;
}

/** The square-root law in a simulated market. */
export interface ImpactEstimates {
  readonly pairs: number;
  /** Of the runs without an order: volatility a day, from hourly returns, and bitcoin a day on the books of the order. */
  readonly dailyVol: number;
  readonly dailyCoins: number;
  readonly sizes: readonly SizeImpact[];
  /** Slope of log impact on log size. */
  readonly exponent: Estimate;
  /** Geometric mean of prefactors. */
  readonly prefactor: Estimate;
  readonly halfway: Estimate;
  readonly left: Estimate;
  /** Prefactor of buyers less that of sellers. */
  readonly asymmetry: Estimate;
}

/** One pair of runs: what one order did. */
export interface Outcome {
  readonly minutes: number;
  readonly participation: number;
  readonly impact: number;
  readonly halfway: number;
  readonly left: number | null;
}

/** One pair of every size, by side. */
export type Pair = Readonly<Record<Side, readonly Outcome[]>>;

/** What pairs say together; `shares` are the sizes of their orders, `dailyVol` the volatility of a day. */
export function estimatesOf(
  pairs: readonly Pair[],
  shares: readonly number[],
  dailyVol: number,
): Omit<ImpactEstimates, 'pairs' | 'dailyVol' | 'dailyCoins'> {
  const of = (figure: (some: readonly Pair[]) => number): Estimate => jackknife(pairs, figure);
  const prefactorOf = (some: readonly Pair[], n: number, sides = SIDES as readonly Side[]): number =>
    meanOf(some, n, ({ impact }) => impact, sides) / (dailyVol * Math.sqrt(shares[n]));
  const overSizes = (figure: (n: number) => number): number =>
    mean(shares, (_, n) => figure(n)) ?? Number.NaN;
  const halfwayOf = (some: readonly Pair[], n: number): number =>
    meanOf(some, n, ({ halfway }) => halfway) / meanOf(some, n, ({ impact }) => impact);
  const leftOf = (some: readonly Pair[], n: number): number =>
    meanOf(some, n, ({ left }) => left ?? Number.NaN) / meanOf(some, n, ({ impact }) => impact);
  const isOver = (n: number): boolean =>
    pairs.every((pair) => SIDES.every((side) => pair[side][n].left !== null));
  const over = shares.flatMap((_, n) => (isOver(n) ? [n] : []));
  return {
    sizes: shares.map((share, n) => ({
      share,
      minutes: meanOf(pairs, n, ({ minutes }) => minutes),
      participation: meanOf(pairs, n, ({ participation }) => participation),
      sell: of((some) => meanOf(some, n, ({ impact }) => impact, ['sell'])),
      buy: of((some) => meanOf(some, n, ({ impact }) => impact, ['buy'])),
      both: of((some) => meanOf(some, n, ({ impact }) => impact)),
      prefactor: of((some) => prefactorOf(some, n)),
      halfway: of((some) => halfwayOf(some, n)),
      left: isOver(n) ? of((some) => leftOf(some, n)) : null,
    })),
    exponent: of((some) =>
      slopeOf(
        shares,
        shares.map((_, n) => meanOf(some, n, ({ impact }) => impact)),
      ),
    ),
    prefactor: of((some) => Math.exp(overSizes((n) => Math.log(prefactorOf(some, n))))),
    halfway: of((some) => overSizes((n) => halfwayOf(some, n))),
    left: of((some) => mean(over, (n) => leftOf(some, n)) ?? Number.NaN),
    asymmetry: of((some) => overSizes((n) => prefactorOf(some, n, ['buy']) - prefactorOf(some, n, ['sell']))),
  };
}

const meanOf = (
  pairs: readonly Pair[],
  n: number,
  figure: (outcome: Outcome) => number,
  sides: readonly Side[] = SIDES,
): number => mean(pairs.flatMap((pair) => sides.map((side) => figure(pair[side][n])))) ?? Number.NaN;

/** Slope of log impact on log size; NaN where an impact has the wrong sign. */
function slopeOf(shares: readonly number[], impacts: readonly number[]): number {
  if (impacts.some((impact) => !(impact > 0))) return Number.NaN;
  return lineThrough(shares.map(Math.log), impacts.map(Math.log))?.slope ?? Number.NaN;
}

function jackknife(pairs: readonly Pair[], figure: (some: readonly Pair[]) => number): Estimate {
  const values = pairs.map((_, left) => figure(pairs.filter((_, n) => n !== left)));
  const spread = deviation(values) ?? Number.NaN;
  return { value: figure(pairs), error: (spread * (pairs.length - 1)) / Math.sqrt(pairs.length) };
}
