import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import type { MemberResult } from './member.ts';

/** A slice of an ensemble's seeds, from 1. */
export interface Slice {
  readonly slice: number;
  readonly of: number;
}

const NAME = /^members(-\d+-of-\d+)?\.jsonl$/;
const NEWLINE = 10;

/** Members found in a folder. */
export interface KnownMembers {
  /** By key, then by seed. */
  readonly byKey: ReadonlyMap<string, ReadonlyMap<number, MemberResult>>;
  /** Lines that hold no member: cut off where a run was killed. */
  readonly unreadable: number;
}

/** Reads all members of a folder, of every slice; none where there is no folder. Lines cut short are left out. */
export function readMembers(dir: string): KnownMembers {
  const byKey = new Map<string, Map<number, MemberResult>>();
  let unreadable = 0;
  for (const file of filesOf(dir)) {
    for (const line of readFileSync(join(dir, file), 'utf8').split('\n')) {
      if (line === '') continue;
      const found = parsed(line);
      if (!found) {
        unreadable++;
        continue;
      }
      const { key, ...result } = found;
      const bySeed = byKey.get(key) ?? new Map<number, MemberResult>();
      if (!bySeed.has(result.seed)) bySeed.set(result.seed, result);
      byKey.set(key, bySeed);
    }
  }
  return { byKey, unreadable };
}

/** Appends members to their file in a folder, a line each, made if need be; slices have a file each. */
export class MembersFile {
  readonly path: string;
  private opened = false;

  constructor(
    private readonly dir: string,
    slice: Slice | null,
  ) {
    this.path = join(dir, slice ? `members-${slice.slice}-of-${slice.of}.jsonl` : 'members.jsonl');
  }

  /** Keeps a member: with the operating system when this returns. */
  append(key: string, result: MemberResult): void {
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

type Line = MemberResult & { readonly key: string };

function parsed(line: string): Line | null {
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? value : null;
  } catch {
    return null;
  }
}

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  const { key, seed, digest, readings, path, drawdown } = value as Partial<Record<keyof Line, unknown>>;
  return (
    typeof key === 'string' &&
    typeof seed === 'number' &&
    typeof digest === 'string' &&
    typeof readings === 'object' &&
    readings !== null &&
    Array.isArray(path) &&
    typeof drawdown === 'number'
  );
}

function filesOf(dir: string): string[] {
  try {
    return readdirSync(dir)
      .filter((name) => NAME.test(name))
      .sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Last byte of a file; a newline where there is no file, or nothing in it. */
function lastByte(path: string): number {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return NEWLINE;
    throw error;
  }
  try {
    const { size } = fstatSync(file);
    const byte = Buffer.alloc(1);
    if (size > 0) readSync(file, byte, 0, 1, size - 1);
    return size > 0 ? byte[0] : NEWLINE;
  } finally {
    closeSync(file);
  }
}
