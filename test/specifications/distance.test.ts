import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceOf, FURTHEST, isMetAt } from '../../reports/distance.ts';
import { scoreOf } from '../../reports/score.ts';
import { targets } from '../../scenarios/feb-5-2026/history.ts';
import type { Target } from '../../scenarios/target.ts';
import { targetSchema } from '../../scenarios/target.ts';

describe('the distance of a figure from history', () => {
  it.each([
    [{ history: -0.18, tolerance: 0.015 }, -0.15, 2],
    [{ history: -0.18, tolerance: 0.015 }, -0.18, 0],
    [{ history: [0.8, 2.5] as [number, number], tolerance: 0.2 }, 0.5, -1.5],
    [{ history: [0.8, 2.5] as [number, number], tolerance: 0.2 }, 1.7, 0],
    [{ history: [0.15, null] as [number, null], tolerance: 0.08 }, 0.31, 0],
    [{ history: [null, 0] as [null, number], tolerance: 0 }, 0.001, FURTHEST],
    [{ history: [null, 0] as [null, number], tolerance: 0 }, 0, 0],
    [{ history: 1, tolerance: 0 }, 0, -FURTHEST],
    [{ history: 0, tolerance: 0.001 }, 5, FURTHEST],
  ])('of %o at %d is %d deviations', (target, value, distance) => {
    expect(distanceOf(target, value)).toBeCloseTo(distance, 10);
  });

  it('grows with the figure and ends at either bound', () => {
    const figure = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        figure,
        figure,
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        figure,
        (a, b, tolerance, history) => {
          const [low, high] = [Math.min(a, b), Math.max(a, b)].map((value) =>
            distanceOf({ history, tolerance }, value),
          );
          expect(low).toBeLessThanOrEqual(high);
          expect(Math.abs(low)).toBeLessThanOrEqual(FURTHEST);
        },
      ),
    );
  });

  it('is met within two deviations, not at two', () => {
    expect([1.999, -1.999, 2, -2].map(isMetAt)).toEqual([true, true, false, false]);
  });
});

describe('the score of a run', () => {
  const rows = targets.map((input) => targetSchema.parse(input));
  const met = (which: (target: Target) => boolean) =>
    scoreOf(rows.map((target) => ({ target, met: which(target) })));

  it('holds when every fitted row and seven tenths of those held out are met', () => {
    expect(met(({ class: kind }) => kind !== 'contested').held).toBe(true);
    const heldOut = rows.filter(({ class: kind }) => kind === 'held-out');
    const enough = new Set(heldOut.slice(0, Math.ceil(0.7 * heldOut.length)).map(({ id }) => id));
    expect(met(({ id, class: kind }) => kind === 'fit' || enough.has(id)).held).toBe(true);
    enough.delete(heldOut[0].id);
    expect(met(({ id, class: kind }) => kind === 'fit' || enough.has(id)).held).toBe(false);
  });

  it('does not hold with one fitted row missed, whatever else is met', () => {
    for (const missed of rows.filter(({ class: kind }) => kind === 'fit'))
      expect(met(({ id }) => id !== missed.id).held).toBe(false);
  });

  it('counts what could not be read as missed, and never counts contested rows', () => {
    expect(scoreOf(rows.map((target) => ({ target, met: null }))).fit.met).toBe(0);
    expect(met(({ class: kind }) => kind !== 'contested')).toEqual(met(() => true));
  });
});
