import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** Every line of the README's shell blocks. */
const lines = [...README.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => block[1].trim().split('\n'));
const commands = lines.filter((line) => line.startsWith('npx cascade '));

describe('the README', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cascade-readme-'));
    cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('shows nothing but the two npm commands and commands of cascade', () => {
    expect(commands.length).toBeGreaterThan(8);
    const others = lines.filter((line) => !line.startsWith('npx cascade '));
    expect(others).toEqual(['npm ci && npm start', 'npm ci && npm test']);
  });

  it.each(commands)('%s', (command) => {
    const words = command.split(' ').slice(2);
    const run = spawnSync(process.execPath, [join(ROOT, 'bin/cascade'), ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run.stderr).not.toMatch(/cascade:/);
    // What misses a target says so with its exit code.
    expect(run.status === 0 || (['score', 'validate'].includes(words[0]) && run.status === 1)).toBe(true);
    expect(run.stdout.length).toBeGreaterThan(0);
  });

  it("runs a scenario of one's own from a YAML file, through the bundle", () => {
    writeFileSync(join(folder, 'mine.yaml'), 'extends: calm\nid: mine\nopening: { spotUsd: 60000 }\n');
    const words = ['run', 'mine.yaml', '--until', '2026-01-27T00:02Z', '--out', 'runs/mine', '--json'];
    const run = spawnSync(process.execPath, [join(ROOT, 'bin/cascade'), ...words], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toMatchObject({ scenario: 'mine', ticks: 2 });
  });

  it('shows pictures that exist', () => {
    for (const [, path] of README.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
      expect(existsSync(join(ROOT, path))).toBe(true);
  });
});
