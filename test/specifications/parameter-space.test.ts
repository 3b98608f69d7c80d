import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pointAt, settingsAt, shareAt, valueAt } from '../../reports/calibration/space.ts';
import type { Dimension } from '../../scenarios/parameter-sets.ts';

const dimension = (over: Partial<Dimension> = {}): Dimension => ({
  path: 'pod-platform.crowding',
  title: 'Crowding',
  unit: '',
  prior: 'uniform',
  low: 0,
  high: 1,
  default: 0.6,
  ...over,
});
const money = dimension({ path: 'stop-holder.usd', prior: 'log-uniform', low: 1e7, high: 1e9, default: 1e8 });
const count = dimension({ path: 'maker.levels', low: 2, high: 5, default: 4, whole: true });

describe('a parameter space', () => {
  it('puts a uniform prior evenly between its ends, and a log-uniform one evenly in factors', () => {
    const wide = dimension({ low: -2, high: 6 });
    expect([0, 0.25, 1].map((u) => valueAt(wide, u))).toEqual([-2, 0, 6]);
    expect([0, 1].map((u) => valueAt(money, u))).toEqual([1e7, 1e9]);
    expect(valueAt(money, 0.5)).toBeCloseTo(1e8, 3);
  });

  it('gives each whole number of a uniform prior the same share', () => {
    const values = Array.from({ length: 400 }, (_, n) => valueAt(count, (n + 0.5) / 400));
    for (const value of [2, 3, 4, 5]) expect(values.filter((one) => one === value)).toHaveLength(100);
    expect(valueAt(count, 1)).toBe(5);
  });

  it('says settings by path, as --set takes them', () => {
    expect(settingsAt([dimension(), count], [0.25, 0.5])).toEqual({
      'pod-platform.crowding': 0.25,
      'maker.levels': 4,
    });
  });

  it('stands where settings stand', () => {
    const [crowding, usd, levels] = pointAt([dimension(), money, count], {
      ...{ 'pod-platform.crowding': 0.6, 'stop-holder.usd': 1e8, 'maker.levels': 4 },
    });
    expect(crowding).toBe(0.6);
    expect(usd).toBeCloseTo(0.5, 12);
    expect(valueAt(count, levels)).toBe(4);
  });

  it('holds a setting outside the prior at its nearest end', () => {
    for (const [value, end] of [
      [3, 1],
      [-1, 0],
    ])
      expect(pointAt([dimension()], { 'pod-platform.crowding': value })).toEqual([end]);
  });

  it('comes back from settings to the point, whatever the prior', () => {
    const any = fc
      .record({
        prior: fc.constantFrom('uniform' as const, 'log-uniform' as const),
        low: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
        factor: fc.double({ min: 1.01, max: 1e4, noNaN: true }),
      })
      .map(({ prior, low, factor }) => dimension({ prior, low, high: low * factor }));
    fc.assert(
      fc.property(any, fc.double({ min: 0, max: 1, noNaN: true }), (one, u) => {
        const value = valueAt(one, u);
        expect(value).toBeGreaterThanOrEqual(one.low);
        expect(value).toBeLessThanOrEqual(one.high);
        // Seven digits of a value whose range is a hundredth of it leave five of the share.
        expect(Math.abs(shareAt(one, value) - u)).toBeLessThan(1e-4);
        expect(value === one.low || value === one.high || value === Number(value.toPrecision(7))).toBe(true);
      }),
    );
  });

  it('keeps a whole number when it goes to the cube and back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('uniform' as const, 'log-uniform' as const),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 500 }),
        fc.nat(),
        (prior, low, width, n) => {
          const one = dimension({ prior, low, high: low + width, whole: true });
          const settings = { [one.path]: low + (n % (width + 1)) };
          expect(settingsAt([one], pointAt([one], settings))).toEqual(settings);
        },
      ),
    );
  });
});
