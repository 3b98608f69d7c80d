import { describe, expect, it } from 'vitest';
import { problemError } from '../../cli/scenario-source.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import {
  applySet,
  type ParameterSets,
  parameterSetsOf,
  textOfParameterSets,
} from '../../scenarios/parameter-sets.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

const example: ParameterSets = {
  model: '0.9.0',
  scenario: 'feb-5-2026',
  made: '2026-03-01T12:00Z',
  dimensions: [
    {
      path: 'pod-platform.crowding',
      title: 'Share of pods that hold the same things',
      unit: '',
      prior: 'uniform',
      low: 0,
      high: 1,
      default: 0.6,
    },
    {
      path: 'latent.lifeMinutes',
      title: 'Life of a resting order',
      unit: 'minutes',
      prior: 'log-uniform',
      low: 500,
      high: 2000,
      default: 1200,
      whole: true,
    },
  ],
  sets: [
    {
      settings: { 'pod-platform.crowding': 0.1 + 0.2, 'latent.lifeMinutes': 900 },
      distance: 1.25,
      weight: 0.25,
    },
    { settings: { 'pod-platform.crowding': 0.7, 'latent.lifeMinutes': 1100 }, distance: 0.5, weight: 0.75 },
  ],
  identifiability: {
    dimensions: [
      { path: 'pod-platform.crowding', ratio: 0.5, interval: [0.3, 0.7], median: 0.5 },
      { path: 'latent.lifeMinutes', ratio: 1, interval: [600, 1800], median: 1000 },
    ],
    correlations: [
      [1, null],
      [null, 1],
    ],
    effectiveSets: 1.6,
  },
  evaluations: 400,
  objective: { targets: ['low', 'close'], seeds: [1, 2], tolerance: 1.3 },
};

const feb5 = (): Scenario => {
  const checked = checkScenario(builtIns['feb-5-2026']);
  if ('problem' in checked) throw new Error('the built-in scenario is wrong');
  return checked.scenario;
};

const FILE = 'sets.json';

/** What is said of a file that holds the example with one place changed, or without it. */
function said(place: string, value?: unknown): string {
  const draft: unknown = structuredClone(example);
  const names = place.split('/');
  const last = names.pop() ?? '';
  const group = names.reduce((at, name) => (at as Record<string, unknown>)[name], draft) as Record<
    string,
    unknown
  >;
  if (value === undefined) delete group[last];
  else group[last] = value;
  const read = parameterSetsOf(JSON.stringify(draft));
  return 'problem' in read ? problemError(read.problem, FILE).message : 'fine';
}

describe('a file of parameter sets', () => {
  it('says after reading what was written, to the last digit, the nearest set first', () => {
    const text = textOfParameterSets(example);
    expect(parameterSetsOf(text)).toEqual({ sets: { ...example, sets: example.sets.toReversed() } });
    expect(text.split('\n').filter((line) => line.includes('"distance"'))).toHaveLength(2);
    expect(text.endsWith('}\n')).toBe(true);
  });

  it.each<[string, string, unknown, RegExp]>([
    [
      'a weight below zero',
      'sets/1/weight',
      -1,
      /^sets\.1\.weight in sets\.json holds -1; it must be a number of at least 0\.$/,
    ],
    [
      'a missing distance',
      'sets/0/distance',
      undefined,
      /^sets\.0\.distance in sets\.json is missing; it must be a number\.$/,
    ],
    [
      'a field nobody knows',
      'sets/0/wieght',
      1,
      /no field "wieght" in sets\.0 of sets\.json; did you mean "weight"\?/,
    ],
    [
      'a set without a dimension',
      'sets/1/settings/latent.lifeMinutes',
      undefined,
      /^sets\.1\.settings\.latent\.lifeMinutes in sets\.json is missing; it must be a number: the dimension is searched\.$/,
    ],
    [
      'a setting that is no dimension',
      'sets/0/settings/maker.levels',
      3,
      /^sets\.0\.settings\.maker\.levels in sets\.json holds 3; it must be one of the dimensions\.$/,
    ],
    [
      'a text for a value',
      'sets/0/settings/latent.lifeMinutes',
      '900',
      /holds "900"; it must be a number\.$/,
    ],
    [
      'a prior upside down',
      'dimensions/0/high',
      -1,
      /^dimensions\.0\.high in sets\.json holds -1; it must be more than low, 0\.$/,
    ],
    [
      'a log-uniform prior from zero',
      'dimensions/1/low',
      0,
      /dimensions\.1\.low .* holds 0; it must be a number of more than 0/,
    ],
    [
      'a whole dimension with a fraction',
      'dimensions/1/low',
      0.5,
      /dimensions\.1\.low .* holds 0\.5; it must be a whole number/,
    ],
    ['a path that is none', 'dimensions/0/path', 'a..b', /holds "a\.\.b"; it must be names joined by dots/],
    [
      'a dimension twice',
      'dimensions/1/path',
      'pod-platform.crowding',
      /dimensions\.1\.path .* must be another path/,
    ],
    [
      'a prior nobody knows',
      'dimensions/0/prior',
      'normal',
      /holds "normal"; it must be one of uniform, log-uniform, triangular, log-triangular\.$/,
    ],
    [
      'a day that is none',
      'made',
      'yesterday',
      /^made in sets\.json holds "yesterday"; it must be an ISO 8601 UTC time/,
    ],
    ['no set', 'sets', [], /^sets in sets\.json holds \[\]; it must be a list of at least 1 entry\.$/],
    [
      'no set that counts',
      'sets',
      [{ ...example.sets[0], weight: 0 }],
      /sets\.0\.weight .* more than 0 in one set/,
    ],
  ])('with %s is refused in one sentence', (_, place, value, sentence) => {
    expect(said(place, value)).toMatch(sentence);
  });

  it('that is no JSON is refused in one sentence', () => {
    const read = parameterSetsOf('{"model"');
    expect('problem' in read && problemError(read.problem, 'file "a.json"').message).toMatch(
      /^The file "a\.json" holds .*; it must be JSON, as "cascade calibrate --out" writes it\.$/,
    );
  });
});

describe('a scenario with an accepted set', () => {
  it('holds its values where --set would put them, for every line of a kind', () => {
    const scenario = feb5();
    const result = applySet(scenario, { settings: { 'pod-platform.crowding': 0.7 } }, agentKinds);
    if ('problem' in result) throw new Error('refused');
    const lines = Object.values(result.scenario.cast).filter(({ kind }) => kind === 'pod-platform');
    expect(lines.length).toBeGreaterThan(0);
    for (const { parameters } of lines) expect(parameters.crowding).toBe(0.7);
    expect(result.patches.length).toBe(lines.length);
    expect(feb5()).toEqual(scenario);
  });

  it('is refused where the scenario has no such setting', () => {
    const result = applySet(feb5(), { settings: { 'pod-platform.krowding': 0.7 } }, agentKinds);
    expect('problem' in result && problemError(result.problem, 'sets.json').message).toMatch(
      /"krowding".*crowding/,
    );
  });
});
