import { existsSync, readFileSync, rmSync } from 'node:fs';
import { type ParameterSet, type ParameterSets, textOfParameterSets } from '../scenarios/parameter-sets.ts';
import { sha256 } from '../store/manifest.ts';
import { replaceFile } from '../store/replace-file.ts';
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
    keep: (state) => replaceFile(beside, JSON.stringify({ asked, state, digest: digestOf(state) })),
    done(sets, polished) {
      const more = polished ? [{ ...polished, weight: 0 }] : [];
      replaceFile(file, textOfParameterSets({ ...sets, sets: [...sets.sets, ...more] }));
      rmSync(beside, { force: true });
    },
  };
}

/** What is kept, so that a file that somebody or a full disk has altered is not gone on from. */
const digestOf = (state: unknown): string => sha256(JSON.stringify(state));

function read<State>(beside: string, asked: string): State {
  let held: { readonly asked?: unknown; readonly state?: State; readonly digest?: unknown } | null;
  try {
    held = JSON.parse(readFileSync(beside, 'utf8'));
  } catch {
    throw new UsageError(
      `${beside} is no JSON, although a search keeps itself there; delete it to begin anew.`,
    );
  }
  if (JSON.stringify(held?.asked) !== asked)
    throw new UsageError(
      `${beside} keeps another search; finish that one, or delete ${beside} to begin anew.`,
    );
  if (held?.state === undefined || held.digest !== digestOf(held.state))
    throw new UsageError(`${beside} was altered since a search kept itself there; delete it to begin anew.`);
  return held.state;
}
