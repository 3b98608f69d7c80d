import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { inEmptyFolder, json } from './commands-support.ts';

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const ENDED = { code: 0, signal: null, err: '' };

const folder = inEmptyFolder();

/** Starts the command as a process of its own and answers how it ended; `gone` is when its reader leaves. */
function ended(argv: readonly string[], gone: 'at once' | 'after some', input?: AsyncIterable<string>) {
  const child = spawn(process.execPath, ['--import', LOADER, MAIN, ...argv], {
    cwd: folder(),
    stdio: 'pipe',
  });
  if (gone === 'at once') child.stdout.destroy();
  else child.stdout.once('data', () => child.stdout.destroy());
  let err = '';
  child.stderr.on('data', (data) => {
    err += String(data);
  });
  // Who writes to a command that has ended is told so; that is this test's own affair.
  child.stdin.on('error', () => {});
  const write = async (): Promise<void> => {
    for await (const text of input ?? []) {
      if (child.exitCode !== null || !child.stdin.writable) return;
      if (!child.stdin.write(text)) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.stdin.end();
  };
  void write();
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, err }));
  });
}

/** A thousand orders a piece, for as long as somebody takes them. */
async function* orders(pieces: number): AsyncGenerator<string> {
  for (let piece = 0; piece < pieces; piece++) {
    const lines = Array.from({ length: 1000 }, (_, n) => {
      const side = n % 2 === 0 ? 'buy' : 'sell';
      return `{"op":"limit","id":${1000 * piece + n},"side":"${side}","price":${100 + (n % 7)},"quantity":5}\n`;
    });
    yield lines.join('');
  }
}

describe('a reader that stops listening ends the command quietly, with code 0', () => {
  beforeAll(async () => {
    await json('run', 'calm', '--until', '2026-01-27T00:05Z', '--out', 'run');
    let all = '';
    for await (const piece of orders(20)) all += piece;
    writeFileSync(join(folder(), 'orders.jsonl'), all);
  });

  it.each([
    ['list events', 'at once'],
    ['list agents --json', 'at once'],
    ['explain run --event 12', 'at once'],
    ['explain run --event 12 --json', 'at once'],
    ['replay run', 'at once'],
    ['match orders.jsonl', 'at once'],
    ['match orders.jsonl', 'after some'],
  ] as const)('%s, gone %s', async (line, gone) => {
    expect(await ended(line.split(' '), gone)).toEqual(ENDED);
  });

  it('match, with orders still coming in', async () => {
    expect(await ended(['match'], 'after some', orders(10_000))).toEqual(ENDED);
  });
});
