import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenarios/scenario.ts';
import { openKept } from '../store/ensemble/kept-file.ts';
import { keptMembers } from '../store/ensemble/kept-results.ts';
import type { MemberResult } from '../store/ensemble/member.ts';
import { replaceFile } from '../store/replace-file.ts';
import { UsageError } from './errors.ts';

const FILE = 'ensemble.json';

/** What a folder of runs is an ensemble of. */
export interface EnsembleAbout {
  readonly format: 1;
  readonly model: string;
  readonly scenario: string;
  readonly whatIfs: readonly string[];
  readonly set: readonly string[];
  /** Which parameter sets seeds are run with, in words; absent where each is run with the scenario's own. */
  readonly sets?: string;
  /** The scenario of the first seed, with what was changed. */
  readonly resolved: Scenario;
  readonly members: readonly EnsembleMember[];
}

/** A seed, and under which name its result is kept. */
export interface EnsembleMember {
  readonly seed: number;
  readonly key: string;
  /** Number of its parameter set, where there are such. */
  readonly set?: number;
}

/** An ensemble that was run to its end. */
export interface StoredEnsemble {
  readonly dir: string;
  readonly about: EnsembleAbout;
  /** In the order of the seeds; those that broke are left out. */
  readonly results: readonly MemberResult[];
}

/** Whether a folder holds an ensemble. */
export const holdsEnsemble = (dir: string): boolean => existsSync(join(dir, FILE));

/** Writes down what a folder is an ensemble of; throws a UsageError where it is one of something else. */
export function beginEnsemble(dir: string, about: EnsembleAbout): void {
  const before = holdsEnsemble(dir) ? aboutOf(dir) : null;
  const telling = ({ members: _, ...rest }: EnsembleAbout): string => JSON.stringify(rest);
  if (before && telling(before) !== telling(about))
    throw new UsageError(
      `${dir} holds another ensemble (${titleOf(before)}, model ${before.model}); name another folder with --out, or remove it.`,
    );
  // Asked for fewer seeds than are there, it stays what it is.
  const members = before && before.members.length > about.members.length ? before.members : about.members;
  replaceFile(join(dir, FILE), `${JSON.stringify({ ...about, members }, null, 2)}\n`);
}

/** Opens an ensemble; throws a UsageError where some of its seeds have not been run, or none came to its end. */
export function openEnsemble(dir: string): StoredEnsemble {
  const about = aboutOf(dir);
  const { byKey } = openKept(keptMembers, dir)(new Set(about.members.map(({ key }) => key)));
  const results = about.members.flatMap(({ key, seed }) => byKey.get(key)?.get(seed) ?? []);
  if (results.length < about.members.length)
    throw new UsageError(
      `${dir} holds ${results.length} of ${about.members.length} runs; finish it with the command that began it.`,
    );
  return { dir, about, results };
}

/** Scenario and changes of an ensemble, as a title says them. */
export const titleOf = ({ scenario, whatIfs, set, sets }: EnsembleAbout): string =>
  [scenario, ...whatIfs, ...set, ...(sets === undefined ? [] : [sets])].join(', ');

function aboutOf(dir: string): EnsembleAbout {
  const path = join(dir, FILE);
  try {
    const about = JSON.parse(readFileSync(path, 'utf8')) as EnsembleAbout;
    if (about.format === 1 && Array.isArray(about.members)) return about;
  } catch {
    // Told below, whatever is wrong with it.
  }
  throw new UsageError(`${path} cannot be read; remove the folder and run the ensemble again.`);
}
