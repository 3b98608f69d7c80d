import normalQuantile from '@stdlib/stats-base-dists-normal-quantile';
import { deviation, mean, median } from 'd3-array';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { familyScores, gateOf, totalScore } from '../../reports/ensemble/gate.ts';
import { medianError } from '../../reports/ensemble/median-error.ts';
import { rowOf } from '../../reports/ensemble/row.ts';
import { wilson } from '../../reports/ensemble/share.ts';
import type { Target } from '../../scenarios/target.ts';
import { targetOf } from './ensemble-support.ts';

/** Standard deviation of the medians of all n^n resamples, each as likely. */
function byAllResamples(values: readonly number[]): number {
  const n = values.length;
  const medians: number[] = [];
  for (let code = 0; code < n ** n; code++) {
    const resample = values.map((_, place) => values[Math.floor(code / n ** place) % n]);
    medians.push(median(resample) ?? Number.NaN);
  }
  const centre = mean(medians) ?? 0;
  return Math.sqrt(mean(medians, (one) => (one - centre) ** 2) ?? Number.NaN);
}

describe('the standard error of a median', () => {
  it('is that of the mouse data with infinitely many resamples (Efron and Tibshirani 1993, table 2.2)', () => {
    expect(medianError([94, 197, 16, 38, 99, 141, 23])).toBeCloseTo(37.83, 2);
  });

  it('is the deviation of the medians of all resamples there are', () => {
    const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, (some) => {
        expect(medianError(some)).toBeCloseTo(byAllResamples(some), 6);
      }),
      { numRuns: 60 },
    );
  });

  it('approaches 1.2533 deviations over the root of n for normal values (Laplace), n even and large', () => {
    const n = 400;
    const values = Array.from({ length: n }, (_, i) => normalQuantile((i + 0.5) / n, 0, 1));
    const expected = (1.2533 * (deviation(values) ?? 0)) / Math.sqrt(n);
    expect(medianError(values) / expected).toBeGreaterThan(0.95);
    expect(medianError(values) / expected).toBeLessThan(1.05);
  });

  it('does not depend on the order of the values, is nought for one, and nothing for none', () => {
    expect(medianError([5, 1, 4, 2])).toBe(medianError([1, 2, 4, 5]));
    expect(medianError([7])).toBe(0);
    expect(medianError([])).toBeNaN();
  });
});

describe('the interval of a share', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is from %f to %f (Newcombe 1998, table I, method 3)', (count, of, low, high) => {
    const [least, most] = wilson(count, of);
    expect(least).toBeCloseTo(low, 4);
    expect(most).toBeCloseTo(high, 4);
  });

  it('mirrors itself, and is everything where nothing was seen', () => {
    expect(wilson(20, 20)[0]).toBeCloseTo(1 - 0.1611, 4);
    expect(wilson(20, 20)[1]).toBe(1);
    expect(wilson(0, 0)).toEqual([0, 1]);
  });
});

describe('a row of history beside an ensemble', () => {
  it('is as far off as the median is, in tolerances and errors of the median', () => {
    // Median 4; of all 27 resamples of {1, 4, 10} seven have the median 1, thirteen 4, seven 10: error 3.2607.
    const error = Math.sqrt((7 * 1 + 13 * 16 + 7 * 100) / 27 - ((7 * 1 + 13 * 4 + 7 * 10) / 27) ** 2);
    const row = rowOf(targetOf({ history: 10, tolerance: 4 }), [10, 1, 4]);
    expect(row).toMatchObject({ median: 4, read: 3, seeds: 3, met: true });
    expect(row.error).toBeCloseTo(error, 12);
    expect(row.z).toBeCloseTo((4 - 10) / Math.sqrt(16 + error * error), 12);
  });

  it('is met below two deviations and missed at two', () => {
    const at = (value: number) => rowOf(targetOf({ history: 100, tolerance: 5 }), [value, value, value]);
    expect(at(109.9)).toMatchObject({ met: true });
    expect(at(110)).toMatchObject({ met: false, z: 2, error: 0 });
    expect(at(90)).toMatchObject({ met: false, z: -2 });
  });

  it('is nowhere off within the bounds that history leaves open, and counts from the nearest outside', () => {
    const bounds = (history: Target['history'], value: number) =>
      rowOf(targetOf({ history, tolerance: 0.5 }), [value]).z;
    expect([0.8, 1.2, 2.5].map((value) => bounds([0.8, 2.5], value))).toEqual([0, 0, 0]);
    expect(bounds([0.8, 2.5], 0.3)).toBeCloseTo(-1, 12);
    expect(bounds([0.8, 2.5], 3.5)).toBeCloseTo(2, 12);
    expect(bounds([null, 0], -100)).toBe(0);
    expect(bounds([0, null], -1)).toBeCloseTo(-2, 12);
  });

  it('of a sign or a yes is met or missed, and has no deviations', () => {
    const sign = targetOf({ history: [null, 0], tolerance: 0 });
    expect(rowOf(sign, [-2, -1, 3])).toMatchObject({ met: true, z: null, within: 2 / 3 });
    expect(rowOf(sign, [-2, 1, 3])).toMatchObject({ met: false, z: null, within: 1 / 3 });
    const yes = targetOf({ history: 1, tolerance: 0 });
    expect(rowOf(yes, [1, 1, 0])).toMatchObject({ met: true });
    expect(rowOf(yes, [1, 1, 0, 0])).toMatchObject({ met: false, median: 0.5 });
  });

  it('has the share of seeds below history, those on it by half, and flags fewer than 2.5 % on a side', () => {
    const seeds = Array.from({ length: 100 }, (_, n) => n + 1);
    const at = (history: Target['history']) => rowOf(targetOf({ history }), seeds);
    expect(at(50.5)).toMatchObject({ below: 0.5, p: 1, flagged: false });
    expect(at(3)).toMatchObject({ below: 0.025, p: 0.05, flagged: false });
    expect(at(2)).toMatchObject({ below: 0.015, p: 0.03, flagged: true });
    expect(at(99.5)).toMatchObject({ below: 0.99, flagged: true });
    expect(at(99.5).p).toBeCloseTo(0.02, 12);
    expect(at([null, 60])).toMatchObject({ within: 0.6, below: 0.3, flagged: false });
    expect(at([null, 0])).toMatchObject({ within: 0, below: 0, p: 0, flagged: true });
  });

  it('has the range of the middle nine tenths of the seeds', () => {
    const seeds = Array.from({ length: 101 }, (_, n) => 100 - n);
    expect(rowOf(targetOf({}), seeds).range).toEqual([5, 95]);
  });

  it('leaves out seeds on which it could not be read, and is missed where those are most', () => {
    expect(rowOf(targetOf({ history: 5 }), [5, null, Number.NaN, 5])).toMatchObject({ read: 2, met: true });
    const unread = { median: null, z: null, range: null, p: null, met: false, flagged: false };
    expect(rowOf(targetOf({ history: 5 }), [5, null, null])).toMatchObject({ ...unread, read: 1, seeds: 3 });
    expect(rowOf(targetOf({ history: 5 }), [])).toMatchObject({ ...unread, read: 0 });
  });
});

