import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ensembleDistance,
  MOST_TOLERANCES,
  objectiveOf,
  rowDistances,
  WRONG_SIGN,
} from '../../reports/calibration/distance.ts';
import type { Readings } from '../../reports/score.ts';
import { TARGET_CLASSES, TARGET_FAMILIES, type Target } from '../../scenarios/target.ts';

const target = (id: string, over: Partial<Target> = {}): Target => ({
  id,
  title: id,
  measure: { of: 'difficulty-change', at: '2026-02-07T00:00Z' },
  unit: 'fraction',
  history: -0.1,
  tolerance: 0.02,
  class: 'fit',
  family: 'price',
  clock: 'any',
  source: 'any',
  ...over,
});
const zOf = (over: Partial<Target>, value: number | null): number =>
  rowDistances([target('a', over)], [{ a: value }])[0].z;

describe('the distance from history', () => {
  it('counts tolerances from the figure, with the sign of the difference', () => {
    expect(zOf({}, -0.13)).toBeCloseTo(-1.5, 12);
    expect(zOf({}, -0.05)).toBeCloseTo(2.5, 12);
    expect(zOf({}, -0.1)).toBe(0);
  });

  it.each<[number, number]>([
    [0.9, 0],
    [0.8, 0],
    [2.5, 0],
    [0.7, -0.5],
    [2.8, 1.5],
  ])('is zero within an interval and counts from its nearest bound outside: %d', (value, z) => {
    expect(zOf({ history: [0.8, 2.5], tolerance: 0.2 }, value)).toBeCloseTo(z, 12);
  });

  it('knows no bound where history has none', () => {
    expect(zOf({ history: [null, 3], tolerance: 1 }, -1e9)).toBe(0);
    expect(zOf({ history: [3, null], tolerance: 1 }, 1e9)).toBe(0);
    expect(zOf({ history: [3, null], tolerance: 1 }, 2)).toBe(-1);
  });

  it.each<[Target['history'], number, number]>([
    [1, 0, -WRONG_SIGN],
    [1, 1, 0],
    [[null, -0.00008], -0.00008, 0],
    [[null, -0.00008], 0.0001, WRONG_SIGN],
    [[0, null], -5, -WRONG_SIGN],
  ])('meets or misses a row without tolerance: history %j, simulated %d', (history, value, z) => {
    expect(zOf({ history, tolerance: 0 }, value)).toBe(z);
  });

  it('takes a row as missed by no more than five tolerances, and by all of them where it cannot be read', () => {
    expect(zOf({}, 12)).toBe(MOST_TOLERANCES);
    expect(zOf({}, -12)).toBe(-MOST_TOLERANCES);
    for (const unread of [null, Number.NaN]) expect(zOf({}, unread)).toBe(MOST_TOLERANCES);
    expect(rowDistances([target('a')], [{}])[0].z).toBe(MOST_TOLERANCES);
  });

  it('reads the median of seeds, and nothing where most of them cannot be read', () => {
    const seeds = (...values: (number | null)[]): Readings[] => values.map((a) => ({ a }));
    const one = (of: Readings[]) => rowDistances([target('a')], of)[0];
    expect(one(seeds(-0.5, -0.1, 0.9)).simulated).toBe(-0.1);
    expect(one(seeds(-0.1, null, -0.1)).z).toBe(0);
    expect(one(seeds(-0.1, null)).z).toBe(0);
    expect(one(seeds(-0.1, null, null))).toMatchObject({ simulated: null, z: MOST_TOLERANCES });
  });

  it('weighs families alike, and rows alike within a family', () => {
    const targets = [
      target('a'),
      target('b'),
      target('c'),
      target('d', { family: 'basis' }),
      target('e', { family: 'volatility', class: 'held-out' }),
    ];
    const rows = rowDistances(targets, [{}]);
    expect(rows.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    for (const [n, weight] of [1 / 6, 1 / 6, 1 / 6, 1 / 2].entries())
      expect(rows[n].weight).toBeCloseTo(weight, 12);
    // One family missed by two tolerances, one met: the root of the mean of 4 and 0.
    const met = { a: -0.06, b: -0.06, c: -0.06, d: -0.1 };
    expect(ensembleDistance(targets, [met])).toBeCloseTo(Math.SQRT2, 12);
  });

  it('is the same whatever held-out and contested rows say, and however many there are', () => {
    const anyReading = fc.option(fc.double({ noDefaultInfinity: true }), { nil: null });
    const anyTarget = fc.record({
      class: fc.constantFrom(...TARGET_CLASSES),
      family: fc.constantFrom(...TARGET_FAMILIES),
      history: fc.double({ min: -5, max: 5, noNaN: true }),
      tolerance: fc.constantFrom(0, 0.1, 3),
      simulated: fc.array(anyReading, { minLength: 4, maxLength: 4 }),
      other: fc.array(anyReading, { minLength: 4, maxLength: 4 }),
      otherHistory: fc.double({ min: -5, max: 5, noNaN: true }),
      dropped: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyTarget, { minLength: 1, maxLength: 12 }), (rows) => {
        const targets = rows.map(({ history, tolerance, family, class: kind }, n) =>
          target(`row-${n}`, { history, tolerance, family, class: kind }),
        );
        const seeds = [0, 1, 2, 3].map((k) =>
          Object.fromEntries(rows.map(({ simulated }, n) => [`row-${n}`, simulated[k]])),
        );
        const isJudge = (n: number): boolean => rows[n].class !== 'fit';
        const others = targets
          .map((one, n) => (isJudge(n) ? { ...one, history: rows[n].otherHistory } : one))
          .filter((_, n) => !isJudge(n) || !rows[n].dropped);
        const otherSeeds = seeds.map((readings, k) => ({
          ...readings,
          ...Object.fromEntries(rows.flatMap((row, n) => (isJudge(n) ? [[`row-${n}`, row.other[k]]] : []))),
        }));
        expect(ensembleDistance(others, otherSeeds)).toBe(ensembleDistance(targets, seeds));
        expect(objectiveOf(others, otherSeeds)).toBe(objectiveOf(targets, seeds));
        expect(rowDistances(others, otherSeeds)).toEqual(rowDistances(targets, seeds));
      }),
    );
  });
});

describe('what a polish makes small', () => {
  const around = (middle: number, apart: number): Readings[] =>
    [-2, -1, 0, 1, 2].map((step) => ({ a: middle + step * apart }));

  it('is the distance of the medians where seeds agree', () => {
    expect(objectiveOf([target('a')], around(-0.06, 0))).toBeCloseTo(2, 12);
  });

  it('rises with how far seeds stand apart, so that a median on target is not enough', () => {
    // Quartiles of five even steps are two steps apart: 0.04 over 1.349, in tolerances of 0.02, at a quarter each.
    expect(objectiveOf([target('a')], around(-0.1, 0.02))).toBeCloseTo((0.25 * 2) / 1.349, 12);
    expect(objectiveOf([target('a')], around(-0.1, 0.02), 1)).toBeCloseTo(2 / 1.349, 12);
  });

  it('asks no agreement of rows that only have a sign', () => {
    expect(objectiveOf([target('a', { tolerance: 0, history: -1 })], around(-1, 0.3))).toBe(0);
  });
});
