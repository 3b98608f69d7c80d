import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { validateCommand } from '../../cli/commands/validate.ts';
import type { ValidateOptions } from '../../cli/contract.ts';
import { UsageError } from '../../cli/errors.ts';
import type { Target } from '../../scenarios/target.ts';
import { Streams } from '../../sim/engine/random.ts';
import { openKept } from '../../store/ensemble/kept-file.ts';
import { keptMembers } from '../../store/ensemble/kept-results.ts';
import { cascade, inEmptyFolder, widest } from './commands-support.ts';
import { targetOf } from './ensemble-support.ts';

inEmptyFolder();

/** Ten minutes of a calm night, which opens at 88,000 and stays near. */
const SHORT = 'end=2026-01-27T00:10Z';
const price = (at: string) => ({ of: 'price', instrument: 'BTC-INDEX', at: `2026-01-27T${at}Z` }) as const;
const met: Target[] = [
  targetOf({
    id: 'later',
    title: 'after eight minutes',
    measure: price('00:08'),
    unit: 'usd',
    history: 88_000,
    tolerance: 2000,
  }),
  targetOf({
    id: 'open',
    class: 'held-out',
    title: 'opening',
    measure: price('00:00'),
    unit: 'usd',
    history: [80_000, null],
    tolerance: 0,
  }),
];
const missed: Target[] = [
  targetOf({
    id: 'far',
    title: 'a price <far> & "off"',
    measure: price('00:08'),
    unit: 'usd',
    history: 60_000,
    tolerance: 900,
  }),
  targetOf({ id: 'never', title: 'after the end', measure: price('05:00'), unit: 'usd', history: 88_000 }),
  targetOf({
    id: 'said',
    class: 'contested',
    title: 'what a paper said',
    measure: price('00:05'),
    unit: 'usd',
    history: 1,
  }),
];

/** As it is built: starting a thread from source takes seconds. */
const THREAD = new URL('../../dist/ensemble-thread.js', import.meta.url);

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function validate(
  source: string,
  options: Partial<ValidateOptions>,
  targets: readonly Target[] = met,
  columns = 100,
): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    ...{ out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) },
    ...{ interactive: false, columns, color: false },
  };
  const all = { seeds: 3, whatIf: [], set: [SHORT], workers: 2, factsOnly: false, json: false, ...options };
  const start = source === 'calm.yaml' ? {} : { start: () => new Worker(THREAD) };
  const code = await validateCommand(source, all, io, { rowsOf: () => targets, ...start });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

interface Validated {
  readonly found: number;
  readonly holds: boolean;
  readonly rows: { target: Target; median: number | null; z: number | null; met: boolean; read: number }[];
  readonly runs: { seed: number; digest: string }[];
  readonly broken: { seed: number; message: string }[];
}

const asJson = async (
  options: Partial<ValidateOptions>,
  targets = met,
  source = 'calm',
): Promise<Validated> => JSON.parse((await validate(source, { ...options, json: true }, targets)).out);

