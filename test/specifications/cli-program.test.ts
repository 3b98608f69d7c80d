import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import type { Commands, Loaders } from '../../cli/contract.ts';
import { UsageError } from '../../cli/errors.ts';
import { commandHelp, paths } from '../../cli/help.ts';
import { matchExample } from '../../cli/match-format.ts';
import { main } from '../../cli/program.ts';
import { version } from '../../package.json';

const root = fileURLToPath(new URL('../../', import.meta.url));

type Call = { readonly command: string; readonly args: readonly unknown[] };

/** Runs a command line against commands that only note how they were called. */
async function cascade(argv: readonly string[], answer: () => number = () => 0, color = false) {
  const calls: Call[] = [];
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    interactive: false,
    columns: 100,
    color,
  };
  const noting =
    <K extends keyof Commands>(command: K) =>
    async () =>
      (async (...args: unknown[]) => {
        calls.push({ command, args: args.filter((arg) => arg !== io) });
        return command === 'price' ? { text: 'as text', json: { as: 'json' } } : answer();
      }) as unknown as Commands[K];
  const names = Object.keys(commandHelp) as (keyof Commands)[];
  const loaders = Object.fromEntries(names.map((name) => [name, noting(name)])) as unknown as Loaders;
  const exitCode = await main(argv, io, loaders);
  return { exitCode, out: out.join(''), err: err.join(''), calls };
}

describe('what a command is called with', () => {
  test('run collects repeated what-ifs and settings in order', async () => {
    const { calls, exitCode } = await cascade(
      'run feb-5-2026 --seed 7 --what-if a --what-if b --set x.y=1 --set z=u=v --until 2026-02-05T21:00Z --log digest --out o --json'.split(
        ' ',
      ),
    );
    expect(exitCode).toBe(0);
    expect(calls).toEqual([
      {
        command: 'run',
        args: [
          'feb-5-2026',
          {
            seed: '7',
            whatIf: ['a', 'b'],
            set: ['x.y=1', 'z=u=v'],
            until: '2026-02-05T21:00Z',
            log: 'digest',
            out: 'o',
            json: true,
          },
        ],
      },
    ]);
  });

  test.each<[string, unknown[]]>([
    ['run calm', ['calm', { whatIf: [], set: [], log: 'full', json: false }]],
    ['replay r --at T', ['r', { at: 'T', verify: false, json: false }]],
    ['replay r --verify --json', ['r', { verify: true, json: true }]],
    ['resume r', ['r', { json: false }]],
    ['fork r --at T --what-if a', ['r', { at: 'T', whatIf: ['a'], set: [], json: false }]],
    ['explain r --event 12', ['r', { event: 12, json: false }]],
    ['score r --json', ['r', { json: true }]],
    [
      'score r --klines k.csv --instrument BTC-PERP',
      ['r', { klines: 'k.csv', instrument: 'BTC-PERP', json: false }],
    ],
    ['signals r --at T --json', ['r', { at: 'T', json: true }]],
    ['validate calm', ['calm', { factsOnly: false, whatIf: [], set: [], json: false }]],
    [
      'validate calm --pairs 20 --seeds 20',
      ['calm', { seeds: 20, pairs: 20, factsOnly: false, whatIf: [], set: [], json: false }],
    ],
    ['validate calm --facts-only', ['calm', { factsOnly: true, whatIf: [], set: [], json: false }]],
    [
      'validate calm --seeds 8 --workers 2 --slice 1/4 --junit j.xml --out o --what-if a --json',
      [
        'calm',
        {
          seeds: 8,
          workers: 2,
          slice: '1/4',
          junit: 'j.xml',
          out: 'o',
          whatIf: ['a'],
          set: [],
          factsOnly: false,
          json: true,
        },
      ],
    ],
    ['list what-ifs calm', ['what-ifs', 'calm', { json: false }]],
    ['list events', ['events', undefined, { json: false }]],
    ['match f.jsonl', ['f.jsonl']],
    ['match', [undefined]],
    [
      'price --type put --spot 36.1 --strike 35 --vol .9 --days 30 --rate -0.01',
      [{ type: 'put', spot: 36.1, strike: 35, vol: 0.9, days: 30, rate: -0.01, dividend: 0, json: false }],
    ],
    [
      'price --type put --spot 45 --strike 62.3 --vol .6 --days 36 --barrier 43.6 --barrier-type down-and-in --observation daily',
      [
        {
          type: 'put',
          spot: 45,
          strike: 62.3,
          vol: 0.6,
          days: 36,
          rate: 0,
          dividend: 0,
          barrier: 43.6,
          barrierType: 'down-and-in',
          observation: 'daily',
          json: false,
        },
      ],
    ],
  ])('%s', async (line, args) => {
    const { calls, err } = await cascade(line.split(' '));
    expect(err).toBe('');
    expect(calls.map((call) => call.args)).toEqual([args]);
  });

  test('options of one command line are forgotten by the next', async () => {
    await cascade(['run', 'calm', '--set', 'a=1']);
    const { calls } = await cascade(['run', 'calm']);
    expect(calls[0].args[1]).toMatchObject({ set: [] });
  });

  test('price prints its text, or with --json one JSON object', async () => {
    const line = 'price --type put --spot 1 --strike 1 --vol 1 --days 1'.split(' ');
    expect((await cascade(line)).out).toBe('as text');
    expect((await cascade([...line, '--json'])).out).toBe('{"as":"json"}');
  });
});

