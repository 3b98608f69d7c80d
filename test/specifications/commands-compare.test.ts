import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { openRunFolder } from '../../store/run-folder.ts';
import { cascade, cascadeAt, inEmptyFolder, json, widest } from './commands-support.ts';

const UNTIL = ['--until', '2026-02-04T01:30Z'];
const FORKED = '2026-02-04T01:00Z';

interface Compared {
  readonly runs: readonly {
    readonly run: string;
    readonly seed: string;
    readonly whatIfs: readonly string[];
  }[];
  readonly from: string;
  readonly to: string;
  readonly sameLuck: boolean;
  readonly changes: readonly { readonly path: string; readonly a: unknown; readonly b: unknown }[];
  readonly parting: {
    readonly at: string;
    readonly seq: number;
    readonly time: string;
    readonly b: string | null;
  };
  readonly figures: readonly { readonly id: string; readonly a: number; readonly difference: number }[];
  readonly kinds: readonly { readonly kind: string; readonly b: number }[];
}

inEmptyFolder();
beforeAll(async () => {
  const run = (...words: string[]) => cascade('run', 'feb-5-2026', ...UNTIL, ...words);
  await run('--out', 'base');
  await run('--out', 'again');
  await run('--out', 'other-luck', '--seed', '2');
  await run('--out', 'digest', '--log', 'digest');
  await run('--out', 'no-dealer', '--what-if', 'no-dealer', '--set', 'maker.count=1');
  await cascade('fork', 'base', '--at', FORKED, '--what-if', 'no-arbitrageur', '--out', 'fork');
  await cascade('run', 'calm', '--until', '2026-01-27T00:10Z', '--out', 'calm');
  await cascade('run', 'feb-5-2026', '--until', '2026-02-04T01:00Z', '--out', 'shorter');
}, 120_000);

describe('cascade compare', () => {
  it('says of a run and its double that nothing was changed and nothing differs', async () => {
    const { code, out } = await cascade('compare', 'base', 'again');
    expect(code).toBe(0);
    expect(out).toContain('Nothing was changed: both have the same scenario.');
    expect(out).toContain('Their logs are the same throughout.');
    expect(out).not.toContain('difference');
  });

  it('finds that a fork parts from its parent after it was forked, and what was changed there', async () => {
    const { changes, parting, sameLuck, runs } = await json<Compared>('compare', 'base', 'fork');
    expect(sameLuck).toBe(true);
    expect(runs.map(({ whatIfs }) => whatIfs)).toEqual([[], ['no-arbitrageur']]);
    expect(changes).toEqual([{ path: 'cast.arbitrageur.acts', a: true, b: false }]);
    expect(parting.at).toBe('event');
    expect(parting.time >= FORKED).toBe(true);
    // Up to there the two logs are one.
    const [before, after] = ['base', 'fork'].map((dir) => {
      const rows: string[] = [];
      for (const batch of openRunFolder(dir).batches())
        for (let row = 0; row < batch.length && batch.seq[row] <= parting.seq; row++)
          rows.push(`${batch.type[row]} ${batch.actor[row]} ${batch.price[row]} ${batch.quantity[row]}`);
      return rows;
    });
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    expect(after.at(-1)).not.toBe(before.at(-1));
  });

  it('passes over what was told at the opening, and says what each did first', async () => {
    const { out } = await cascade('compare', 'base', 'no-dealer');
    expect(out).toMatch(/cast\.dealer-crypto\.acts +true +false/);
    expect(out).toMatch(/They part at 4 Feb 00:\d\d, event [\d,]+:\n {2}A {2}\S+/);
    expect(out).toContain('Everybody has the same luck in both');
    expect(out).toContain('cascade explain no-dealer --event');
    expect(out).toContain('cascade validate feb-5-2026 --what-if no-dealer --seeds 8');
  });

  it('tells figures of both and their difference, as the manifests have them', async () => {
    const { figures, kinds, from, to } = await json<Compared>('compare', 'base', 'no-dealer');
    const results = (dir: string) =>
      JSON.parse(readFileSync(`${dir}/manifest.json`, 'utf8')).results as {
        readonly path: readonly number[];
        readonly kinds: readonly { readonly kind: string; readonly netUsd: number }[];
      };
    const end = figures.find(({ id }) => id === 'end');
    const [a, b] = ['base', 'no-dealer'].map((dir) => results(dir).path.at(-1) ?? 0);
    expect(end).toMatchObject({ a, difference: b - a });
    expect([from, to]).toEqual(['2026-02-04T00:00Z', '2026-02-04T01:29Z']);
    for (const { kind, netUsd } of results('no-dealer').kinds)
      expect(kinds.find((one) => one.kind === kind)?.b).toBe(netUsd);
  });

  it('warns that other seeds have other luck', async () => {
    expect((await json<Compared>('compare', 'base', 'other-luck')).sameLuck).toBe(false);
    const { out } = await cascade('compare', 'base', 'other-luck');
    expect(out).toContain('Luck is another in each, so what differs need not come from what was changed.');
    expect(out).not.toContain('cascade validate');
  });

  it('compares a run whose log was not kept, but for where it parts', async () => {
    const { code, out } = await cascade('compare', 'no-dealer', 'digest');
    expect(code).toBe(0);
    expect(out).toContain('Where they part cannot be told');
    expect(out).toContain('spot index at the end');
    // The same digest is the same log, kept or not.
    expect((await json<Compared>('compare', 'base', 'digest')).parting).toEqual({ at: 'nowhere' });
  });

  it('compares runs of different length over what both cover, without totals', async () => {
    const { parting, figures, kinds, to } = await json<Compared>('compare', 'base', 'shorter');
    expect(to).toBe('2026-02-04T00:59Z');
    expect(figures.some(({ id }) => id === 'turnover')).toBe(false);
    expect(kinds).toEqual([]);
    expect(parting).toMatchObject({ at: 'event', time: '2026-02-04T01:00Z', b: null });
  });

  it('fits narrow terminals', async () => {
    for (const columns of [60, 80, 100])
      expect(widest((await cascadeAt(columns, 'compare', 'base', 'fork')).out)).toBeLessThanOrEqual(columns);
  });

  it.each([
    [['base', 'nowhere'], 2, 'There is no run in nowhere'],
    [['base', 'calm'], 2, 'base and calm cover no common time'],
    [['base'], 2, 'other'],
  ])('refuses %j', async (dirs, expected, said) => {
    const { code, err, out } = await cascade('compare', ...dirs);
    expect([code, out]).toEqual([expected, '']);
    expect(err).toContain(said);
    expect(err.split('\n').length).toBeLessThanOrEqual(3);
  });

  it('refuses a run that was interrupted, and one that was altered', async () => {
    await cascade('run', 'feb-5-2026', '--until', '2026-02-04T00:10Z', '--out', 'broken');
    const bytes = readFileSync('broken/events.arrow');
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync('broken/events.arrow', bytes);
    expect((await cascade('compare', 'base', 'broken')).code).toBe(3);
  });
});