describe('cascade validate', () => {
  it('says row by row what history and the seeds have, and ends with 0 where the gate holds', async () => {
    const { code, out, err } = await validate('calm', { out: 'text' });
    expect(code).toBe(0);
    expect(err).toBe('3 runs on 2 threads, kept in text');
    expect(out).toMatch(/^calm · end=2026-01-27T00:10Z · 3 seeds · model \d/);
    expect(out).toMatch(/Fit · 1 of 1 met/);
    expect(out).toMatch(/^✓ +after eight minutes +\$88,000 +\$8\d,\d{3} +\$8\d,\d{3} … \$8\d,\d{3}/m);
    expect(out).toMatch(/^✓ +opening +≥ \$80,000/m);
    expect(out).toMatch(/✓ collapse: 0 of 3 seeds fell over 30 %, 0\.0 % \(95 %: 0\.0 % to 56\.1 %\)/);
    expect(out).toMatch(/\n\nreproduced over 3 seeds$/);
  });

  it('ends with 1 where a row is missed; contested rows never count', async () => {
    const { code, out } = await validate('calm', { out: 'missed' }, [...met, ...missed]);
    expect(code).toBe(1);
    expect(out).toMatch(/^✗ +a price <far> & "off" +\$60,000 /m);
    expect(out).toMatch(/^✗ +after the end +\$88,000 +– /m);
    expect(out).toMatch(/Contested: reported, never counted · 0 of 1 met\n.*\n.*\n· +what a paper said/);
    expect(out).toContain('✗ fit: 1 of 3 rows met');
    expect(out).toMatch(/not reproduced over 3 seeds$/);
  });

  it.each([60, 80, 100])('fits a terminal of %i columns', async (columns) => {
    const { out } = await validate('calm', { out: 'missed' }, [...met, ...missed], columns);
    expect(widest(out), out).toBeLessThanOrEqual(columns);
  });

  it('prints one JSON object with every figure, the same with one thread as with three', async () => {
    const alone = await asJson({ out: 'alone', workers: 1 }, [...met, ...missed]);
    const together = await asJson({ out: 'together', workers: 3 }, [...met, ...missed]);
    const steady = (told: Validated) => ({ ...told, run: '', wallSeconds: 0 });
    expect(steady(together)).toEqual(steady(alone));
    expect(alone.runs.map(({ seed }) => seed)).toEqual([1, 2, 3]);
    expect(alone.rows.map(({ target, met: isMet, read }) => [target.id, isMet, read])).toEqual([
      ['later', true, 3],
      ['open', true, 3],
      ['far', false, 3],
      ['never', false, 0],
      ['said', false, 3],
    ]);
    const { digest } = JSON.parse(
      (await cascade('run', 'calm', '--set', SHORT, '--seed', '2', '--json')).out,
    );
    expect(alone.runs[1].digest).toBe(digest);
  });

  it('writes a test report: a case a row, why it failed, contested rows skipped, and the gate', async () => {
    await validate('calm', { out: 'missed', junit: 'reports/junit.xml' }, [...met, ...missed]);
    const xml = readFileSync('reports/junit.xml', 'utf8');
    expect(xml).toMatch(
      /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites name="cascade validate calm" tests="9" failures="3" errors="0">/,
    );
    const failure = xml.slice(xml.indexOf('name="a price &lt;far&gt; &amp; &quot;off&quot;"'));
    expect(failure).toMatch(
      /^.*\n +<failure message="a price &lt;far&gt; &amp; &quot;off&quot; \(spot, UTC\): median \$8\d,\d{3}, .*history says \$60,000, tolerance \$900\.00: z = \d+\.\d\d, \|z\| must be under 2"/,
    );
    expect(xml).toContain('read on 0 of 3 seeds, which is too few');
    expect(xml).toMatch(
      /name="what a paper said" time="0">\n +<skipped message="contested: reported, never counted"\/>/,
    );
    expect(xml).toMatch(/classname="calm\.gate" name="fit" time="0">\n +<failure /);
  });

  it('runs only what is missing when asked again: after a kill in the middle of a line, for more seeds', async () => {
    const before = await asJson({ out: 'again' });
    const file = 'again/members.jsonl';
    truncateSync(file, readFileSync(file).length - 100);
    const { out, err } = await validate('calm', { out: 'again', json: true });
    expect(err).toBe(
      '1 run on 1 thread, kept in again, 2 there already; 1 line there cut short and passed over',
    );
    expect(JSON.parse(out)).toMatchObject({ found: 2, rows: before.rows, runs: before.runs });
    const more = await validate('calm', { out: 'again', seeds: 4 });
    expect(more.err).toMatch(/^1 run on 1 thread, kept in again, 3 there already/);
    expect((await validate('calm', { out: 'again', seeds: 4 })).err).toBe('');
  });

  it('runs again what a changed scenario or question makes another run, and keeps both', async () => {
    await asJson({ out: 'changed', seeds: 1 });
    expect((await asJson({ out: 'changed', seeds: 1, whatIf: ['no-noise'] })).found).toBe(0);
    expect((await asJson({ out: 'changed', seeds: 1 }, [...met, ...missed])).found).toBe(0);
    expect((await asJson({ out: 'changed', seeds: 1 })).found).toBe(1);
    // Another tolerance judges the same runs.
    const stricter = met.map((target) => ({ ...target, tolerance: 1 }));
    expect((await asJson({ out: 'changed', seeds: 1 }, stricter)).found).toBe(1);
  });

  it('runs a slice of the seeds, and puts slices together without running anything', async () => {
    const first = await validate('calm', { out: 'sliced', slice: '1/2' });
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^Slice 1 of 2 is done; 2 of 3 runs are kept in sliced\.\n/);
    expect(readdirSync('sliced')).toEqual(['members-1-of-2.jsonl']);
    const [kept] = openKept(keptMembers, 'sliced')().byKey.values();
    expect([...kept.keys()].sort()).toEqual([1, 3]);
    // The last slice finds everything there, and judges.
    expect((await validate('calm', { out: 'sliced', slice: '2/2' })).out).toMatch(/reproduced over 3 seeds$/);
    const { out, err } = await validate('calm', { out: 'sliced', json: true });
    expect(err).toBe('');
    const whole = await asJson({ out: 'whole' });
    expect(JSON.parse(out).rows).toEqual(whole.rows);
  });

  it('draws its progress only where somebody watches, and says where results are kept by default', async () => {
    await validate('calm', { seeds: 1 });
    expect(readdirSync('runs/validate-calm')).toEqual(['members.jsonl']);
  });
});

