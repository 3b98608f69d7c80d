import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['sim', 'scenarios', 'reports', 'store', 'cli', 'bench'] as const;

/** Layers from the bottom up; a file may import from its own layer and from those below. */
const LAYERS: readonly (readonly string[])[] = [
  ['sim/vocabulary.ts', 'sim/events.ts', 'sim/emit.ts'],
  ['sim/world/'],
  ['sim/market/'],
  ['sim/agents/'],
  ['scenarios/'],
  ['reports/', 'store/'],
  ['cli/', 'bench/'],
];

function filesUnder(folder: string): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(ROOT, path)).isDirectory()) return filesUnder(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}

const files = FOLDERS.flatMap(filesUnder);
const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
/** The code alone: comments and texts may name what code must not use. */
const bare = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/gm, (found) =>
    found.startsWith('/') ? '' : "''",
  );
const codeOf = (file: string): string => bare(textOf(file));

/** What gives another answer on another machine, at another time or in another order of insertion. */
const UNSTEADY: readonly RegExp[] = [
  // Only what IEEE 754 and ECMAScript fix to the last bit, and only by name: nobody may take Math apart or pass it on.
  /\bMath\b(?!\.(?:abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc)\b)/,
  /\*\*/,
  /\b(?:Date|performance|process|Intl|getRandomValues|randomUUID)\b/,
  // Ways to reach all of these by another name.
  /\b(?:globalThis|global|Reflect|eval|Function)\b/,
  /\btoLocale|\blocaleCompare\b/,
  /\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b/,
];
const unsteadyIn = (code: string): string[] => UNSTEADY.flatMap((pattern) => pattern.exec(code)?.[0] ?? []);

function importsOf(file: string): string[] {
  const found = [...textOf(file).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((match) => match[1]);
  return found.map((path) =>
    path.startsWith('.') ? relative(ROOT, resolve(join(ROOT, dirname(file)), path)) : path,
  );
}

const layerOf = (file: string): number =>
  LAYERS.findIndex((layer) => layer.some((prefix) => file.startsWith(prefix)));

describe('the house is tidy', () => {
  it('reads more than fifty files', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it.each(files.filter((file) => !file.startsWith('sim/engine/')))('%s imports downward only', (file) => {
    const own = layerOf(file);
    expect(own).toBeGreaterThanOrEqual(0);
    for (const path of importsOf(file)) {
      if (!FOLDERS.some((folder) => path.startsWith(`${folder}/`)) || path.startsWith('sim/engine/'))
        continue;
      expect(layerOf(path), `${file} imports ${path}`).toBeLessThanOrEqual(own);
    }
  });

  it.each(files.filter((file) => file.startsWith('sim/engine/')))('%s knows no finance', (file) => {
    for (const path of importsOf(file)) {
      if (!/^(sim|scenarios|reports|store|cli)\//.test(path)) continue;
      expect(path, `${file} imports ${path}`).toMatch(/^sim\/engine\//);
    }
  });

  it.each(files.filter((file) => file.startsWith('reports/')))('%s never imports agents', (file) => {
    for (const path of importsOf(file)) expect(path).not.toMatch(/^sim\/agents\//);
  });

  it.each(files.filter((file) => /^(sim|scenarios)\//.test(file)))('%s is deterministic', (file) => {
    expect(unsteadyIn(codeOf(file))).toEqual([]);
  });

  it.each(files.filter((file) => file.startsWith('sim/')))('%s needs no Node', (file) => {
    for (const path of importsOf(file)) expect(path).not.toMatch(/^node:/);
  });

  it.each(files)('%s has named exports only and re-exports nothing wholesale', (file) => {
    const code = codeOf(file);
    if (!file.endsWith('.d.ts')) expect(code).not.toMatch(/\bexport default\b/);
    expect(code).not.toMatch(/\bexport \* from\b/);
  });

  it.each(files.filter((file) => !/(vocabulary|shocks|history)\.ts$/.test(file)))(
    '%s stays short',
    (file) => {
      expect(textOf(file).split('\n').length).toBeLessThanOrEqual(260);
    },
  );
});

describe('the ban on what differs from machine to machine', () => {
  it.each([
    'Math.exp(1)',
    'Math.random()',
    'Math . log2(x)',
    'Math?.pow(2, 3)',
    "Math['exp'](1)",
    'Math["exp"](1)',
    'Math[`exp`](1)',
    'Math[name](1)',
    'const { exp } = Math;',
    'const { floor, exp: e } = Math;',
    'const m = Math;',
    'use(Math)',
    'globalThis.Math.exp(1)',
    "globalThis['Math'].exp(1)",
    'const { Math: m } = globalThis;',
    "Reflect.get(it, 'exp')",
    '2 ** 0.5',
    'new Date()',
    'Date.now()',
    "Date['now']()",
    'const { now } = performance;',
    'process.hrtime()',
    'crypto.randomUUID()',
    'a.localeCompare(b)',
    'n.toLocaleString()',
    'for (const key in group) use(key);',
    "const address = 'http://x'; Math.exp(1);",
    '/* a */ Math.exp(1); // b',
  ])('refuses %s', (code) => {
    expect(unsteadyIn(bare(code))).not.toEqual([]);
  });

  it.each([
    'Math.sqrt(Math.abs(x))',
    'Math.round(Math.max(a, Math.min(b, c)))',
    'Math.imul(a, b) >>> Math.clz32(c)',
    "import exp from '@stdlib/math-base-special-exp';",
    '// Math.exp differs between machines',
    '/** As `Math.exp` would,\n * but the same everywhere. */',
    "throw new Error('Math.random() and new Date() are banned');",
    'for (const key of keys) use(key);',
  ])('allows %s', (code) => {
    expect(unsteadyIn(bare(code))).toEqual([]);
  });
});
