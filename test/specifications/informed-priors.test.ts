import { sum } from 'd3-array';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spaceOf, uncertainIn } from '../../cli/vary.ts';
import { askAbc, openAbc, posteriorOf, sampleAbc } from '../../reports/calibration/abc.ts';
import { pointAt, settingsAt, shareAt, valueAt } from '../../reports/calibration/space.ts';
import { quantileOf } from '../../reports/calibration/weighted.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns, held } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { type Dimension, dimensionSchema } from '../../scenarios/parameter-sets.ts';

const dimension = (over: Partial<Dimension> = {}): Dimension => ({
  ...{ path: 'dealer.coins', title: 'Coins', unit: '', prior: 'triangular', low: 0, high: 10, default: 4 },
  likely: 4,
  ...over,
});
const anyDimension = fc
  .record({
    prior: fc.constantFrom('triangular' as const, 'log-triangular' as const),
    low: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    factor: fc.double({ min: 1.5, max: 1e3, noNaN: true }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ prior, low, factor, part }) =>
    dimension({ prior, low, high: low * factor, likely: low + part * low * (factor - 1) }),
  );
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('a prior with a likely value', () => {
  it('has the quantiles of a triangle: the median of (0, 10) with its peak at 4 is 10 - √30', () => {
    // Kotz and van Dorp, Beyond Beta (2004), 1.2: F(x) = 1 - (b - x)² / ((b - a)(b - c)) above the peak c.
    expect([0, 0.4, 1].map((u) => valueAt(dimension(), u))).toEqual([0, 4, 10]);
    expect(valueAt(dimension(), 0.5)).toBeCloseTo(10 - Math.sqrt(30), 6);
    expect(valueAt(dimension(), 0.1)).toBeCloseTo(2, 6);
    expect(valueAt(dimension({ likely: 0 }), 0.75)).toBeCloseTo(5, 6);
    expect(valueAt(dimension({ likely: 10 }), 0.25)).toBeCloseTo(5, 6);
  });

  it('has them in factors where it is logarithmic', () => {
    const wide = dimension({ prior: 'log-triangular', low: 1, likely: 100, high: 10_000 });
    expect(valueAt(wide, 0.5)).toBeCloseTo(100, 4);
    // An eighth lies below half of the way to the peak: one factor of ten of four.
    expect(valueAt(wide, 0.125)).toBeCloseTo(10, 4);
  });

  it('goes to the cube and back, whatever its ends and its peak', () => {
    fc.assert(
      fc.property(anyDimension, share, (one, u) => {
        const value = valueAt(one, u);
        expect(value).toBeGreaterThanOrEqual(one.low);
        expect(value).toBeLessThanOrEqual(one.high);
        expect(Math.abs(shareAt(one, value) - u)).toBeLessThan(1e-4);
      }),
    );
  });

  it('is the denser the nearer to the likely value, on its own scale', () => {
    fc.assert(
      fc.property(anyDimension, share, share, (one, a, b) => {
        const isLog = one.prior === 'log-triangular';
        const at = (place: number): number =>
          isLog ? one.low * (one.high / one.low) ** place : one.low + place * (one.high - one.low);
        const along = (value: number): number =>
          isLog
            ? Math.log(value / one.low) / Math.log(one.high / one.low)
            : (value - one.low) / (one.high - one.low);
        const peak = along(one.likely ?? 0);
        const H = 1e-4;
        // The triangle of area one on (0, 1): it rises evenly to 2 at its peak.
        const triangle = (place: number): number =>
          2 * (place < peak ? place / peak : (1 - place) / (1 - peak));
        for (const place of [a, b].map((one) => H + one * (1 - 2 * H))) {
          if (Math.abs(place - peak) < 2 * H) continue;
          const density = (shareAt(one, at(place + H)) - shareAt(one, at(place - H))) / (2 * H);
          expect(density).toBeCloseTo(triangle(place), 2);
        }
      }),
    );
  });

  it('keeps a whole number, and makes the likely one the likeliest', () => {
    const count = dimension({ low: 2, likely: 5, high: 9, whole: true });
    for (const value of [2, 5, 9])
      expect(settingsAt([count], pointAt([count], { [count.path]: value }))).toEqual({ [count.path]: value });
    const values = Array.from({ length: 4000 }, (_, n) => valueAt(count, (n + 0.5) / 4000));
    const found = [2, 3, 4, 5, 6, 7, 8, 9].map((one) => values.filter((value) => value === one).length);
    expect(found.indexOf(Math.max(...found))).toBe(3);
    expect(sum(found)).toBe(4000);
  });

  it.each<[Partial<Dimension>, RegExp]>([
    [{ likely: 11 }, /must be between low and high, 0 and 10/],
    [{ likely: undefined }, /must be there: the prior is triangular/],
    [{ prior: 'uniform' }, /must not be there: the prior is uniform/],
    [{ prior: 'log-triangular' }, /must be a number of more than 0: a log-triangular prior has no zero/],
    [{ likely: 4.5, whole: true }, /must be a whole number, as must all others/],
  ])('is refused where it makes no sense: %j', (over, sentence) => {
    const { likely, ...rest } = dimension(over as Dimension);
    const checked = dimensionSchema.safeParse(likely === undefined ? rest : { ...rest, likely });
    expect(checked.error?.issues[0].message).toMatch(sentence);
  });
});

