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
const codeOf = (file: string): string =>
  textOf(file)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");

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
    const code = codeOf(file);
    expect(code).not.toMatch(
      /\bMath\.(random|pow|exp|expm1|log|log1p|log2|log10|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|asinh|acosh|atanh|cbrt|hypot)\b/,
    );
    expect(code).not.toMatch(/\*\*/);
    expect(code).not.toMatch(/\bnew Date\b|\bDate\.(now|UTC|parse)\b|\bperformance\.|\bprocess\./);
    expect(code).not.toMatch(/\btoLocale|\bIntl\.|\blocaleCompare\b/);
    expect(code).not.toMatch(/\bfor\s*\(\s*(?:const|let)\s+\w+\s+in\b/);
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
