import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { builtIns } from '../../scenarios/catalogue.ts';
import { cascade, inEmptyFolder, json } from './commands-support.ts';

const EXAMPLES = new URL('../../examples/', import.meta.url);
const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));

inEmptyFolder();

interface Node {
  readonly [field: string]: unknown;
  readonly properties?: Record<string, Node>;
  readonly description?: string;
}

let schema: Node = {};
let fits: ValidateFunction;
/** What an editor would underline in a text, by place. */
const faults = (text: string): string[] => {
  fits(parse(text));
  return (fits.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
};

beforeAll(async () => {
  schema = await json<Node>('list', 'schema', 'feb-5-2026');
  fits = new Ajv({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    keywords: ['openingOnly'],
  }).compile(schema);
});

describe('cascade list schema', () => {
  it('is JSON Schema that accepts whole scenarios and files that extend one', () => {
    for (const id of Object.keys(builtIns)) expect(faults(JSON.stringify(builtIns[id])), id).toEqual([]);
    for (const name of examples)
      expect(faults(readFileSync(new URL(name, EXAMPLES), 'utf8')), name).toEqual([]);
    expect(
      faults('extends: feb-5-2026\nopening: { spotUsd: 60000 }\nhistory: null\ncast: { whale: null }\n'),
    ).toEqual([]);
    expect(
      faults('{ $schema: a.json, extends: mine.yaml, parameterSets: sets.json, outside: { shocks: null } }'),
    ).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['a field nobody knows', 'extends: calm\nopenning: {}\n', ' additionalProperties'],
    ['a figure out of bounds', 'extends: calm\nopening: { spotUsd: 60 }\n', '/opening/spotUsd minimum'],
    ['a text for a number', 'extends: calm\nopening: { spotUsd: much }\n', '/opening/spotUsd type'],
    ['a scenario that is neither whole nor extends one', 'id: mine\n', ' required'],
    ['a kind nobody is', 'extends: calm\ncast: { a: { kind: whael } }\n', '/cast/a/kind enum'],
    ['a line without a kind', 'extends: calm\ncast: { a: { count: 2 } }\n', '/cast/a required'],
    [
      'a parameter of another kind',
      'extends: calm\ncast: { a: { kind: whale, parameters: { aumUsd: 1 } } }\n',
      '/cast/a/parameters additionalProperties',
    ],
    [
      'a parameter of a known line',
      'extends: feb-5-2026\ncast: { etf-2x: { parameters: { aumUsd: -1 } } }\n',
      '/cast/etf-2x/parameters/aumUsd exclusiveMinimum',
    ],
    ['half a shock', 'extends: calm\noutside: { shocks: [{ id: a }] }\n', '/outside/shocks/0 required'],
    [
      'a measure nobody knows',
      'extends: calm\nhistory: { targets: [{ id: a, measure: { of: prize } }] }\n',
      '/history/targets/0/measure/of const',
    ],
  ])('underlines %s', (_, text, fault) => expect(faults(text)).toContain(fault));

  it('describes every field of a scenario and of its history, and every parameter', () => {
    const bare: string[] = [];
    const visit = (node: Node, place: string): void => {
      const inner = { ...node.properties };
      const items = node.items as Node | undefined;
      for (const [name, one] of Object.entries(inner)) {
        if (
          !one.description &&
          !one.const &&
          !place.startsWith('.halts.') &&
          !/betas|sessionSd|measure$|tenors$/.test(place)
        )
          bare.push(`${place}.${name}`);
        visit(one, `${place}.${name}`);
      }
      if (items) visit(items, place);
    };
    const { properties = {} } = schema;
    const { $schema: _, cast, ...rest } = properties;
    visit({ properties: rest }, '');
    for (const one of Object.values(cast.properties ?? {})) expect(one.description).toMatch(/\.$/);
    for (const [kind, one] of Object.entries(schema.definitions as Record<string, Node>)) visit(one, kind);
    expect(bare).toEqual([]);
  });

  it('is the same as text, for a file, and without a scenario it knows kinds alone', async () => {
    const { out, code } = await cascade('list', 'schema', 'feb-5-2026');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(schema);
    const { properties } = await json<Node>('list', 'schema');
    expect(properties?.cast.properties).toEqual({});
  });

  it('knows the kinds that a module brings', async () => {
    const zod = new URL('../../node_modules/zod/index.js', import.meta.url).pathname;
    writeFileSync(
      'mine.mjs',
      `import { z } from '${zod}';
       const sitter = { kind: 'sitter', about: 'Sit.', parameters: z.strictObject({ hours: z.number() }), wake: {},
         latency: 'other', emits: [], open() {}, decide() {} };
       export const agents = [sitter];
       export default { extends: 'calm', cast: { sam: { kind: 'sitter', parameters: { hours: 1 } } } };`,
    );
    const { definitions, properties } = await json<Node>('list', 'schema', 'mine.mjs');
    expect(Object.keys(definitions as object)).toContain('sitter');
    expect(properties?.cast.properties?.sam.description).toBe('Sit.');
  });
});
