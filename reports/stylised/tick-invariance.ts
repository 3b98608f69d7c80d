import { median } from 'd3-array';
import { type Clock, MINUTE_TICKS, TEN_SECOND_TICKS } from '../../scenarios/experiments/clocks.ts';
import { medianError } from '../ensemble/median-error.ts';
import { type Fact, isWithin } from './fact.ts';

/** Farthest that median drawdowns on the two clocks may lie apart, as a share of the price. */
const MOST_APART = 0.01;

/** Prices minute by minute of one seed on a clock. */
export type PathRunner = (seed: number, clock: Clock) => readonly number[] | Promise<readonly number[]>;

/** Drawdowns by seed on both clocks, and what their medians differ by. */
export interface TickInvariance {
  readonly minuteTicks: readonly number[];
  readonly tenSecondTicks: readonly number[];
  /** Median on ticks of ten seconds less that on ticks of a minute, and its standard error. */
  readonly difference: number;
  readonly error: number;
}

/** Runs every seed on both clocks: how finely time is cut is no mechanism, so falls should be as deep. */
export async function measureTickInvariance(
  run: PathRunner,
  seeds: readonly number[],
): Promise<TickInvariance> {
  const drawdowns = (clock: Clock): Promise<number[]> =>
    Promise.all(seeds.map(async (seed) => drawdownOf(await run(seed, clock))));
  const minuteTicks = await drawdowns(MINUTE_TICKS);
  const tenSecondTicks = await drawdowns(TEN_SECOND_TICKS);
  const difference = (median(tenSecondTicks) ?? Number.NaN) - (median(minuteTicks) ?? Number.NaN);
  // Draws come in another order on the other clock: the two samples are independent, though seeds are the same.
  const error = Math.hypot(medianError(minuteTicks), medianError(tenSecondTicks));
  return { minuteTicks, tenSecondTicks, difference, error };
}

/** Largest fall from a running high, as a positive fraction. */
export function drawdownOf(path: readonly number[]): number {
  let high = 0;
  let worst = 0;
  for (const usd of path) {
    high = Math.max(high, usd);
    worst = Math.max(worst, 1 - usd / high);
  }
  return worst;
}

/** That falls are as deep on both clocks, as a fact to be printed with others. */
export function tickFact({ minuteTicks, tenSecondTicks, difference, error }: TickInvariance): Fact {
  const known = Number.isFinite(difference) ? difference : null;
  const band = [-MOST_APART, MOST_APART] as const;
  const percent = (values: readonly number[]): string =>
    `${(100 * (median(values) ?? Number.NaN)).toFixed(1)} %`;
  return {
    id: 'tick-invariance',
    title: 'drawdown, 10-second less 60-second ticks',
    value: known,
    error: Number.isFinite(error) ? error : null,
    band,
    met: isWithin(known, band),
    source: 'a property of the model, not of markets',
    said: `median ${percent(tenSecondTicks)} against ${percent(minuteTicks)} over ${minuteTicks.length} seeds`,
  };
}
