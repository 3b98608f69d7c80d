import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeManifest } from '../../store/manifest.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { cascade, cascadeAt, inEmptyFolder, json, widest } from './commands-support.ts';

const UNTIL = ['--until', '2026-02-04T01:30Z'];
const FORKED = '2026-02-04T01:00Z';
/** As they are by default, but that nobody has 50 times. */
const LEVERED = JSON.stringify(
  [
    [1.2, 0.84, 200_000],
    [2, 0.07, 150_000],
    [3, 0.04, 100_000],
    [5, 0.022, 80_000],
    [10, 0.014, 60_000],
    [20, 0.014, 40_000],
  ].map(([leverage, weight, traderNotionalUsd]) => ({ leverage, weight, traderNotionalUsd })),
);

interface Told {
  readonly seq: number;
  readonly time: string;
  readonly sentence: string;
}

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
  readonly otherwise: string | null;
  readonly changedSince: { readonly a: string; readonly b: string } | null;
  readonly parting: { readonly at: string; readonly a: Told | null; readonly b: Told | null };
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
  await run('--out', 'decisions', '--log', 'decisions');
  await run('--out', 'other-decisions', '--log', 'decisions', '--what-if', 'no-dealer');
  await run('--out', 'five-minutes', '--set', 'tick=300s');
  await run('--out', 'no-dealer', '--what-if', 'no-dealer');
  await run('--out', 'levered', '--set', `leveraged-trader.leverages=${LEVERED}`);
  await cascade('fork', 'base', '--at', FORKED, '--what-if', 'no-arbitrageur', '--out', 'fork');
  await cascade(
    'fork',
    'base',
    '--at',
    '2026-02-04T00:30Z',
    '--what-if',
    'no-arbitrageur',
    '--out',
    'early fork',
  );
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
    const { a, b } = parting;
    if (!a || !b) throw new Error('they part at no event');
    expect(a.seq).toBe(b.seq);
    expect(a.time >= FORKED).toBe(true);
    expect(a.sentence).not.toBe(b.sentence);
    // Up to there the two logs are one.
    const [before, after] = ['base', 'fork'].map((dir) => {
      const rows: string[] = [];
      for (const batch of openRunFolder(dir).batches())
        for (let row = 0; row < batch.length && batch.seq[row] <= a.seq; row++)
          rows.push(`${batch.type[row]} ${batch.actor[row]} ${batch.price[row]} ${batch.quantity[row]}`);
      return rows;
    });
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    expect(after.at(-1)).not.toBe(before.at(-1));
  });

  it('passes over what was told at the opening, and says what each did first', async () => {
    const { out } = await cascade('compare', 'base', 'no-dealer');
    expect(out).toContain('cast.dealer-crypto.acts: true → false');
    expect(out).toMatch(/They part here:\n {2}A {2}4 Feb 00:\d\d {2}dealer-\S+ /);
    expect(out).toContain('Everybody has the same luck in both');
    expect(out).toMatch(/cascade explain base --event \d+ +why A did that/);
    expect(out).toMatch(/cascade explain no-dealer --event \d+ +why B did that/);
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
    expect([from, to]).toEqual(['2026-02-04T00:00Z', '2026-02-04T01:30Z']);
    for (const { kind, netUsd } of results('no-dealer').kinds)
      expect(kinds.find((one) => one.kind === kind)?.b).toBe(netUsd);
  });

  it('warns that other seeds have other luck', async () => {
    expect((await json<Compared>('compare', 'base', 'other-luck')).sameLuck).toBe(false);
    const { out } = await cascade('compare', 'base', 'other-luck');
    expect(out).toContain('Luck is another in each, as the seed is');
    expect(out).not.toContain('cascade explain');
  });

  it('promises the same luck neither on other ticks nor of another model', async () => {
    expect((await json<Compared>('compare', 'base', 'five-minutes')).otherwise).toBe('clock');
    const { seal: _, ...manifest } = openRunFolder('digest').manifest;
    await cascade('run', 'feb-5-2026', ...UNTIL, '--log', 'digest', '--out', 'other-model');
    writeManifest('other-model', { ...manifest, model: '0.0.1' });
    expect((await json<Compared>('compare', 'base', 'other-model')).otherwise).toBe('model');
    expect((await cascade('compare', 'base', 'other-model')).out).toContain('models');
  });

  it('says since when each has had what both end with, where forks changed it at other times', async () => {
    const { changes, changedSince, parting } = await json<Compared>('compare', 'fork', 'early fork');
    expect(changes).toEqual([]);
    expect(changedSince).toEqual({ a: FORKED, b: '2026-02-04T00:30Z' });
    expect(parting.at).toBe('event');
    const { out } = await cascade('compare', 'fork', 'early fork');
    expect(out).toContain('A has had it since 4 Feb 01:00, B since 4 Feb 00:30');
    // A folder whose name a shell would take apart.
    expect(out).toContain("cascade explain 'early fork' --event");
  });

  it('lays logs of decisions side by side by what each keeps, neither having ended', async () => {
    const { parting } = await json<Compared>('compare', 'decisions', 'other-decisions');
    expect(parting.a?.sentence).toMatch(/^dealer-/);
    expect(parting.b?.sentence).toBeTruthy();
    expect((await json<Compared>('compare', 'base', 'decisions')).parting).toEqual({ at: 'nowhere' });
    expect((await json<Compared>('compare', 'no-dealer', 'decisions')).parting).toEqual({ at: 'unknown' });
  });

  it('shows of long values where they begin to differ', async () => {
    for (const columns of [60, 100]) {
      const { out } = await cascadeAt(columns, 'compare', 'base', 'levered');
      const said = out.replaceAll(/\n +/g, ' ');
      expect(said).toMatch(/cast\.leveraged-traders\.parameters\.leverages: …\S*0\.009\S* → …\S*0\.014/);
    }
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
    expect(to).toBe('2026-02-04T01:00Z');
    expect(figures.some(({ id }) => id === 'turnover')).toBe(false);
    expect(kinds).toEqual([]);
    expect(parting).toMatchObject({ at: 'event', a: { time: '2026-02-04T01:00Z' }, b: null });
    const { out } = await cascade('compare', 'base', 'shorter');
    expect(out).toContain('B  had ended');
    expect(out).toContain('which both cover; totals are of longer times, and left out');
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

  it('refuses a run that has not come to its end, and one that was altered', async () => {
    await cascade('run', 'feb-5-2026', '--until', '2026-02-04T00:10Z', '--log', 'digest', '--out', 'going');
    const { seal: _, results: __, ...manifest } = openRunFolder('going').manifest;
    writeManifest('going', { ...manifest, status: 'running' });
    const { code, err } = await cascade('compare', 'base', 'going');
    expect([code, err]).toEqual([2, expect.stringContaining('going has not come to its end')]);
    await cascade('run', 'feb-5-2026', '--until', '2026-02-04T00:10Z', '--out', 'broken');
    const bytes = readFileSync('broken/events.arrow');
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync('broken/events.arrow', bytes);
    expect((await cascade('compare', 'base', 'broken')).code).toBe(3);
  });
});
