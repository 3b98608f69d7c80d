import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  elementaryEffects,
  type MorrisOptions,
  morrisDesign,
  pointsOf,
} from '../../reports/sensitivity/morris.ts';

type Model = (point: readonly number[]) => number | null;

function effectsOf(model: Model, options: Omit<MorrisOptions, 'seed'>) {
  const design = morrisDesign({ ...options, seed: 'test' });
  return elementaryEffects(design, pointsOf(design).map(model), 'test');
}

describe('Morris screening', () => {
  it('finds the slopes of a linear function exactly, without interaction', () => {
    const slopes = [3, -2, 0.5, 0];
    const found = effectsOf((point) => point.reduce((sum, x, i) => sum + slopes[i] * x, 10), {
      dimensions: 4,
    });
    for (const [i, slope] of slopes.entries()) {
      expect(found[i].mu).toBeCloseTo(slope, 10);
      expect(found[i].muStar).toBeCloseTo(Math.abs(slope), 10);
      expect(found[i].sigma).toBeCloseTo(0, 10);
      expect(found[i].muStarInterval![0]).toBeCloseTo(Math.abs(slope), 10);
      expect(found[i].muStarInterval![1]).toBeCloseTo(Math.abs(slope), 10);
      expect(found[i].effects).toBe(20);
    }
  });

  it('tells a product by its spread: on four levels x · y has mu* 1/2 and sigma √(5/36)', () => {
    // The effect of x is y, which stands at 0, 1/3, 2/3 and 1 equally often: mean 1/2, variance 5/36.
    const found = effectsOf(([x, y]) => x * y, { dimensions: 2, trajectories: 4000 });
    for (const { muStar, sigma } of found) {
      expect(Math.abs(muStar! - 0.5)).toBeLessThan(0.02);
      expect(Math.abs(sigma! - Math.sqrt(5 / 36))).toBeLessThan(0.02);
    }
  });

  it('counts by size what changes its sign: mu cancels where mu* does not', () => {
    const [{ mu, muStar, sigma }] = effectsOf(([x]) => Math.cos(2 * Math.PI * x), {
      dimensions: 1,
      trajectories: 400,
    });
    // From 0 to 2/3 the cosine loses 3/2, from 1/3 to 1 it wins as much, over a step of 2/3.
    expect(muStar).toBeCloseTo(2.25, 10);
    expect(Math.abs(mu!)).toBeLessThan(0.4);
    expect(sigma).toBeGreaterThan(2);
  });

  it('has intervals that hold the truth and narrow with more ways', () => {
    const model: Model = ([x, y]) => x * y;
    const few = effectsOf(model, { dimensions: 2, trajectories: 20 })[0];
    const many = effectsOf(model, { dimensions: 2, trajectories: 320 })[0];
    for (const { muStarInterval } of [few, many]) {
      expect(muStarInterval![0]).toBeLessThan(0.5);
      expect(muStarInterval![1]).toBeGreaterThan(0.5);
    }
    const width = ([low, high]: readonly [number, number]): number => high - low;
    expect(width(many.muStarInterval!)).toBeLessThan(width(few.muStarInterval!) / 2);
    expect(few.sigmaInterval![0]).toBeLessThan(few.sigma!);
  });

  it('leaves out steps that end at a result which is missing', () => {
    const design = morrisDesign({ dimensions: 3, trajectories: 5, seed: 'x' });
    const results = pointsOf(design).map(([x]): number | null => 4 * x);
    results[1] = null;
    const found = elementaryEffects(design, results, 'x');
    expect(found.reduce((sum, { effects }) => sum + effects, 0)).toBe(13);
    expect(found[0].muStar).toBeCloseTo(4, 10);
    const none = elementaryEffects(
      design,
      results.map(() => null),
      'x',
    );
    expect(none[0]).toMatchObject({ muStar: null, muStarInterval: null, sigma: null, effects: 0 });
  });

  it('changes each coordinate once a way, by two thirds, on levels inside the cube', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.string(), (dimensions, seed) => {
        for (const { points, order } of morrisDesign({ dimensions, trajectories: 3, seed })) {
          expect([...order].sort((a, b) => a - b)).toEqual(points[0].map((_, i) => i));
          for (const x of points.flat()) expect(Math.abs(3 * x - Math.round(3 * x))).toBeLessThan(1e-12);
          for (const x of points.flat()) expect(x >= 0 && x <= 1).toBe(true);
          for (const [n, i] of order.entries()) {
            const changed = points[n].flatMap((x, k) => (x === points[n + 1][k] ? [] : [k]));
            expect(changed).toEqual([i]);
            expect(Math.abs(points[n + 1][i] - points[n][i])).toBeCloseTo(2 / 3, 12);
          }
        }
      }),
    );
  });

  it('repeats itself from a seed', () => {
    const plain = morrisDesign({ dimensions: 4, trajectories: 6, seed: 'x' });
    expect(morrisDesign({ dimensions: 4, trajectories: 6, seed: 'x' })).toEqual(plain);
    expect(morrisDesign({ dimensions: 4, trajectories: 6, seed: 'y' })).not.toEqual(plain);
  });

  it('refuses results that do not belong to the design', () => {
    const design = morrisDesign({ dimensions: 2, trajectories: 2, seed: 'x' });
    expect(() => elementaryEffects(design, [1, 2, 3], 'x')).toThrow(/6 points were asked for and 3 results/);
  });
});
