import { expect, it } from 'vitest';
import { contenders, type Trades } from '../../bench/contenders.ts';
import { recordMixture } from '../../bench/stream.ts';

it('every book that the benchmark compares makes the same trades of the same orders', () => {
  const stream = recordMixture(200, 5_000);
  const made = Object.entries(contenders).map(([name, pass]) => {
    const trades: Trades = [];
    pass(stream, trades);
    return { name, trades };
  });
  expect(made.length).toBeGreaterThanOrEqual(4);
  expect(made[0].trades.length).toBeGreaterThan(3 * 500);
  for (const { name, trades } of made) expect(trades, name).toEqual(made[0].trades);
});
