import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../scenarios/target.ts';
import { INTERRUPTED } from './drive.ts';
import { runEnsemble } from './ensemble.ts';
import type { RunAll } from './evaluation.ts';
import { codeDigest } from './scenario-code.ts';
import { loadScenario } from './scenario-source.ts';
import type { Io } from './terminal.ts';

/** The reader stopped a search between two of its steps. */
class StoppedSearch extends Error {
  readonly exitCode = INTERRUPTED;
}

/** Simulates what searches want on threads of their own; what was simulated before is not simulated again. */
export function searchRunner(
  source: string,
  targets: readonly Target[],
  io: Io,
  workers = availableParallelism(),
): RunAll {
  const asked = targets.map(({ id, measure }) => ({ id, measure }));
  let code: Promise<string> | null = null;
  return async (wanted) => {
    code ??= loadScenario(source).then(({ modules }) => codeDigest(modules));
    const members = wanted.map(({ seed, scenario }) => ({ seed, scenario, source }));
    const dir = join('runs', `search-${members[0]?.scenario.id ?? 'nothing'}`);
    const plan = { members, question: { asked }, code: await code, dir, workers, slice: null };
    const { results, left } = await runEnsemble(plan, io);
    if (left > 0)
      throw new StoppedSearch(
        `Stopped; what was simulated is kept in ${dir}, and the same command goes on from there.`,
      );
    return results.map((result) => result?.readings ?? null);
  };
}
