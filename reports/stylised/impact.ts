import { mean } from 'd3-array';
import type { OrderRun, WorkedOrder } from '../../scenarios/experiments/run-order.ts';
import { goldenShare } from '../../sim/engine/golden.ts';
import { estimatesOf, type ImpactEstimates, type Outcome, type Pair, type Side } from './impact-estimates.ts';

/** Sizes of orders, as shares of a day's turnover of the books they are worked on. */
export const SIZES = [0.003, 0.01, 0.03, 0.1] as const;
const PARTICIPATION = 0.1;
/** Time for the market to settle before an order begins. */
const SETTLED_MINUTES = 240;
const MINUTES_PER_DAY = 1440;
/** Hours of the day over which orders begin: in three days even the largest, a day long, is then watched as long again. */
const START_HOURS = 18;

/**
 * When the orders of a seed, from 1 on, begin. Small orders are done in an hour: if all began at the same one, its turnover,
 * and not their size, would set them apart from large ones.
 */
export const startMinutesOf = (seed: number): number =>
  SETTLED_MINUTES + 60 * Math.floor(START_HOURS * goldenShare(seed - 1));

/** Minutes for which an order of a share of a day's turnover is likely to be watched: until it is done, and as long again. */
export const expectedMinutes = (share: number, startMinutes: number): number =>
  startMinutes + (2 * share * MINUTES_PER_DAY) / PARTICIPATION;

/** Runs a scenario on a seed, with a large order or, on the same luck, without any. */
export type OrderRunner = (seed: number, order: WorkedOrder | null) => OrderRun | Promise<OrderRun>;

/**
 * Impact of large orders worked at a tenth of turnover (Toth et al. 2011; Donier and Bonart 2015 for bitcoin): each is
 * paired with the same seed without it. `seeds` are one pair each of every size and side; a runner that answers promises
 * is asked for all of them at once.
 */
export async function measureImpact(
  run: OrderRunner,
  seeds: readonly number[],
  sizes: readonly number[] = SIZES,
): Promise<ImpactEstimates> {
  const without = await Promise.all(seeds.map((seed) => run(seed, null)));
  const dailyVol = Math.sqrt(mean(without, hourlyVariance) ?? 0);
  const dailyCoins = mean(without, coinsADay) ?? 0;
  const outcome = async (n: number, side: Side, share: number): Promise<Outcome> => {
    // A share of its own market's turnover: what one pair came to does not depend on how many there are.
    const coins = share * coinsADay(without[n]);
    const order = { side, coins, participation: PARTICIPATION, startMinutes: startMinutesOf(seeds[n]) };
    return outcomeOf(await run(seeds[n], order), without[n], order);
  };
  const all = (n: number, side: Side): Promise<Outcome[]> =>
    Promise.all(sizes.map((share) => outcome(n, side, share)));
  const pairs = await Promise.all(
    seeds.map(async (_, n): Promise<Pair> => {
      const [sell, buy] = await Promise.all([all(n, 'sell'), all(n, 'buy')]);
      return { sell, buy };
    }),
  );
  return { pairs: seeds.length, dailyVol, dailyCoins, ...estimatesOf(pairs, sizes, dailyVol) };
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

function hourlyVariance({ indexUsd, secondsPerTick }: OrderRun): number {
  const step = 3600 / secondsPerTick;
  const squares: number[] = [];
  for (let t = 2 * step; t < indexUsd.length; t += step)
    squares.push(Math.log(indexUsd[t] / indexUsd[t - step]) ** 2);
  return 24 * (mean(squares) ?? 0);
}

/** Bitcoin a day on the books that orders are worked on. */
export const coinsADay = ({ coins, secondsPerTick }: OrderRun): number =>
  (mean(coins) ?? 0) * MINUTES_PER_DAY * (60 / secondsPerTick);
