import { type Draft, enablePatches, type Patch, produceWithPatches } from 'immer';
import { calm } from './calm/scenario.ts';
import { drill } from './drill/scenario.ts';
import { feb5 } from './feb-5-2026/scenario.ts';
import type { Kinds } from './members.ts';
import { nov21 } from './nov-21-2025/scenario.ts';
import { fieldsAt, type Problem } from './problem.ts';
import { type Scenario, type ScenarioInput, scenarioSchema } from './scenario.ts';
import type { WhatIf } from './what-ifs.ts';

enablePatches();

/** Scenarios that come with the software, by name. */
export const builtIns: Readonly<Record<string, ScenarioInput>> = Object.freeze({
  [feb5.id]: feb5,
  [nov21.id]: nov21,
  [calm.id]: calm,
  [drill.id]: drill,
});

/** Names of scenarios of which it is known what really happened. */
export const withHistory: readonly string[] = Object.keys(builtIns).filter(
  (id) => (builtIns[id].history?.targets ?? []).length > 0,
);

/** Names that would reach into the language itself. */
const UNSAFE: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** A scenario with another's fields laid over it: groups field by field, null takes a field away (RFC 7396). */
export function merged(base: unknown, over: unknown): unknown {
  if (!isGroup(over)) return over;
  const fields = new Map(isGroup(base) ? Object.entries(base) : []);
  for (const [name, value] of Object.entries(over)) {
    if (UNSAFE.includes(name)) continue;
    if (value === null) fields.delete(name);
    else fields.set(name, merged(fields.get(name), value));
  }
  return Object.fromEntries(fields);
}

/** A value for one field of a scenario. */
export interface Setting {
  /** Names from the root to the field; entries of lists by their number or their id. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** A changed scenario and the changes as patches, or what is wrong with a setting. */
export type Changed =
  | { readonly scenario: Scenario; readonly patches: readonly Patch[] }
  | { readonly problem: Problem };

/** Applies what-ifs, then settings, each in order; a setting must name a field that there is or may be. */
export function changed(
  scenario: Scenario,
  whatIfs: readonly WhatIf[],
  settings: readonly Setting[],
  kinds: Kinds,
): Changed {
  let problem: Problem | null = null;
  const [next, patches] = produceWithPatches(scenario, (draft) => {
    for (const whatIf of whatIfs) whatIf.change(draft);
    for (const setting of settings) problem ??= put(draft, setting, kinds);
  });
  return problem ? { problem } : { scenario: next, patches };
}

/** What a setting holds in a scenario, once for each line of the cast that it means; undefined where there is none. */
export function held(scenario: Scenario, path: readonly string[]): readonly unknown[] {
  return expanded(scenario, path).map((full) => {
    let at: unknown = scenario;
    for (const name of full) {
      if (typeof at !== 'object' || at === null) return undefined;
      const key = Array.isArray(at) ? keyIn(at, name) : name;
      at = Object.hasOwn(at, key) ? (at as Group)[key] : undefined;
    }
    return at;
  });
}

type Group = Record<string, unknown>;

/** Whether a value is a group of fields, and neither a list nor a value of its own. */
export const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function put(draft: Draft<Scenario>, { path, value }: Setting, kinds: Kinds): Problem | null {
  for (const full of expanded(draft, path)) {
    const problem = putAt(draft, full, value, kinds);
    if (problem) return problem;
  }
  return null;
}

function putAt(
  draft: Draft<Scenario>,
  path: readonly string[],
  value: unknown,
  kinds: Kinds,
): Problem | null {
  let at: unknown = draft;
  for (const [depth, name] of path.entries()) {
    const here = path.slice(0, depth);
    if (typeof at !== 'object' || at === null)
      return { path: here, holds: at, right: `a group of fields if "${path.join('.')}" is to be set` };
    const key = Array.isArray(at) ? keyIn(at, name) : name;
    if (!Object.hasOwn(at, key)) {
      const allowed = fieldsOf(draft, here, kinds) ?? [];
      const known = [
        ...(allowed.length > 0 ? allowed : Object.keys(at)),
        ...(depth === 0 ? shorts(draft) : []),
      ];
      if (UNSAFE.includes(key) || !allowed.includes(key))
        return noField(draft, path.slice(0, depth + 1), known);
    }
    if (depth === path.length - 1) (at as Group)[key] = value;
    else at = (at as Group)[key];
  }
  return null;
}

/** What is said of a name that is no field: one of the cast is half a path. */
function noField(draft: Draft<Scenario>, path: readonly string[], known: readonly string[]): Problem {
  const [name] = path;
  if (path.length > 1 || !shorts(draft).includes(name))
    return { path, holds: undefined, right: 'a field', known };
  return { path, holds: name, right: `followed by a field of it, such as ${name}.count` };
}

/**
 * Whole paths: "maker-1.capitalUsd" is short for "cast.maker-1.parameters.capitalUsd", and "maker.capitalUsd" for that
 * of every line of this kind.
 */
export function expanded(
  { cast }: Pick<Scenario, 'cast'>,
  path: readonly string[],
): readonly (readonly string[])[] {
  const [first, ...rest] = path;
  if (Object.hasOwn(scenarioSchema.shape, first) || rest.length === 0) return [path];
  const lines = Object.hasOwn(cast, first)
    ? [first]
    : Object.keys(cast).filter((line) => cast[line].kind === first);
  if (lines.length === 0) return [path];
  const middle = MEMBER_FIELDS.includes(rest[0]) ? [] : ['parameters'];
  return lines.map((line) => ['cast', line, ...middle, ...rest]);
}

const MEMBER_FIELDS: readonly string[] = ['kind', 'count', 'acts', 'parameters'];

/** Names with which a short path may begin. */
const shorts = ({ cast }: Draft<Scenario>): string[] => [
  ...new Set(Object.keys(cast).flatMap((line) => [line, cast[line].kind])),
];

const keyIn = (list: readonly unknown[], name: string): string => {
  const found = list.findIndex((item) => isGroup(item) && item.id === name);
  return found < 0 ? name : `${found}`;
};

/** Fields that may stand at a place of this scenario; null where any name may. */
export function fieldsOf(
  { cast }: Pick<Scenario, 'cast'>,
  path: readonly string[],
  kinds: Kinds,
): readonly string[] | null {
  const [root, line, part, ...rest] = path;
  if (root !== 'cast' || part !== 'parameters') return fieldsAt(scenarioSchema, path);
  const kind = cast[line]?.kind;
  return Object.hasOwn(kinds, kind) ? fieldsAt(kinds[kind].parameters, rest) : null;
}
