import alea from 'seedrandom/lib/alea.js';
import { describe, expect, it } from 'vitest';
import { autocorrelation } from '../../reports/stylised/autocorrelation.ts';
import { hillIndex } from '../../reports/stylised/hill.ts';
import { excessKurtosis } from '../../reports/stylised/kurtosis.ts';
import { lineThrough, r2OfTwo } from '../../reports/stylised/line.ts';
import { normals } from './hand-tape.ts';

describe('the Hill index', () => {
  it('of 8, 4, 2 and 1, half of them in the tail, is 2 over ln 8/2 + ln 4/2', () => {
    expect(hillIndex([2, 8, 1, 4], 0.5)).toEqual({ index: expect.closeTo(2 / (3 * Math.LN2), 12), count: 2 });
  });

  it.each([2, 3, 4])(
    'of a Pareto sample with exponent %i is that exponent, at any depth of the tail',
    (exponent) => {
      const uniform = alea(`pareto-${exponent}`);
      const sample = Array.from({ length: 40_000 }, () => (1 - uniform()) ** (-1 / exponent));
      for (const share of [0.01, 0.05, 0.2]) {
        const found = hillIndex(sample, share);
        const error = exponent / Math.sqrt(40_000 * share);
        expect(Math.abs((found?.index ?? 0) - exponent)).toBeLessThan(3 * error);
      }
    },
  );

  it('of a normal sample rises the farther out one looks: its tail is no power law', () => {
    const sizes = normals(40_000, 'hill').map(Math.abs);
    const [near, far] = [0.05, 0.005].map((share) => hillIndex(sizes, share)?.index ?? 0);
    expect(near).toBeGreaterThan(4.5);
    expect(far).toBeGreaterThan(1.5 * near);
  });

  it('is unknown for a tail of one, and for sizes that are all alike', () => {
    expect(hillIndex([3, 2, 1], 0.4)).toBeNull();
    expect(hillIndex([1, 1, 1, 1], 0.5)).toBeNull();
  });
});

describe('autocorrelation', () => {
  it('of 1, 2, 3, 4 at lag 1 is (0.75 - 0.25 + 0.75) / 3 over 5 / 4', () => {
    expect(autocorrelation([[1, 2, 3, 4]], 1)).toBeCloseTo(1 / 3, 12);
  });

  it('of an autoregression is its coefficient to the power of the lag', () => {
    const series: number[] = [];
    for (const shock of normals(40_000, 'ar')) series.push(0.6 * (series.at(-1) ?? 0) + shock);
    for (const lag of [1, 2, 5, 20])
      expect(Math.abs((autocorrelation([series], lag) ?? 1) - 0.6 ** lag)).toBeLessThan(0.03);
  });

  it('does not reach from the end of one piece into the next', () => {
    // Within pieces neighbours are alike; across the border they are not.
    const [high, low] = [
      [1, 1],
      [-1, -1],
    ];
    expect(autocorrelation([high, low], 1)).toBeCloseTo(1, 12);
    expect(autocorrelation([[1, 1, -1, -1]], 1)).toBeCloseTo(1 / 3, 12);
  });

  it('is unknown beyond the longest piece, and where nothing varies', () => {
    expect(autocorrelation([[1, 2]], 2)).toBeNull();
    expect(autocorrelation([[1, 1, 1]], 1)).toBeNull();
  });
});

describe('excess kurtosis', () => {
  it('of the example in the manual of Excel (KURT) is -0.1518', () => {
    expect(excessKurtosis([3, 4, 5, 2, 3, 4, 5, 6, 4, 7])).toBeCloseTo(-0.151799637, 8);
  });

  it('is 0 for a normal sample and 3 for one of Laplace, where long', () => {
    const normal = normals(100_000, 'kurtosis');
    const uniform = alea('laplace');
    const laplace = normal.map((value) => value * Math.sqrt(-2 * Math.log(1 - uniform())));
    expect(Math.abs(excessKurtosis(normal) ?? 9)).toBeLessThan(0.1);
    expect(Math.abs((excessKurtosis(laplace) ?? 9) - 3)).toBeLessThan(0.35);
  });

  it('is unknown below four values, and where nothing varies', () => {
    expect(excessKurtosis([1, 2, 3])).toBeNull();
    expect(excessKurtosis([2, 2, 2, 2])).toBeNull();
  });
});

describe('a line', () => {
  it("through the first of Anscombe's quartet has slope 0.5, intercept 3 and R² 0.667", () => {
    // Anscombe, "Graphs in statistical analysis", The American Statistician 1973; error of the slope 0.118.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    const line = lineThrough(x, y);
    expect(line?.slope).toBeCloseTo(0.5001, 4);
    expect(line?.intercept).toBeCloseTo(3.0001, 4);
    expect(line?.rSquared).toBeCloseTo(0.6665, 4);
    expect(line?.slopeError).toBeCloseTo(0.1179, 4);
  });

  it('is unknown below three points, and where one of both does not vary', () => {
    expect(lineThrough([1, 2], [1, 2])).toBeNull();
    expect(lineThrough([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(lineThrough([1, 2, 3], [1, 1, 1])).toBeNull();
  });

  it('with a second cause explains what both do together: all of y = x + x²', () => {
    const x = [-2, -1, 0, 1, 3];
    const squares = x.map((value) => value * value);
    const y = x.map((value, n) => value + squares[n]);
    const r = (a: number[], b: number[]): number => lineThrough(a, b)?.correlation ?? 0;
    expect(r2OfTwo(r(x, y), r(squares, y), r(x, squares))).toBeCloseTo(1, 12);
  });
});
