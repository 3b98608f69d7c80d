import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { counted } from '../reports/format.ts';
import { held } from '../scenarios/catalogue.ts';
import { checkScenario } from '../scenarios/check.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import {
  applySet,
  checkedSets,
  type Dimension,
  foreignPath,
  isInformed,
  nearestSet,
  type ParameterSet,
  type ParameterSets,
  parameterSetsOf,
  setOfSeed,
} from '../scenarios/parameter-sets.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { shippedSets } from '../scenarios/shipped-sets.ts';
import { type ChangedScenario, type Patch, withChanges } from './changes.ts';
import type { ChangeOptions, SetsOptions } from './contract.ts';
import { textOf } from './data-file.ts';
import { UsageError } from './errors.ts';
import { unknownName } from './nearest.ts';
import { type LoadedScenario, problemError, type RunnableScenario } from './scenario-source.ts';
import type { Io } from './terminal.ts';
import { usedRows } from './used-rows.ts';
import { note } from './wrap.ts';

/** Accepted parameter sets, and the file they were read from, or their name. */
export interface ChosenSets {
  readonly file: string;
  readonly sets: ParameterSets;
}

/** The sets that a command line names, or else the scenario; null where nobody does. Throws a UsageError. */
export function chosenSets(
  { scenario, parameterSets }: LoadedScenario,
  { sets: named, setNumber }: SetsOptions,
  io: Pick<Io, 'err' | 'columns'>,
): ChosenSets | null {
  const file = named ?? parameterSets;
  if (file === null) {
    if (setNumber === undefined) return null;
    throw new UsageError(
      `--set-number holds ${setNumber}, but there are no parameter sets; name a file of them with --sets.`,
    );
  }
  const sets = readSets(file);
  if (setNumber !== undefined && setNumber > sets.sets.length)
    throw new UsageError(
      `--set-number holds ${setNumber}; it must be from 1 to ${sets.sets.length}, as "${file}" holds no more sets.`,
    );
  return { file, sets: setsFor(scenario, { file, sets }, io) };
}

/** Sets that come with the software, by the name of a scenario, or those of a file; throws a UsageError. */
export function readSets(file: string): ParameterSets {
  const read = Object.hasOwn(shippedSets, file)
    ? checkedSets(shippedSets[file])
    : parameterSetsOf(textOfSets(file));
  if ('problem' in read) throw problemError(read.problem, `file "${file}"`);
  return read.sets;
}

function textOfSets(file: string): string {
  const isName = extname(file) === '' && !file.includes('/');
  if (isName && !existsSync(file))
    throw unknownName('file of parameter sets', file, Object.keys(shippedSets));
  return textOf(file, 'a file that "cascade calibrate --out" wrote');
}

/** What of some sets a scenario can be run with, saying what is left out; throws a UsageError where that is nothing. */
export function setsFor(
  scenario: Scenario,
  { file, sets }: ChosenSets,
  io: Pick<Io, 'err' | 'columns'>,
): ParameterSets {
  if (sets.model !== MODEL_VERSION)
    throw new UsageError(
      `"${file}" holds parameter sets of model ${sets.model} and this is ${MODEL_VERSION}; calibrate again, or use the version that made them.`,
    );
  const others = otherSheets(sets, scenario);
  const taken = withoutPaths(sets, others);
  const foreign = foreignPath(taken, scenario);
  if (foreign !== null)
    throw new UsageError(
      `"${file}" sets ${foreign}, which scenario "${scenario.id}" does not have; use sets of settings that it has, or calibrate it with "cascade calibrate".`,
    );
  if (others.length > 0)
    note(
      `"${scenario.id}" holds ${counted(others.length, 'balance sheet')} otherwise than "${file}" was fitted with, or not at all, and keeps its own: ${others.join(', ')}`,
      io,
    );
  return taken;
}

/** Balance sheets that are others in this scenario, or nobody's: what was owned belongs to its date. */
function otherSheets({ dimensions }: ParameterSets, scenario: Scenario): readonly string[] {
  const isOther = (dimension: Dimension): boolean =>
    isInformed(dimension) &&
    held(scenario, dimension.path.split('.')).some((value) => value !== dimension.default);
  return dimensions.filter(isOther).map(({ path }) => path);
}

function withoutPaths(sets: ParameterSets, paths: readonly string[]): ParameterSets {
  if (paths.length === 0) return sets;
  const left = (settings: ParameterSet['settings']) =>
    Object.fromEntries(Object.entries(settings).filter(([path]) => !paths.includes(path)));
  return {
    ...sets,
    dimensions: sets.dimensions.filter(({ path }) => !paths.includes(path)),
    sets: sets.sets.map((set) => ({ ...set, settings: left(set.settings) })),
  };
}

/** The set that is wanted of some, or else the nearest to what they were fitted to; numbers count from 1 in the order of the file. */
export const oneSet = ({ sets }: ChosenSets, { setNumber }: SetsOptions): number =>
  setNumber ?? nearestSet(sets.sets);

/** The set that a seed is run with: the one that is wanted, or else one by weight. */
export const setForSeed = ({ sets }: ChosenSets, { setNumber }: SetsOptions, seed: number): number =>
  setNumber ?? setOfSeed(sets.sets, seed);

/** A scenario with a set's values, then the what-ifs and settings of the command line; throws a UsageError. */
export function withSetAndChanges(
  { scenario, kinds }: LoadedScenario,
  chosen: ChosenSets | null,
  number: number,
  options: ChangeOptions,
): ChangedScenario {
  const { scenario: begin, patches } = withSet({ scenario, kinds }, chosen, number);
  const changed = withChanges(begin, options, kinds);
  return { ...changed, patches: [...patches, ...changed.patches] };
}

/** A scenario with a set's values, in which what these sets were fitted to is held out no more; throws a UsageError. */
export function withSet(
  { scenario, kinds }: RunnableScenario,
  chosen: ChosenSets | null,
  number: number,
): ChangedScenario {
  if (chosen === null) return { scenario, patches: [] };
  const where = `set ${number} of "${chosen.file}"`;
  // Whatever a scenario says of a row, these sets are no news to what they were fitted to.
  const { targets } = scenario.history;
  const used = usedRows(chosen.sets, scenario, targets);
  const fitted = targets.filter((target) => target.class === 'held-out' && used.includes(target.id));
  const rows = fitted.map(({ id }) => id);
  const applied = applySet(scenario, chosen.sets.sets[number - 1], kinds, rows);
  if ('problem' in applied) throw problemError(applied.problem, where);
  const checked = checkScenario(applied.scenario, kinds);
  if ('problem' in checked) throw problemError(checked.problem, where);
  return { scenario: checked.scenario, patches: applied.patches as readonly Patch[] };
}

/** What is told of the sets that were used. */
export const aboutSets = ({ file, sets }: ChosenSets) => ({
  file,
  fittedTo: sets.scenario,
  of: sets.sets.length,
});

/** Which set that is, and how near to what. */
export function wordsOfSet({ file, sets }: ChosenSets, number: number): string {
  const { distance } = sets.sets[number - 1];
  return `set ${number} of ${sets.sets.length} in ${file}, fitted to ${sets.scenario}: ${distance.toFixed(2)} deviations from what is known of it`;
}
