import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { cascade, cascadeAt, inEmptyFolder, json, widest } from './commands-support.ts';

const SHORT = ['--set', 'end=2026-02-04T00:31Z', '--seeds', '3'];

interface Figures {
  readonly values: Record<string, number | null>;
  readonly netUsd: Record<string, number>;
}

interface Told {
  readonly seeds: number;
  readonly kept?: number;
  readonly figures: readonly { readonly id: string; readonly median: number }[];
  readonly runs: readonly ({ readonly seed: number; readonly digest: string } & Figures)[];
}

interface Paired {
  readonly seeds: number;
  readonly unpaired: number;
  readonly sameLuck: boolean;
  readonly otherwise: string | null;
  readonly changes: readonly { readonly path: string }[];
  readonly figures: readonly { readonly id: string; readonly difference: number; readonly half: number }[];
  readonly kinds: readonly { readonly kind: string; readonly a: number; readonly b: number }[];
}

const ensemble = (...words: string[]) => cascade('ensemble', 'feb-5-2026', ...SHORT, ...words);

inEmptyFolder();
beforeAll(async () => {
  await ensemble('--out', 'base');
  await ensemble('--out', 'no-dealer', '--what-if', 'no-dealer');
  await cascade('ensemble', 'calm', '--set', 'end=2026-01-27T00:10Z', '--seeds', '2', '--out', 'calm');
}, 120_000);

describe('cascade ensemble', () => {
  it('keeps of each seed what its run alone comes to', async () => {
    const { runs, seeds } = await json<Told>('ensemble', 'feb-5-2026', ...SHORT, '--out', 'base');
    expect([seeds, runs.map(({ seed }) => seed)]).toEqual([3, [1, 2, 3]]);
    const [, second] = runs;
    const words = ['--set', 'end=2026-02-04T00:31Z', '--seed', '2', '--out', 'alone'];
    await cascade('run', 'feb-5-2026', ...words);
    const { digest, results } = JSON.parse(readFileSync('alone/manifest.json', 'utf8'));
    expect(second.digest).toBe(digest);
    expect(second.values.end).toBeCloseTo(results.path.at(-1), 1);
    expect(second.values.liquidated).toBe(results.liquidations.closedUsd);
    for (const { kind, netUsd } of results.kinds) expect(second.netUsd[kind]).toBe(netUsd);
  });

  it('runs only what is missing when asked again, also for more seeds', async () => {
    const before = readFileSync('base/members.jsonl', 'utf8');
    expect((await ensemble('--out', 'base')).err).toBe('');
    expect(readFileSync('base/members.jsonl', 'utf8')).toBe(before);
    const more = ['--set', 'end=2026-02-04T00:31Z', '--seeds', '4', '--out', 'base'];
    expect((await cascade('ensemble', 'feb-5-2026', ...more)).err).toContain('1 run on 1 thread');
    // Asked for fewer again, it stays an ensemble of four.
    await ensemble('--out', 'base');
    expect(JSON.parse(readFileSync('base/ensemble.json', 'utf8')).members).toHaveLength(4);
  });

  it('refuses a folder that is an ensemble of something else, and leaves it as it is', async () => {
    const before = readFileSync('base/ensemble.json', 'utf8');
    const { code, err } = await ensemble('--out', 'base', '--what-if', 'no-dealer');
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('base holds another ensemble (feb-5-2026, end='),
    ]);
    expect(readFileSync('base/ensemble.json', 'utf8')).toBe(before);
  });

  it('is put together from slices, which cannot be compared before', async () => {
    const first = await json<Told>('ensemble', 'feb-5-2026', ...SHORT, '--out', 'sliced', '--slice', '1/2');
    expect(first.kept).toBe(2);
    const early = await cascade('compare', 'base', 'sliced');
    expect([early.code, early.err]).toEqual([2, expect.stringContaining('sliced holds 2 of 3 runs')]);
    await ensemble('--out', 'sliced', '--slice', '2/2');
    const { runs } = await json<Told>('ensemble', 'feb-5-2026', ...SHORT, '--out', 'sliced');
    const whole = await json<Told>('ensemble', 'feb-5-2026', ...SHORT, '--out', 'base');
    expect(runs).toEqual(whole.runs);
  });

  it('writes down seeds that break, and compares the others', async () => {
    await ensemble('--out', 'cracked', '--what-if', 'no-miner');
    const about = JSON.parse(readFileSync('cracked/ensemble.json', 'utf8'));
    const lines = readFileSync('cracked/members.jsonl', 'utf8').trim().split('\n');
    writeFileSync('cracked/members.jsonl', `${lines.slice(0, 2).join('\n')}\n`);
    const lost = [1, 2, 3].filter(
      (seed) => !lines.slice(0, 2).some((line) => line.includes(`"seed":${seed},`)),
    );
    const early = await cascade('compare', 'base', 'cracked');
    expect(early.err).toContain(
      'cracked holds 2 of 3 runs; run the ensemble again with --seeds 3 --out cracked',
    );
    writeFileSync(
      'cracked/ensemble.json',
      JSON.stringify({ ...about, broken: [{ seed: lost[0], message: 'cash is short of a cent' }] }),
    );
    const { seeds, unpaired } = await json<Paired>('compare', 'base', 'cracked');
    // Base has four seeds by now.
    expect([seeds, unpaired]).toEqual([2, 3]);
    expect((await cascade('compare', 'base', 'cracked')).out).toMatch(
      /Left\s+out:\s+3\s+runs\s+without\s+a\s+pair/,
    );
    // Run again to its end, it is no longer broken.
    await ensemble('--out', 'cracked', '--what-if', 'no-miner');
    expect(JSON.parse(readFileSync('cracked/ensemble.json', 'utf8')).broken).toEqual([]);
  });

  it('refuses the folder of a run, and takes one that is begun with nothing in it yet', async () => {
    const { code, err } = await ensemble('--out', 'alone');
    expect([code, err]).toEqual([2, expect.stringContaining('alone holds a run')]);
    const about = JSON.parse(readFileSync('base/ensemble.json', 'utf8'));
    await ensemble('--out', 'begun', '--slice', '1/3');
    rmSync('begun/members-1-of-3.jsonl');
    writeFileSync('begun/ensemble.json', JSON.stringify({ ...about, whatIfs: ['no-whale'] }));
    expect((await ensemble('--out', 'begun')).code).toBe(0);
    expect(JSON.parse(readFileSync('begun/ensemble.json', 'utf8')).whatIfs).toEqual([]);
  });

  it('fits narrow terminals and says how to compare', async () => {
    for (const columns of [60, 100]) {
      const { out } = await cascadeAt(columns, 'ensemble', 'feb-5-2026', ...SHORT, '--out', 'base');
      expect(widest(out)).toBeLessThanOrEqual(columns);
      expect(out).toContain('cascade compare base');
    }
  });

  it.each([
    [['nowhere'], 'There is no scenario "nowhere"'],
    [['feb-5-2026', '--seeds', '0'], '--seeds'],
    [['feb-5-2026', '--slice', '3/2'], '--slice holds "3/2"'],
    [['feb-5-2026', '--what-if', 'no-deler'], 'no-dealer'],
  ])('refuses %j, and makes no folder', async (words, said) => {
    const { code, err } = await cascade('ensemble', ...words, '--out', 'refused');
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
    expect(existsSync('refused')).toBe(false);
  });
});

