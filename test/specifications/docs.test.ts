import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../cli/scenario-source.ts';
import { spaceOf } from '../../cli/vary.ts';
import { eventTypes } from '../../sim/vocabulary.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCS = join(ROOT, 'docs');
const INDEX = 'mechanisms.md';
const textOf = (page: string): string => readFileSync(join(DOCS, page), 'utf8');
/** The numbered list of the index. */
const pages = [...textOf(INDEX).matchAll(/^\d+\. \[[^\]]+\]\(([^)]+)\)$/gm)].map(([, page]) => page);

/** Every line of a page's shell blocks. */
const linesOf = (page: string): string[] =>
  [...textOf(page).matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) => block[1].trim().split('\n'));

/** The runs that pages ask questions of: whole. Others are cut short: that they run is what is asked here. */
const LESSONS = ['npx cascade run feb-5-2026 --out runs/lesson', 'npx cascade run drill --out runs/drill'];
const short = (scenario: string): string[] => [
  '--until',
  scenario === 'drill' ? '2026-02-26T00:10Z' : '2026-02-04T00:10Z',
];
/** A whole run on a busy machine. */
const HOOK_MS = 600_000;
const commands = [...new Set(pages.flatMap(linesOf))].filter((line) => !LESSONS.includes(line));

describe('each page of a mechanism', () => {
  it('is in the list of mechanisms once, and every picture of a page has one', () => {
    expect(pages.length).toBeGreaterThanOrEqual(13);
    expect(new Set(pages).size).toBe(pages.length);
    // Those of whole events are shown elsewhere.
    const drawn = readdirSync(DOCS).filter((name) => /^[^0-9]+\.svg$/.test(name));
    expect(drawn.sort()).toEqual(pages.map((page) => page.replace('.md', '.svg')).sort());
  });

  it.each(pages)('%s has a paragraph, a formula, a picture and commands of cascade alone', (page) => {
    const text = textOf(page);
    const [title, paragraph] = text.split('\n\n');
    expect(title).toMatch(/^# [A-Z]/);
    expect(paragraph.length).toBeGreaterThan(200);
    expect([...text.matchAll(/\$\$ [^$]+ \$\$/g)].length).toBe(1);
    const shown = [...text.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, path]) => path);
    expect(shown).toEqual([page.replace('.md', '.svg')]);
    expect(existsSync(join(DOCS, shown[0]))).toBe(true);
    const lines = linesOf(page);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(/^npx cascade /);
  });

  it.each(pages)('%s names events that there are', (page) => {
    const [, listed = ''] = /In the log: ([\s\S]*?)\. What switching/.exec(textOf(page)) ?? [];
    const named = [...listed.matchAll(/`([A-Z][a-z]+[A-Z]\w+)`/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(eventTypes).toContain(name);
  });
});

describe('a command of a page', () => {
  let folder = '';
  const cascade = (words: readonly string[]) =>
    spawnSync(process.execPath, [join(ROOT, 'bin/cascade'), ...words], { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cascade-docs-'));
    cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true });
    for (const lesson of LESSONS) expect(cascade(lesson.split(' ').slice(2)).status).toBe(0);
  }, HOOK_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(commands)('%s', (command) => {
    const words = command.split(' ').slice(2);
    const { status, stdout, stderr } = cascade(words[0] === 'run' ? [...words, ...short(words[1])] : words);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout.length).toBeGreaterThan(0);
  });
});

describe('a command of the guide to one’s own event', () => {
  const GUIDE = 'your-own-event.md';
  const folder = mkdtempSync(join(tmpdir(), 'cascade-guide-'));
  beforeAll(() => cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // In the order of the page, as a reader types them, into a file where one says so.
  it.each(linesOf(GUIDE))('%s', (line) => {
    const command = line.replace(/^npx cascade /, `"${process.execPath}" "${join(ROOT, 'bin/cascade')}" `);
    const { status, stderr, stdout } = spawnSync(command, { cwd: folder, encoding: 'utf8', shell: true });
    expect(stderr).not.toMatch(/cascade:/);
    // One that misses history says so with its exit code.
    expect(/ (score|validate) /.test(line) ? [0, 1] : [0]).toContain(status);
    if (!line.includes('>')) expect(stdout.length).toBeGreaterThan(0);
  });

  it('begins with a file that is a scenario already', () => {
    const [, text] = /```yaml\n([\s\S]*?)```/.exec(textOf(GUIDE)) ?? [];
    writeFileSync(join(folder, 'mine.yaml'), text);
    const words = [join(ROOT, 'bin/cascade'), 'list', 'scenarios', 'mine.yaml', '--json'];
    const { stdout } = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(stdout).scenarios[0]).toMatchObject({ id: 'mine', targets: 18 });
  });

  it('shows settings that can be called uncertain, of the event that it begins from', async () => {
    const blocks = [...textOf(GUIDE).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(blocks).toHaveLength(2);
    writeFileSync(join(folder, 'uncertain.yaml'), blocks.join(''));
    const { scenario, kinds } = await loadScenario(join(folder, 'uncertain.yaml'));
    const { searched, informed } = spaceOf({ vary: [] }, { scenario, kinds }, () => null);
    expect([searched.length, informed.length]).toEqual([1, 1]);
  });

  it('hides no command in a block that nobody runs', () => {
    expect(textOf(GUIDE)).not.toMatch(/^ {4}(npx )?cascade /m);
  });

  it('has the schema where the page says, and the page has all that it walks through', () => {
    expect(JSON.parse(readFileSync(join(folder, 'cascade.schema.json'), 'utf8')).title).toMatch(/scenario/);
    for (const word of ['run', 'score', 'validate', 'calibrate calm', 'list targets', 'list schema'])
      expect(
        linesOf(GUIDE).some((line) => line.startsWith(`npx cascade ${word} `)),
        word,
      ).toBe(true);
  });
});