describe('a scenario of one’s own', () => {
  it('may be data, and is run by threads from source where the command is', async () => {
    writeFileSync('calm.yaml', 'extends: calm\n');
    const [data, builtIn] = [
      await asJson({ out: 'data' }, met, 'calm.yaml'),
      await asJson({ out: 'built-in' }),
    ];
    expect(data.runs).toEqual(builtIn.runs);
    expect(data.rows).toEqual(builtIn.rows);
  });

  const agents = new URL('../../sim/agents/agent.ts', import.meta.url).pathname;
  const zod = new URL('../../node_modules/zod/index.js', import.meta.url).pathname;
  const LEAST = 0.3;
  /** A module with an agent that throws at its first wake, by its luck. */
  const write = (file: string, least: number): void => {
    mkdirSync('parts', { recursive: true });
    writeFileSync('parts/least.mjs', `export const least = ${least};\n`);
    writeFileSync(
      file,
      `import { z } from '${zod}';
       import { least } from './parts/least.mjs';
       const breaker = { kind: 'breaker', about: 'Break.', parameters: z.strictObject({}), wake: { every: '1h' },
         latency: 'other', emits: [], open({ cash }) { cash(1000); },
         decide({ random }) { if (random('break').uniform() < least) throw new Error('cash is not conserved'); } };
       export const agents = [breaker];
       export default { extends: 'calm', cast: { breaker: { kind: 'breaker' } } };`,
    );
  };
  /** The luck of the agent at its first wake. */
  const isUnlucky = (seed: number): boolean => {
    const streams = new Streams(`calm/${seed}`);
    streams.open('2026-01-27T00');
    return streams.of('breaker', 'break').uniform() < LEAST;
  };

  it('names the seeds on which an invariant broke, goes on with the others, and ends with 1', async () => {
    write('breaking.mjs', LEAST);
    const seeds = [1, 2, 3, 4, 5, 6];
    const unlucky = seeds.filter(isUnlucky);
    expect(unlucky.length).toBeGreaterThan(0);
    expect(unlucky.length).toBeLessThanOrEqual(seeds.length / 2);
    const options = { seeds: seeds.length, out: 'breaking', junit: 'breaking.xml' };
    const { code, out } = await validate('breaking.mjs', options);
    expect(code).toBe(1);
    for (const seed of unlucky) expect(out).toContain(`  seed ${seed} broke: cash is not conserved`);
    expect(out).toMatch(/✓ fit: 1 of 1 row met/);
    expect(out).toContain(`✗ invariants: broken on ${unlucky.length} seed`);
    expect(readFileSync('breaking.xml', 'utf8')).toContain(`seed ${unlucky[0]}: cash is not conserved`);
    const told = await asJson(options, met, 'breaking.mjs');
    expect(told.found).toBe(seeds.length - unlucky.length);
    expect(told.broken).toEqual(unlucky.map((seed) => ({ seed, message: 'cash is not conserved' })));
    expect(told.runs.map(({ seed }) => seed)).toEqual(seeds.filter((seed) => !isUnlucky(seed)));
  });

  it('is run again when code that it imports has changed, and not when nothing has', async () => {
    write('coded.mjs', 0);
    expect((await asJson({ out: 'coded', seeds: 1 }, met, 'coded.mjs')).found).toBe(0);
    expect((await asJson({ out: 'coded', seeds: 1 }, met, 'coded.mjs')).found).toBe(1);
    write('coded.mjs', 1e-9);
    expect((await asJson({ out: 'coded', seeds: 1 }, met, 'coded.mjs')).found).toBe(0);
  });

  it('may be TypeScript; where its world cannot be opened it is refused in one sentence', async () => {
    writeFileSync(
      'closed.ts',
      `import { defineAgent } from '${agents}';
       import { z } from '${zod}';
       const closed = defineAgent({ kind: 'closed', about: 'Stay out.', parameters: z.strictObject({}), wake: {},
         latency: 'other', emits: [], open() { throw new Error('nothing to open with'); }, decide() {} });
       export const agents = [closed];
       export default { extends: 'calm', cast: { closed: { kind: 'closed' } } };`,
    );
    const refused = validate('closed.ts', { out: 'closed' });
    await expect(refused).rejects.toThrow(
      new UsageError(
        'The world of "calm" cannot be opened (nothing to open with); change the cast\'s parameters.',
      ),
    );
  });
});

describe('what cannot be validated', () => {
  it('is a scenario of which no history is known, while shocks are scripted', async () => {
    writeFileSync('shaken.yaml', 'extends: feb-5-2026\nid: shaken\nhistory: { targets: [] }\n');
    expect(await cascade('validate', 'shaken.yaml')).toMatchObject({
      code: 2,
      err: expect.stringContaining('history in scenario "shaken.yaml" holds no targets, and 21 shocks'),
    });
  });

  it.each([
    ['--pairs', { pairs: 4 }],
    ['--facts-only', { factsOnly: true }],
  ])('is an event with %s, which is for calm scenarios', async (flag, options) => {
    await expect(validate('calm', { ...options, out: 'unsliced' })).rejects.toThrow(
      `${flag} is for calm scenarios, and "calm" is validated by its history; leave it out.`,
    );
  });

  it.each(['0/2', '3/2', '1', 'a/b', '1/0', '-1/2'])('is slice %s', async (slice) => {
    await expect(validate('calm', { slice, out: 'unsliced' })).rejects.toThrow(
      `--slice holds "${slice}"; it must be i/n with i from 1 to n, such as 1/8 for the first of eight.`,
    );
  });

  it('keeps no folder', () => {
    rmSync(join('runs'), { recursive: true, force: true });
    expect(readdirSync('.')).not.toContain('unsliced');
  });
});
