import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { validateCommand } from '../../cli/commands/validate.ts';
import type { ValidateOptions } from '../../cli/contract.ts';
import type { Fact } from '../../reports/stylised/fact.ts';
import { inEmptyFolder, type Told, widest } from './commands-support.ts';

inEmptyFolder();

/** Forty minutes of a calm night: too short for most facts, which are then unknown. */
const SHORT = 'end=2026-01-27T00:40Z';
/** Large orders begin after four hours. */
const FIVE_HOURS = 'end=2026-01-27T05:00Z';
/** As it is built: starting a thread from source takes seconds. */
const THREAD = new URL('../../dist/ensemble-thread.js', import.meta.url);

async function validate(options: Partial<ValidateOptions>, columns = 100): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    ...{ out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) },
    ...{ interactive: false, columns, color: false },
  };
  const all = { seeds: 3, whatIf: [], set: [SHORT], workers: 2, factsOnly: true, json: false, ...options };
  const code = await validateCommand('calm', all, io, { start: () => new Worker(THREAD) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

interface Validated {
  readonly found: number;
  readonly holds: boolean;
  readonly gate: { facts: { met: number; of: number }; control: { count: number; of: number } };
  readonly facts: readonly Fact[];
  readonly impact: { readonly pairs: number } | null;
  readonly ticks: { readonly minuteTicks: number[]; readonly tenSecondTicks: number[] } | null;
  readonly runs: readonly { readonly seed: number; readonly digest: string }[];
}

const asJson = async (options: Partial<ValidateOptions>): Promise<Validated> =>
  JSON.parse((await validate({ ...options, json: true })).out);
const steady = (told: Validated) => ({ ...told, run: '', wallSeconds: 0, found: 0 });

describe('cascade validate of a calm scenario', () => {
  it('says of each fact value, error, band, verdict and what was measured, and asks the control', async () => {
    const { code, out, err } = await validate({ out: 'text' });
    expect(code).toBe(1);
    expect(err).toBe('3 runs on 2 threads, kept in text');
    expect(out).toMatch(/^calm · end=2026-01-27T00:40Z · 3 seeds · no experiments · model \d/);
    expect(out).toMatch(/^autocorrelation of returns, 6-60 min +\d\.\d+ +± \d\.\d+ +0\.05 or less +missed/m);
    expect(out).toMatch(/^autocorrelation of \|returns\|, 100 min +– +0\.05 or more +unknown/m);
    expect(out).toMatch(/^hump of the mean book over its ends +\d+\.\d+ +± /m);
    expect(out).toContain('✗ autocorrelation of |returns|, 100 min: no run is longer than 109 minutes (Cont');
    expect(out).toMatch(/✗ facts: \d of 11 stylised facts in their bands; all must be/);
    expect(out).toContain(
      '✓ control: 0 of 3 seeds fell over 8 %, 0.0 % (95 %: 0.0 % to 56.1 %); under 2 % may',
    );
    expect(out).toMatch(/\n\nnot as real markets over 3 seeds$/);
  });

  it.each([60, 80, 100])('fits a terminal of %i columns', async (columns) => {
    const { out } = await validate({ out: 'text' }, columns);
    expect(widest(out), out).toBeLessThanOrEqual(columns);
  });

  it('says the same of runs just made by one thread, by three, and of runs found again after a kill', async () => {
    const alone = await asJson({ out: 'alone', workers: 1 });
    const together = await asJson({ out: 'together', workers: 3 });
    expect(steady(together)).toEqual(steady(alone));
    const file = 'alone/members.jsonl';
    truncateSync(file, readFileSync(file).length - 100);
    const again = await asJson({ out: 'alone' });
    expect(again.found).toBe(2);
    expect(steady(again)).toEqual(steady(alone));
  });

  it('writes a test report: a case a fact, and the gate', async () => {
    await validate({ out: 'text', junit: 'reports/facts.xml' });
    const xml = readFileSync('reports/facts.xml', 'utf8');
    expect(xml).toContain('<testsuites name="cascade validate calm" tests="14"');
    expect(xml).toMatch(
      /classname="calm\.facts" name="autocorrelation of \|returns\|, 100 min" time="0">\n +<failure message="autocorrelation of \|returns\|, 100 min: unknown, real markets have 0\.05 or more \(Cont 2001\); no run/,
    );
    expect(xml).toMatch(/classname="calm\.gate" name="control" time="0">\n +<system-out>control: 0 of 3/);
  });

  it('runs a slice of the seeds, and puts slices together without running anything', async () => {
    const first = await validate({ out: 'sliced', slice: '1/2' });
    expect(first.code).toBe(0);
    expect(first.out).toMatch(/^Slice 1 of 2 is done and kept in sliced\.\n/);
    await validate({ out: 'sliced', slice: '2/2' });
    expect(readdirSync('sliced').sort()).toEqual(['members-1-of-2.jsonl', 'members-2-of-2.jsonl']);
    const told = await asJson({ out: 'sliced' });
    expect(told.found).toBe(3);
    expect(steady(told)).toEqual(steady(await asJson({ out: 'text' })));
  });
});

describe('experiments on a calm scenario', () => {
  const options = { seeds: 2, pairs: 1, set: [FIVE_HOURS], factsOnly: false };

  it('measure impact and clocks beside the facts, the same whoever runs them, and keep what was run', async () => {
    const { err, out } = await validate({ ...options, out: 'orders', json: true });
    expect(err.split('\n')).toEqual([
      '4 runs on 2 threads, kept in orders',
      '1 run on 1 thread, kept in orders',
      '8 orders on 2 threads, kept in orders',
    ]);
    const told: Validated = JSON.parse(out);
    expect(told.facts.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['tail-1m', 'impact-exponent', 'impact-symmetric', 'tick-invariance']),
    );
    expect(told.impact?.pairs).toBe(1);
    expect(told.ticks?.minuteTicks.length).toBe(2);
    expect(told.ticks?.tenSecondTicks).not.toEqual(told.ticks?.minuteTicks);
    expect(told.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    // Another pair runs its own nine alone, one thread or two.
    const more = await validate({ ...options, pairs: 2, workers: 1, out: 'orders', json: true });
    expect(more.err.split('\n').slice(-2)).toEqual([
      '1 run on 1 thread, kept in orders, 1 there already',
      '8 orders on 1 thread, kept in orders, 8 there already',
    ]);
    const again = await validate({ ...options, out: 'orders', json: true });
    expect(again.err).toBe('');
    expect(steady(JSON.parse(again.out))).toEqual(steady(told));
  });
});
