import { type FactRule, unknown } from './fact.ts';
import { lineThrough } from './line.ts';
import { summed } from './series.ts';

const BAR_MINUTES = 15;

/** More is traded where prices move more. */
export const volumeWithVolatility: FactRule = {
  id: 'volume-with-volatility',
  title: 'volume and volatility, correlation',
  band: [0.4, null],
  family: 'flow',
  tolerance: 0.1,
  source: 'Karpoff 1987; Cont 2001',
  measure(runs) {
    const coins = runs.flatMap((run) => summed(run.coins, BAR_MINUTES));
    const vol = runs.flatMap(({ returns }) =>
      summed(
        returns.map((value) => value * value),
        BAR_MINUTES,
      ).map(Math.sqrt),
    );
    const moves = runs.flatMap(({ returns }) => summed(returns, BAR_MINUTES).map(Math.abs));
    const line = lineThrough(coins, vol);
    if (!line) return unknown('too few bars of fifteen minutes');
    const plain = lineThrough(coins, moves)?.correlation.toFixed(2) ?? '–';
    const said = `coins traded on all books against the root of summed squares of 1-minute returns; ${plain} against the size of the move`;
    return { value: line.correlation, said };
  },
};
