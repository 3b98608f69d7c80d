import { deviation, mean } from 'd3-array';
import type { OrderRun, WorkedOrder } from '../../scenarios/experiments/run-order.ts';
import { lineThrough } from './line.ts';

/** Sizes of orders, as shares of a day's turnover of the books they are worked on. */
export const SIZES = [0.003, 0.01, 0.03, 0.1] as const;
const PARTICIPATION = 0.1;
/** Time for the market to settle before an order begins. */
const START_MINUTES = 240;
const MINUTES_PER_DAY = 1440;
const SIDES = ['sell', 'buy'] as const;

/** Runs a scenario on a seed, with a large order or, on the same luck, without any. */
export type OrderRunner = (seed: number, order: WorkedOrder | null) => OrderRun;

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
interface Outcome {
  readonly minutes: number;
  readonly participation: number;
  readonly impact: number;
  readonly halfway: number;
  readonly left: number | null;
}

/** By side, then by size. */
type Pair = Readonly<Record<(typeof SIDES)[number], readonly Outcome[]>>;

/**
 * Impact of large orders worked at a tenth of turnover (Toth et al. 2011; Donier and Bonart 2015 for bitcoin): each is
 * paired with the same seed without it. `seeds` are one pair each of every size and side.
 */
export function measureImpact(
  run: OrderRunner,
  seeds: readonly number[],
  sizes: readonly number[] = SIZES,
): ImpactEstimates {
  const without = seeds.map((seed) => run(seed, null));
  const dailyVol = Math.sqrt(mean(without, hourlyVariance) ?? 0);
  const dailyCoins = mean(without, coinsADay) ?? 0;
  const pairs = seeds.map((seed, n): Pair => {
    const all = (side: (typeof SIDES)[number]): Outcome[] =>
      sizes.map((share) => {
        const order = {
          side,
          coins: share * dailyCoins,
          participation: PARTICIPATION,
          startMinutes: START_MINUTES,
        };
        return outcomeOf(run(seed, order), without[n], order);
      });
    return { sell: all('sell'), buy: all('buy') };
  });
  return { pairs: seeds.length, dailyVol, dailyCoins, ...estimates(pairs, sizes, dailyVol) };
}

function estimates(
  pairs: readonly Pair[],
  shares: readonly number[],
  dailyVol: number,
): Omit<ImpactEstimates, 'pairs' | 'dailyVol' | 'dailyCoins'> {
  const of = (figure: (some: readonly Pair[]) => number): Estimate => jackknife(pairs, figure);
  const prefactorOf = (
    some: readonly Pair[],
    n: number,
    sides = SIDES as readonly ('sell' | 'buy')[],
  ): number => meanOf(some, n, ({ impact }) => impact, sides) / (dailyVol * Math.sqrt(shares[n]));
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

function outcomeOf(run: OrderRun, without: OrderRun, { side, coins, startMinutes }: WorkedOrder): Outcome {
  const perMinute = 60 / run.secondsPerTick;
  const start = Math.round(startMinutes * perMinute);
  const sign = side === 'buy' ? 1 : -1;
  // What is done by the end of a tick is in the index at the opening of the next.
  const reached = (part: number): number => {
    const found = run.doneCoins.findIndex((done) => done > part * coins - 0.01);
    return found < 0 ? run.indexUsd.length - 1 : found + 1;
  };
  const moveAt = (tick: number): number => sign * Math.log(run.indexUsd[tick] / without.indexUsd[tick]);
  const end = Math.min(reached(1), run.indexUsd.length - 1);
  const later = 2 * end - start;
  let traded = 0;
  for (let t = start; t < end; t++) traded += run.coins[t];
  return {
    minutes: (end - start) / perMinute,
    participation: run.doneCoins[end - 1] / traded,
    impact: moveAt(end),
    halfway: moveAt(reached(0.5)),
    left: later < Math.min(run.indexUsd.length, without.indexUsd.length) ? moveAt(later) : null,
  };
}

const meanOf = (
  pairs: readonly Pair[],
  n: number,
  figure: (outcome: Outcome) => number,
  sides: readonly ('sell' | 'buy')[] = SIDES,
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

function hourlyVariance({ indexUsd, secondsPerTick }: OrderRun): number {
  const step = 3600 / secondsPerTick;
  const squares: number[] = [];
  for (let t = 2 * step; t < indexUsd.length; t += step)
    squares.push(Math.log(indexUsd[t] / indexUsd[t - step]) ** 2);
  return 24 * (mean(squares) ?? 0);
}

const coinsADay = ({ coins, secondsPerTick }: OrderRun): number =>
  (mean(coins) ?? 0) * MINUTES_PER_DAY * (60 / secondsPerTick);