describe('exit codes', () => {
  test('what the command answers is the exit code', async () => {
    expect((await cascade(['score', 'r'], () => 1)).exitCode).toBe(1);
  });

  test('an error of the command is reported, not thrown', async () => {
    const { exitCode, err } = await cascade(['score', 'r'], () => {
      throw new UsageError('There is no run "r".');
    });
    expect({ exitCode, err }).toEqual({ exitCode: 2, err: 'cascade: There is no run "r".\n' });
  });
});

describe('bad usage is one sentence and exit code 2', () => {
  test.each([
    ['relpay r', 'There is no command "relpay"; did you mean "replay"?'],
    ['run calm --sed 7', 'There is no option "--sed"; did you mean "--seed" or "--set"?'],
    ['--verzion', 'There is no option "--verzion"; did you mean "--version"?'],
    ['run', '"cascade run" needs <scenario>'],
    ['run calm --seed', 'Option "--seed <S>" of "cascade run" needs a value'],
    ['run calm other', '"cascade run" takes 1 argument, so "other" must go'],
    ['run calm --set leverage', 'Option "--set" needs path=value'],
    ['run calm --log ful', 'There is no log level "ful"; did you mean "full"?'],
    ['fork r', '"cascade fork" needs --at'],
    ['explain r', '"cascade explain" needs --event'],
    [
      'validate calm --seeds 0',
      'Option "--seeds" needs a whole number of at least 1, such as 64, but got "0"',
    ],
    [
      'validate calm --seeds 1000000000',
      'Option "--seeds" needs a whole number of at most 1000000, such as 64, but got "1000000000"',
    ],
    ['validate calm --pairs 9 --facts-only', '"cascade validate" takes only one of --pairs and --facts-only'],
    [
      'calibrate calm --seeds 1000001',
      'Option "--seeds" needs a whole number of at most 1000000, such as 4, but got "1000001"',
    ],
    [
      'sensitivity calm --budget 1000001',
      'Option "--budget" needs a whole number of at most 1000000, such as 200, but got "1000001"',
    ],
    [
      'validate calm --workers 257',
      'Option "--workers" needs a whole number of at most 256, such as 2, but got "257"',
    ],
    ['validate calm --pairs 0', 'Option "--pairs" needs a whole number of at least 1'],
    ['validate calm --workers two', 'Option "--workers" needs a whole number of at least 1'],
    ['explain r --event 1.5', 'Option "--event" needs a whole number of at least 0'],
    ['score r --instrument BTC-PERP', '"cascade score" takes --instrument only with --klines'],
    ['list scenaros', 'There is no list "scenaros"; did you mean "scenarios"?'],
    ['price --spot 36,10', 'Option "--spot" needs a number, such as 36.10, but got "36,10"'],
    ['explain r --event -1', 'Option "--event" needs a whole number of at least 0'],
    ['price --type putt', 'There is no type of option "putt"; did you mean "put"?'],
    ['price --observation dialy', 'There is no observation "dialy"; did you mean "daily"?'],
    [
      'price --barrier-type down-and-inn',
      'There is no type of barrier "down-and-inn"; did you mean "down-and-in"?',
    ],
    ['price --type put --spot 1', '"cascade price" needs --strike, --vol, --days'],
    ['help relpay', 'There is no command "relpay"; did you mean "replay"?'],
  ])('%s', async (line, sentence) => {
    const { exitCode, out, err, calls } = await cascade(line.split(' '));
    expect(exitCode).toBe(2);
    expect(err).toContain(`cascade: ${sentence}`);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
    expect(calls).toEqual([]);
  });
});

