import { beforeAll, describe, expect, it } from 'vitest';
import { folded, hangingTable, sideBySide, wrap } from '../../cli/wrap.ts';
import { readManifest } from '../../store/manifest.ts';
import { cascade, cascadeAt, inEmptyFolder, json, widest } from './commands-support.ts';

inEmptyFolder();

const WIDTHS = [60, 80, 100];
const CHANGES = ['--what-if', 'no-noise', '--what-if', 'no-dealer'];

describe.each(WIDTHS)('in a terminal of %i columns', (columns) => {
  const dir = `runs/at-${columns}-columns`;
  let ran = { code: -1, out: '', err: '' };
  beforeAll(async () => {
    const until = ['--until', '2026-02-04T03:40Z'];
    ran = await cascadeAt(columns, 'run', 'feb-5-2026', ...until, ...CHANGES, '--out', dir);
  });

  it('every line of run fits', () => {
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('Liquidations: ');
    expect(widest(ran.out), ran.out).toBeLessThanOrEqual(columns);
  });

  it('run cuts no figure, no digest, no folder and no command short', () => {
    const { digest } = readManifest(dir);
    for (const said of [`digest ${digest.slice(0, 16)}`, `written to ${dir}`, `cascade score ${dir}`])
      expect(ran.out).toContain(said);
    expect(ran.out.slice(ran.out.indexOf('who traded'))).not.toContain('…');
  });

  it.each(['score', 'replay', 'replay --at 2026-02-04T02:00Z', 'replay --verify', 'resume'])(
    'every line of %s fits',
    async (words) => {
      const [command, ...options] = words.split(' ');
      const { code, out } = await cascadeAt(columns, command, dir, ...options);
      // A run of a few hours does not reproduce three days.
      expect(code).toBe(command === 'score' ? 1 : 0);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    },
  );

  it('every line of explain fits, and none is cut', async () => {
    const trades = [...ran.out.matchAll(/--event (\d+)/g)].map((match) => Number(match[1]));
    expect(trades.length).toBe(1);
    for (const event of [...trades, 100, 5000, 12_000, 20_000]) {
      const { code, out } = await cascadeAt(columns, 'explain', dir, '--event', `${event}`);
      expect(code).toBe(0);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
      expect(out).not.toContain('…');
    }
  });

  it('every line of fork fits', async () => {
    const at = ['--at', '2026-02-04T03:30Z', '--out', `${dir}-fork`];
    const { code, out } = await cascadeAt(columns, 'fork', dir, ...at);
    expect(code).toBe(0);
    expect(widest(out), out).toBeLessThanOrEqual(columns);
  });

  it.each(['scenarios', 'agents', 'agents calm', 'what-ifs', 'what-ifs feb-5-2026', 'events', 'targets'])(
    'every line of list %s fits',
    async (words) => {
      const { code, out } = await cascadeAt(columns, 'list', ...words.split(' '));
      expect(code).toBe(0);
      expect(widest(out), out).toBeLessThanOrEqual(columns);
    },
  );

  it('what a reader would type stays whole in a list', async () => {
    const { out: whatIfs } = await cascadeAt(columns, 'list', 'what-ifs', 'feb-5-2026');
    const { whatIfs: found } = await json<{ whatIfs: { id: string }[] }>('list', 'what-ifs', 'feb-5-2026');
    for (const { id } of found) expect(whatIfs).toMatch(new RegExp(`^${id}( |$)`, 'm'));
    const { out: agents } = await cascadeAt(columns, 'list', 'agents');
    const { agents: kinds } = await json<Agents>('list', 'agents');
    for (const { name } of kinds.flatMap(({ parameters }) => parameters))
      expect(agents).toMatch(new RegExp(`^${name.replace('.', '\\.')} `, 'm'));
  });
});

interface Agents {
  readonly agents: readonly { readonly parameters: readonly { readonly name: string }[] }[];
}

describe('a command too long for a line', () => {
  const folder = 'runs/a-folder-whose-name-alone-takes-most-of-the-line';

  it('goes on after a backslash, so that it can be pasted', async () => {
    const until = ['--until', '2026-01-27T00:02Z'];
    const { out } = await cascadeAt(60, 'run', 'calm', ...until, '--out', folder);
    const pasted = out.replaceAll(/ \\\n +/g, ' ');
    expect(out).toMatch(/ \\\n/);
    const [command] = /^cascade replay .*$/m.exec(pasted) ?? [''];
    expect(command).toMatch(new RegExp(`^cascade replay ${folder} --at 2026-01-27T00:0\\dZ$`));
    expect((await cascade(...command.split(' ').slice(1))).code).toBe(0);
  });
});

describe('folding', () => {
  const text = '  one two  three fourteen';

  it('breaks between words, keeps the blanks it begins with, and hangs what follows', () => {
    expect(folded(text, 12, 4)).toEqual(['  one two', '    three', '    fourteen']);
    expect(folded('', 12)).toEqual(['']);
  });

  it('leaves a word whole that no line can hold, where wrapping cuts it', () => {
    expect(folded('in runs/one/two now', 6)).toEqual(['in', 'runs/one/two', 'now']);
    expect(wrap('in runs/one/two now', 6)).toEqual(['in', 'runs/…', 'now']);
  });

  it('breaks between facts before it breaks within one', () => {
    expect(sideBySide(['seed 1', 'four words of fact', 'end'], 12)).toEqual([
      'seed 1',
      'four words',
      'of fact',
      'end',
    ]);
    expect(sideBySide(['seed 1', 'fact', 'end'], 15)).toEqual(['seed 1 · fact', 'end']);
  });

  it('sets the text of a table below its other columns where those would be cut', () => {
    const rows = [{ cells: ['a-name-of-twenty-abc', 7], text: 'what it means' }];
    expect(hangingTable(['name', 'n', 'meaning'], rows, { width: 30 }).split('\n')).toEqual([
      'name                  n',
      '    meaning',
      '──────────────────────────────',
      'a-name-of-twenty-abc  7',
      '    what it means',
    ]);
    expect(hangingTable(['name', 'n', 'meaning'], rows, { width: 60 }).split('\n')[2]).toBe(
      'a-name-of-twenty-abc  7  what it means',
    );
  });
});
