import { describe, expect, it } from 'vitest';
import { pairedDifference, studentT } from '../../reports/ensemble/paired.ts';
import { figureSummaries, kindSummaries, spanOf } from '../../reports/ensemble/summary.ts';
import type { RunFigures, Values } from '../../reports/run-figures.ts';

const values: Values = {
  ...{ end: 1, low: 1, lowTime: 1, fall: 1, rebound: 1, realisedVol: null },
  ...{ turnover: 1, liquidated: 1, deleveraged: 0, marginCalls: 0, forcedSales: 0, halts: 0 },
};
const figures = (over: Partial<Values>, netUsd: Record<string, number> = {}): RunFigures => ({
  values: { ...values, ...over },
  netUsd,
});

describe('the mean difference of pairs', () => {
  it('has the interval of the paired t test', () => {
    // Sleep of ten patients with two drugs (Student 1908): mean difference 1.58, standard error 0.389, t(9) = 2.262.
    const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const told = pairedDifference(first.map((value, n) => [value, second[n]]));
    expect(told).toMatchObject({ pairs: 10, larger: 9, smaller: 0 });
    expect(told?.a).toBeCloseTo(0.75, 10);
    expect(told?.b).toBeCloseTo(2.33, 10);
    expect(told?.difference).toBeCloseTo(1.58, 10);
    expect((told?.difference ?? 0) - (told?.half ?? 0)).toBeCloseTo(0.7001, 3);
    expect((told?.difference ?? 0) + (told?.half ?? 0)).toBeCloseTo(2.4599, 3);
  });

  it('has no interval from a single pair, and is not there without any', () => {
    expect(pairedDifference([[1, 3]])).toEqual({
      ...{ pairs: 1, a: 1, b: 3, difference: 2 },
      ...{ half: null, larger: 1, smaller: 0 },
    });
    expect(pairedDifference([])).toBeNull();
  });

  it.each([
    [1, 12.7062],
    [9, 2.2622],
    [30, 2.0423],
    [31, 2.0395],
    [63, 1.9983],
    [120, 1.9799],
    [1_000, 1.9623],
  ])('is held against Student’s t with %d degrees of freedom', (freedom, quantile) => {
    expect(studentT(freedom)).toBeCloseTo(quantile, 3);
  });
});

describe('what an ensemble came to', () => {
  it('is the median of each figure and the span of nine tenths of seeds, of those that have one', () => {
    const runs = Array.from({ length: 21 }, (_, n) =>
      figures({ fall: n / 100, realisedVol: n === 4 ? 0.5 : null }),
    );
    const told = Object.fromEntries(
      figureSummaries(runs).map(({ id, median, from, to }) => [id, [median, from, to]]),
    );
    for (const [n, expected] of [0.1, 0.01, 0.19].entries()) expect(told.fall[n]).toBeCloseTo(expected, 12);
    expect(told.realisedVol).toEqual([0.5, 0.5, 0.5]);
    expect(figureSummaries([figures({})]).some(({ id }) => id === 'realisedVol')).toBe(false);
  });

  it('is also who sold, the largest seller first; who is missing in a seed did nothing there', () => {
    const runs = [
      figures({}, { dealer: -5, flow: 4 }),
      figures({}, { dealer: -3 }),
      figures({}, { flow: 8 }),
    ];
    expect(kindSummaries(runs).map(({ kind, median }) => [kind, median])).toEqual([
      ['dealer', -3],
      ['flow', 4],
    ]);
    expect(spanOf([3]).to).toBe(3);
  });
});
