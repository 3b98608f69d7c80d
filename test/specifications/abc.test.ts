import { deviation, mean, sum } from 'd3-array';
import { describe, expect, it } from 'vitest';
import {
  type AbcOptions,
  type AbcState,
  askAbc,
  type Evaluate,
  openAbc,
  posteriorOf,
  sampleAbc,
  tellAbc,
} from '../../reports/calibration/abc.ts';
import { kernelAround } from '../../reports/calibration/kernel.ts';
import { effectiveSize, meanOf, quantileOf } from '../../reports/calibration/weighted.ts';
import { Streams } from '../../sim/engine/random.ts';

type Distance = (point: readonly number[], luck: () => number) => number | null;

/** An evaluator whose noise depends on the point alone, as a simulation with fixed seeds does. */
const evaluator =
  (of: Distance): Evaluate =>
  async (points) =>
    points.map((point) => {
      const stream = new Streams(`noise/${point.join(',')}`).of('test', 'normal');
      return of(point, () => stream.normal());
    });

const search = (
  of: Distance,
  over: Partial<AbcOptions> & { readonly dimensions: number },
): Promise<AbcState> =>
  sampleAbc(openAbc({ population: 300, seed: 'test', budget: 5000, ...over }), evaluator(of));

/** Weighted mean and standard deviation of one coordinate. */
function momentsOf(state: AbcState, coordinate = 0): readonly [number, number] {
  const particles = posteriorOf(state);
  const middle = meanOf(particles)[coordinate];
  return [
    middle,
    Math.sqrt(sum(particles, ({ point, weight }) => weight * (point[coordinate] - middle) ** 2)),
  ];
}

