import type { Scenario } from '../scenarios/scenario.ts';
import { type ChosenSets, setForSeed, withSetAndChanges } from './chosen-sets.ts';
import type { ChangeOptions, SetsOptions } from './contract.ts';
import type { LoadedScenario } from './scenario-source.ts';

/** What a seed is run with. */
export interface Luck {
  readonly scenario: Scenario;
  /** Number of its parameter set; nothing where there are none. */
  readonly set?: number;
}

/** What each seed is run with: a set by weight where there are some, then what the command line changes. Throws a UsageError. */
export function luckOf(
  loaded: LoadedScenario,
  chosen: ChosenSets | null,
  options: ChangeOptions & SetsOptions,
): (seed: number) => Luck {
  const known = new Map<number, Luck>();
  return (seed) => {
    const number = chosen === null ? 0 : setForSeed(chosen, options, seed);
    const { scenario } = known.get(number) ?? withSetAndChanges(loaded, chosen, number, options);
    const luck = { scenario, ...(chosen && { set: number }) };
    known.set(number, luck);
    return luck;
  };
}

/** The set of a seed's luck, to be told beside what became of it. */
export const setIn = ({ set }: Luck): Pick<Luck, 'set'> => (set === undefined ? {} : { set });

/** Which sets a run of many seeds was given, as its title says it; nothing where there are none. */
export const wordsOfSets = (chosen: ChosenSets | null, { setNumber }: SetsOptions): readonly string[] =>
  chosen ? [`${setNumber === undefined ? 'sets' : `set ${setNumber}`} of ${chosen.file}`] : [];
