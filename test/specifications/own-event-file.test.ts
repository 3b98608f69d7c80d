import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { builtIns } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import { cascade, inEmptyFolder, json } from './commands-support.ts';

inEmptyFolder();

const OTHER_WINDOW = 'start: 2025-10-10T00:00Z\nend: 2025-10-11T00:00Z\n';
const write = (file: string, text: string): void => writeFileSync(file, `id: mine\n${text}`);
const list = async (file: string) => (await cascade('list', 'scenarios', file)).err;

describe('a file that extends an event and moves its window', () => {
  it('is told whose news lies outside it, and how to leave that out', async () => {
    write('moved.yaml', `extends: nov-21-2025\n${OTHER_WINDOW}`);
    expect(await list('moved.yaml')).toBe(
      'cascade: outside.shocks.dollar-20nov.profile.0.0 in scenario "moved.yaml" holds "2025-11-20T00:00Z"; it must be ' +
        'before the scenario\'s end, 2025-10-11T00:00Z; write outside: { shocks: [] } to leave out what "nov-21-2025" ' +
        'has there, or give outside.shocks of its own.\n',
    );
  });

  it('is told the same of its history', async () => {
    write('quiet.yaml', `extends: nov-21-2025\n${OTHER_WINDOW}outside: { shocks: [] }\n`);
    const remedy = (none: string, list: string) =>
      `2025-10-11T00:00Z; write ${none} to leave out what "nov-21-2025" has there, or give history.${list} of its own.\n`;
    expect(await list('quiet.yaml')).toContain(remedy('history: null', 'path'));
    write(
      'half.yaml',
      `extends: nov-21-2025\n${OTHER_WINDOW}outside: { shocks: [] }\nhistory: { path: [] }\n`,
    );
    expect(await list('half.yaml')).toContain(remedy('history: { targets: [] }', 'targets'));
  });

  it('has no news and no history but its own once it has said so', async () => {
    write('own.yaml', `extends: nov-21-2025\n${OTHER_WINDOW}outside: { shocks: null }\nhistory: null\n`);
    const { scenarios } = await json<{ scenarios: unknown[] }>('list', 'scenarios', 'own.yaml');
    expect(scenarios).toMatchObject([{ id: 'mine', shocks: 0, targets: 0 }]);
  });

  it('hears nothing of the file it extends where the fault is its own', async () => {
    const flag = '{ id: late, title: Late, time: 2025-12-01T00:00Z, size: 1 }';
    write('fault.yaml', `extends: nov-21-2025\noutside: { flags: [${flag}] }\n`);
    expect(await list('fault.yaml')).toBe(
      'cascade: outside.flags.late.time in scenario "fault.yaml" holds "2025-12-01T00:00Z"; it must be from the ' +
        "scenario's start, 2025-11-20T00:00Z, to before its end, 2025-11-22T00:00Z.\n",
    );
  });

  it('may still be cut short on a command line: rows beyond the end are then not read', async () => {
    const { code, err } = await cascade(
      'run',
      'nov-21-2025',
      '--set',
      'end=2025-11-20T00:01Z',
      '--out',
      'cut',
      '--log',
      'digest',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((await cascade('score', 'cut')).code).toBe(1);
  });
});

describe('a file that extends itself', () => {
  const refusal = (file: string, way: string) =>
    `cascade: "${file}" extends itself${way}; let it extend a built-in scenario, such as feb-5-2026.\n`;

  it('is told so, and by way of which other files', async () => {
    write('self.yaml', 'extends: self.yaml\n');
    expect(await list('self.yaml')).toBe(refusal('self.yaml', ''));
    write('a.yaml', 'extends: b.yaml\n');
    write('b.yaml', `extends: ${process.cwd()}/c.yaml\n`);
    write('c.yaml', 'extends: ./a.yaml\n');
    expect(await list('a.yaml')).toMatch(
      /^cascade: "a\.yaml" extends itself by way of "b\.yaml" and ".*c\.yaml"; let/,
    );
  });

  it('is told where it only leads to others that do', async () => {
    write('outer.yaml', 'extends: self.yaml\n');
    write('self.yaml', 'extends: self.yaml\n');
    expect(await list('outer.yaml')).toBe(refusal('self.yaml', ''));
  });
});

describe('a file that calls itself by the id of a built-in scenario', () => {
  it.each(Object.keys(builtIns))('is refused with a free one as an example: %s', async (id) => {
    for (const text of [`extends: calm\nid: ${id}\n`, `id: ${id}\n`]) {
      writeFileSync('taken.yaml', text);
      expect(await cascade('run', 'taken.yaml')).toEqual({
        code: 2,
        out: '',
        err: `cascade: id in "taken.yaml" holds "${id}", which is a built-in scenario's; it must be another, such as my-${id}.\n`,
      });
    }
  });

  it('may leave the id out, and is then a variant of what it extends', async () => {
    writeFileSync('variant.yaml', 'extends: calm\n');
    const { scenarios } = await json<{ scenarios: unknown[] }>('list', 'scenarios', 'variant.yaml');
    expect(scenarios).toMatchObject([{ id: 'calm' }]);
  });
});

describe('the profile of a shock of one’s own', () => {
  const shockOf = (from: number, to: number) =>
    `extends: calm\noutside: { shocks: [{ id: post, title: A post, driver: equity, totalReturn: -0.02, ` +
    `profile: [[2026-01-27T10:00Z, ${from}], [2026-01-27T11:00Z, 0.5], [2026-01-27T12:00Z, ${to}]] }] }\n`;
  it.each<[number, number, string]>([
    [0, 2, 'profile.2.1 in scenario "shock.yaml" holds 2; it must be 1: all is released by the last knot.'],
    [
      0,
      0.1,
      'profile.2.1 in scenario "shock.yaml" holds 0.1; it must be 1: all is released by the last knot.',
    ],
    [
      0.5,
      1,
      'profile.0.1 in scenario "shock.yaml" holds 0.5; it must be 0: nothing is released at the first knot.',
    ],
  ])('may not go from %d to %d', async (from, to, sentence) => {
    write('shock.yaml', shockOf(from, to));
    expect(await list('shock.yaml')).toBe(`cascade: outside.shocks.post.${sentence}\n`);
  });

  it('may go from 0 to 1, as those of built-in scenarios do', async () => {
    write('shock.yaml', shockOf(0, 1));
    expect(await list('shock.yaml')).toBe('');
    for (const input of Object.values(builtIns)) expect(checkScenario(input)).toHaveProperty('scenario');
  });
});

describe('a file that takes away', () => {
  it.each([
    ['a line that is not there', 'cast: { treasury-mirco: null }', '"treasury-mirco" in cast'],
    ['a field of history that is not there', 'history: { target: null }', '"target" in history'],
    ['a line by its name alone', 'note-deks: null', '"note-deks" in "vain.yaml"'],
    ['a parameter that its kind does not have', 'cast: { whale: { parameters: { coin: null } } }', '"coin"'],
  ])('%s is refused', async (_, text, said) => {
    write('vain.yaml', `extends: feb-5-2026\n${text}\n`);
    const { code, err } = await cascade('list', 'scenarios', 'vain.yaml');
    expect(err).toContain(`There is no field ${said}`);
    expect(err).toContain('which takes away what "feb-5-2026" does not have');
    expect([code, err.trim().split('\n')]).toEqual([2, [expect.anything()]]);
  });

  it('what may be there, though it is not, is fine', async () => {
    write('fine.yaml', 'extends: feb-5-2026\nhistory: { calmDay: null }\ncast: { whale: null }\n');
    expect(await list('fine.yaml')).toBe('');
  });
});

describe('a file from a stranger', () => {
  it.each(['../sets.json', '/etc/passwd', 'a/../../sets.json'])('reads no sets at %s', async (path) => {
    write('stranger.yaml', `extends: feb-5-2026\nparameterSets: ${path}\n`);
    expect(await list('stranger.yaml')).toBe(
      `cascade: parameterSets in "stranger.yaml" holds "${path}"; it must be a file beside it or in a folder there.\n`,
    );
  });

  it('names no sets that would steer a terminal, and any beside it otherwise', async () => {
    write('stranger.yaml', 'extends: feb-5-2026\nparameterSets: "a\\e[31m.json"\n');
    expect(await list('stranger.yaml')).toContain('it must be a file beside it or in a folder there.');
    write('stranger.yaml', 'extends: feb-5-2026\nparameterSets: ..sets.json\n');
    expect(await list('stranger.yaml')).toBe('');
  });

  it.each([
    ['groups that hold themselves', 'cast: &all { mine: *all }'],
    ['lists in lists in lists', `uncertain: ${'['.repeat(40)}${']'.repeat(40)}`],
    ['more of them than can be read', `uncertain: ${'['.repeat(20_000)}`],
  ])('with %s is refused', async (_, text) => {
    write('deep.yaml', `extends: feb-5-2026\n${text}\n`);
    expect(await list('deep.yaml')).toBe(
      'cascade: "deep.yaml" nests groups and lists more than 32 deep; a scenario needs few.\n',
    );
  });
});
