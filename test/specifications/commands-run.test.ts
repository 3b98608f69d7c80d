import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readManifest } from '../../store/manifest.ts';
import { cascade, inEmptyFolder, json, widest } from './commands-support.ts';

inEmptyFolder();

const HALF_HOUR = ['--until', '2026-01-27T00:30Z'];
const DAY_ONE = ['--until', '2026-02-04T00:40Z'];

describe('cascade run', () => {
  it('writes a run folder under runs/, named by scenario and seed, and never over another', async () => {
    expect((await json('run', 'calm', ...HALF_HOUR)).run).toBe('runs/calm-1');
    expect((await json('run', 'calm', ...HALF_HOUR)).run).toBe('runs/calm-1-2');
    expect((await json('run', 'calm', '--seed', 'a/b', ...HALF_HOUR)).run).toBe('runs/calm-a-b');
    expect(readdirSync('runs/calm-1').sort()).toEqual(['events.arrow', 'keyframes', 'manifest.json']);
  });

  it('prints one JSON object with what a program asks for', async () => {
    const told = await json('run', 'calm', ...HALF_HOUR, '--out', 'json');
    const { status, digest, events } = readManifest('json');
    expect(status).toBe('complete');
    expect(told).toMatchObject({ run: 'json', scenario: 'calm', seed: '1', digest, events, ticks: 30 });
    expect(told.wallSeconds).toBeGreaterThan(0);
    expect(told.eventsPerSecond).toBeGreaterThan(0);
    const { counts, kinds, venues, low, openUsd } = told.summary as Record<string, never>;
    expect(counts).toMatchObject({ TickOpened: 30, RoundOpened: 180 });
    expect(Object.values(counts as Record<string, number>).reduce((sum, n) => sum + n, 0)).toBe(events);
    expect(openUsd).toBe(88_000);
    expect(low).toMatchObject({ usd: expect.any(Number), time: expect.stringMatching(/^2026-01-27T00:/) });
    const bought = (kinds as { netUsd: number }[]).reduce((sum, { netUsd }) => sum + netUsd, 0);
    expect(Math.abs(bought)).toBeLessThan(20);
    const taken = (flows: { takerUsd: number }[]) => flows.reduce((sum, { takerUsd }) => sum + takerUsd, 0);
    expect(Math.abs(taken(kinds) - taken(venues))).toBeLessThan(20);
  });

  it('gives the same digest for the same seed, at every log level, and another for another', async () => {
    const digest = async (...more: string[]) => (await json('run', 'calm', ...HALF_HOUR, ...more)).digest;
    const full = await digest();
    expect(await digest('--log', 'decisions')).toBe(full);
    expect(await digest('--log', 'digest')).toBe(full);
    expect(await digest('--seed', '2')).not.toBe(full);
  });

  it('prints a summary that fits a screenshot, with history, flows and the next commands', async () => {
    const { code, out } = await cascade('run', 'feb-5-2026', ...DAY_ONE, '--out', 'shot');
    expect(code).toBe(0);
    expect(widest(out)).toBeLessThanOrEqual(100);
    for (const said of [
      'window opens',
      'who traded',
      'Liquidations',
      'Realised on spot',
      'events in',
      'digest',
      'written to shot',
    ])
      expect(out).toContain(said);
    expect(out).toContain('cascade score shot');
    const event = /cascade explain shot --event (\d+)/.exec(out)?.[1];
    expect((await cascade('explain', 'shot', '--event', `${event}`)).code).toBe(0);
  });

  it('keeps what-ifs and settings as patches, in the order given', async () => {
    const sets = ['--set', 'maker.capitalUsd=5e8', '--set', 'outside.valueNoisePerDay=0.001'];
    await json('run', 'calm', ...HALF_HOUR, '--what-if', 'no-meta-orders', ...sets, '--out', 'changed');
    const { whatIfs, patches, resolved } = readManifest('changed');
    expect(whatIfs).toEqual(['no-meta-orders']);
    const scenario = resolved as {
      cast: Record<string, { acts: boolean; parameters: Record<string, unknown> }>;
    };
    expect(scenario.cast['meta-orders'].acts).toBe(false);
    expect(scenario.cast['maker-3'].parameters.capitalUsd).toBe(5e8);
    expect(patches).toContainEqual({ op: 'replace', path: ['cast', 'meta-orders', 'acts'], value: false });
    expect(patches).toContainEqual({ op: 'replace', path: ['outside', 'valueNoisePerDay'], value: 0.001 });
  });
});

