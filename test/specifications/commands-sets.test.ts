import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { validateCommand } from '../../cli/commands/validate.ts';
import type { ValidateOptions } from '../../cli/contract.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import {
  nearestSet,
  type ParameterSets,
  setOfSeed,
  textOfParameterSets,
} from '../../scenarios/parameter-sets.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { readManifest } from '../../store/manifest.ts';
import { cascade, inEmptyFolder, json, widest } from './commands-support.ts';
import { targetOf } from './ensemble-support.ts';

inEmptyFolder();

const CROWDING = 'pod-platform.crowding';
const MEMORY = 'latent.memoryMinutes';
/** As a calibration of February's event would leave them, the nearest first; one without weight was polished. */
const file = (
  over: Partial<ParameterSets> = {},
  paths: readonly [string, string] = [CROWDING, MEMORY],
): string => {
  const dimension = { unit: '', prior: 'uniform' as const, low: 0, high: 5000, default: 1 };
  const set = (first: number, second: number, distance: number, weight: number) => ({
    settings: { [paths[0]]: first, [paths[1]]: second },
    ...{ distance, weight },
  });
  return textOfParameterSets({
    ...{ model: MODEL_VERSION, scenario: 'feb-5-2026', made: '2026-03-01T12:00Z' },
    dimensions: paths.map((path) => ({ path, title: path, ...dimension })),
    sets: [
      set(0.1, 900, 0.5, 0),
      set(0.2, 1000, 0.75, 0.5),
      set(0.3, 1100, 1, 0.25),
      set(0.4, 1300, 1.25, 0.25),
    ],
    identifiability: { dimensions: [], correlations: [], effectiveSets: 2 },
    ...{ evaluations: 10, objective: { targets: ['low'], seeds: [1], tolerance: 1 } },
    ...over,
  });
};
beforeAll(() => writeFileSync('sets.json', file()));

const crowdingOf = ({ cast }: Scenario) => cast.platform.parameters.crowding;

describe('the set of a seed', () => {
  it('is met as often as it weighs, whatever the number of seeds', () => {
    const weights = fc
      .array(fc.nat(20), { minLength: 1, maxLength: 12 })
      .filter((all) => all.some((weight) => weight > 0));
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 500 }), (all, seeds) => {
        const sets = all.map((weight) => ({ weight }));
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const counts = all.map(() => 0);
        for (let seed = 1; seed <= seeds; seed++) counts[setOfSeed(sets, seed) - 1]++;
        for (const [n, weight] of all.entries()) {
          // Three Kronecker intervals differ by a logarithm at most: five is generous up to 500 seeds.
          expect(Math.abs(counts[n] - (seeds * weight) / total)).toBeLessThan(5);
          if (weight === 0) expect(counts[n]).toBe(0);
        }
      }),
    );
  });

  it('does not change when more seeds are run, and is another for most neighbours', () => {
    const sets = Array.from({ length: 100 }, () => ({ weight: 0.01 }));
    const first = Array.from({ length: 64 }, (_, n) => setOfSeed(sets, n + 1));
    expect(new Set(first).size).toBeGreaterThan(60);
    // Not the 64 nearest to history, which stand first in the file.
    expect(Math.max(...first)).toBeGreaterThan(95);
    expect(Math.min(...first)).toBeLessThan(5);
  });

  it('is the nearest one where one run is wanted', () => {
    expect(nearestSet([{ distance: 2 }, { distance: 1 }, { distance: 1 }])).toBe(2);
  });
});

