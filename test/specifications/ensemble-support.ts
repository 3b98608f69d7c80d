import type { Target } from '../../scenarios/target.ts';

/** A row of history with what matters to a test, and something for the rest. */
export const targetOf = (over: Partial<Target>): Target => ({
  id: 'row',
  title: 'a row',
  measure: { of: 'price', instrument: 'BTC-INDEX', at: '2026-01-27T00:10Z' },
  unit: 'ratio',
  history: 0,
  tolerance: 1,
  class: 'fit',
  family: 'price',
  clock: 'spot, UTC',
  source: 'a test',
  ...over,
});
