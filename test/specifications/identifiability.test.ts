import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifiability } from '../../reports/calibration/identifiability.ts';
import {
  correlationsOf,
  covarianceOf,
  effectiveSize,
  quantileOf,
  type Weighted,
} from '../../reports/calibration/weighted.ts';
import { sobolPoints } from '../../reports/sensitivity/low-discrepancy.ts';
import { type Dimension, identifiabilitySchema } from '../../scenarios/parameter-sets.ts';

const dimension = (path: string, over: Partial<Dimension> = {}): Dimension => ({
  ...{ path, title: path, unit: '', prior: 'uniform', low: 0, high: 10, default: 5 },
  ...over,
});
const alike = (points: readonly (readonly number[])[]): Weighted[] =>
  points.map((point) => ({ point, weight: 1 }));

describe('identifiability', () => {
  const spread = sobolPoints(1024, 2);

  it('leaves a prior as wide as it was where data say nothing', () => {
    const { dimensions, effectiveSets } = identifiability([dimension('a'), dimension('b')], alike(spread));
    for (const { ratio, interval, median } of dimensions) {
      expect(ratio).toBeCloseTo(1, 2);
      expect(interval[0]).toBeCloseTo(1, 1);
      expect(interval[1]).toBeCloseTo(9, 1);
      expect(median).toBeCloseTo(5, 1);
    }
    expect(effectiveSets).toBeCloseTo(1024, 9);
  });

  it('says by which share the middle 80 % narrowed, on the scale of the prior', () => {
    const narrow = alike(spread.map(([a, b]) => [0.4 + 0.2 * a, b]));
    const money = dimension('a', { prior: 'log-uniform', low: 1, high: 1e5 });
    const { dimensions } = identifiability([money, dimension('b')], narrow);
    expect(dimensions[0].ratio).toBeCloseTo(0.2, 3);
    // From share 0.42 to share 0.58 of five factors of ten.
    expect(Math.log10(dimensions[0].interval[0])).toBeCloseTo(2.1, 2);
    expect(Math.log10(dimensions[0].interval[1])).toBeCloseTo(2.9, 2);
    expect(dimensions[1].ratio).toBeCloseTo(1, 2);
  });

  it('shows that only a combination of two dimensions is known, and no correlation with one that is fixed', () => {
    const ridge = alike(spread.map(([a, b]) => [a, 1 - a + 0.01 * b, 0.3]));
    const { correlations } = identifiability(
      ['a', 'b', 'c'].map((path) => dimension(path)),
      ridge,
    );
    expect(correlations[0][1]).toBeLessThan(-0.999);
    expect(correlations[0][0]).toBe(1);
    expect(correlations[2]).toEqual([null, null, null]);
  });

  it('counts each set by its weight', () => {
    const tilted = spread.map((point) => ({ point, weight: point[0] < 0.5 ? 0 : 1 }));
    const found = identifiability([dimension('a'), dimension('b')], tilted);
    expect(found.effectiveSets).toBeCloseTo(512, 9);
    expect(found.dimensions[0].ratio).toBeCloseTo(0.5, 2);
    expect(found.dimensions[0].median).toBeCloseTo(7.5, 1);
  });

  it('fits the format of a file of parameter sets', () => {
    const found = identifiability([dimension('a'), dimension('b')], alike(spread));
    expect(identifiabilitySchema.parse(found)).toEqual(found);
  });
});

describe('weighted statistics', () => {
  const any = fc.array(
    fc.record({
      x: fc.double({ min: -5, max: 5, noNaN: true }),
      y: fc.double({ min: -5, max: 5, noNaN: true }),
      weight: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 3, maxLength: 12 },
  );

  it('weigh by a whole number as if there were so many', () => {
    fc.assert(
      fc.property(any, (rows) => {
        const weighted = rows.map(({ x, y, weight }) => ({ point: [x, y], weight }));
        const repeated = alike(
          rows.flatMap(({ x, y, weight }) => Array.from({ length: weight }, () => [x, y])),
        );
        const [a, b] = [correlationsOf(weighted), correlationsOf(repeated)];
        if (a[0][1] !== null && covarianceOf(weighted)[0][0] > 1e-6 && covarianceOf(weighted)[1][1] > 1e-6)
          expect(a[0][1]).toBeCloseTo(b[0][1]!, 6);
      }),
    );
  });

  it('have quantiles inside what was seen, rising with the share, and the same in any unit of weight', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 0, max: 1, noNaN: true }), (rows, share) => {
        const weighted = rows.map(({ x, weight }) => ({ point: [x], weight }));
        const q = quantileOf(weighted, 0, share);
        expect(q).toBeGreaterThanOrEqual(Math.min(...rows.map(({ x }) => x)));
        expect(q).toBeLessThanOrEqual(Math.max(...rows.map(({ x }) => x)));
        expect(quantileOf(weighted, 0, share / 2)).toBeLessThanOrEqual(q + 1e-12);
        const scaled = weighted.map((one) => ({ ...one, weight: one.weight / 7 }));
        expect(quantileOf(scaled, 0, share)).toBeCloseTo(q, 9);
      }),
    );
  });

  it('have the unbiased covariance where all count alike', () => {
    expect(
      covarianceOf(
        alike([
          [1, 2],
          [2, 4],
          [3, 9],
        ]),
      ),
    ).toEqual([
      [expect.closeTo(1, 12), expect.closeTo(3.5, 12)],
      [expect.closeTo(3.5, 12), expect.closeTo(13, 12)],
    ]);
  });

  it('are worth as many draws as there are when all count alike, and one when one counts alone', () => {
    expect(effectiveSize([3, 3, 3, 3])).toBeCloseTo(4, 12);
    expect(effectiveSize([0, 5, 0])).toBe(1);
    expect(effectiveSize([1, 0.5])).toBeCloseTo(1.8, 12);
    expect(effectiveSize([])).toBe(0);
  });
});
