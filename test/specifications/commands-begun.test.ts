import { rmSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeManifest } from '../../store/manifest.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { cascade, inEmptyFolder } from './commands-support.ts';

inEmptyFolder();
const UNTIL = ['--until', '2026-02-04T00:05Z'];

/** What a run leaves that is killed before its first batch: a manifest, and perhaps no file of events yet. */
beforeAll(async () => {
  for (const dir of ['begun', 'whole']) await cascade('run', 'feb-5-2026', ...UNTIL, '--out', dir);
  const { seal: _, results: __, ...manifest } = openRunFolder('begun').manifest;
  writeManifest('begun', { ...manifest, status: 'running', events: 0, batches: [], keyframes: [] });
  rmSync('begun/events.arrow');
});

describe('a run that was killed before its first batch', () => {
  it.each([
    ['score', 'begun'],
    ['signals', 'begun'],
    ['replay', 'begun'],
    ['replay', 'begun', '--verify'],
    ['explain', 'begun', '--event', '1'],
    ['compare', 'whole', 'begun'],
  ])('%s says that it can be resumed: it is no damage', async (...words) => {
    const { code, out, err } = await cascade(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/begun .*"cascade resume begun"/);
  });

  it('is finished by resume, as if nothing had been', async () => {
    expect((await cascade('resume', 'begun')).code).toBe(0);
    expect(openRunFolder('begun').manifest.digest).toBe(openRunFolder('whole').manifest.digest);
  });
});