describe('cascade run with parameter sets', () => {
  const run = (...words: string[]) =>
    json<{ run: string; set: object }>(
      'run',
      'nov-21-2025',
      '--until',
      '2025-11-20T00:01Z',
      '--log',
      'digest',
      ...words,
    );

  it('has the values of the nearest one, fitted to another event, for every line of a kind', async () => {
    const told = await run('--sets', 'sets.json');
    const set = { number: 1, file: 'sets.json', fittedTo: 'feb-5-2026', of: 4, distance: 0.5 };
    expect(told.set).toEqual({ ...set, weight: 0, settings: { [CROWDING]: 0.1, [MEMORY]: 900 } });
    const { resolved, patches } = readManifest(told.run);
    expect(crowdingOf(resolved as Scenario)).toBe(0.1);
    expect((resolved as Scenario).latent.memoryMinutes).toBe(900);
    expect(patches).toHaveLength(2);
  });

  it('has those of a set by its number, and what the command line sets besides wins', async () => {
    const told = await run('--sets', 'sets.json', '--set-number', '3', '--set', `${MEMORY}=700`);
    const { latent, ...rest } = readManifest(told.run).resolved as Scenario;
    expect(crowdingOf({ latent, ...rest })).toBe(0.3);
    expect(latent.memoryMinutes).toBe(700);
  });

  it('says in a line that fits which set it had', async () => {
    const { out } = await cascade('run', 'calm', '--until', '2026-01-27T00:01Z', '--sets', 'sets.json');
    expect(out).toContain(
      'Parameters set 1 of 4 in sets.json, fitted to feb-5-2026: 0.50 deviations from what is known of it',
    );
    expect(widest(out)).toBeLessThanOrEqual(100);
  });
});

describe('sets that say what was owned', () => {
  const COINS = 'leveraged-trader.openInterestCoins';
  const priors = { unit: '', prior: 'triangular' as const, low: 3e5, likely: 5.6e5, high: 7.8e5 };
  beforeAll(() => {
    const uniform = { unit: '', prior: 'uniform' as const, low: 0, high: 1, default: 0.6 };
    const dimensions = [
      { path: CROWDING, title: CROWDING, ...uniform },
      { path: COINS, title: COINS, ...priors, default: 560_000 },
    ];
    const sets = [{ settings: { [CROWDING]: 0.2, [COINS]: 4e5 }, distance: 1, weight: 1 }];
    writeFileSync('owned.json', file({ dimensions, sets }));
  });
  const openInterest = async (scenario: string, until: string) => {
    const words = ['--until', until, '--log', 'digest', '--sets', 'owned.json'];
    const told = await json<{ run: string; set: object }>('run', scenario, ...words);
    const { cast } = readManifest(told.run).resolved as Scenario;
    expect(cast.platform.parameters.crowding).toBe(0.2);
    return { coins: cast['leveraged-traders'].parameters.openInterestCoins, set: told.set };
  };

  it('say so of the date they were drawn for', async () => {
    expect(await openInterest('feb-5-2026', '2026-02-04T00:01Z')).toMatchObject({ coins: 400_000 });
  });

  it('do not say so of another, which has a balance sheet of its own', async () => {
    const { coins, set } = await openInterest('nov-21-2025', '2025-11-20T00:01Z');
    expect(coins).toBe(530_000);
    expect(set).toMatchObject({ settings: { [CROWDING]: 0.2 } });
    expect(JSON.stringify(set)).not.toContain(COINS);
  });

  it('say which of them a scenario holds otherwise, in lines that fit, and nothing where it holds the same', async () => {
    const errOf = async (scenario: string, until: string) =>
      (await cascade('run', scenario, '--until', until, '--log', 'digest', '--sets', 'owned.json')).err;
    const said = await errOf('nov-21-2025', '2025-11-20T00:01Z');
    expect(widest(said)).toBeLessThanOrEqual(100);
    expect(said.replace(/\n +/g, ' ')).toBe(
      `"nov-21-2025" holds 1 balance sheet otherwise than "owned.json" was fitted with, or not at all, and keeps its own: ${COINS}`,
    );
    expect(await errOf('feb-5-2026', '2026-02-04T00:01Z')).toBe('');
  });
});

