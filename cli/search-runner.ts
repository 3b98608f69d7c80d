import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type KeptReader, openKept } from '../store/ensemble/kept-file.ts';
import { keptMembers } from '../store/ensemble/kept-results.ts';
import type { MemberResult } from '../store/ensemble/member.ts';
import { INTERRUPTED } from './drive.ts';
import { runEnsemble } from './ensemble.ts';
import type { RunAll } from './evaluation.ts';
import type { Question } from './member-readings.ts';
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
  question: Question,
  io: Io,
  workers = availableParallelism(),
): RunAll {
  let code: Promise<string> | null = null;
  const readers = new Map<string, KeptReader<MemberResult>>();
  return async (wanted) => {
    code ??= loadScenario(source).then(({ modules }) => codeDigest(modules));
    const members = wanted.map(({ seed, scenario }) => ({ seed, scenario, source }));
    const dir = join('runs', `search-${members[0]?.scenario.id ?? 'nothing'}`);
    const read = readers.get(dir) ?? openKept(keptMembers, dir);
    readers.set(dir, read);
    const plan = { members, question, code: await code, dir, workers, slice: null, read };
    const { results, left } = await runEnsemble(plan, io);
    if (left > 0)
      throw new StoppedSearch(
        `Stopped; what was simulated is kept in ${dir}, and the same command goes on from there.`,
      );
    return results;
  };
}