describe('coordinates that are drawn with every point', () => {
  const options = { dimensions: 1, drawn: 2, population: 200, budget: 2400, seed: 'drawn' };

  it('keep their prior where the data say nothing of them, while what is searched narrows', async () => {
    const state = await sampleAbc(openAbc(options), async (points) => points.map(([a]) => Math.abs(a - 0.3)));
    const particles = posteriorOf(state);
    // Of 200 draws a quantile errs by the root of 1/4 over 200 at most, 0.035: three times that.
    for (const coordinate of [1, 2])
      for (const at of [0.1, 0.5, 0.9])
        expect(Math.abs(quantileOf(particles, coordinate, at) - at)).toBeLessThan(0.106);
    expect(quantileOf(particles, 0, 0.9) - quantileOf(particles, 0, 0.1)).toBeLessThan(0.1);
  });

  it('have the posterior that the data give them all the same', async () => {
    // What is known is the sum: given a prior of the second, the first is what is left.
    const state = await sampleAbc(openAbc({ ...options, budget: 6000 }), async (points) =>
      points.map(([a, b]) => Math.abs(a + b - 0.5)),
    );
    const particles = posteriorOf(state);
    expect(quantileOf(particles, 1, 0.98)).toBeLessThan(0.55);
    // Uniform below the sum: half of it is the median.
    expect(Math.abs(quantileOf(particles, 1, 0.5) - 0.25)).toBeLessThan(0.05);
    expect(Math.abs(quantileOf(particles, 0, 0.5) - 0.25)).toBeLessThan(0.05);
  });

  it('are asked for evenly in each generation, whatever was accepted', async () => {
    const kept: number[][] = [];
    let state = openAbc(options);
    state = await sampleAbc({ ...state, options: { ...state.options, budget: 600 } }, async (points) => {
      kept.push(...points.map((point) => [...point]));
      return points.map(([, b]) => b);
    });
    expect(askAbc({ ...state, ended: null })).toHaveLength(0);
    const later = kept.slice(400);
    expect(later).toHaveLength(200);
    for (const coordinate of [1, 2])
      for (const at of [0.25, 0.5, 0.75]) {
        const below = later.filter((point) => point[coordinate] < at).length;
        expect(Math.abs(below / later.length - at)).toBeLessThan(0.03);
      }
  });
});

describe('what scenarios call uncertain', () => {
  const uncertain = Object.values(builtIns).filter((input) => (input.uncertain ?? []).length > 0);

  it.each(uncertain.map((input) => [input.id, input] as const))(
    '%s: can be read, has what the scenario holds inside, and no more to search than may be',
    (_, input) => {
      const checked = checkScenario(input);
      if ('problem' in checked) throw new Error(checked.problem.right);
      const { scenario } = checked;
      const all = uncertainIn({ scenario, kinds: agentKinds }, () => null);
      for (const { path, low, default: own, high } of all) {
        expect(own, path).toBeGreaterThanOrEqual(low);
        expect(own, path).toBeLessThanOrEqual(high);
      }
      const { searched, informed } = spaceOf({ vary: [] }, { scenario, kinds: agentKinds }, () => null);
      expect(searched.length).toBeLessThanOrEqual(scenario.history.targets.length > 0 ? 6 : 8);
      // The scenario has the likely value itself: else one of the two is wrong.
      for (const { path, likely, default: own } of informed) expect(own, path).toBe(likely);
    },
  );

  it('search of calm markets what was fitted to them', () => {
    const paths = (builtIns.calm.uncertain ?? []).map((text) => text.split('=')[0]);
    for (const name of ['impactBpPerMillion', 'depthPower', 'foretoldSlow', 'stressExponent'])
      expect(paths).toContain(`maker.${name}`);
    expect(paths).toHaveLength(8);
  });

  it('search nothing of February that November holds otherwise: what was owned has a date, and is drawn', () => {
    const [february, november] = [builtIns['feb-5-2026'], builtIns['nov-21-2025']].map((input) => {
      const checked = checkScenario(input);
      if ('problem' in checked) throw new Error(checked.problem.right);
      return checked.scenario;
    });
    const { searched, informed } = spaceOf(
      { vary: [] },
      { scenario: february, kinds: agentKinds },
      () => null,
    );
    expect(searched.length).toBeGreaterThan(3);
    for (const { path, default: own } of searched)
      for (const other of held(november, path.split('.'))) expect(other, path).toBe(own);
    expect(informed.map(({ path }) => path)).toContain('pod-platform.relativeValueUsd');
  });
});
