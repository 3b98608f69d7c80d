import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DirectKeeper, type KeepingPlan } from '../../store/batch-keeper.ts';
import { GENESIS } from '../../store/digest.ts';
import { systemCode } from '../../store/errors.ts';
import type { BatchEntry } from '../../store/manifest.ts';
import { ThreadedKeeper } from '../../store/threaded-keeper.ts';
import { names } from './store-batches.ts';
import { counter } from './store-counter.ts';
import { batches, CAPACITY, failure } from './store-runs.ts';

let root = '';
let code: URL;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'cascade-thread-'));
  const outfile = join(root, 'keeping-thread.mjs');
  const contents = `
    import { workerData } from 'node:worker_threads';
    import { serve } from './store/keeping-thread.ts';
    import { counter } from './test/invariants/store-counter.ts';
    serve(workerData, counter());`;
  const stdin = { contents, resolveDir: process.cwd(), loader: 'ts' as const };
  // The bundle lies outside the project, so what it does not bundle must be named in full.
  const codec = createRequire(import.meta.url).resolve('@foxglove/wasm-zstd');
  const outside = { alias: { '@foxglove/wasm-zstd': codec }, external: [codec] };
  await build({
    stdin,
    outfile,
    ...outside,
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
  });
  code = pathToFileURL(outfile);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const planFor = (path: string, logLevel: KeepingPlan['logLevel']): KeepingPlan => ({
  head: GENESIS,
  logLevel,
  file: logLevel === 'digest' ? null : { path, startSeconds: 1_770_249_600, secondsPerTick: 60 },
});

/** All entries, whenever the keeper gives them. */
function entriesOf(keeper: DirectKeeper | ThreadedKeeper): { entries: BatchEntry[]; results: unknown } {
  const entries: (BatchEntry | null)[] = [];
  for (const batch of batches) entries.push(keeper.settle(), keeper.take(batch));
  entries.push(keeper.settle());
  const results = keeper.results();
  keeper.close();
  return { entries: entries.filter((entry) => entry !== null), results };
}

describe('a log kept on a thread of its own', () => {
  it.each(['full', 'decisions', 'digest'] as const)(
    'has the entries and the bytes of one kept at once (%s)',
    (logLevel) => {
      const [here, there] = [join(root, `${logLevel}-here`), join(root, `${logLevel}-there`)];
      const direct = entriesOf(new DirectKeeper(planFor(here, logLevel), () => names, counter()));
      const threaded = entriesOf(new ThreadedKeeper(planFor(there, logLevel), () => names, code));
      expect(threaded.entries).toHaveLength(batches.length);
      expect(direct.results).toMatchObject({ events: batches.length * CAPACITY });
      expect(threaded).toEqual(direct);
      if (logLevel !== 'digest') expect(readFileSync(there)).toEqual(readFileSync(here));
    },
  );

  it('is handed a copy: the batch may be reused at once', () => {
    const [here, there] = [join(root, 'reuse-here'), join(root, 'reuse-there')];
    const direct = new DirectKeeper(planFor(here, 'full'), () => names).take(batches[0]);
    const keeper = new ThreadedKeeper(planFor(there, 'full'), () => names, code);
    const batch = structuredClone(batches[0]);
    keeper.take(batch);
    batch.price.fill(-7);
    batch.details.length = 0;
    expect(keeper.settle()).toEqual(direct);
    keeper.release();
  });

  it('gathers also what lies before the batch it goes on with', () => {
    const path = join(root, 'goes-on');
    const first = new DirectKeeper(planFor(path, 'full'), () => names, counter());
    for (const batch of batches.slice(0, 2)) first.take(batch);
    const before = first.results();
    first.release();
    const plan = planFor(path, 'full');
    const file = plan.file && { ...plan.file, append: { accounts: 5, instruments: 3 } };
    const keeper = new ThreadedKeeper({ ...plan, file }, () => names, code);
    expect(keeper.results()).toEqual(before);
    for (const batch of batches.slice(2)) {
      keeper.take(batch);
      keeper.settle();
    }
    expect(keeper.results()).toMatchObject({ events: batches.length * CAPACITY });
    keeper.release();
  });

  it('learns new names between batches', () => {
    const keeper = new ThreadedKeeper(
      planFor(join(root, 'named'), 'full'),
      () => ({ ...names, accounts: names.accounts.slice(0, named) }),
      code,
    );
    let named = 4;
    keeper.take(batches[0]);
    expect(keeper.settle()?.accounts).toBe(4);
    named = 5;
    keeper.take(batches[1]);
    expect(keeper.settle()?.accounts).toBe(5);
    keeper.release();
  });

  it('passes on what the system answers', () => {
    const keeper = new ThreadedKeeper(planFor(join(root, 'missing', 'file'), 'full'), () => names, code);
    keeper.take(batches[0]);
    expect(systemCode(failure(() => keeper.settle()))).toBe('ENOENT');
  });

  it('takes one batch at a time', () => {
    const keeper = new ThreadedKeeper(planFor(join(root, 'two'), 'full'), () => names, code);
    keeper.take(batches[0]);
    expect(() => keeper.take(batches[1])).toThrow('settle the batch before');
    keeper.release();
  });
});
