import { rollup, sum } from 'd3-array';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CALM_ROWS,
  type CalmRow,
  type CalmRun,
  calmDistance,
  calmQuestions,
  calmRows,
} from '../../reports/calibration/calm-distance.ts';
import { distanceOver, MOST_TOLERANCES, objectiveOver } from '../../reports/calibration/distance.ts';
import { seriesOf } from '../../reports/stylised/series.ts';
import { STYLISED_FACTS, stylisedFacts } from '../../reports/stylised/stylised-facts.ts';
import { normals, tapeOf } from './hand-tape.ts';

const WINDOW = {
  start: '2026-01-27T00:00Z',
  end: '2026-01-30T00:00Z',
};
const DAY = { 'BTC-PERP': { coins: 300_000, impactPerCoin: 2e-6 } };
const BP = 1e-4;

/** A run of three days whose prices have no memory: five basis points a minute, and turnover as given. */
function run(seed: string, over: Partial<CalmRun> = {}): CalmRun {
  const returns = normals(3 * 1440, seed).map((z) => 5 * BP * z);
  const coins = returns.map((value) => 100 + 1e5 * Math.abs(value));
  return {
    series: seriesOf(tapeOf({ returns, coins })),
    drawdown: 0.04,
    readings: { 'realised-vol': 0.39 },
    calmDay: DAY,
    ...over,
  };
}
const runs = ['a', 'b', 'c'].map((seed) => run(seed));
const rowOf = (id: string, all: readonly (CalmRun | null)[]): CalmRow => {
  const found = calmRows(all).find((row) => row.id === id);
  if (!found) throw new Error(`there is no row ${id}`);
  return found;
};

