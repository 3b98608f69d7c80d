import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inEmptyFolder } from './commands-support.ts';
import { cascade } from './search-support.ts';

inEmptyFolder();

const SEARCH = '--vary stop-holder.densityUsd=1e7:1.2e8 --budget 20 --population 5 --seeds 1 --json';
const SAYS =
  /^"(\w+)" leaves out (\d+) settings? that it inherits as uncertain, as it takes away what they name: (.*)$/m;
/** Notes as they were said, before they were broken into lines. */
const flat = (err: string): string => err.replace(/\n {2,}/g, ' ');
const pathsOf = (out: string): string[] =>
  JSON.parse(out).dimensions.map(({ path }: { path: string }) => path);

describe('what a scenario inherits as uncertain', () => {
  it('goes with what it takes away, which is said in one sentence, and the rest stays', async () => {
    writeFileSync('mine.yaml', 'extends: feb-5-2026\nid: mine\ncast: { note-desk: null }\n');
    const { code, out, err } = await cascade(`calibrate mine.yaml ${SEARCH}`);
    expect(code).toBe(0);
    expect(SAYS.exec(flat(err))?.slice(1)).toEqual(['mine', '1', 'note-desk.notionalUsd']);
    expect(pathsOf(out)).toContain('dealer.coins');
    expect(pathsOf(out)).not.toContain('note-desk.notionalUsd');
    const screened = await cascade('sensitivity mine.yaml --seeds 1 --json');
    expect([screened.code, flat(screened.err)]).toEqual([0, expect.stringMatching(SAYS)]);
  });

  it('goes also where a file between takes it away, and stays where one line of a kind is left', async () => {
    writeFileSync('between.yaml', 'extends: feb-5-2026\nid: between\ncast: { note-desk: null }\n');
    writeFileSync('child.yaml', 'extends: between.yaml\nid: child\ncast: { dealer-share: null }\n');
    const { code, out, err } = await cascade(`calibrate child.yaml ${SEARCH}`);
    expect(code).toBe(0);
    expect(SAYS.exec(flat(err))?.slice(1)).toEqual(['child', '1', 'note-desk.notionalUsd']);
    expect(pathsOf(out)).toContain('dealer.coins');
  });

  it('comes back with what it names, and is no matter where a file has lines of its own', async () => {
    writeFileSync('between.yaml', 'extends: feb-5-2026\nid: between\ncast: { note-desk: null }\n');
    writeFileSync('back.yaml', 'extends: between.yaml\nid: back\ncast: { note-desk: { kind: note-desk } }\n');
    const back = await cascade(`calibrate back.yaml ${SEARCH}`);
    expect([back.code, flat(back.err)]).toEqual([0, expect.not.stringMatching(SAYS)]);
    expect(pathsOf(back.out)).toContain('note-desk.notionalUsd');
    writeFileSync(
      'lines.yaml',
      'extends: between.yaml\nid: lines\nuncertain: ["dealer.coins=1e3:9e3:2e4"]\n',
    );
    const lines = await cascade(`calibrate lines.yaml ${SEARCH}`);
    expect([lines.code, flat(lines.err)]).toEqual([0, expect.not.stringMatching(SAYS)]);
  });

  it('is refused where a file itself wrote a line that names nothing', async () => {
    writeFileSync(
      'own.yaml',
      'extends: feb-5-2026\nid: own\ncast: { note-desk: null }\nuncertain: ["note-desk.notionalUsd=1e9:2e9"]\n',
    );
    const { code, err } = await cascade('calibrate own.yaml');
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^cascade: There is no .*note-desk.* in uncertain\.0 of/),
    ]);
  });
});
