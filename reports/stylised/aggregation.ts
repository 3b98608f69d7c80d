import { type FactRule, unknown } from './fact.ts';
import { excessKurtosis } from './kurtosis.ts';
import { summed } from './series.ts';

const HORIZONS = [
  [1, '1 min'],
  [5, '5 min'],
  [15, '15 min'],
  [60, '1 h'],
  [240, '4 h'],
  [1440, '1 day'],
] as const;

/** The longer the horizon, the more normal are returns. */
export const aggregationalGaussianity: FactRule = {
  id: 'more-normal-with-time',
  title: 'excess kurtosis, day less minute',
  band: [null, 0],
  family: 'returns',
  // A band without width: the standard error of the kurtosis of thirty normal days, the root of 24 over 30.
  tolerance: 0.9,
  source: 'Cont 2001 (aggregational Gaussianity)',
  measure(runs) {
    const found = HORIZONS.map(([minutes]) =>
      excessKurtosis(runs.flatMap(({ returns }) => daysOf(returns, minutes))),
    );
    const [minute, day] = [found[0], found[HORIZONS.length - 1]];
    if (minute === null || day === null) return unknown('fewer than four whole days');
    const listed = HORIZONS.map(([, name], n) => `${found[n]?.toFixed(1) ?? '–'} over ${name}`);
    return { value: day - minute, said: listed.join(', ') };
  },
};

/** Returns over longer steps; the index of the first minutes of a run is missing, and so would be its last day. */
function daysOf(returns: readonly number[], minutes: number): number[] {
  const missing = minutes === 1440 ? (1440 - (returns.length % 1440)) % 1440 : 0;
  if (missing === 0 || missing > FEW_MINUTES) return summed(returns, minutes);
  return summed([...new Array<number>(missing).fill(0), ...returns], minutes);
}

/** A day that lacks no more than these is a day. */
const FEW_MINUTES = 5;