describe('the distance from calm markets', () => {
  it('looks at each stylised fact, at how deep seeds fall, and at two measured figures; families weigh alike', () => {
    const rows = calmRows(runs);
    expect(rows.map(({ id }) => id)).toEqual(CALM_ROWS);
    expect(CALM_ROWS).toHaveLength(STYLISED_FACTS.length + 3);
    const families = rollup(
      rows,
      (own) => sum(own, ({ weight }) => weight),
      ({ family }) => family,
    );
    for (const weight of families.values()) expect(weight).toBeCloseTo(1 / families.size, 12);
    expect(families.size).toBe(4);
  });

  it('reads facts over the minutes of all seeds together, as validation does', () => {
    const facts = stylisedFacts(runs.flatMap(({ series }) => series ?? []));
    for (const { id, value, met } of facts) {
      const row = rowOf(id, runs);
      expect(row.value).toBe(value);
      expect(row.z === 0).toBe(met);
    }
    // Three days are too few for the kurtosis of days, nine are not.
    expect(rowOf('more-normal-with-time', runs.slice(0, 1)).value).toBeNull();
    expect(rowOf('more-normal-with-time', runs).value).not.toBeNull();
  });

  it('counts a quarter of a band as a tolerance, or of the way from its only end to zero, or to a ratio of one', () => {
    for (const { id, band, tolerance } of STYLISED_FACTS) {
      const [least, most] = band;
      if (least !== null && most !== null) expect(tolerance, id).toBe((most - least) / 4);
      else if (id.startsWith('humped') || id.startsWith('spread'))
        // A ratio of one is no hump, and no widening.
        expect(4 * tolerance, id).toBeCloseTo(Number(least) - 1, 12);
      else if (id !== 'more-normal-with-time') expect(4 * tolerance, id).toBe(least ?? most);
    }
    // What must be absent is best at zero, inside the band: as far beyond the bound is four off.
    for (const id of ['no-return-memory', 'imbalance-is-linear']) {
      const fact = STYLISED_FACTS.find((one) => one.id === id);
      expect(fact, id).toMatchObject({ band: [null, 4 * (fact?.tolerance ?? Number.NaN)] });
    }
    // Prices without memory cluster nowhere.
    const { z, value } = rowOf('volatility-clusters', runs);
    expect(z).toBeCloseTo((Number(value) - 0.05) / 0.0125, 9);
    expect(z).toBeLessThan(-3);
  });

  it('is as far as can be on what cannot be told, and where most seeds broke', () => {
    expect(rowOf('humped-book', runs)).toMatchObject({ value: null, z: MOST_TOLERANCES });
    const broken = calmRows([runs[0], null, null]);
    expect(distanceOver(broken)).toBe(MOST_TOLERANCES);
    expect(distanceOver(calmRows([run('coarse', { series: null, readings: {} })]))).toBeGreaterThan(4);
  });

  it('is not known where nothing but falls can be read: a short run is no market', () => {
    const silent = run('silent', { series: null, readings: {}, calmDay: {} });
    expect(calmDistance([silent])).toBeNull();
    expect(calmDistance([null, null])).toBeNull();
    expect(calmDistance(runs)).toBe(distanceOver(calmRows(runs)));
  });

  it('takes the deepest fall of any seed, and a run that broke for one that fell to nothing', () => {
    const deep = [runs[0], run('b', { drawdown: 0.1 })];
    expect(rowOf('largest-fall', runs)).toMatchObject({ value: 0.04, z: 0 });
    expect(rowOf('largest-fall', deep).z).toBeCloseTo(1, 12);
    expect(rowOf('largest-fall', [...runs, null])).toMatchObject({ value: 1, z: MOST_TOLERANCES });
  });

  it('reads impact per one per cent of the own day of a run, whatever days events are set against', () => {
    // 2e-6 a coin of 300,000 coins a day: 60 basis points on 3,000.
    expect(rowOf('calm-impact', runs).value).toBeCloseTo(0.006, 12);
    const other = (coins: number, impactPerCoin: number) =>
      runs.map((one) => ({ ...one, calmDay: { 'BTC-PERP': { coins, impactPerCoin } } }));
    expect(rowOf('calm-impact', other(300_000, 4e-6)).z).toBeCloseTo((0.012 - 0.0059) / 0.002, 9);
    expect(rowOf('calm-impact', other(600_000, 1e-6)).value).toBeCloseTo(0.006, 12);
    expect(
      rowOf(
        'calm-impact',
        runs.map((one) => ({ ...one, calmDay: {} })),
      ).value,
    ).toBeNull();
  });

  it('lets one of more than fifty seeds fall deeper, as the negative control does, and none of fewer', () => {
    const falls = (seeds: number) => [run('deep', { drawdown: 0.2 }), ...new Array(seeds - 1).fill(runs[0])];
    expect(rowOf('largest-fall', falls(50))).toMatchObject({ value: 0.2 });
    expect(rowOf('largest-fall', falls(51))).toMatchObject({ value: 0.04, z: 0 });
    expect(rowOf('largest-fall', [null, ...falls(50)])).toMatchObject({ value: 0.2 });
  });

  it('counts seeds that broke among those that must say something', () => {
    const silent = { ...runs[0], calmDay: {}, readings: {} };
    expect(rowOf('realised-vol', [runs[0], runs[1], silent, null, null]).value).toBeNull();
    expect(rowOf('calm-impact', [runs[0], runs[1], silent, null]).value).not.toBeNull();
  });

  it('takes the median of seeds where each says it by itself, and counts from the nearer bound', () => {
    const vols = [0.3, 0.49, 0.9].map((vol, n) => ({
      ...runs[n],
      readings: { ...runs[n].readings, 'realised-vol': vol },
    }));
    expect(rowOf('realised-vol', vols).value).toBe(0.49);
    expect(rowOf('realised-vol', vols).z).toBeCloseTo(1, 9);
    // Each of the days that were measured is inside: 37 % on 28 January 2026, 40 on the 27th, 44 on the 26th.
    for (const vol of [0.37, 0.4, 0.44]) {
      const day = runs.map((one) => ({ ...one, readings: { ...one.readings, 'realised-vol': vol } }));
      expect(rowOf('realised-vol', day).z, `${vol}`).toBe(0);
    }
  });

  it('is the same in any order of the seeds', () => {
    const straight = distanceOver(calmRows(runs));
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: 3 }), (all) => {
        expect(distanceOver(calmRows(all))).toBeCloseTo(straight, 9);
      }),
      { numRuns: 6 },
    );
  });

  it('is not moved by anything that is read off an event', () => {
    const event = runs.map((one) => ({
      ...one,
      readings: { ...one.readings, low: -0.18, 'calm-impact': 9 },
    }));
    expect(calmRows(event)).toEqual(calmRows(runs));
    for (const { measure } of calmQuestions(WINDOW))
      expect(measure).toMatchObject({ from: WINDOW.start, to: WINDOW.end });
  });
});

describe('what a polish of calm markets makes small', () => {
  it('is the distance, and how far seeds are apart besides', () => {
    const rows = calmRows(runs, true);
    expect(distanceOver(rows)).toBe(distanceOver(calmRows(runs)));
    expect(objectiveOver(rows)).toBeGreaterThan(distanceOver(rows));
    const tail = rows.find(({ id }) => id === 'tail-1m');
    const fact = stylisedFacts(runs.flatMap(({ series }) => series ?? [])).find(({ id }) => id === 'tail-1m');
    // The error of a mean of three is its standard deviation over the root of three.
    expect(tail?.dispersion).toBeCloseTo((Number(fact?.error) * Math.sqrt(3)) / 0.5, 9);
  });

  it('sees seeds that fall differently deep, as far as that reaches out of the band', () => {
    const apart = [0.01, 0.04, 0.07].map((drawdown, n) => ({ ...runs[n], drawdown }));
    const dispersion = (all: readonly CalmRun[]): number =>
      Number(calmRows(all, true).find(({ id }) => id === 'largest-fall')?.dispersion);
    expect(dispersion(runs)).toBe(0);
    // Quartiles of three even steps are one step apart.
    expect(dispersion(apart)).toBeCloseTo((0.03 / 1.349 - (0.08 - 0.07)) / 0.02, 9);
  });
});
