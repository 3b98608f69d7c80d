import { describe, expect, it } from 'vitest';
import {
  askPolish,
  openPolish,
  type PolishOptions,
  type PolishState,
  polish,
  tellPolish,
} from '../../reports/calibration/polish.ts';

type Value = (point: readonly number[]) => number | null;

const search = (of: Value, dimensions: number, over: Partial<PolishOptions> = {}): Promise<PolishState> =>
  polish(
    openPolish({
      start: new Array<number>(dimensions).fill(0.5),
      seed: 'test',
      budget: 20_000,
      precision: 1e-9,
      ...over,
    }),
    async (points) => points.map(of),
  );
/** From the unit cube to [low, high] in each coordinate. */
const scaled = (point: readonly number[], low: number, high: number): number[] =>
  point.map((u) => low + (high - low) * u);

const rosenbrock: Value = (point) => {
  const x = scaled(point, -2, 3);
  return x.slice(1).reduce((sum, next, i) => sum + 100 * (next - x[i] ** 2) ** 2 + (1 - x[i]) ** 2, 0);
};
const rastrigin: Value = (point) =>
  scaled(point, -5.12, 4.6).reduce((sum, x) => sum + x * x + 10 - 10 * Math.cos(2 * Math.PI * x), 0);
const cigar: Value = (point) =>
  scaled(point, -1, 2).reduce((sum, x, i) => sum + (i === 0 ? 1 : 1e6) * x * x, 0);

describe('the polish', () => {
  it('goes along the bent valley of Rosenbrock to its end at (1, ..., 1)', async () => {
    const { best, ended } = await search(rosenbrock, 5);
    expect(ended).toBe('precision');
    expect(best!.value).toBeLessThan(1e-10);
    for (const x of scaled(best!.point, -2, 3)) expect(x).toBeCloseTo(1, 4);
  });

  it('learns a scale that differs a thousandfold between directions (the cigar of Hansen 2016)', async () => {
    const { best, evaluations } = await search(cigar, 6);
    expect(best!.value).toBeLessThan(1e-9);
    expect(evaluations).toBeLessThan(6000);
  });

  it('finds the least of the many dents of Rastrigin with a large population', async () => {
    const { best } = await search(rastrigin, 4, { population: 120, budget: 40_000 });
    expect(best!.value).toBeLessThan(1e-8);
  });

  it('finds a least that lies in a corner of the cube, and never asks beyond it', async () => {
    let outside = 0;
    const { best } = await search((point) => {
      outside += point.filter((x) => !(x >= 0 && x <= 1)).length;
      return 3 * point[0] - 2 * point[1] + (point[2] - 1) ** 2;
    }, 3);
    expect(outside).toBe(0);
    expect(best!.value).toBeLessThan(-2 + 1e-6);
    for (const [i, x] of [0, 1, 1].entries()) expect(best!.point[i]).toBeCloseTo(x, 3);
  });

  it('minds only the order of values: the root of a function is searched alike', async () => {
    const plain = await search(rosenbrock, 3, { budget: 600 });
    const rooted = await search((point) => Math.sqrt(rosenbrock(point)!), 3, { budget: 600 });
    expect(rooted.best!.point).toEqual(plain.best!.point);
  });

  it('comes near where seeds are noisy: a bowl with a ripple of a tenth', async () => {
    const { best } = await search(
      (point) => point.reduce((sum, x, i) => sum + (x - 0.3) ** 2 + 0.001 * Math.sin(1e4 * x + i), 0),
      3,
      { budget: 1500 },
    );
    for (const x of best!.point) expect(Math.abs(x - 0.3)).toBeLessThan(0.08);
  });

  it('goes around points that could not be simulated', async () => {
    const { best } = await search(([x, y]) => (x + y > 1.3 ? null : (x - 0.6) ** 2 + (y - 0.6) ** 2), 2);
    expect(best!.value).toBeLessThan(1e-10);
  });

  it('has nothing to show and ends where nothing can be simulated or all is worth the same', async () => {
    expect(await search(() => null, 2)).toMatchObject({ best: null, ended: 'flat', generation: 1 });
    expect((await search(() => 3, 2)).ended).toBe('flat');
  });

  it('spends no more than its budget, and searches no finer than its precision', async () => {
    let asked = 0;
    const { ended, evaluations } = await search(
      (point) => {
        asked++;
        return rosenbrock(point);
      },
      4,
      { budget: 77 },
    );
    expect([ended, evaluations, asked]).toEqual(['budget', 72, 72]);
    const coarse = await search(cigar, 2, { precision: 0.01 });
    const fine = await search(cigar, 2, { precision: 1e-6 });
    expect(coarse.ended).toBe('precision');
    expect(coarse.evaluations).toBeLessThan(fine.evaluations);
  });

  it('goes on from its state as JSON as if it had never stopped, and repeats itself from a seed', async () => {
    const options = { start: [0.2, 0.9, 0.5], seed: 'x', budget: 200 };
    const evaluate = async (points: readonly (readonly number[])[]) => points.map(rosenbrock);
    const kept: string[] = [];
    const whole = await polish(openPolish(options), evaluate, (state) => {
      kept.push(JSON.stringify(state));
    });
    const resumed = await polish(JSON.parse(kept[5]) as PolishState, evaluate);
    expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole));
    expect(askPolish(openPolish({ ...options, seed: 'y' }))).not.toEqual(askPolish(openPolish(options)));
  });

  it('refuses a budget below one generation, and values that do not belong to it', () => {
    expect(() => openPolish({ start: [0.5, 0.5], seed: 'x', budget: 3 })).toThrow(/budget holds 3.*needs 6/);
    const open = openPolish({ start: [0.5, 0.5], seed: 'x', budget: 30 });
    expect(() => tellPolish(open, [1])).toThrow(/6 points were asked for and 1 values/);
  });
});