describe('a scenario file that names its parameter sets', () => {
  it('is run with them from any folder, and so is what extends it unless it says otherwise', async () => {
    mkdirSync('events', { recursive: true });
    writeFileSync('events/own.json', file());
    writeFileSync('events/mine.yaml', 'extends: calm\nid: mine\nparameterSets: own.json\n');
    writeFileSync('child.yaml', 'extends: events/mine.yaml\nid: child\n');
    writeFileSync('plain.yaml', 'extends: events/mine.yaml\nid: plain\nparameterSets: null\n');
    const run = (source: string, ...words: string[]) =>
      json<{ set?: object }>('run', source, '--until', '2026-01-27T00:01Z', '--log', 'digest', ...words);
    expect((await run('events/mine.yaml')).set).toMatchObject({ number: 1, file: 'events/own.json' });
    expect((await run('child.yaml', '--set-number', '2')).set).toMatchObject({
      number: 2,
      file: 'events/own.json',
    });
    expect((await run('child.yaml', '--sets', 'sets.json')).set).toMatchObject({ file: 'sets.json' });
    expect((await run('plain.yaml')).set).toBeUndefined();
  });
});

describe('cascade validate with parameter sets', () => {
  const rows = [targetOf({ id: 'open', unit: 'usd', history: 88_000, tolerance: 5000 })];
  const THREAD = new URL('../../dist/ensemble-thread.js', import.meta.url);
  async function validate(options: Partial<ValidateOptions>) {
    const out: string[] = [];
    const io = {
      out: (text: string) => void out.push(text),
      err: () => {},
      interactive: false,
      columns: 100,
      color: false,
    };
    const all = {
      seeds: 6,
      whatIf: [],
      set: ['end=2026-01-27T00:12Z'],
      factsOnly: false,
      json: false,
      out: 'ensemble',
      ...options,
    };
    await validateCommand('calm', all, io, { rowsOf: () => rows, start: () => new Worker(THREAD) });
    return out.join('\n');
  }
  interface Told {
    readonly sets?: object;
    readonly found: number;
    readonly runs: { seed: number; set?: number; digest: string }[];
  }
  const asJson = async (options: Partial<ValidateOptions>) =>
    JSON.parse(await validate({ json: true, ...options })) as Told;

  it('pairs each seed with a set by weight, says which, and keeps results of each apart', async () => {
    const told = await asJson({ sets: 'sets.json' });
    expect(told.sets).toEqual({ file: 'sets.json', fittedTo: 'feb-5-2026', of: 4 });
    const weights = [0, 0.5, 0.25, 0.25].map((weight) => ({ weight }));
    expect(told.runs.map(({ set }) => set)).toEqual(
      [1, 2, 3, 4, 5, 6].map((seed) => setOfSeed(weights, seed)),
    );
    expect(new Set(told.runs.map(({ set }) => set)).size).toBe(3);
    const plain = await asJson({});
    expect(plain.found).toBe(0);
    expect(plain.sets).toBeUndefined();
    expect(plain.runs.some((run) => 'set' in run)).toBe(false);
    expect(plain.runs.map(({ digest }) => digest)).not.toEqual(told.runs.map(({ digest }) => digest));
    // With more seeds those of before are found again, with the sets they had.
    const more = await asJson({ sets: 'sets.json', seeds: 7 });
    expect(more.found).toBe(6);
    expect(more.runs.slice(0, 6)).toEqual(told.runs);
  });

  it('runs every seed with the one set that is wanted', async () => {
    const { runs } = await asJson({ sets: 'sets.json', setNumber: 1, seeds: 2 });
    expect(runs.map(({ set }) => set)).toEqual([1, 1]);
    expect(await validate({ sets: 'sets.json', setNumber: 1, seeds: 2 })).toMatch(
      / · set 1 of sets\.json · 2 seeds/,
    );
    expect(await validate({ sets: 'sets.json', seeds: 2 })).toMatch(/ · sets of sets\.json · 2 seeds/);
  });
});