const row = (deviation: number, over: Partial<Target> = {}) =>
  rowOf(targetOf({ history: 0, tolerance: 1, ...over }), [deviation]);

describe('the score', () => {
  it('weighs the rows of a family so that they sum to one, and families alike', () => {
    const rows = [row(3), row(4), row(1, { family: 'basis' })];
    const families = familyScores(rows);
    expect(families).toEqual([
      { family: 'price', rows: 2, met: 0, weight: 0.5, score: Math.sqrt((9 + 16) / 2) },
      { family: 'basis', rows: 1, met: 1, weight: 1, score: 1 },
    ]);
    expect(totalScore(families)).toBeCloseTo(Math.sqrt((12.5 + 1) / 2), 12);
  });

  it('never counts contested rows, and takes missed signs and what was not read for just missed', () => {
    expect(familyScores([row(9, { class: 'contested' })])).toEqual([]);
    expect(totalScore([])).toBeNull();
    const missed = [row(5, { tolerance: 0 }), rowOf(targetOf({}), [null])];
    for (const one of missed) expect(familyScores([one])[0].score).toBe(2);
    expect(familyScores([row(0, { tolerance: 0 })])[0].score).toBe(0);
  });
});

describe('the gate', () => {
  const fit = [row(0), row(1.9)];
  const heldOut = (met: number, missed: number) => [
    ...Array.from({ length: met }, () => row(0, { class: 'held-out' })),
    ...Array.from({ length: missed }, () => row(5, { class: 'held-out' })),
  ];

  it('holds when all fit rows and seven of ten held-out rows are met, and nothing collapsed or broke', () => {
    const gate = gateOf([...fit, ...heldOut(7, 3), row(9, { class: 'contested' })], [0.1, 0.3], 0);
    expect(gate).toMatchObject({
      fit: { met: 2, of: 2, holds: true },
      heldOut: { met: 7, of: 10, holds: true },
      collapse: { count: 0, of: 2, share: 0, holds: true },
      broken: { count: 0, holds: true },
      holds: true,
    });
  });

  it.each([
    ['a fit row is missed', gateOf([...fit, row(2)], [0.1], 0)],
    ['less than seven of ten held-out rows are met', gateOf([...fit, ...heldOut(6, 3)], [0.1], 0)],
    ['nothing is fitted, and less than six of ten are met', gateOf(heldOut(5, 4), [0.1], 0)],
    ['one seed of twenty fell by more than 30 %', gateOf(fit, [...Array(19).fill(0.1), 0.31], 0)],
    ['an invariant broke', gateOf(fit, [0.1], 1)],
    ['no seed came to its end', gateOf([], [], 2)],
  ])('does not hold when %s', (_, gate) => {
    expect(gate.holds).toBe(false);
  });

  it('asks six of ten of an event to which nothing was fitted', () => {
    const rows = heldOut(6, 4);
    expect(gateOf(rows, [0.1], 0)).toMatchObject({ heldOut: { met: 6, of: 10, holds: true }, holds: true });
    expect(gateOf([...fit, ...rows], [0.1], 0).holds).toBe(false);
  });

  it('says how sure it is of collapses', () => {
    const { collapse } = gateOf(fit, [...Array(28).fill(0.1), 0.5], 0);
    expect(collapse).toMatchObject({ count: 1, of: 29, share: 1 / 29, holds: true });
    expect(collapse.interval[1]).toBeCloseTo(0.1718, 4);
  });
});
