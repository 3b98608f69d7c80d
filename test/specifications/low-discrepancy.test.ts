import { describe, expect, it } from 'vitest';
import { MOST_COORDINATES, shiftedPoints, sobolPoints } from '../../reports/sensitivity/low-discrepancy.ts';
import { Streams } from '../../sim/engine/random.ts';

const stream = (seed: string) => new Streams(seed).of('test', 'shift');

describe("Sobol's sequence", () => {
  it('begins as published: the example in sobol.cc of Joe and Kuo, ten points of three coordinates', () => {
    expect(sobolPoints(10, 3)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
      [0.1875, 0.3125, 0.9375],
      [0.6875, 0.8125, 0.4375],
    ]);
  });

  it('has the 1001st point of scipy 1.17.1, stats.qmc.Sobol(24, scramble=False), in all coordinates', () => {
    const inSteps = [
      900, 396, 2124, 2772, 1148, 3716, 188, 3684, 2052, 284, 348, 1044, 660, 1572, 588, 1516, 2948, 1412,
      4060, 2972, 2140, 2252, 3892, 2212,
    ];
    expect(sobolPoints(1001, MOST_COORDINATES)[1000]).toEqual(inSteps.map((step) => step / 4096));
  });

  it('puts one of any 64 points that it begins with into each 64th of every coordinate', () => {
    const points = sobolPoints(64, MOST_COORDINATES);
    for (let i = 0; i < MOST_COORDINATES; i++)
      expect(new Set(points.map((point) => Math.floor(point[i] * 64))).size).toBe(64);
  });

  it('keeps that when it is shifted, from a seed, and leaves the faces of the cube', () => {
    const points = shiftedPoints(64, 5, stream('a'));
    for (let i = 0; i < 5; i++)
      expect(new Set(points.map((point) => Math.floor(point[i] * 64))).size).toBe(64);
    expect(Math.min(...points.flat())).toBeGreaterThan(0);
    expect(Math.max(...points.flat())).toBeLessThan(1);
    expect(shiftedPoints(64, 5, stream('a'))).toEqual(points);
    expect(shiftedPoints(64, 5, stream('b'))).not.toEqual(points);
  });

  it('says how many coordinates it knows when more are wanted', () => {
    expect(() => sobolPoints(4, 25)).toThrow(/24 coordinates, not 25/);
  });
});
