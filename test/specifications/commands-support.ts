import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { main } from '../../cli/program.ts';

/** What a command line printed, and its exit code. */
export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line with the real commands; text is as wide as a screenshot and has no colours. */
export const cascade = (...argv: string[]): Promise<Told> => cascadeAt(100, ...argv);

/** The same on a terminal of another width. */
export async function cascadeAt(columns: number, ...argv: string[]): Promise<Told> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    interactive: false,
    columns,
    color: false,
  };
  const code = await main(argv, io);
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** The one JSON object that a command line printed. */
export async function json<T = Record<string, unknown>>(...argv: string[]): Promise<T> {
  const { code, out, err } = await cascade(...argv, '--json');
  if (code !== 0) throw new Error(`exit code ${code}: ${err}`);
  return JSON.parse(out) as T;
}

/** Works in an empty folder of its own, as a reader of the handbook does; returns its path. */
export function inEmptyFolder(): () => string {
  const before = process.cwd();
  let dir = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'cascade-commands-'));
    process.chdir(dir);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(dir, { recursive: true, force: true });
  });
  return () => dir;
}

/** Longest line of a text, in characters. */
export const widest = (text: string): number => Math.max(...text.split('\n').map((line) => [...line].length));
