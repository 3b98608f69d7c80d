import { appendFileSync, fstatSync, mkdirSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import { type KeptLines, linesIn, NEWLINE, textAt, withFile } from './kept-lines.ts';

/** A slice of an ensemble's seeds, from 1. */
export interface Slice {
  readonly slice: number;
  readonly of: number;
}

/** What threads come to on a seed, as plain data. */
export interface Result {
  readonly seed: number;
}

/** One kind of result that is kept a line each. */
export interface Kept<R extends Result> {
  /** First word of the names of its files. */
  readonly name: string;
  /** Whether an object that has a key and a seed holds the rest as well. */
  isWhole(value: Partial<Record<keyof R, unknown>>): boolean;
}

/** Results found in a folder. */
export interface KnownResults<R extends Result> {
  /** By key, then by seed. */
  readonly byKey: ReadonlyMap<string, ReadonlyMap<number, R>>;
  /** Lines that hold no result: cut off where a run was killed. */
  readonly unreadable: number;
}

/** Reads results, of every key or only of some; lines that were found before are not looked for again. */
export type KeptReader<R extends Result> = (keys?: ReadonlySet<string>) => KnownResults<R>;

/**
 * Reads the results of a kind in a folder, of every slice, or only those that have one of some keys; none where there is no
 * folder. Lines cut short are left out. A search's folder may be larger than memory, so only what is wanted is held; for who
 * asks again and again where lines stand is remembered, and only what was appended since is looked through.
 */
export function openKept<R extends Result>(kept: Kept<R>, dir: string): KeptReader<R> {
  const seen = new Map<string, KeptLines>();
  return (keys) => {
    const byKey = new Map<string, Map<number, R>>();
    let unreadable = 0;
    for (const file of filesOf(kept.name, dir)) {
      withFile(join(dir, file), (descriptor) => {
        const { lines, scanned } = linesIn(descriptor, seen.get(file));
        seen.set(file, { lines: lines.filter(({ from }) => from < scanned), scanned });
        for (const line of lines) {
          if (line.key !== null && keys && !keys.has(line.key)) continue;
          const found = line.key === null ? null : parsed(kept, textAt(descriptor, line));
          if (!found) {
            unreadable++;
            continue;
          }
          const { key, ...result } = found;
          const bySeed = byKey.get(key) ?? new Map<number, R>();
          if (!bySeed.has(result.seed)) bySeed.set(result.seed, result as unknown as R);
          byKey.set(key, bySeed);
        }
      });
    }
    return { byKey, unreadable };
  };
}

/** Appends results to their file in a folder, a line each, made if need be; slices have a file each. */
export class KeptFile<R extends Result> {
  readonly path: string;
  private opened = false;

  constructor(
    kept: Kept<R>,
    private readonly dir: string,
    slice: Slice | null,
  ) {
    const name = slice ? `${kept.name}-${slice.slice}-of-${slice.of}` : kept.name;
    this.path = join(dir, `${name}.jsonl`);
  }

  /** Keeps a result: with the operating system when this returns. */
  append(key: string, result: R): void {
    const line = `${JSON.stringify({ key, ...result })}\n`;
    appendFileSync(this.path, this.isCutShort() ? `\n${line}` : line);
  }

  /** Whether the file's last line has no end, which only a run that was killed leaves. */
  private isCutShort(): boolean {
    if (this.opened) return false;
    mkdirSync(this.dir, { recursive: true });
    this.opened = true;
    return lastByte(this.path) !== NEWLINE;
  }
}

function parsed<R extends Result>(kept: Kept<R>, line: string): (R & { readonly key: string }) | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return null;
    const { key, seed } = value as Partial<Record<'key' | 'seed', unknown>>;
    if (typeof key !== 'string' || typeof seed !== 'number' || !kept.isWhole(value)) return null;
    return value as R & { readonly key: string };
  } catch {
    return null;
  }
}

function filesOf(kind: string, dir: string): string[] {
  const name = new RegExp(`^${kind}(-\\d+-of-\\d+)?\\.jsonl$`);
  try {
    return readdirSync(dir)
      .filter((file) => name.test(file))
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Last byte of a file; a newline where there is no file, or nothing in it. */
function lastByte(path: string): number {
  try {
    return withFile(path, (file) => {
      const { size } = fstatSync(file);
      const byte = Buffer.alloc(1);
      if (size > 0) readSync(file, byte, 0, 1, size - 1);
      return size > 0 ? byte[0] : NEWLINE;
    });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return NEWLINE;
    throw error;
  }
}
