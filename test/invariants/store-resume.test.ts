import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManifest } from '../../store/manifest.ts';
import { createRunFolder, openRunFolder, reopenForAppend } from '../../store/run-folder.ts';
import { countWholeBatches, verifyFiles } from '../../store/verify.ts';
import { contents } from './store-batches.ts';
import { batches, bytesOf, grownNames, head, record, wholeRun } from './store-runs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cascade-store-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a killed run', () => {
  it('has a manifest that describes what is whole on disk', () => {
    const dir = join(root, 'a');
    const recorder = createRunFolder(dir, head(), grownNames);
    record(recorder, batches.slice(0, 2));
    recorder.keyframe(14, 112, 'state-112', {});
    recorder.batch(batches[2]);
    recorder.abandon();
    appendFileSync(join(dir, 'events.arrow'), readFileSync(join(dir, 'events.arrow')).subarray(2000, 3000));
    verifyFiles(dir);
    const run = openRunFolder(dir);
    expect(run.manifest).toMatchObject({ status: 'running', events: 96 });
    expect(run.manifest.keyframes.map(({ tick }) => tick)).toEqual([2, 6]);
    expect([...run.batches()].map(contents)).toEqual(batches.slice(0, 3).map(contents));
  });

  it('resumes to the same bytes as a run that was never interrupted', () => {
    for (const level of ['full', 'decisions', 'digest'] as const) {
      const whole = join(root, `whole-${level}`);
      wholeRun(whole, level);
      for (const [done, keep] of [
        [0, 0],
        [3, 0],
        [3, 1],
        [3, 3],
        [5, 2],
        [5, 5],
      ]) {
        const dir = join(root, `${level}-${done}-${keep}`);
        const recorder = createRunFolder(dir, head(level), grownNames);
        record(recorder, batches.slice(0, done));
        recorder.keyframe(99, 5000, 'never reached', {});
        recorder.abandon();
        if (level !== 'digest') appendFileSync(join(dir, 'events.arrow'), 'half a batch');
        const resumed = reopenForAppend(dir, grownNames, keep);
        record(resumed, batches.slice(keep));
        resumed.finish({ lowUsd: 60_001 });
        expect(bytesOf(dir), `${level}: ${done} done, ${keep} kept`).toEqual(bytesOf(whole));
      }
    }
  });

  it('resumes from a keyframe in the middle of the batch that is written again', () => {
    const whole = join(root, 'whole');
    wholeRun(whole);
    const dir = join(root, 'a');
    const recorder = createRunFolder(dir, head(), grownNames);
    record(recorder, batches.slice(0, 4));
    recorder.abandon();
    const resumed = reopenForAppend(dir, grownNames, 2, 80);
    expect(readManifest(dir)).toMatchObject({ status: 'running', events: 64 });
    expect(readManifest(dir).keyframes.map(({ seq }) => seq)).toEqual([16, 48]);
    record(resumed, batches.slice(2), 80);
    resumed.finish({ lowUsd: 60_001 });
    expect(bytesOf(dir)).toEqual(bytesOf(whole));
  });

  it('can be mended from damage in its later batches', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    const expected = bytesOf(dir);
    truncateSync(join(dir, 'events.arrow'), readManifest(dir).batches[3].byteOffset + 77);
    rmSync(join(dir, 'keyframes', '0000014.json'));
    const keep = countWholeBatches(dir, readManifest(dir));
    expect(keep).toBe(3);
    const resumed = reopenForAppend(dir, grownNames, keep);
    expect(existsSync(join(dir, 'keyframes', '0000018.json'))).toBe(false);
    record(resumed, batches.slice(keep));
    resumed.finish({ lowUsd: 60_001 });
    expect(bytesOf(dir)).toEqual(expected);
  });

  it('knows a keyframe it meets again, and refuses one that goes back in time', () => {
    const recorder = createRunFolder(join(root, 'a'), head(), grownNames);
    recorder.keyframe(2, 16, 'state-16', {});
    recorder.keyframe(2, 16, 'state-16', {});
    expect(() => recorder.keyframe(2, 17, 'state-17', {})).toThrow('cannot follow the one of tick 2');
    recorder.batch(batches[0]);
    expect(recorder.finish().keyframes.length).toBe(1);
  });
});
