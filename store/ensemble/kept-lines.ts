import { closeSync, openSync, readSync } from 'node:fs';

export const NEWLINE = 10;

/** Where a line stands in its file, without its end, and the key it begins with; null where it begins with none. */
export interface KeptLine {
  readonly key: string | null;
  readonly from: number;
  readonly to: number;
}

/** The lines of a file as far as it was looked through: to the end of its last whole line, in bytes. */
export interface KeptLines {
  readonly lines: readonly KeptLine[];
  readonly scanned: number;
}

/** Bytes read at a time: a file may be larger than any text or buffer can be. */
const CHUNK = 1 << 20;
/** A key stands first in its line, and is a digest or a name. */
const KEY = /^\{"key":("(?:[^"\\]|\\.)*")/;
const LONGEST_KEY = 512;

/** The lines of a file after those that are known already, and what its last one says that has no end yet. */
export function linesIn(file: number, known: KeptLines = { lines: [], scanned: 0 }): KeptLines {
  const lines = [...known.lines];
  const add = (from: number, to: number): void => {
    if (to > from) lines.push({ key: keyAt(file, from, to), from, to });
  };
  const chunk = Buffer.alloc(CHUNK);
  let [at, begin] = [known.scanned, known.scanned];
  for (let size = readSync(file, chunk, 0, CHUNK, at); size > 0; size = readSync(file, chunk, 0, CHUNK, at)) {
    const bytes = chunk.subarray(0, size);
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, end + 1)) {
      add(begin, at + end);
      begin = at + end + 1;
    }
    at += size;
  }
  add(begin, at);
  return { lines, scanned: begin };
}

/** What a line says. */
export function textAt(file: number, { from, to }: Pick<KeptLine, 'from' | 'to'>): string {
  const bytes = Buffer.alloc(to - from);
  let done = 0;
  for (let size = -1; size !== 0 && done < bytes.length; done += size)
    size = readSync(file, bytes, done, bytes.length - done, from + done);
  return bytes.toString('utf8', 0, done);
}

function keyAt(file: number, from: number, to: number): string | null {
  const found = KEY.exec(textAt(file, { from, to: Math.min(to, from + LONGEST_KEY) }));
  try {
    return found && JSON.parse(found[1]);
  } catch {
    return null;
  }
}

/** Does something with a file that is open for reading as long. */
export function withFile<T>(path: string, act: (file: number) => T): T {
  const file = openSync(path, 'r');
  try {
    return act(file);
  } finally {
    closeSync(file);
  }
}
