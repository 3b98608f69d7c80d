import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { inEmptyFolder, cascade as real } from './commands-support.ts';
import { cascade, ROWS, SMALL, VARY } from './search-support.ts';

inEmptyFolder();

const SOFTWARE = 'outside.shocks.software-5feb.totalReturn=-0.2:0';
const MEASURED: readonly [string, string][] = [
  ['history.targets.low.tolerance=0.01:0.5', 'what history says'],
  ['history.targets.0.history=0:1', 'what history says'],
  [SOFTWARE, 'the news of the event'],
  ['outside.flags.0.size=0:1', 'the news of the event'],
  ['end=1:2', 'the window of the event'],
];

describe('what of an event was measured', () => {
  it.each(MEASURED)('is not searched by --vary %s', async (range, what) => {
    const { code, err, calls } = await cascade(`calibrate feb-5-2026 --vary ${range}`);
    expect([code, err, calls]).toEqual([
      2,
      `cascade: --vary ${range} would move ${what}, which is measured; name a setting of the model, such as pod-platform.crowding=0:1.\n`,
      [],
    ]);
  });

  it.each(MEASURED)('is not what a scenario calls uncertain: %s', async (range, what) => {
    writeFileSync('bent.yaml', `extends: feb-5-2026\nid: bent\nuncertain: ["${range}"]\n`);
    for (const command of ['calibrate', 'sensitivity']) {
      const { code, err } = await cascade(`${command} bent.yaml`);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`uncertain.0 of scenario "bent" (${range}) would move ${what}`),
      ]);
    }
  });

  it('is no dimension of parameter sets, whoever names the file', async () => {
    const path = 'history.targets.low.tolerance';
    await cascade(`${SMALL} --out sets.json`);
    const text = readFileSync('sets.json', 'utf8').replaceAll('stop-holder.densityUsd', path);
    writeFileSync('bent.json', text.replace(/"model": "[^"]+"/, `"model": "${MODEL_VERSION}"`));
    writeFileSync('named.yaml', 'extends: feb-5-2026\nid: named\nparameterSets: bent.json\n');
    const sentence = `cascade: dimensions.1.path in file "bent.json" holds "${path}"; it must be a setting of the model: no set may move what history says.\n`;
    for (const words of [
      ['validate', 'feb-5-2026', '--sets', 'bent.json'],
      ['run', 'named.yaml'],
    ])
      expect(await real(...words)).toEqual({ code: 2, out: '', err: sentence });
    const { code, err } = await cascade(
      `calibrate feb-5-2026 --vary maker.attention=0.1:0.2 --from bent.json`,
    );
    expect([code, err]).toEqual([2, sentence]);
  });

  it('may be asked about: how much hangs on the size of news, though not on what history says of it', async () => {
    const { code, out } = await cascade(`sensitivity feb-5-2026 --vary ${SOFTWARE} --seeds 1 --json`);
    expect(code).toBe(0);
    expect(JSON.parse(out).found).toMatchObject([{ path: SOFTWARE.split('=')[0] }]);
    const [[history]] = MEASURED;
    const { err } = await cascade(`sensitivity feb-5-2026 --vary ${history}`);
    expect(err).toContain('would move what history says');
  });

  it('leaves opening prices to a search: they were quoted, and may be thought of otherwise', async () => {
    const line = `calibrate feb-5-2026 --vary opening.shortVol=0.4:0.5 --budget 20 --population 5 --seeds 1`;
    expect((await cascade(line)).code).toBe(0);
  });
});

describe('a row that a reader puts into a fit', () => {
  const rowsOf = ({ history }: { history: { targets: readonly { id: string; class: string }[] } }) =>
    ROWS.map((row) =>
      row.id === 'judge' && history.targets.some(({ id, class: of }) => id === 'time-of-low' && of === 'fit')
        ? { ...row, class: 'fit' as const }
        : row,
    );
  const SAYS = '--set lets this fit use';

  it('is named in one line where the scenario itself holds it out, and nothing is said otherwise', async () => {
    const held = await cascade(`${SMALL} --set history.targets.time-of-low.class="fit"`, { rowsOf });
    expect(held.code).toBe(0);
    expect(held.err.split('\n').filter((line) => line.startsWith(SAYS))).toEqual([
      `${SAYS} 1 row that the scenario itself does not: judge`,
    ]);
    expect((await cascade(SMALL, { rowsOf })).err).not.toContain(SAYS);
    expect((await cascade(`calibrate feb-5-2026 ${VARY} --population 300`, { rowsOf })).err).not.toContain(
      SAYS,
    );
  });
});