const commandsIn = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => /^ {2}cascade /.test(line))
    .map((line) => line.trim().split(' ').slice(1));

describe('help', () => {
  test('nothing, help and --help show the three shortest paths and every command', async () => {
    const { out, exitCode } = await cascade([]);
    expect(exitCode).toBe(0);
    for (const { reader, commands } of paths) {
      expect(out).toContain(reader);
      for (const command of commands) expect(out).toContain(`  ${command}\n`);
    }
    for (const [name, { about }] of Object.entries(commandHelp))
      expect(out).toMatch(new RegExp(`^ {2}${name} +${about}$`, 'm'));
    expect((await cascade(['--help'])).out).toBe(out);
    expect((await cascade(['help'])).out).toBe(out);
  });

  test.each(Object.entries(commandHelp))(
    '%s --help has a sentence and examples that are accepted',
    async (name, help) => {
      const { out, exitCode } = await cascade([name, '--help']);
      expect(exitCode).toBe(0);
      expect(out).toContain(`\n${help.about}\n`);
      expect(help.about).toMatch(/^[A-Z].*\.$/);
      expect(out).toContain('\nExamples:\n');
      const examples = commandsIn(out.slice(out.indexOf('\nExamples:\n')));
      expect(examples.length).toBeGreaterThan(0);
      for (const argv of examples) {
        const { err, calls } = await cascade(argv);
        expect(err).toBe('');
        expect(calls.map((call) => call.command)).toEqual([name]);
      }
      expect((await cascade(['help', name])).out).toBe(out);
    },
  );

  test('the shortest paths are accepted', async () => {
    for (const argv of paths.flatMap(({ commands }) => commandsIn(`  ${commands.join('\n  ')}`)))
      expect((await cascade(argv)).calls).toHaveLength(1);
  });

  test('no line is wider than 100 columns, and only a colour terminal sees escapes', async () => {
    for (const argv of [[], ...Object.keys(commandHelp).map((name) => [name, '--help'])]) {
      const { out } = await cascade(argv);
      for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
      expect(out).not.toContain('\x1b');
      expect((await cascade(argv, () => 0, true)).out).toContain('\x1b[36m');
    }
  });

  test('match --help documents every operation, every event and an example that is JSON', async () => {
    const { out } = await cascade(['match', '--help']);
    for (const word of ['limit', 'market', 'stop', 'cancel', 'replace', 'depth'])
      expect(out).toContain(`{"op":"${word}"`);
    for (const word of ['accepted', 'rejected', 'traded', 'cancelled', 'triggered', 'replaced', 'depth'])
      expect(out).toContain(`{"event":"${word}"`);
    for (const word of [
      'gtc',
      'ioc',
      'fok',
      'postOnly',
      'reduceOnly',
      'cancel-newest',
      'cancel-oldest',
      'decrement',
    ])
      expect(out).toContain(word);
    const shown = out.split('\n').filter((line) => line.startsWith('  {"'));
    for (const line of shown) expect(() => JSON.parse(line)).not.toThrow();
    for (const line of [...matchExample.input, ...matchExample.output]) expect(shown).toContain(`  ${line}`);
  });

  test('--version shows the version of the package', async () => {
    expect(await cascade(['--version'])).toMatchObject({ exitCode: 0, out: `${version}\n` });
  });
});

describe('the bundled command', () => {
  const bundle = (outfile: string) =>
    build({
      entryPoints: ['cli/main.ts'],
      absWorkingDir: root,
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      metafile: true,
      external: ['./commands/*'],
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
    });

  test('starts with the parser and the command line alone, ends quietly when its reader has gone', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cascade-cli-'));
    try {
      const outfile = join(folder, 'cascade.mjs');
      const { metafile } = await bundle(outfile);
      for (const input of Object.keys(metafile.inputs))
        expect(input).toMatch(/^(cli\/[a-z-]+\.ts|package\.json|node_modules\/commander\/.*)$/);

      const child = spawn(process.execPath, [outfile, 'match', '--help'], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child.stdout.destroy();
      const err: string[] = [];
      child.stderr.on('data', (data) => err.push(String(data)));
      const exitCode = await new Promise((resolve) => child.on('close', resolve));
      expect({ exitCode, err }).toEqual({ exitCode: 0, err: [] });

      const wrong = spawn(process.execPath, [outfile, 'relpay'], { stdio: 'ignore' });
      expect(await new Promise((resolve) => wrong.on('close', resolve))).toBe(2);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
