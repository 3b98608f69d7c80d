import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ParameterSet, type ParameterSets, textOfParameterSets } from '../scenarios/parameter-sets.ts';
import { UsageError } from './errors.ts';

/** A search that is kept beside its result while it goes on. */
export interface KeptSearch<State> {
  /** Where the same search had stopped; null where it begins. */
  readonly found: State | null;
  keep(state: State): void;
  /** Writes the result; a polished set is added without weight, since it is no draw. */
  done(sets: ParameterSets, polished: Omit<ParameterSet, 'weight'> | null): void;
}

/** Opens what was kept for a result file, if any; throws a UsageError where that was another search, or is damaged. */
export function keptSearch<State>(file: string | undefined, asked: object): KeptSearch<State> {
  if (file === undefined) return { found: null, keep: () => {}, done: () => {} };
  const beside = `${file}.search.json`;
  const text = JSON.stringify(asked);
  return {
    found: existsSync(beside) ? read(beside, text) : null,
    keep: (state) => replace(beside, JSON.stringify({ asked, state })),
    done(sets, polished) {
      const more = polished ? [{ ...polished, weight: 0 }] : [];
      replace(file, textOfParameterSets({ ...sets, sets: [...sets.sets, ...more] }));
      rmSync(beside, { force: true });
    },
  };
}

function read<State>(beside: string, asked: string): State {
  const remedy = `finish that one, or delete ${beside} to begin anew`;
  let held: { readonly asked: unknown; readonly state: State };
  try {
    held = JSON.parse(readFileSync(beside, 'utf8'));
  } catch {
    throw new UsageError(
      `${beside} is no JSON, although a search keeps itself there; delete it to begin anew.`,
    );
  }
  if (JSON.stringify(held.asked) !== asked)
    throw new UsageError(`${beside} keeps another search; ${remedy}.`);
  return held.state;
}

/** By renaming, so that whoever is interrupted keeps the file of before. */
function replace(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, text);
  renameSync(`${file}.part`, file);
}
