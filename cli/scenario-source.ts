import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { agentKinds } from '../scenarios/cast.ts';
import { builtIns } from '../scenarios/catalogue.ts';
import { checkScenario } from '../scenarios/check.ts';
import { readable } from '../scenarios/fields.ts';
import { laidOver, takenInVain } from '../scenarios/laid-over.ts';
import type { Kinds } from '../scenarios/members.ts';
import type { Problem } from '../scenarios/problem.ts';
import { reachProblem } from '../scenarios/reach-problem.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { dataOf, textOf } from './data-file.ts';
import { UsageError } from './errors.ts';
import { unknownName } from './nearest.ts';
import { importModule } from './scenario-module.ts';
import { shown } from './shown.ts';

/** A scenario ready to run, with the kinds of agent its cast may name. */
export interface RunnableScenario {
  readonly scenario: Scenario;
  readonly kinds: Kinds;
}

/** The same as it was read from its source. */
export interface LoadedScenario extends RunnableScenario {
  /** Paths of the modules it was read from, which may bring kinds. */
  readonly modules: readonly string[];
  /** Path of the file of accepted parameter sets that it names, or the name of sets that come along; or null. */
  readonly parameterSets: string | null;
  /** What it would inherit as uncertain, had it not taken away what that names. */
  readonly goneUncertain: readonly string[];
}

const DATA_FILES: readonly string[] = ['.yaml', '.yml', '.json'];
const MODULES: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];
/** Files that may extend one another. */
const DEEPEST = 8;

/** Loads a scenario: a built-in one by name, or a YAML, JSON or TypeScript file by its path. Throws a UsageError. */
export async function loadScenario(source: string): Promise<LoadedScenario> {
  const { input, over, ...rest } = await read(source, process.cwd(), []);
  const { kinds } = rest;
  const checked = checkScenario(input, kinds);
  if ('problem' in checked) throw problemError(checked.problem, `scenario "${source}"`);
  const outside = reachProblem(checked.scenario, kinds);
  if (outside) throw problemError(withOrigin(outside, over), `scenario "${source}"`);
  return { scenario: checked.scenario, ...rest };
}

/** Says of what no run can show that it came with the scenario that a file extends, and how to leave it out. */
function withOrigin(problem: Problem, over: Over | null): Problem {
  const [group, list] = problem.path;
  const own = over?.fields[group];
  const isOwn = typeof own === 'object' && own !== null && Object.hasOwn(own, list);
  if (over === null || isOwn) return problem;
  const none = group === 'history' && own === undefined ? 'history: null' : `${group}: { ${list}: [] }`;
  const remedy = `write ${none} to leave out what "${over.base}" has there, or give ${group}.${list} of its own`;
  return { ...problem, right: `${problem.right}; ${remedy}` };
}

/** One sentence on what is wrong with a scenario: the field, what it holds, what would be right. */
export function problemError({ path, holds, right, known }: Problem, where: string): UsageError {
  const field = path.join('.');
  if (known) {
    const isName = holds !== undefined && right !== 'a field';
    const [kind, word] = isName ? [right, String(holds)] : ['field', path[path.length - 1]];
    const place = isName ? field : path.slice(0, -1).join('.');
    const { message } = unknownName(kind, word, known);
    return new UsageError(
      message.replace(`"${word}"`, () => `"${word}" in ${place === '' ? where : `${place} of ${where}`}`),
    );
  }
  const subject = field === '' ? `The ${where}` : `${field} in ${where}`;
  if (holds === undefined) return new UsageError(`${subject} is missing; it must be ${right}.`);
  return new UsageError(`${subject} holds ${shown(holds)}; it must be ${right}.`);
}

interface Read extends Omit<LoadedScenario, 'scenario'> {
  readonly input: unknown;
  /** What the file itself says, where it extends another scenario. */
  readonly over: Over | null;
}