describe('a scenario from a file', () => {
  it('extends another one with data in YAML or JSON', async () => {
    writeFileSync(
      'bigger.yaml',
      'extends: calm\ncast:\n  arbitrageur: null\n  maker-1:\n    parameters:\n      capitalUsd: 900e6\n',
    );
    writeFileSync('bigger.json', JSON.stringify({ extends: 'bigger.yaml', title: 'Bigger' }));
    await json('run', 'bigger.json', ...HALF_HOUR, '--out', 'bigger');
    const { title, cast } = readManifest('bigger').resolved as Record<string, never>;
    expect(title).toBe('Bigger');
    expect(cast['maker-1']).toMatchObject({ parameters: { capitalUsd: 900e6 } });
    expect(Object.keys(cast)).not.toContain('arbitrageur');
  });

  it('may be a TypeScript module that brings its own agents', async () => {
    const agents = new URL('../../sim/agents/agent.ts', import.meta.url).pathname;
    const zod = new URL('../../node_modules/zod/index.js', import.meta.url).pathname;
    writeFileSync(
      'own.ts',
      `import { defineAgent } from '${agents}';
       import { z } from '${zod}';
       const idler = defineAgent({ kind: 'idler', about: 'Do nothing.', parameters: z.strictObject({}), wake: {},
         latency: 'other', emits: [], open({ cash }) { cash(1000); }, decide() {} });
       export const agents = [idler];
       export const scenario = { extends: 'calm', cast: { idler: { kind: 'idler' } } };
       export default scenario;`,
    );
    await json('run', 'own.ts', ...HALF_HOUR, '--out', 'own');
    const { cast } = readManifest('own').resolved as Record<string, Record<string, unknown>>;
    expect(cast.idler).toMatchObject({ kind: 'idler', acts: true });
  });

  it.each(['alike.ts', 'alike.mts', 'alike.mjs'])('may be a module that only extends: %s', async (file) => {
    writeFileSync(file, 'export const title = "Alike";\nexport default { extends: "calm", title };\n');
    await json('run', file, ...HALF_HOUR, '--out', `out-${file}`);
    expect(readManifest(`out-${file}`).resolved).toMatchObject({ id: 'calm', title: 'Alike' });
  });
});