describe('cascade compare of ensembles', () => {
  it('tells the mean difference, seed by seed, and who did what', async () => {
    const told = await json<Paired>('compare', 'base', 'no-dealer');
    expect([told.seeds, told.sameLuck]).toEqual([3, true]);
    expect(told.changes.map(({ path }) => path)).toEqual([
      'cast.dealer-crypto.acts',
      'cast.dealer-share.acts',
    ]);
    const [a, b] = await Promise.all(
      [['base'], ['no-dealer', '--what-if', 'no-dealer']].map(([dir, ...more]) =>
        json<Told>('ensemble', 'feb-5-2026', ...SHORT, '--out', dir, ...more),
      ),
    );
    const differences = b.runs.map(
      ({ values }, n) => (values.turnover ?? 0) - (a.runs[n].values.turnover ?? 0),
    );
    const mean = differences.reduce((sum, one) => sum + one, 0) / 3;
    const turnover = told.figures.find(({ id }) => id === 'turnover');
    expect(turnover?.difference).toBeCloseTo(mean, 3);
    expect(turnover?.half).toBeGreaterThan(0);
    expect(told.kinds.find(({ kind }) => kind === 'dealer')).toMatchObject({ b: 0 });
  });

  it('shows both, fits narrow terminals, and names the interval', async () => {
    for (const columns of [60, 80, 100])
      expect(widest((await cascadeAt(columns, 'compare', 'base', 'no-dealer')).out)).toBeLessThanOrEqual(
        columns,
      );
    const { out } = await cascade('compare', 'base', 'no-dealer');
    expect(out).toContain('3 pairs of runs with the same luck each');
    expect(out).toMatch(/^dealer +\S.* 3 of 3 +(yes|open)$/m);
    expect(out).toContain('95 % intervals of the mean difference');
  });

  it('warns of other luck, and refuses a run beside an ensemble, and what cannot be read', async () => {
    const elsewhere = await cascade('compare', 'base', 'calm');
    expect([elsewhere.code, elsewhere.err]).toEqual([2, expect.stringContaining('cover different times')]);
    const about = JSON.parse(readFileSync('no-dealer/ensemble.json', 'utf8'));
    for (const [change, other] of [
      [{ model: '0.0.1' }, 'model'],
      [{ code: 'x' }, 'code of its own'],
      [{ sets: { said: 'sets of mine', digest: 'y' } }, 'choice of parameter sets'],
      [{}, null],
    ] as const) {
      writeFileSync('no-dealer/ensemble.json', JSON.stringify({ ...about, ...change }));
      expect((await json<Paired>('compare', 'base', 'no-dealer')).otherwise).toBe(other);
    }
    const mixed = await cascade('compare', 'base', 'alone');
    expect([mixed.code, mixed.err]).toEqual([
      2,
      expect.stringContaining('base is an ensemble and alone holds none'),
    ]);
    writeFileSync('calm/ensemble.json', '{');
    const cut = await cascade('compare', 'base', 'calm');
    expect([cut.code, cut.err]).toEqual([2, expect.stringContaining('calm/ensemble.json cannot be read')]);
  });
});
