import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Kinds } from '../scenarios/members.ts';
import type { AgentKind } from '../sim/agents/agent.ts';
import { messageOf, UsageError } from './errors.ts';

/** What a module of a scenario brings. */
export interface ImportedModule {
  readonly input: unknown;
  readonly agents: Kinds;
}

/** A module's scenario (its default export, or the export that has a cast or extends another) and the agents it brings in `agents`. */
export async function importModule(path: string, text: string): Promise<ImportedModule> {
  const module = await imported(path, text);
  // Where the package around it is not one of ES modules, everything comes wrapped once more.
  const wrapped = module.default;
  const inner = typeof wrapped === 'object' && wrapped !== null ? (wrapped as Record<string, unknown>) : {};
  const exported = [wrapped, inner.default, ...Object.values(module), ...Object.values(inner)];
  const input = exported.find(isScenario);
  if (!input)
    throw new UsageError(
      `"${path}" exports no scenario; export one with a cast, or one that extends another.`,
    );
  const agents = [module.agents, inner.agents].find(Array.isArray) ?? [];
  return {
    input,
    agents: Object.fromEntries((agents as AgentKind<unknown>[]).map((kind) => [kind.kind, kind])),
  };
}

type Module = Record<string, unknown>;

async function imported(path: string, text: string): Promise<Module> {
  const url = pathToFileURL(resolve(path)).href;
  const load = path.endsWith('js') ? (): Promise<Module> => import(url) : await typeScriptLoader(path, url);
  try {
    return await load();
  } catch (error) {
    const fault = faultIn(error, path) ?? (path.endsWith('js') ? await faultOf(path, text) : null);
    throw new UsageError(fault ?? `"${path}" cannot be loaded: ${messageOf(error)}.`);
  }
}

async function typeScriptLoader(path: string, url: string): Promise<() => Promise<Module>> {
  // By a name the bundler does not see: tsx is only needed for scenarios in TypeScript.
  const loader = 'tsx/esm/api';
  try {
    const tsx: { tsImport(url: string, parent: string): Promise<Module> } = await import(loader);
    return () => tsx.tsImport(url, import.meta.url);
  } catch {
    throw new UsageError(
      `"${path}" needs the package tsx; install it with "npm install tsx", or write the scenario in YAML.`,
    );
  }
}

/** How esbuild, which loads TypeScript, reports the first fault of a file, be it the scenario's or one it imports. */
const FAULT = /^(.+):(\d+):(\d+): ERROR: (.+)$/m;

/** One sentence on the place that esbuild found fault with, or null where an error names none. */
function faultIn(error: unknown, path: string): string | null {
  const found = FAULT.exec(error instanceof Error ? error.message : '');
  if (!found) return null;
  const [, reported, lineText, offset, fact] = found;
  const file = sourceOf(reported, path);
  const line = Number(lineText);
  const language = file.endsWith('js') ? 'JavaScript' : 'TypeScript';
  const place = `line ${line}, column ${columnOf(file, line, Number(offset))}`;
  return `"${relative(process.cwd(), file)}" is no ${language}: ${fact.replace(/\.$/, '')} at ${place}.`;
}

/** The file that a report means: tsx reports x.mts as x.ts. */
function sourceOf(reported: string, path: string): string {
  const asked = resolve(path);
  if (asked.replace(/\.mts$/, '.ts') === reported) return asked;
  const other = reported.replace(/\.ts$/, '.mts');
  return !existsSync(reported) && existsSync(other) ? other : reported;
}

/** Counts as editors do, in letters from 1; esbuild counts bytes from 0. */
function columnOf(file: string, line: number, offset: number): number {
  if (!existsSync(file)) return offset + 1;
  const text = readFileSync(file, 'utf8').split('\n')[line - 1] ?? '';
  return Buffer.from(text).subarray(0, offset).toString().length + 1;
}

/** The same for JavaScript, which Node loads without saying where the fault is. */
async function faultOf(path: string, text: string): Promise<string | null> {
  const name = 'esbuild';
  try {
    const esbuild: { transform(text: string, options: object): Promise<unknown> } = await import(name);
    await esbuild.transform(text, { sourcefile: resolve(path), logLevel: 'silent' });
    return null;
  } catch (error) {
    return faultIn(error, path);
  }
}

const isScenario = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && ('cast' in value || 'extends' in value);