describe('bad input is one sentence with code 2, and nothing is written', () => {
  const cases: [string, string[], string][] = [
    ['an unknown scenario', ['feb-5-2025'], 'There is no scenario "feb-5-2025"; did you mean "feb-5-2026"?'],
    ['an unknown what-if', ['calm', '--what-if', 'no-meta-order'], 'did you mean "no-meta-orders"?'],
    [
      'the same what-if twice',
      ['calm', '--what-if', 'no-noise', '--what-if', 'no-meta-orders', '--what-if', 'no-noise'],
      '--what-if names "no-noise" twice; name each what-if once.',
    ],
    [
      'an unknown field',
      ['calm', '--set', 'outside.beta=1'],
      'There is no field "beta" in outside of --set outside.beta=1; did you mean "betas"',
    ],
    ['an unknown parameter', ['calm', '--set', 'maker.capitlUsd=1'], 'did you mean "capitalUsd"?'],
    [
      'a wrong kind of value',
      ['calm', '--set', 'tick=banana'],
      'tick in --set tick=banana holds "banana"; it must be a duration such as 60s, 5m or 1h.',
    ],
    [
      'a value out of bounds',
      ['calm', '--set', 'opening.dailyVol=9'],
      'opening.dailyVol in --set opening.dailyVol=9 holds 9; it must be a number of at most 0.5.',
    ],
    [
      'a parameter out of bounds',
      ['calm', '--set', 'maker-1.capitalUsd=-1'],
      'cast.maker-1.parameters.capitalUsd in --set maker-1.capitalUsd=-1 holds -1; it must be a number of more than 0.',
    ],
    [
      'a strike far below any price',
      ['feb-5-2026', '--set', 'cast.dealer-crypto.parameters.strikesUsd.0=5'],
      'strikesUsd.0 in --set cast.dealer-crypto.parameters.strikesUsd.0=5 holds 5; it must be a number of at least 1000.',
    ],
    [
      'more cohorts than there is room for',
      ['feb-5-2026', '--set', 'cast.leveraged-traders.parameters.shortCohorts=1e6'],
      'holds 1000000; it must be a number of at most 2000.',
    ],
    [
      'a kind nobody is',
      ['calm', '--set', 'cast.maker-1.kind=makr'],
      'There is no kind of agent "makr" in cast.maker-1.kind of --set cast.maker-1.kind=makr; did you mean "maker"?',
    ],
    [
      'a number too large for a computer',
      ['calm', '--set', 'opening.spotUsd=1e400'],
      'opening.spotUsd in --set opening.spotUsd=1e400 holds Infinity; it must be a finite number.',
    ],
    [
      'such a number in a list',
      ['calm', '--set', 'opening.spotUsd=[1,"a",-1e400]'],
      'holds [1,"a",-Infinity]; it must be a number.',
    ],
    ['a way into the language', ['calm', '--set', '__proto__.x=1'], '"__proto__"'],
    [
      'an end before the start',
      ['calm', '--set', 'end=2026-01-01'],
      'end in --set end=2026-01-01 holds "2026-01-01"; it must be later than start, 2026-01-27T00:00Z.',
    ],
    [
      'drivers that would move more than as one',
      ['feb-5-2026', '--set', 'outside.driverRules.calmCorrelation=0.99'],
      'correlationRise in --set outside.driverRules.calmCorrelation=0.99 holds 0.4; it must be a number that stays below 1 together with calmCorrelation, 0.99.',
    ],
    [
      'a book nobody lists',
      ['calm', '--set', 'flow-spot.instrument=BTC'],
      'cannot be opened (there is no instrument "BTC")',
    ],
    [
      'a cast that cannot be opened once its folder is made',
      ['feb-5-2026', '--set', 'cast.leveraged-traders.count=100', '--out', 'half'],
      'The world of "feb-5-2026" cannot be opened (leveraged-traders-80 would open more accounts than the 32767 that a log holds)',
    ],
    [
      'a time outside the window',
      ['calm', '--until', '2026-02-05'],
      '--until holds 2026-02-05, which is outside the window; it must be from 2026-01-27T00:01Z to 2026-01-30T00:00Z.',
    ],
    [
      'a time within a tick',
      ['calm', '--until', '2026-01-27T00:10:30Z'],
      'within a tick of 60 s; give 2026-01-27T00:10Z or 2026-01-27T00:11Z.',
    ],
    ['what is no time', ['calm', '--until', 'noon'], '--until holds "noon"; it must be an ISO 8601 UTC time'],
    ['an empty seed', ['calm', '--seed', ''], '--seed holds no text'],
    ['a file that is not there', ['none.yaml'], 'none.yaml'],
    [
      'parameters that contradict each other',
      ['feb-5-2026', '--set', 'treasury.covenantLtv=0.4'],
      'cast.treasury-large.parameters.curedLtv in --set treasury.covenantLtv=0.4 holds 0.5; it must be at most covenantLtv, 0.4.',
    ],
    ['a file of another kind', ['notes.txt'], 'name a file that ends in .yaml, .yml, .json or .ts'],
    [
      'a folder that is taken',
      ['calm', '--until', '2026-01-27T00:10Z', '--out', 'taken'],
      'already holds 1 file, such as mine',
    ],
  ];
  it.each(cases)('%s', async (_, argv, said) => {
    mkdirSync('taken', { recursive: true });
    writeFileSync('taken/mine', '');
    const before = readdirSync('.').sort();
    const runs = existsSync('runs') ? readdirSync('runs').sort() : [];
    const { code, out, err } = await cascade('run', ...argv);
    expect(err).toContain(said);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trim().split('\n').length).toBe(1);
    expect(readdirSync('.').sort()).toEqual(before);
    expect(existsSync('runs') ? readdirSync('runs').sort() : []).toEqual(runs);
    expect(readdirSync('taken')).toEqual(['mine']);
  });

  it('names the line of a YAML file that cannot be read', async () => {
    writeFileSync('broken.yaml', 'extends: calm\ncast: {\n');
    const { code, err } = await cascade('run', 'broken.yaml');
    expect(code).toBe(2);
    expect(err).toMatch(/"broken\.yaml" is no YAML: .* at line \d+/);
  });

  it.each([
    ['yaml', 'extends: calm\nopening: { spotUsd: 1e400 }\n', 'Infinity; it must be a finite number'],
    ['yml', 'extends: calm\nopening: { spotUsd: .nan }\n', 'NaN; it must be a finite number'],
    ['json', '{"extends":"calm","opening":{"spotUsd":-1e400}}', '-Infinity; it must be a finite number'],
    ['mjs', 'export default { extends: "calm", opening: { spotUsd: 5n } };', '5n; it must be a number'],
  ])('shows a number that JSON has no word for as what it is: .%s', async (type, text, said) => {
    writeFileSync(`endless.${type}`, text);
    const { code, err } = await cascade('run', `endless.${type}`);
    const where = `opening.spotUsd in scenario "endless.${type}"`;
    expect({ code, err }).toEqual({ code: 2, err: `cascade: ${where} holds ${said}.\n` });
  });

  const faulty = 'export default {\n  extends: "calm", title: "é",\n  id: = 3,\n};\n';
  const fault = 'Unexpected "=" at line 3, column 7.\n';
  it.each([
    ['typed.ts', 'TypeScript'],
    ['typed.mts', 'TypeScript'],
    ['plain.mjs', 'JavaScript'],
  ])('names the line and column of a module that cannot be read: %s', async (file, language) => {
    writeFileSync(file, faulty);
    const { code, err } = await cascade('run', file);
    expect({ code, err }).toEqual({ code: 2, err: `cascade: "${file}" is no ${language}: ${fault}` });
  });

  it('names the module that cannot be read, where it is one that the scenario imports', async () => {
    mkdirSync('parts', { recursive: true });
    writeFileSync('parts/faulty.ts', 'const title = "é漢"; const = 3;\nexport { title };\n');
    writeFileSync(
      'whole.ts',
      'import { title } from "./parts/faulty.ts";\nexport default { extends: "calm", title };\n',
    );
    const { code, err } = await cascade('run', 'whole.ts');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'cascade: "parts/faulty.ts" is no TypeScript: Expected identifier but found "=" at line 1, column 27.\n',
    });
  });

  it('blames a module that throws, not cascade', async () => {
    writeFileSync('throws.mjs', 'throw new Error("no such luck");\n');
    const { code, err } = await cascade('run', 'throws.mjs');
    expect({ code, err }).toEqual({
      code: 2,
      err: 'cascade: "throws.mjs" cannot be loaded: no such luck.\n',
    });
  });

  it('takes no field of a file that the scenario does not know', async () => {
    writeFileSync('typo.yaml', 'extends: calm\ncats: {}\n__proto__:\n  polluted: 1\n');
    const { code, err } = await cascade('run', 'typo.yaml');
    expect(code).toBe(2);
    expect(err).toContain('There is no field "cats" in scenario "typo.yaml"; did you mean "cast"?');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('the resolved scenario', () => {
  it('says every parameter, so that the folder alone tells what was run', async () => {
    const { cast } = readManifest('json').resolved as Record<string, Record<string, { parameters: object }>>;
    expect(Object.keys(cast['maker-1'].parameters).length).toBeGreaterThan(5);
    expect(readFileSync('json/manifest.json', 'utf8')).not.toContain(process.cwd());
  });
});
