import { existsSync, mkdirSync, truncateSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { counted } from '../../reports/format.ts';
import type { RealisedDay } from '../../reports/realised-loss.ts';
import type { Score } from '../../reports/score.ts';
import {
  type Comparison,
  compareWithHistory,
  type Fit,
  fitOf,
  principal,
} from '../../reports/turning-points.ts';
import { targets as february, turningPoints } from '../../scenarios/feb-5-2026/history.ts';
import { cascade, inEmptyFolder, json, widest } from './commands-support.ts';

inEmptyFolder();

beforeAll(async () => {
  await json('run', 'feb-5-2026', '--until', '2026-02-04T04:00Z', '--out', 'run');
  await json('run', 'calm', '--until', '2026-01-27T00:30Z', '--out', 'calm');
});

interface Scored {
  readonly targets: readonly { id: string; simulated: number | null; met: boolean | null }[];
  readonly score: Score;
  readonly path: Comparison[];
  readonly fit: Fit;
}

/** What score says of a run whose targets do not hold, as any run of a few hours. */
async function scoreOfRun(dir: string): Promise<Scored> {
  const { code, out } = await cascade('score', dir, '--json');
  expect(code).toBe(1);
  return JSON.parse(out) as Scored;
}

describe('cascade score', () => {
  it('sets the index beside history at each turning point that the run got to', async () => {
    const { path, fit } = await scoreOfRun('run');
    expect(path.map(({ historyUsd }) => historyUsd)).toEqual(turningPoints.map(({ spotUsd }) => spotUsd));
    const reached = path.filter(({ simulatedUsd }) => simulatedUsd !== null);
    expect(reached.map(({ time }) => time)).toEqual(['2026-02-04T00:00Z', '2026-02-04T03:30Z']);
    const state = await json<{ indexUsd: number }>('replay', 'run', '--at', '2026-02-04T03:31Z');
    expect(reached[1].simulatedUsd).toBeCloseTo(state.indexUsd, 1);
    expect(fit.points).toBe(2);
  });

  it('reads every target that the run got to, and no other', async () => {
    const { targets, score } = await scoreOfRun('run');
    expect(targets.map(({ id }) => id)).toEqual(february.map(({ id }) => id));
    // Of a run that ends on 4 February at four: what needs no later hour.
    const read = targets.filter(({ simulated }) => simulated !== null).map(({ id }) => id);
    expect(read).toEqual(['calm-impact']);
    expect(score.held).toBe(false);
  });

  it('draws how far off each target is, and ends with code 1 while they do not hold', async () => {
    const { code, out } = await cascade('score', 'run');
    expect(code).toBe(1);
    expect(out).toContain('root mean square difference');
    expect(out).toMatch(/Fall to the US open +fit +-4\.15 % +– +– +not read/);
    expect(out).toMatch(/of 13 fitted rows and .* not held/);
    expect(widest(out)).toBeLessThanOrEqual(100);
  });

  it('lives a run again whose log kept no events', async () => {
    await json('run', 'feb-5-2026', '--until', '2026-02-04T04:00Z', '--log', 'digest', '--out', 'digest');
    const kept = await scoreOfRun('run');
    const lived = await scoreOfRun('digest');
    expect(lived.targets).toEqual(kept.targets);
    expect(lived.path).toEqual(kept.path);
  });

  it('says of which scenarios history is known', async () => {
    expect(await cascade('score', 'calm')).toEqual({
      code: 2,
      out: '',
      err: 'cascade: calm is a run of "calm", of which no history is known; score a run of feb-5-2026 or nov-21-2025, or give its scenario history.targets.\n',
    });
  });
});

describe('what sellers realised', () => {
  interface Told {
    readonly realised: readonly RealisedDay[];
  }
  let summary: Told = { realised: [] };
  beforeAll(async () => {
    const window = ['--set', 'start=2026-01-27T23:00Z', '--until', '2026-01-28T00:30Z'];
    ({ summary } = await json<{ summary: Told }>('run', 'calm', ...window, '--out', 'midnight'));
  });

  it('is told by day with the run, and adds up over those who sold', () => {
    expect(summary.realised.map(({ day }) => day)).toEqual(['2026-01-27', '2026-01-28']);
    for (const { coins, lossUsd, profitUsd, kinds } of summary.realised) {
      const sum = (of: (one: { coins: number; lossUsd: number; profitUsd: number }) => number) =>
        kinds.reduce((all, one) => all + of(one), 0);
      expect(coins).toBeGreaterThan(0);
      expect(Math.abs(coins - sum((one) => one.coins))).toBeLessThan(0.2);
      expect(Math.abs(lossUsd - sum((one) => one.lossUsd))).toBeLessThan(20);
      expect(Math.abs(profitUsd - sum((one) => one.profitUsd))).toBeLessThan(20);
      expect(kinds.map(({ kind }) => kind)).not.toContain('maker');
    }
  });

  it('is told by a replay for the days that had ended by then', async () => {
    const days = async (at: string) => {
      const { realised } = await json<Told>('replay', 'midnight', '--at', at);
      return realised.map(({ day }) => day);
    };
    expect(await days('2026-01-27T23:59Z')).toEqual([]);
    expect(await days('2026-01-28T00:00Z')).toEqual(['2026-01-27']);
    const { out } = await cascade('replay', 'midnight', '--at', '2026-01-28T00:10Z');
    expect(out).toContain('Realised on spot');
    expect(out).toContain('2026-01-27');
    expect(out).not.toContain('measured on the chain');
  });
});

describe('the comparison with history', () => {
  const clock = { startSeconds: 0, secondsPerTick: 60, untilTick: 4 };
  const point = (minute: number, spotUsd: number) => ({
    time: `1970-01-01T00:0${minute}Z`,
    spotUsd,
    label: `${minute}`,
    source: '',
  });

  it('reads the end of a run off its last tick, and nothing after it', () => {
    const points = [point(0, 100), point(4, 50), point(5, 50)];
    const found = compareWithHistory(points, [110, 100, 90, 60], clock);
    expect(found.map(({ simulatedUsd }) => simulatedUsd)).toEqual([110, 60, null]);
    expect(found[1].difference).toBeCloseTo(0.2, 12);
  });

  it('measures a path that is 10 % too high throughout as off by ln 1.1, and perfectly correlated', () => {
    const points = [point(0, 100), point(1, 80), point(2, 90), point(3, 70)];
    const fit = fitOf(compareWithHistory(points, [110, 88, 99, 77], clock));
    expect(fit.rmseLog).toBeCloseTo(Math.log(1.1), 12);
    expect(fit.correlation).toBeCloseTo(1, 12);
    expect(fit.moveCorrelation).toBeCloseTo(1, 12);
  });

  it('keeps the ends and the sharpest turns when it must leave points out', () => {
    const points = [point(0, 100), point(1, 99), point(2, 60), point(3, 80), point(4, 81)];
    const few = principal(compareWithHistory(points, [1, 1, 1, 1], clock), 3);
    expect(few.map(({ historyUsd }) => historyUsd)).toEqual([100, 60, 81]);
  });
});

interface State {
  readonly indexUsd: number;
  readonly books: {
    id: string;
    bidUsd: number | null;
    askUsd: number | null;
    openInterestUsd: number | null;
    openInterestCoins: number | null;
  }[];
  readonly curve: { days: number; basis: number }[];
  readonly kinds: { kind: string; accounts: number }[];
  readonly shocks: { id: string }[];
}

describe('cascade replay', () => {
  it('shows the world at a time: books, open interest, balance sheets, shocks', async () => {
    const state = await json<State>('replay', 'run', '--at', '2026-02-04T01:00Z');
    const perp = state.books.find(({ id }) => id === 'BTC-PERP');
    expect(perp?.bidUsd).toBeLessThan(perp?.askUsd ?? 0);
    expect(perp?.openInterestUsd).toBeGreaterThan(1e9);
    expect(perp?.openInterestCoins).toBeGreaterThan(500_000);
    expect(state.curve.map(({ days }) => days)).toEqual([30, 60, 90, 120]);
    for (const { basis } of state.curve) expect(Math.abs(basis)).toBeLessThan(0.2);
    expect(state.kinds.find(({ kind }) => kind === 'maker')?.accounts).toBe(4);
    expect(state.shocks.map(({ id }) => id)).toContain('fed-nomination');
    const { out } = await cascade('replay', 'run', '--at', '2026-02-04T01:00Z');
    expect(out).toContain('At 4 Feb 01:00 UTC');
    expect(out).toContain('Dollar firms');
    expect(widest(out)).toBeLessThanOrEqual(100);
  });

  it('shows the end when no time is given', async () => {
    const end = await json<State>('replay', 'run');
    expect(await json<State>('replay', 'run', '--at', '2026-02-04T04:00Z')).toEqual(end);
  });

  const refused: [string, string[], string][] = [
    [
      'a time the run did not get to',
      ['--at', '2026-02-04T05:00Z'],
      'it must be from 2026-02-04T00:00Z to 2026-02-04T04:00Z',
    ],
    ['proof and a time at once', ['--verify', '--at', '2026-02-04T01:00Z'], 'leave one out'],
  ];
  it.each(refused)('refuses %s', async (_, argv, said) => {
    const { code, err } = await cascade('replay', 'run', ...argv);
    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

describe('counts', () => {
  it.each([
    [0, '0 batches'],
    [1, '1 batch'],
    [2, '2 batches'],
    [1000, '1,000 batches'],
  ])('of %i are said as such', (count, said) => {
    expect(counted(count, 'batch', 'batches')).toBe(said);
  });

  it('of one are in the singular, whatever a command counts', async () => {
    await json('run', 'feb-5-2026', '--until', '2026-02-04T00:01Z', '--out', 'one');
    await json('run', 'calm', '--until', '2026-01-27T00:02Z', '--out', 'short');
    const at = ['--at', '2026-01-27T00:01Z', '--set', 'outside.valueNoisePerDay=0'];
    const told = [
      await cascade('score', 'one'),
      await cascade('replay', 'one', '--verify'),
      await cascade('replay', 'one'),
      await cascade('fork', 'short', ...at, '--out', 'forked'),
      await cascade('replay', 'forked'),
      await cascade('run', 'calm', '--out', 'one'),
    ];
    const all = told.map(({ out, err }) => out + err).join('\n');
    for (const said of [
      'over 1 turning point,',
      '1 keyframe and 1 batch (',
      '0 cohorts being liquidated',
      'with 1 change:',
      '· 1 change · forked',
      'already holds 3 files',
    ])
      expect(all).toContain(said);
    expect(all).not.toMatch(
      /(?<![\d.,])1 (turning points|keyframes|batches|events|shocks|cohorts|changes|files)\b/,
    );
  });
});

describe('cascade fork', () => {
  it('refuses the same what-if twice, and writes nothing', async () => {
    const twice = ['--what-if', 'no-noise', '--what-if', 'no-noise'];
    expect(await cascade('fork', 'calm', '--at', '2026-01-27T00:10Z', ...twice, '--out', 'twice')).toEqual({
      code: 2,
      out: '',
      err: 'cascade: --what-if names "no-noise" twice; name each what-if once.\n',
    });
    expect(existsSync('twice')).toBe(false);
  });
});

describe('what is no run', () => {
  const commands = [
    ['replay'],
    ['score'],
    ['resume'],
    ['explain', '--event', '1'],
    ['fork', '--at', '2026-02-04T01:00Z'],
  ];
  it.each(commands)('%s names the folder that is missing, with code 2', async (command, ...options) => {
    mkdirSync('empty', { recursive: true });
    for (const dir of ['nowhere', 'empty']) {
      const { code, err } = await cascade(command, dir, ...options);
      expect(code).toBe(2);
      expect(err).toBe(
        `cascade: There is no run in ${dir}: it has no manifest.json; name a folder that "cascade run" wrote\n`,
      );
    }
  });

  it('a log cut off behind the manifest is damage, with code 3', async () => {
    await json('run', 'calm', '--until', '2026-01-27T00:20Z', '--out', 'cut');
    truncateSync('cut/events.arrow', 5000);
    for (const command of [['replay'], ['explain', '--event', '1'], ['fork', '--at', '2026-01-27T00:10Z']]) {
      const [name, ...options] = command;
      const { code, err } = await cascade(name, 'cut', ...options);
      expect(code).toBe(3);
      expect(err).toContain('cut/events.arrow is altered or cut off in batch 0');
      expect(err).toContain('run calm again with seed 1');
    }
  });
});
