import { max, mean, range } from 'd3-array';
import { autocorrelation } from './autocorrelation.ts';
import { type FactRule, unknown } from './fact.ts';
import type { RunSeries } from './series.ts';

/** Lags, minutes, at which nothing of a return may be left: up to an hour. */
const BEYOND = range(6, 61);
/** Lags around 100 minutes, over which the slow decay of volatility is averaged. */
const AROUND_100 = range(91, 110);
const SLOT_MINUTES = 30;
const SLOTS = 1440 / SLOT_MINUTES;

/** Returns do not foretell returns. */
export const noMemoryOfReturns: FactRule = {
  id: 'no-return-memory',
  title: 'autocorrelation of returns, 6-60 min',
  band: [null, 0.05],
  family: 'returns',
  tolerance: 0.0125,
  source: 'Cont 2001',
  measure(runs) {
    const pieces = runs.map(({ returns }) => returns);
    const sizes = BEYOND.map((lag) => Math.abs(autocorrelation(pieces, lag) ?? Number.NaN));
    const value = max(sizes);
    if (value === undefined || Number.isNaN(sizes[0])) return unknown('too few returns');
    const near = [1, 2, 3, 4, 5].map((lag) => (autocorrelation(pieces, lag) ?? 0).toFixed(2));
    const at = BEYOND[sizes.indexOf(value)];
    return {
      value,
      said: `the largest of 1-minute returns, at ${at} minutes; ${near.join(', ')} at 1 to 5 minutes`,
    };
  },
};

/** Wild minutes follow wild ones for hours. */
export const clusteredVolatility: FactRule = {
  id: 'volatility-clusters',
  title: 'autocorrelation of |returns|, 100 min',
  band: [0.05, null],
  family: 'returns',
  tolerance: 0.0125,
  source: 'Cont 2001',
  measure(runs) {
    const value = averageAround100(runs.map(({ returns }) => returns.map(Math.abs)));
    if (value === null) return unknown('no run is longer than 109 minutes');
    const flat = averageAround100(withoutClock(runs));
    const said = `1-minute returns, mean of lags 91 to 109; ${flat?.toFixed(3) ?? '–'} with the clock of the day taken out`;
    return { value, said };
  },
};

function averageAround100(pieces: readonly (readonly number[])[]): number | null {
  const found = AROUND_100.map((lag) => autocorrelation(pieces, lag));
  return found.includes(null) ? null : (mean(found as number[]) ?? null);
}

/** Sizes of returns over the average of their half-hour of the UTC day. */
function withoutClock(runs: readonly RunSeries[]): number[][] {
  const sums = new Float64Array(SLOTS);
  const counts = new Float64Array(SLOTS);
  const slotOf = ({ firstMinute }: RunSeries, m: number): number =>
    Math.floor(((firstMinute + m) % 1440) / SLOT_MINUTES);
  for (const run of runs)
    for (const [m, value] of run.returns.entries()) {
      sums[slotOf(run, m)] += Math.abs(value);
      counts[slotOf(run, m)]++;
    }
  return runs.map((run) =>
    run.returns.map((value, m) => {
      const slot = slotOf(run, m);
      return sums[slot] > 0 ? (Math.abs(value) * counts[slot]) / sums[slot] : 0;
    }),
  );
}