interface Over {
  readonly base: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** `above`: paths of the files that led here, each of which extends the next. */
async function read(source: string, from: string, above: readonly string[]): Promise<Read> {
  if (Object.hasOwn(builtIns, source)) {
    const none = { modules: [], parameterSets: null, goneUncertain: [], over: null };
    return { input: builtIns[source], kinds: agentKinds, ...none };
  }
  const type = extname(source).toLowerCase();
  const path = besides(source, from);
  refuseCircle(path, above);
  if (DATA_FILES.includes(type)) {
    return extended(await dataOf(path), path, { kinds: agentKinds, modules: [] }, above);
  }
  if (MODULES.includes(type)) {
    const { input, agents } = await importModule(path, textOf(path));
    return extended(input, path, { kinds: { ...agentKinds, ...agents }, modules: [path] }, above);
  }
  if (type === '' && !source.includes('/')) throw unknownName('scenario', source, Object.keys(builtIns));
  throw new UsageError(
    `A scenario cannot be read from "${source}"; name a file that ends in .yaml, .yml, .json or .ts, or one of ${Object.keys(builtIns).join(', ')}.`,
  );
}

/** Lays a file's fields over the scenario it extends. */
async function extended(
  data: unknown,
  path: string,
  own: Pick<Read, 'kinds' | 'modules'>,
  above: readonly string[],
): Promise<Read> {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw new UsageError(`"${path}" holds ${shown(data)}; a scenario must be a group of fields.`);
  const { $schema: _, extends: base, parameterSets: sets, ...fields } = data as Record<string, unknown>;
  if (typeof sets !== 'string' && sets !== undefined && sets !== null)
    throw new UsageError(
      `parameterSets in "${path}" holds ${shown(sets)}; it must be the path of a file that "cascade calibrate --out" wrote, or a scenario that has sets, such as feb-5-2026.`,
    );
  if (typeof fields.id === 'string' && Object.hasOwn(builtIns, fields.id))
    throw new UsageError(
      `id in "${path}" holds "${fields.id}", which is a built-in scenario's; it must be another, such as my-${fields.id}.`,
    );
  const named = typeof sets === 'string' ? setsFrom(sets, path) : null;
  if (base === undefined)
    return { input: fields, ...own, parameterSets: named, goneUncertain: [], over: null };
  if (typeof base !== 'string')
    throw new UsageError(`extends in "${path}" holds ${shown(base)}; it must be a scenario's name or file.`);
  const below = await read(base, dirname(resolve(path)), [...above, path]);
  const all = { ...below.kinds, ...own.kinds };
  const checked = checkScenario(below.input, all);
  if ('problem' in checked) throw problemError(checked.problem, `scenario "${base}"`);
  const vain = takenInVain(checked.scenario, fields, all);
  if (vain) throw problemError(vain, `"${path}", which takes away what "${base}" does not have`);
  const { input, gone } = laidOver(checked.scenario, below.goneUncertain, fields, all);
  return {
    input,
    kinds: all,
    goneUncertain: gone,
    modules: [...below.modules, ...own.modules],
    parameterSets: sets === undefined ? below.parameterSets : named,
    over: { base, fields },
  };
}

/**
 * Sets that come with the software have a built-in scenario's name; others are a file beside the one that names it or in a
 * folder there, so that a scenario from a stranger reads nothing else. Throws a UsageError.
 */
function setsFrom(sets: string, path: string): string {
  if (Object.hasOwn(builtIns, sets)) return sets;
  const folder = dirname(resolve(path));
  const [first] = relative(folder, resolve(folder, sets)).split(sep);
  if (first === '..' || isAbsolute(sets) || !readable.safeParse(sets).success)
    throw new UsageError(
      `parameterSets in "${path}" holds ${shown(sets)}; it must be a file beside it or in a folder there.`,
    );
  return besides(sets, folder);
}

/** Refuses files that extend one another in a circle, or without end. */
function refuseCircle(path: string, above: readonly string[]): void {
  const begin = above.findIndex((file) => resolve(file) === resolve(path));
  const way = above.slice(begin + 1).map((file) => `"${file}"`);
  if (begin >= 0)
    throw new UsageError(
      `"${path}" extends itself${way.length === 0 ? '' : ` by way of ${way.join(' and ')}`}; let it extend a built-in scenario, such as ${Object.keys(builtIns)[0]}.`,
    );
  if (above.length > DEEPEST)
    throw new UsageError(`"${above[0]}" extends more than ${DEEPEST} scenarios in a row; let it extend one.`);
}

/** A path that stands in a file of a folder, as seen from here. */
const besides = (path: string, folder: string): string =>
  isAbsolute(path) ? path : relative(process.cwd(), join(folder, path));
