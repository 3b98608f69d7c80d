import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { inEmptyFolder, cascade as real } from './commands-support.ts';
import { cascade, SMALL, VARY } from './search-support.ts';

inEmptyFolder();
beforeAll(() => {
  mkdirSync('folder');
  writeFileSync('file', 'mine');
});

const SEARCHES = [SMALL, `sensitivity feb-5-2026 ${VARY} --seeds 1`];
/** Where nothing can be written, and how the sentence goes on that begins with the flag. */
const REFUSED: readonly [string, string][] = [
  ['folder', '"folder", which names a folder; name a file, such as folder/'],
  ['folder/', '"folder/", which names a folder; name a file, such as folder/'],
  ['new/', '"new/", which names a folder; name a file, such as new/'],
  ['/dev/null', '"/dev/null", which is no file; name a file to write.'],
  ['file/c.json', `file" is a file and no folder; name a file in a folder that can be written.`],
  ['file/deep/c.json', `file" is a file and no folder; name a file in a folder that can be written.`],
];
const ON_LINUX: readonly [string, string][] =
  process.platform === 'linux'
    ? [
        ['/proc/x', 'but nothing can be written in "/proc" ('],
        ['/proc/x/y.xml', 'but nothing can be written in "/proc" ('],
      ]
    : [];
const ALL = [...REFUSED, ...ON_LINUX];

describe('a file to be written in the end', () => {
  it.each(ALL)('is refused before a search simulates anything where it is %s', async (path, sentence) => {
    const before = readdirSync('.', { recursive: true });
    for (const line of SEARCHES) {
      const { code, err, calls } = await cascade(`${line} --out ${path}`);
      expect([code, calls]).toEqual([2, []]);
      expect(err).toMatch(new RegExp(`^cascade: --out holds "${path}"`));
      expect(err).toContain(sentence);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
    expect(readdirSync('.', { recursive: true })).toEqual(before);
  });

  it.each(ALL)('is refused before a validation runs anything where it is %s', async (path, sentence) => {
    const before = readdirSync('.', { recursive: true });
    const { code, err } = await real('validate', 'feb-5-2026', '--seeds', '1', '--junit', path);
    expect(code).toBe(2);
    expect(err).toMatch(new RegExp(`^cascade: --junit holds "${path}"`));
    expect(err).toContain(sentence);
    expect(readdirSync('.', { recursive: true })).toEqual(before);
  });

  it('may be there already, and may stand in folders that are still to be made', async () => {
    writeFileSync('folder/old.json', 'old');
    for (const path of ['folder/old.json', 'folder/new/deep.json'])
      expect((await cascade(`${SEARCHES[1]} --out ${path}`)).code).toBe(0);
    expect(readdirSync('folder', { recursive: true }).sort()).toEqual([
      'new',
      join('new', 'deep.json'),
      'old.json',
    ]);
  });
});

describe('a folder that runs are kept in', () => {
  it.runIf(process.platform === 'linux')('is refused at once where it cannot be made', () => {
    const bin = fileURLToPath(new URL('../../bin/cascade', import.meta.url));
    const words = ['validate', 'calm', '--seeds', '1', '--facts-only', '--out', '/proc/x'];
    // In a process of its own: what hangs can then be ended.
    const { status, stderr } = spawnSync(process.execPath, [bin, ...words], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /^cascade: Runs are to be kept in "\/proc\/x", but nothing can be written in "\/proc" \(\w+\); choose a folder that can be written\.\n$/,
      ),
    });
  });
});
