import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVENT, eventAt, REASON } from '../../sim/events.ts';
import { UnusableInputError } from '../../store/errors.ts';
import type { ManifestHead } from '../../store/manifest.ts';
import { createRunFolder, openRunFolder } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import { contents } from './store-batches.ts';
import { batches, bytesOf, failure, filesOf, grownNames, head, record, wholeRun } from './store-runs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cascade-store-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a run folder', () => {
  it('holds manifest, events and keyframes, and gives them back', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    expect(filesOf(dir)).toEqual([
      'events.arrow',
      ...[2, 6, 10, 14, 18].map((tick) => `keyframes/${`${tick}`.padStart(7, '0')}.json`),
      'manifest.json',
    ]);
    verifyFiles(dir);
    const run = openRunFolder(dir);
    expect(run.manifest).toMatchObject({
      ...head(),
      status: 'complete',
      events: 160,
      results: { lowUsd: 60_001 },
    });
    expect([...run.batches()].map(contents)).toEqual(batches.map(contents));
    expect([...run.batches(3)].map(contents)).toEqual(batches.slice(3).map(contents));
    expect(run.keyframe(1)).toEqual({ tick: 6, seq: 48, state: 'state-48', timeline: { cashCents: 48 } });
  });

  it('is the same, byte for byte, wherever and whenever the same run is recorded', () => {
    wholeRun(join(root, 'a'));
    mkdirSync(join(root, 'deeper'));
    wholeRun(join(root, 'deeper', 'b'));
    expect(bytesOf(join(root, 'deeper', 'b'))).toEqual(bytesOf(join(root, 'a')));
  });

  it('has the same digest whatever is kept of the log', () => {
    const levels = ['full', 'decisions', 'digest'] as const;
    for (const level of levels) wholeRun(join(root, level), level);
    const manifests = levels.map((level) => openRunFolder(join(root, level)).manifest);
    expect(new Set(manifests.map(({ digest }) => digest)).size).toBe(1);
    const heads = manifests.map((manifest) => manifest.batches.map((batch) => batch.head));
    expect(heads[1]).toEqual(heads[0]);
    expect(heads[2]).toEqual(heads[0]);
    for (const level of levels) verifyFiles(join(root, level));
  });

  it('leaves quotes, ticks and the latent book out of a log of decisions, and numbers the rest as they happened', () => {
    const dir = join(root, 'a');
    wholeRun(dir, 'decisions');
    const kept = [...openRunFolder(dir).batches()].flatMap((batch) =>
      Array.from(batch.seq, (seq, row) => ({ ...eventAt(batch, row), seq })),
    );
    const out: number[] = [EVENT.TickOpened, EVENT.QuotesReplaced, EVENT.LatentMoved];
    const expected = batches.flatMap((batch) =>
      Array.from(batch.type, (type, row) => ({ type, row, reason: batch.reason[row] }))
        .filter(({ type }) => !out.includes(type))
        .filter(
          ({ type, reason }) =>
            ![EVENT.OrderPlaced, EVENT.OrderCancelled].includes(type) ||
            ![REASON.quote, REASON.latent].includes(reason),
        )
        .map(({ row }) => eventAt(batch, row)),
    );
    expect(kept).toEqual(expected);
    expect(kept.length).toBe(84);
  });

  it('says that a digest keeps no events', () => {
    wholeRun(join(root, 'a'), 'digest');
    expect(filesOf(join(root, 'a'))).not.toContain('events.arrow');
    const error = failure(() => [...openRunFolder(join(root, 'a')).batches()]);
    expect(error).toBeInstanceOf(UnusableInputError);
    expect(error.message).toMatch(/a keeps no events: .* run it again with "--log full"$/);
  });

  it('refuses a folder that holds something, and leaves it alone', () => {
    writeFileSync(join(root, 'thesis.txt'), 'draft');
    const error = failure(() => createRunFolder(root, head(), grownNames));
    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toBe(
      `The folder ${root} already holds 1 file, such as thesis.txt; name another one with --out, or remove it`,
    );
    expect(filesOf(root)).toEqual(['thesis.txt']);
  });

  it('leaves nothing behind when it cannot be made', () => {
    const unwritable: ManifestHead = { ...head(), resolved: { size: 1n } };
    expect(() => createRunFolder(join(root, 'runs', 'a'), unwritable, grownNames)).toThrow(TypeError);
    expect(readdirSync(root)).toEqual([]);
    writeFileSync(join(root, 'file'), '');
    const error = failure(() => createRunFolder(join(root, 'file', 'a'), head(), grownNames));
    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toContain('There is a file where');
  });

  it('says when there is no run', () => {
    for (const dir of [join(root, 'nowhere'), root]) {
      const error = failure(() => openRunFolder(dir));
      expect(error).toMatchObject({ exitCode: 2 });
      expect(error.message).toBe(
        `There is no run in ${dir}: it has no manifest.json; name a folder that "cascade run" wrote`,
      );
    }
  });

  it('refuses a batch that does not continue the log, and an end before the log was flushed', () => {
    const recorder = createRunFolder(join(root, 'a'), head(), grownNames);
    expect(() => recorder.batch(batches[1])).toThrow(
      'begins at event 32 does not continue a log of 0 events',
    );
    recorder.keyframe(1, 8, 'state', {});
    expect(() => recorder.finish()).toThrow('flush the log');
    recorder.abandon();
  });
});

describe('a recorder', () => {
  it('says in one sentence that the disk refuses, and how to go on', () => {
    const dir = join(root, 'a');
    const recorder = createRunFolder(dir, head(), grownNames);
    record(recorder, batches.slice(0, 1));
    rmSync(join(dir, 'keyframes'), { recursive: true });
    const error = failure(() => recorder.keyframe(9, 72, 'state', {}));
    recorder.abandon();
    expect(error).toMatchObject({ exitCode: 2 });
    expect(error.message).toBe(
      `${dir} cannot be written (ENOENT); make room or mend its permissions and go on with "cascade resume ${dir}"`,
    );
  });
});
