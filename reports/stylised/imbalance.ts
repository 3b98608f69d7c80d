import { mean } from 'd3-array';
import { type FactRule, unknown } from './fact.ts';
import { lineThrough, r2OfTwo } from './line.ts';
import { nearCoins, type RunSeries, summed } from './series.ts';

/** Minutes over which one slope holds: as many points as Cont, Kukanov and Stoikov take (half hours of ten seconds). */
const WINDOW = 180;
const QUARTER = 15;
const SOURCE = 'Cont, Kukanov and Stoikov 2014';

/** A stretch of a run in which prices answered flow in one way. */
interface Stretch {
  /** Basis points a bitcoin of net taker volume. */
  readonly slope: number;
  readonly r2: number;
  /** Share of variance that bending the line adds. */
  readonly bend: number;
  /** Bitcoin resting within ten basis points, on average; null where no book was measured. */
  readonly depth: number | null;
}

/** What takers buy more than they sell explains most of a minute's move. */
export const imbalanceExplains: FactRule = {
  id: 'imbalance-explains',
  title: 'R² of 1-minute moves on net flow',
  band: [0.4, null],
  family: 'flow',
  tolerance: 0.1,
  source: SOURCE,
  measure(runs) {
    const stretches = runs.flatMap(stretchesOf);
    const value = mean(stretches, ({ r2 }) => r2);
    if (value === undefined) return unknown('no run is longer than three hours');
    const quarters = lineThrough(
      runs.flatMap(({ netCoins }) => summed(netCoins, QUARTER)),
      runs.flatMap(({ returns }) => summed(returns, QUARTER)),
    );
    const said = `mean of ${stretches.length} stretches of three hours, all books together, trades alone; ${quarters?.rSquared.toFixed(2) ?? '–'} over quarters of an hour`;
    return { value, said };
  },
};

/** The answer is a straight line: what is large moves no less a coin than what is small. */
export const imbalanceIsLinear: FactRule = {
  id: 'imbalance-is-linear',
  title: 'R² that a bent line adds',
  band: [null, 0.05],
  family: 'flow',
  tolerance: 0.0125,
  source: SOURCE,
  measure(runs) {
    const value = mean(runs.flatMap(stretchesOf), ({ bend }) => bend);
    return value === undefined
      ? unknown('no run is longer than three hours')
      : { value, said: 'adding the signed square of net taker volume to each stretch' };
  },
};

/** The more rests near the price, the less a coin moves it: power of the slope by depth, -1 where they are inverse. */
export const imbalanceByDepth: FactRule = {
  id: 'imbalance-by-depth',
  title: 'power of depth in that slope',
  band: [-1.5, -0.5],
  family: 'flow',
  tolerance: 0.25,
  source: SOURCE,
  measure(runs) {
    const known = runs
      .flatMap(stretchesOf)
      .flatMap(({ slope, depth }) => (depth && slope > 0 ? { slope, depth } : []));
    const line = lineThrough(
      known.map(({ depth }) => Math.log(depth)),
      known.map(({ slope }) => Math.log(slope)),
    );
    if (!line) return unknown('too few books were measured');
    const depths = known.map(({ depth }) => depth);
    const said = `log slope on log depth within 10 bp of ${known.length} stretches (${Math.min(...depths).toFixed(0)} to ${Math.max(...depths).toFixed(0)} BTC); least squares alone err by ${line.slopeError.toFixed(2)}`;
    return { value: line.slope, said };
  },
};

/** Answers of price to flow, three hours by three hours. */
function stretchesOf({ returns, netCoins, books }: RunSeries): Stretch[] {
  const found: Stretch[] = [];
  for (let from = 0; from + WINDOW <= returns.length; from += WINDOW) {
    const flow = netCoins.slice(from, from + WINDOW);
    const moves = returns.slice(from, from + WINDOW);
    const bent = flow.map((coins) => coins * Math.abs(coins));
    const line = lineThrough(flow, moves);
    const [curve, both] = [lineThrough(bent, moves), lineThrough(bent, flow)];
    if (!line || !curve || !both) continue;
    const here = books.filter(({ minute }) => minute >= from && minute < from + WINDOW);
    found.push({
      slope: 1e4 * line.slope,
      r2: line.rSquared,
      bend: r2OfTwo(line.correlation, curve.correlation, both.correlation) - line.rSquared,
      depth: mean(here, nearCoins) ?? null,
    });
  }
  return found;
}
