import { Command } from 'commander';
import { calibrateCommand, type SearchParts } from '../../cli/commands/calibrate.ts';
import { sensitivityCommand } from '../../cli/commands/sensitivity.ts';
import { report } from '../../cli/errors.ts';
import { type RunFigures, searchSeeds, type Wanted } from '../../cli/evaluation.ts';
import { addSearches } from '../../cli/searches.ts';
import type { Target } from '../../scenarios/target.ts';

export const row = (id: string, over: Partial<Target> = {}): Target => ({
  ...{
    id,
    title: `The row ${id}`,
    measure: { of: 'difficulty-change', at: '2026-02-07T00:00Z' },
    unit: 'ratio',
    history: 0.3,
  },
  ...{ tolerance: 0.05, class: 'fit', family: 'price', clock: 'any', source: 'any' },
  ...over,
});
export const ROWS = [
  row('crowd'),
  row('stops', { history: 5, tolerance: 1, family: 'leverage' }),
  row('judge', { class: 'held-out' }),
];

export const read = (readings: Record<string, number>): RunFigures => ({ readings, drawdown: 0 });

const [, SECOND] = searchSeeds(2);

/** A model in place of a simulation: each row reads one setting, and seeds stand a little apart. */
export function parts(over: Partial<SearchParts> = {}) {
  const calls: Wanted[][] = [];
  const asked: string[][] = [];
  const whole: SearchParts = {
    rowsOf: ({ id }) => (id === 'calm' ? [] : ROWS),
    now: () => '2026-03-01T12:00Z',
    runner: (_, question) => {
      asked.push((question.asked ?? []).map(({ id }) => id));
      return async (members) => {
        calls.push([...members]);
        return members.map(({ seed, scenario }) => {
          const crowd = Number(scenario.cast.platform.parameters.crowding) + 0.01 * (seed - SECOND);
          const stops = Number(scenario.cast['stop-holders'].parameters.densityUsd) / 1e7;
          // The last is one of what a calm market is asked.
          return read({ crowd, stops, judge: crowd * stops, 'realised-vol': 0.4 });
        });
      };
    },
    ...over,
  };
  return { whole, calls, asked };
}

/** Runs a command line of a search with such a model. */
export async function cascade(
  line: string,
  { columns = 100, ...over }: Partial<SearchParts> & { columns?: number } = {},
) {
  const { whole, calls, asked } = parts(over);
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    ...{ interactive: false, columns, color: false },
  };
  const exit = { code: 0 };
  const program = new Command('cascade').exitOverride().configureOutput({ writeErr: () => {} });
  addSearches(
    (name) => program.command(name).exitOverride(),
    io,
    {
      calibrate: async () => (scenario, options) => calibrateCommand(scenario, options, io, whole),
      sensitivity: async () => (scenario, options) => sensitivityCommand(scenario, options, io, whole),
    },
    exit,
  );
  try {
    await program.parseAsync(line.split(' '), { from: 'user' });
  } catch (error) {
    exit.code = report(error, (text) => void err.push(text), {});
  }
  return { code: exit.code, out: out.join('\n'), err: err.join('\n'), calls, asked };
}

export const VARY = '--vary pod-platform.crowding=0:1 --vary stop-holder.densityUsd=1e7:1e8:log';
export const SMALL = `calibrate feb-5-2026 ${VARY} --budget 300 --population 40 --seeds 3`;

/** Such a model, whose power goes after so many batches of a command. */
export function failingAfter(batches: number): SearchParts['runner'] {
  const { whole } = parts();
  let done = 0;
  return (...all) => {
    const run = whole.runner(...all);
    return async (members) => {
      if (++done > batches) throw new Error('the power went');
      return run(members);
    };
  };
}
