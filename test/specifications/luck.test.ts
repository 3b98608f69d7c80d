import { describe, expect, it } from 'vitest';
import type { ChosenSets } from '../../cli/chosen-sets.ts';
import { luckOf, setIn, wordsOfSets } from '../../cli/luck.ts';
import { loadScenario } from '../../cli/scenario-source.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { setOfSeed } from '../../scenarios/parameter-sets.ts';

const MEMORY = 'latent.memoryMinutes';
const options = { whatIf: [], set: [] };
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
const day = (coins: number) => ({ 'BTC-PERP': { coins, impactPerCoin: 2e-6 } });

/** Two sets fitted to calm markets, the second three times as heavy, with a calm day each. */
const chosen: ChosenSets = {
  file: 'calm.json',
  sets: {
    ...{ model: MODEL_VERSION, scenario: 'calm', made: '2026-03-01T12:00Z', evaluations: 2 },
    dimensions: [
      { path: MEMORY, title: MEMORY, unit: '', prior: 'uniform', low: 600, high: 2400, default: 1200 },
    ],
    sets: [
      { settings: { [MEMORY]: 700 }, distance: 0.1, weight: 0.25, calmDay: day(300_000) },
      { settings: { [MEMORY]: 1900 }, distance: 0.2, weight: 0.75, calmDay: day(400_000) },
    ],
    identifiability: { dimensions: [], correlations: [], effectiveSets: 2 },
    objective: { targets: ['tail-index'], seeds: [1], tolerance: 1 },
  },
};

describe('the luck of a seed', () => {
  it('is the scenario as it is where there are no sets', async () => {
    const loaded = await loadScenario('calm');
    const luck = luckOf(loaded, null, options);
    for (const seed of seeds) expect(setIn(luck(seed))).toEqual({});
    expect(luck(3).scenario.latent.memoryMinutes).toBe(loaded.scenario.latent.memoryMinutes);
    expect(wordsOfSets(null, {})).toEqual([]);
  });

  it.each(['calm', 'feb-5-2026'])(
    'is a set by weight in %s, and the calm day that goes with it',
    async (source) => {
      const luck = luckOf(await loadScenario(source), chosen, options);
      expect(new Set(seeds.map((seed) => luck(seed).set)).size).toBe(2);
      for (const seed of seeds) {
        const number = setOfSeed(chosen.sets.sets, seed);
        const set = chosen.sets.sets[number - 1];
        expect(setIn(luck(seed))).toEqual({ set: number });
        expect(luck(seed).scenario.latent.memoryMinutes).toBe(set.settings[MEMORY]);
        expect(luck(seed).scenario.history.calmDay).toEqual(set.calmDay);
      }
      expect(wordsOfSets(chosen, {})).toEqual(['sets of calm.json']);
    },
  );

  it('is one set for all where one is wanted', async () => {
    const luck = luckOf(await loadScenario('calm'), chosen, { ...options, setNumber: 1 });
    for (const seed of seeds) expect(luck(seed).set).toBe(1);
    expect(wordsOfSets(chosen, { setNumber: 1 })).toEqual(['set 1 of calm.json']);
  });

  it('holds out no row of an event that its sets were fitted to, and counts none that sources dispute', async () => {
    const { sets } = chosen;
    const loaded = await loadScenario('feb-5-2026');
    const disputed = loaded.scenario.history.targets.find((row) => row.class === 'contested')?.id ?? '';
    const fitted = {
      ...chosen,
      sets: {
        ...{ ...sets, scenario: 'feb-5-2026' },
        objective: { ...sets.objective, targets: ['rebound', disputed] },
      },
    };
    const classOf = (given: ChosenSets, row: string) => {
      const { targets } = luckOf(loaded, given, options)(1).scenario.history;
      return targets.find(({ id }) => id === row)?.class;
    };
    expect(classOf(chosen, 'rebound')).toBe('held-out');
    expect(classOf(fitted, 'rebound')).toBe('fit');
    expect(classOf(fitted, disputed)).toBe('contested');
  });
});
