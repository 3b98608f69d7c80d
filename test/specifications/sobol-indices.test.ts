import { describe, expect, it } from 'vitest';
import { saltelliDesign, sobolIndices } from '../../reports/sensitivity/sobol-indices.ts';

type Model = (point: readonly number[]) => number | null;

function indicesOf(model: Model, dimensions: number, rows: number) {
  const design = saltelliDesign({ dimensions, rows, seed: 'test' });
  return sobolIndices(dimensions, design.map(model), 'test');
}

/** Ishigami and Homma (1990) with a = 7 and b = 0.1, on [-pi, pi]. */
const ishigami: Model = (point) => {
  const [x, y, z] = point.map((u) => Math.PI * (2 * u - 1));
  return Math.sin(x) + 7 * Math.sin(y) ** 2 + 0.1 * z ** 4 * Math.sin(x);
};

/** Coefficients of Saltelli et al. (2010), 4: two dimensions that matter, six that hardly do. */
const COEFFICIENTS = [0, 1, 4.5, 9, 99, 99, 99, 99];
const g: Model = (point) =>
  point.reduce(
    (product, u, i) => (product * (Math.abs(4 * u - 2) + COEFFICIENTS[i])) / (1 + COEFFICIENTS[i]),
    1,
  );

describe('Sobol indices', () => {
  it('are those of the Ishigami function: 0.3139, 0.4424, 0 alone and 0.5576, 0.4424, 0.2437 in all', () => {
    // V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2 = 13.8446; V1 = (1 + bπ⁴/5)²/2; V2 = a²/8; V13 = 8b²π⁸/225.
    const found = indicesOf(ishigami, 3, 4096);
    for (const [i, [first, total]] of [
      [0.3139, 0.5576],
      [0.4424, 0.4424],
      [0, 0.2437],
    ].entries()) {
      expect(Math.abs(found[i].first! - first)).toBeLessThan(0.015);
      expect(Math.abs(found[i].total! - total)).toBeLessThan(0.015);
      expect(found[i].firstInterval![0]).toBeLessThan(first);
      expect(found[i].firstInterval![1]).toBeGreaterThan(first);
      expect(found[i].totalInterval![0]).toBeLessThan(total);
      expect(found[i].totalInterval![1]).toBeGreaterThan(total);
    }
  });

  it("are those of Sobol's g-function in eight dimensions, whatever its coefficients leave", () => {
    // V_i = 1 / (3 (1 + a_i)²), V = Π (1 + V_i) - 1; Saltelli and Sobol (1995).
    const own = COEFFICIENTS.map((a) => 1 / (3 * (1 + a) ** 2));
    const all = own.reduce((product, v) => product * (1 + v), 1);
    const found = indicesOf(g, 8, 2048);
    for (const [i, v] of own.entries()) {
      expect(Math.abs(found[i].first! - v / (all - 1))).toBeLessThan(0.02);
      expect(Math.abs(found[i].total! - (v * all) / (1 + v) / (all - 1))).toBeLessThan(0.02);
    }
    expect(found[0].first).toBeCloseTo(0.716, 1);
  });

  it('do not depend on the unit of a result or on where its zero lies', () => {
    const before = indicesOf(ishigami, 3, 256);
    const after = indicesOf((point) => 1e6 + 1000 * ishigami(point)!, 3, 256);
    for (const [i, { first, total }] of before.entries()) {
      expect(after[i].first).toBeCloseTo(first!, 6);
      expect(after[i].total).toBeCloseTo(total!, 6);
    }
  });

  it('leave out rows with a result that is missing, and stay near', () => {
    let n = 0;
    const found = indicesOf((point) => (n++ % 97 === 0 ? null : ishigami(point)), 3, 4096);
    expect(Math.abs(found[0].total! - 0.5576)).toBeLessThan(0.04);
    expect(Math.abs(found[1].first! - 0.4424)).toBeLessThan(0.04);
  });

  it('are null where a result does not vary or never came', () => {
    const nothing = { first: null, firstInterval: null, total: null, totalInterval: null };
    expect(indicesOf(() => 7, 2, 16)).toEqual([nothing, nothing]);
    expect(indicesOf(() => null, 2, 16)).toEqual([nothing, nothing]);
  });

  it('want d + 2 points a row, of which the i-th differs from the first in the i-th coordinate alone', () => {
    const design = saltelliDesign({ dimensions: 3, rows: 8, seed: 'x' });
    expect(design).toHaveLength(8 * 5);
    for (let row = 0; row < 8; row++) {
      const [a, b, ...mixed] = design.slice(row * 5, row * 5 + 5);
      expect(mixed).toEqual(a.map((_, i) => a.map((x, k) => (k === i ? b[k] : x))));
    }
  });

  it('refuse more dimensions than the sequence has, and results that are no whole rows', () => {
    expect(() => saltelliDesign({ dimensions: 13, rows: 8, seed: 'x' })).toThrow(/13 dimensions.*up to 12/);
    expect(() => sobolIndices(3, [1, 2, 3, 4], 'x')).toThrow(/4 results came back; rows of 5/);
  });
});
