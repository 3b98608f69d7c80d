import type { FactRule, Reading } from './fact.ts';
import { unknown } from './fact.ts';
import { hillIndex } from './hill.ts';
import { type RunSeries, summed } from './series.ts';

/** Share of the largest returns taken as the tail, and others beside it: what depends on the share is no power law. */
const TAIL = 0.025;
const BESIDE = [0.01, 0.05] as const;
const SOURCE = 'Gopikrishnan et al. 1999; Cont 2001';

/** Returns over a minute have fat tails, close to the inverse cube. */
export const tailOfOneMinute: FactRule = {
  id: 'tail-1m',
  title: 'tail index, 1-minute returns',
  band: [2.5, 4.5],
  family: 'returns',
  tolerance: 0.5,
  source: SOURCE,
  measure: (runs) => tail(runs, 1),
};

/** Returns over five minutes as well. */
export const tailOfFiveMinutes: FactRule = {
  id: 'tail-5m',
  title: 'tail index, 5-minute returns',
  band: [2.5, 4.5],
  family: 'returns',
  tolerance: 0.5,
  source: SOURCE,
  measure: (runs) => tail(runs, 5),
};

function tail(runs: readonly RunSeries[], minutes: number): Reading {
  const sizes = runs.flatMap(({ returns }) => summed(returns, minutes).map(Math.abs));
  const found = hillIndex(sizes, TAIL);
  if (!found) return unknown('too few returns');
  const beside = BESIDE.map((share) => {
    const other = hillIndex(sizes, share);
    return `${other ? other.index.toFixed(1) : '–'} of the largest ${100 * share} %`;
  });
  return {
    value: found.index,
    said: `Hill of the largest ${100 * TAIL} % of ${sizes.length} sizes; ${beside.join(', ')}`,
  };
}
