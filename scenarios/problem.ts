import { z } from 'zod';

/** What is wrong with a scenario as somebody wrote it. */
export interface Problem {
  /** Names from the root to the field. */
  readonly path: readonly string[];
  /** What the field holds; undefined when it is missing. */
  readonly holds: unknown;
  /** What it must be, to be read after "must be". */
  readonly right: string;
  /** When the field is not known: those that are. */
  readonly known?: readonly string[];
}

/** Names of the fields that may stand at a place of a scenario, or null where any name may; `input` says which of several groups it is. */
export function fieldsAt(
  schema: z.ZodType,
  path: readonly PropertyKey[],
  input?: unknown,
): readonly string[] | null {
  let at: JsonSchema | undefined = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  }) as JsonSchema;
  for (const [depth, key] of path.entries()) {
    const inner: unknown = at?.properties?.[String(key)] ?? at?.items ?? at?.additionalProperties;
    at = typeof inner === 'object' && inner !== null ? inner : undefined;
    at = at && meant(at, valueAt(input, path.slice(0, depth + 1).map(String)));
  }
  return at?.properties ? Object.keys(at.properties) : null;
}

/** The one of several groups whose fixed fields a value has. */
function meant(schema: JsonSchema, value: unknown): JsonSchema {
  const found = schema.oneOf?.find(({ properties = {} }) =>
    Object.entries(properties).every(
      ([name, { const: fixed }]) => fixed === undefined || fixed === valueAt(value, [name]),
    ),
  );
  return found ?? schema;
}

interface JsonSchema {
  readonly const?: unknown;
  readonly oneOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
}

type Issue = z.core.$ZodIssue;

/** The first complaint of a schema in terms of what somebody wrote at a place. */
export function problemOf(
  issue: Issue,
  schema: z.ZodType,
  input: unknown,
  place: readonly string[],
): Problem {
  const at = issue.path.map(String);
  const named = [...place, ...byId(input, at)];
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const known = fieldsAt(schema, issue.path, input) ?? [];
    return { path: [...named, key], holds: valueAt(input, [...at, key]), right: 'a field', known };
  }
  if (issue.code === 'invalid_key') {
    const name = at[at.length - 1];
    const [{ message }] = issue.issues;
    return { path: named.slice(0, -1), holds: name, right: `keyed by ${message.replace(/^must be /, '')}` };
  }
  const holds = valueAt(input, at);
  const words = optionsOf(issue);
  if (words && typeof holds === 'string')
    return { path: named, holds, right: at[at.length - 2] ?? 'kind', known: words };
  const right = rightOf(issue);
  const endless = typeof holds === 'number' && right === KINDS_OF_VALUE.number;
  return { path: named, holds, right: endless ? 'a finite number' : right };
}

/** A path with entries of lists by their ids where they have one: files show ids, not numbers. */
const byId = (input: unknown, path: readonly string[]): string[] =>
  path.map((key, depth) => {
    const isEntry = Array.isArray(valueAt(input, path.slice(0, depth)));
    const id =
      isEntry && depth < path.length - 1 ? valueAt(input, [...path.slice(0, depth + 1), 'id']) : null;
    return typeof id === 'string' && id !== '' ? id : key;
  });

function valueAt(input: unknown, path: readonly string[]): unknown {
  let at = input;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

const KINDS_OF_VALUE: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a group of fields',
  record: 'a group of named entries',
  array: 'a list',
  tuple: 'a list',
};

/** Words of which a field must hold one, where they say what else its group may hold. */
function optionsOf(issue: Issue): readonly string[] | null {
  if (issue.code !== 'invalid_union' || !('options' in issue) || !Array.isArray(issue.options)) return null;
  return issue.options.map(String);
}

function rightOf(issue: Issue): string {
  const words = optionsOf(issue);
  if (words) return `one of ${words.join(', ')}`;
  switch (issue.code) {
    case 'invalid_type':
      return KINDS_OF_VALUE[issue.expected] ?? issue.expected;
    case 'too_small':
      return sized(
        issue.origin,
        Number(issue.minimum),
        issue.inclusive ? 'at least' : 'more than',
        issue.exact,
      );
    case 'too_big':
      return sized(
        issue.origin,
        Number(issue.maximum),
        issue.inclusive ? 'at most' : 'less than',
        issue.exact,
      );
    case 'invalid_value':
      return issue.values.length === 1
        ? String(issue.values[0])
        : `one of ${issue.values.map(String).join(', ')}`;
    default:
      return issue.message.replace(/^must be /, '');
  }
}

function sized(origin: string, bound: number, relation: string, exact: boolean | undefined): string {
  if (origin === 'string')
    return relation === 'at least' ? 'a text that is not empty' : `a text of ${relation} ${bound} letters`;
  if (origin === 'array')
    return `a list of ${exact ? 'exactly' : relation} ${bound} ${bound === 1 ? 'entry' : 'entries'}`;
  return `a number of ${relation} ${bound}`;
}
