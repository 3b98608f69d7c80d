import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scenario } from '../scenarios/scenario.ts';
import { openKept } from '../store/ensemble/kept-file.ts';
import { keptMembers } from '../store/ensemble/kept-results.ts';
import type { MemberResult } from '../store/ensemble/member.ts';
import { MANIFEST_FILE } from '../store/manifest.ts';
import { replaceFile } from '../store/replace-file.ts';
import { UsageError } from './errors.ts';
import { visible } from './shown.ts';

const FILE = 'ensemble.json';

/** What a folder of runs is an ensemble of. */
export interface EnsembleAbout {
  readonly format: 1;
  readonly model: string;
  readonly scenario: string;
  readonly whatIfs: readonly string[];
  readonly set: readonly string[];
  /** Which parameter sets seeds are run with, in words and by digest; absent where each is run with the scenario's own. */
  readonly sets?: { readonly said: string; readonly digest: string };
  /** Digest of the code that came with the scenario, and what lines of results mean. */
  readonly code: string;
  readonly results: number;
  /** The scenario of the first seed, with what was changed. */
  readonly resolved: Scenario;
  readonly members: readonly EnsembleMember[];
  /** Seeds that did not come to their end: the same luck breaks them again. */
  readonly broken: readonly { readonly seed: number; readonly message: string }[];
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

/** Writes down what a folder is an ensemble of; throws a UsageError where it is one of something else, or a run. */
export function beginEnsemble(dir: string, about: EnsembleAbout): void {
  if (existsSync(join(dir, MANIFEST_FILE)))
    throw new UsageError(`${dir} holds a run; name another folder for the ensemble with --out.`);
  const before = holdsEnsemble(dir) ? aboutOf(dir) : null;
  const isOther = before !== null && telling(before) !== telling(about);
  if (isOther && resultsOf(dir, before).length > 0)
    throw new UsageError(
      `${dir} holds another ensemble (${visible(titleOf(before))}, model ${before.model}); name another folder with --out, or remove it.`,
    );
  // Asked for fewer seeds than are there, it stays what it is.
  const isLarger = before !== null && !isOther && before.members.length > about.members.length;
  write(dir, isLarger ? before : about);
}

/** Writes down which of the seeds that were run broke. */
export function endEnsemble(dir: string, broken: EnsembleAbout['broken']): void {
  const about = aboutOf(dir);
  const done = new Set([...resultsOf(dir, about).map(({ seed }) => seed), ...broken.map(({ seed }) => seed)]);
  const others = about.broken.filter(({ seed }) => !done.has(seed));
  write(dir, { ...about, broken: [...others, ...broken].sort((a, b) => a.seed - b.seed) });
}

/** All that must be the same in one ensemble. */
const telling = ({ members: _, broken: __, ...rest }: EnsembleAbout): string => JSON.stringify(rest);

const write = (dir: string, about: EnsembleAbout): void =>
  replaceFile(join(dir, FILE), `${JSON.stringify(about, null, 2)}\n`);

/** Opens an ensemble; throws a UsageError where some of its seeds have not been run. */
export function openEnsemble(dir: string): StoredEnsemble {
  const about = aboutOf(dir);
  const results = resultsOf(dir, about);
  const { members, broken } = about;
  if (results.length + broken.length < members.length)
    throw new UsageError(
      `${dir} holds ${results.length} of ${members.length} runs; run the ensemble again with --seeds ${members.length} --out ${dir}.`,
    );
  return { dir, about, results };
}

function resultsOf(dir: string, { members }: EnsembleAbout): MemberResult[] {
  const { byKey } = openKept(keptMembers, dir)(new Set(members.map(({ key }) => key)));
  return members.flatMap(({ key, seed }) => byKey.get(key)?.get(seed) ?? []);
}

/** Scenario and changes of an ensemble, as a title says them. */
export const titleOf = ({ scenario, whatIfs, set, sets }: EnsembleAbout): string =>
  [scenario, ...whatIfs, ...set, ...(sets === undefined ? [] : [sets.said])].join(', ');

function aboutOf(dir: string): EnsembleAbout {
  const path = join(dir, FILE);
  try {
    const about = JSON.parse(readFileSync(path, 'utf8')) as EnsembleAbout;
    const lists = [about.whatIfs, about.set, about.members, about.broken];
    if (about.format === 1 && lists.every((list) => Array.isArray(list)) && about.members.length > 0)
      return about;
  } catch {
    // Told below, whatever is wrong with it.
  }
  throw new UsageError(
    `${path} cannot be read; remove it and run the ensemble again, which keeps the runs beside it.`,
  );
}
