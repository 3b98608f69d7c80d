import { z } from 'zod';
import { agentKinds } from '../scenarios/cast.ts';
import { builtIns } from '../scenarios/catalogue.ts';
import { scenarioSchema } from '../scenarios/scenario.ts';
import type { RunnableScenario } from './scenario-source.ts';

/** As much of JSON Schema (draft 7, which editors know best) as is made here. */
export interface JsonSchema {
  readonly [field: string]: unknown;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/**
 * JSON Schema of a scenario file, for editors: every field with its unit and bounds, and the parameters of each kind of
 * agent. A file may extend a scenario, so groups need not be whole, and null takes a field away; what a file must hold
 * without `extends` is asked for. Of a scenario: lines of its cast are known by name.
 */
export function editorSchema(loaded: RunnableScenario | null): JsonSchema {
  const whole = jsonOf(scenarioSchema);
  const { properties = {}, required } = whole;
  const kinds = loaded?.kinds ?? agentKinds;
  const { cast, ...rest } = properties;
  return {
    $schema: whole.$schema,
    title: 'A scenario of cascade',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      extends: {
        description: 'Scenario that this one changes: a built-in one by name, or a file beside this one',
        anyOf: [{ enum: Object.keys(builtIns) }, { type: 'string' }],
      },
      parameterSets: {
        description:
          'File of parameter sets that "cascade calibrate --out" wrote, beside this one, or the name of a built-in scenario that has some',
        type: ['string', 'null'],
      },
      ...Object.fromEntries(Object.entries(rest).map(([name, one]) => [name, orNull(partial(one))])),
      cast: castSchema(cast, loaded),
    },
    additionalProperties: false,
    if: { required: ['extends'] },
    else: { required },
    definitions: Object.fromEntries(
      Object.values(kinds).map(({ kind, about, parameters }) => [
        kind,
        { description: about, ...partial(jsonOf(parameters)), $schema: undefined },
      ]),
    ),
  };
}

const jsonOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }) as JsonSchema;

/** A group of which only some fields may be said; lists are replaced as wholes, so their entries stay whole. */
function partial(schema: JsonSchema): JsonSchema {
  if (schema.properties === undefined) return schema;
  const { required: _, ...group } = schema;
  const fields = Object.entries(schema.properties).map(([name, one]) => [name, orNull(partial(one))]);
  return { ...group, properties: Object.fromEntries(fields) };
}

/** Null takes a field away, so that its default holds. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: words } = schema;
  if (type === undefined) return schema;
  const types = Array.isArray(type) ? type : [type];
  return {
    ...schema,
    type: types.includes('null') ? types : [...types, 'null'],
    ...(Array.isArray(words) ? { enum: [...words, null] } : {}),
  };
}

/** Lines of a cast: by kind, and those of a scenario by their names, which say the kind already. */
function castSchema(schema: JsonSchema, loaded: RunnableScenario | null): JsonSchema {
  const kinds = loaded?.kinds ?? agentKinds;
  const line = schema.additionalProperties as JsonSchema;
  const { parameters, kind: kindField, ...others } = line.properties ?? {};
  const kind = { ...kindField, enum: Object.keys(kinds) };
  const any = { ...partial({ ...line, properties: { ...others, parameters } }), type: ['object', 'null'] };
  const withKind = { ...any, properties: { ...(any as JsonSchema).properties, kind } };
  const isKind = (name: string): JsonSchema => ({ properties: { kind: { const: name } } });
  const ofKind = (name: string): JsonSchema => ({
    properties: { parameters: { $ref: `#/definitions/${name}` } },
  });
  const named = Object.entries(loaded?.scenario.cast ?? {}).map(([name, { kind: own }]) => [
    name,
    { ...withKind, description: kinds[own].about, ...where(isKind(own), ofKind(own)) },
  ]);
  return {
    type: ['object', 'null'],
    description: schema.description,
    properties: Object.fromEntries(named),
    additionalProperties: {
      ...withKind,
      // Without a scenario it cannot be told whether the base says the kind.
      ...(loaded ? { required: ['kind'] } : {}),
      allOf: Object.keys(kinds).map((name) => where({ required: ['kind'], ...isKind(name) }, ofKind(name))),
    },
  };
}

/** What holds where something else does. */
// biome-ignore lint/suspicious/noThenProperty: JSON Schema calls it so, and nobody awaits a schema.
const where = (condition: JsonSchema, holds: JsonSchema): JsonSchema => ({ if: condition, then: holds });