describe('approximate Bayesian computation', () => {
  it('finds the posterior of a mean whose one observation has a normal error', async () => {
    // Uniform prior on [-5, 5], observed 0 with a standard deviation of 1: the posterior is standard normal.
    const state = await search(([u], normal) => Math.abs(10 * u - 5 + normal()), { dimensions: 1 });
    const [middle, sd] = momentsOf(state);
    expect(state.generations.at(-1)!.tolerance).toBeLessThan(0.2);
    expect(Math.abs(10 * middle - 5)).toBeLessThan(0.15);
    expect(Math.abs(10 * sd - 1)).toBeLessThan(0.12);
    for (const [share, z] of [
      [0.1, -1.2816],
      [0.9, 1.2816],
    ])
      expect(Math.abs(10 * quantileOf(posteriorOf(state), 0, share) - 5 - z)).toBeLessThan(0.25);
  });

  it('keeps the weight of tails: the mixture of Sisson, Fan and Tanaka (2007), half of it ten times narrower', async () => {
    // Prior U(-10, 10), error N(0, 1) or N(0, 1/100) alike: posterior variance (1 + 0.01) / 2.
    const state = await search(
      ([u], normal) => {
        const theta = 20 * u - 10;
        return Math.abs(theta + (normal() < 0 ? 1 : 0.1) * normal());
      },
      { dimensions: 1, population: 400, budget: 8000 },
    );
    const [middle, sd] = momentsOf(state);
    expect(Math.abs(20 * middle - 10)).toBeLessThan(0.15);
    expect(Math.abs((20 * sd) ** 2 - 0.505)).toBeLessThan(0.15);
  });

  it('is not pushed off the end of a prior: half a normal distribution at its face', async () => {
    // Uniform on [0, 1], observed 0 with a standard deviation of 0.2: mean 0.2 √(2/π) = 0.1596.
    const state = await search(([u], normal) => Math.abs(u + 0.2 * normal()), { dimensions: 1 });
    expect(Math.abs(momentsOf(state)[0] - 0.1596)).toBeLessThan(0.02);
  });

  it('finds a ridge, where only the sum of two dimensions is known', async () => {
    const state = await search(([a, b]) => Math.abs(a + b - 1), { dimensions: 2, budget: 6000 });
    const particles = posteriorOf(state);
    const [ma, mb] = meanOf(particles);
    const of = (f: (a: number, b: number) => number): number =>
      sum(particles, ({ point: [a, b], weight }) => weight * f(a - ma, b - mb));
    expect(of((a, b) => a * b) / Math.sqrt(of((a) => a * a) * of((_, b) => b * b))).toBeLessThan(-0.95);
    // Along the ridge the prior is left as it was: uniform, of standard deviation √(1/12).
    expect(Math.abs(Math.sqrt(of((a) => a * a)) - Math.sqrt(1 / 12))).toBeLessThan(0.03);
  });

  it('leaves kept points nearly as many as there are: prior draws do not outweigh all later ones', async () => {
    const state = await search(([a, b]) => Math.hypot(a - 0.4, b - 0.6), { dimensions: 2, budget: 4000 });
    const weights = posteriorOf(state).map(({ weight }) => weight);
    expect(sum(weights)).toBeCloseTo(1, 12);
    expect(effectiveSize(weights)).toBeGreaterThan(0.8 * weights.length);
  });

  it('lowers its tolerance from generation to generation, and tells how many points it took', async () => {
    const { generations, particles, options } = await search(([u]) => Math.abs(u - 0.3), {
      dimensions: 1,
      budget: 3000,
    });
    for (const [n, { tolerance, evaluations }] of generations.entries()) {
      expect(tolerance).toBeLessThan(generations[n - 1]?.tolerance ?? Number.POSITIVE_INFINITY);
      expect(evaluations).toBe(Math.min(3000, 600 + 300 * n));
    }
    expect(particles).toHaveLength(options.population);
    expect(particles.every(({ distance }) => distance <= generations.at(-1)!.tolerance)).toBe(true);
  });

  it('ends when the budget is spent, to the point, or when too few new points are nearer', async () => {
    let asked = 0;
    const counted = openAbc({ dimensions: 2, population: 20, seed: 's', budget: 73 });
    const spent = await sampleAbc(counted, async (points) => {
      asked += points.length;
      return points.map(([a]) => a);
    });
    expect([spent.ended, asked]).toEqual(['budget', 73]);
    // Nothing beats 1, so after the first generation no point is nearer.
    const flat = await search(() => 1, { dimensions: 2 });
    expect(flat.ended).toBe('acceptance');
    expect(flat.generations).toHaveLength(2);
  });

  it('goes on from its state as JSON as if it had never stopped, and repeats itself from a seed', async () => {
    const of: Distance = ([a, b], normal) => Math.hypot(a - 0.2, b - 0.7) + 0.05 * Math.abs(normal());
    const options = { dimensions: 2, population: 30, seed: 'x', budget: 400 };
    const kept: string[] = [];
    const whole = await sampleAbc(openAbc(options), evaluator(of), (state) => {
      kept.push(JSON.stringify(state));
    });
    for (const text of kept) {
      const resumed = await sampleAbc(JSON.parse(text) as AbcState, evaluator(of));
      expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
    }
    const other = await sampleAbc(openAbc({ ...options, seed: 'y' }), evaluator(of));
    expect(other.particles).not.toEqual(whole.particles);
  });

  it('asks for a whole generation at once, inside the cube', async () => {
    let state = openAbc({ dimensions: 3, population: 50, seed: 'x', budget: 300 });
    for (const size of [100, 50, 50]) {
      const points = askAbc(state);
      expect(points).toHaveLength(size);
      for (const x of points.flat()) expect(x >= 0 && x <= 1).toBe(true);
      state = tellAbc(
        state,
        points.map(([a, b, c]) => a * b * c),
      );
    }
  });

  it('drops points that could not be simulated, and says so when hardly any could', async () => {
    const state = await search(([u]) => (u > 0.5 ? null : Math.abs(u - 0.45)), {
      dimensions: 1,
      budget: 4000,
    });
    expect(posteriorOf(state).every(({ point: [u] }) => u <= 0.5)).toBe(true);
    expect(Math.abs(momentsOf(state)[0] - 0.45)).toBeLessThan(0.01);
    await expect(search(() => null, { dimensions: 1 })).rejects.toThrow(/only 0 of 600 points/);
  });

  it('refuses a population or a budget that cannot do', () => {
    const options = { dimensions: 6, population: 100, seed: 'x', budget: 1000 };
    expect(() => openAbc({ ...options, population: 7 })).toThrow(/population holds 7.*at least 8/);
    expect(() => openAbc({ ...options, budget: 199 })).toThrow(/budget holds 199.*200 points/);
    expect(() => tellAbc(openAbc(options), [1])).toThrow(/200 points were asked for and 1 distances/);
  });
});

describe('the kernel of proposals', () => {
  const luck = new Streams('kernel').of('test', 'draws');
  const particles = Array.from({ length: 60 }, () => {
    const [a, b] = [luck.uniform(), luck.uniform()];
    return { point: [0.3 * a, 0.2 * a + 0.1 * b], weight: 0.5 + luck.uniform() };
  });
  const kernel = kernelAround(particles);
  const share = kernel.shareInside(new Streams('kernel').of('test', 'share'));

  it('has a density that sums to one over the cube, although it is cut off at its faces', () => {
    const cells = 300;
    let sum = 0;
    for (let i = 0; i < cells; i++)
      for (let j = 0; j < cells; j++) sum += kernel.density([(i + 0.5) / cells, (j + 0.5) / cells]) / share;
    expect(Math.abs(sum / cells / cells - 1)).toBeLessThan(0.03);
  });

  it('draws as its density says: draws in a box, each counted as 1 / density, come to its volume', () => {
    const box = ([a, b]: readonly number[]): boolean => a < 0.2 && b < 0.1;
    const volumes = Array.from({ length: 20_000 }, () => {
      const point = kernel.draw(luck);
      return box(point) ? share / kernel.density(point) : 0;
    });
    const error = deviation(volumes)! / Math.sqrt(volumes.length);
    expect(Math.abs(mean(volumes)! - 0.02)).toBeLessThan(4 * error + 0.0004);
  });
});