describe('a file that calibrate writes', () => {
  const BIN = new URL('../../bin/cascade', import.meta.url).pathname;
  const bundled = (...words: string[]) => spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8' });

  it('is one that run and validate read', () => {
    const [start, end] = ['2026-01-27T00:00Z', '2026-01-27T00:10Z'];
    const measure = { of: 'realised-vol', from: start, to: end, barMinutes: 1 };
    const target = targetOf({ id: 'vol', unit: 'vol', history: 0.4, tolerance: 0.1 });
    const history = { targets: [{ ...target, measure }] };
    writeFileSync('short.json', JSON.stringify({ extends: 'calm', id: 'short', end, history }));
    const vary = ['--vary', `${MEMORY}=600:2400:log`, '--seeds', '1', '--budget', '9', '--population', '3'];
    expect(bundled('calibrate', 'short.json', ...vary, '--out', 'made.json')).toMatchObject({ status: 0 });
    const words = ['short.json', '--sets', 'made.json', '--json'];
    expect(JSON.parse(bundled('run', ...words, '--log', 'digest').stdout)).toMatchObject({
      set: { number: 1, of: 3 },
    });
    const told = JSON.parse(bundled('validate', ...words, '--seeds', '3').stdout) as {
      runs: { set: number }[];
    };
    for (const { set } of told.runs) expect([1, 2, 3]).toContain(set);
  });
});

describe('parameter sets that cannot be used', () => {
  beforeAll(() => {
    writeFileSync('old.json', file({ model: '0.1.0' }));
    writeFileSync('notes.json', file({}, [CROWDING, 'note-desk.notionalUsd']));
    writeFileSync('wild.json', file({}, [CROWDING, 'outside.valueNoiseFeedback']));
    writeFileSync('none.json', '{');
    writeFileSync('odd.yaml', 'extends: calm\nparameterSets: [sets.json]\n');
    writeFileSync('lost.yaml', 'extends: calm\nparameterSets: lost.json\n');
  });
  it.each<[string, string[], string]>([
    [
      'are of another model',
      ['calm', '--sets', 'old.json'],
      `"old.json" holds parameter sets of model 0.1.0 and this is ${MODEL_VERSION}; calibrate again, or use the version that made them.`,
    ],
    [
      'set what the scenario does not have',
      ['calm', '--sets', 'notes.json'],
      '"notes.json" sets note-desk.notionalUsd, which scenario "calm" does not have; use sets of settings that it has, or calibrate it with "cascade calibrate".',
    ],
    [
      'set what the scenario may not hold',
      ['calm', '--sets', 'wild.json', '--set-number', '1'],
      'outside.valueNoiseFeedback in set 1 of "wild.json" holds 900; it must be a number of at most 0.99.',
    ],
    [
      'are none',
      ['calm', '--sets', 'none.json'],
      'The file "none.json" holds "{"; it must be JSON, as "cascade calibrate --out" writes it.',
    ],
    ['are not there', ['calm', '--sets', 'nowhere.json'], '"nowhere.json" does not exist; check the path.'],
    [
      'are not there, though a scenario names them',
      ['lost.yaml'],
      '"lost.json" does not exist; check the path.',
    ],
    [
      'are no file',
      ['odd.yaml'],
      'parameterSets in "odd.yaml" holds ["sets.json"]; it must be the path of a file that "cascade calibrate --out" wrote, or a scenario that has sets, such as feb-5-2026.',
    ],
    [
      'are fewer',
      ['calm', '--sets', 'sets.json', '--set-number', '5'],
      '--set-number holds 5; it must be from 1 to 4, as "sets.json" holds no more sets.',
    ],
    [
      'are not named',
      ['calm', '--set-number', '1'],
      '--set-number holds 1, but there are no parameter sets; name a file of them with --sets.',
    ],
  ])('%s', async (_, words, sentence) => {
    for (const command of ['run', 'validate'])
      expect(await cascade(command, ...words)).toEqual({ code: 2, out: '', err: `cascade: ${sentence}\n` });
  });
});
