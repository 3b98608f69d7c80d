import { visible } from './shown.ts';

/** The reader asked for something that cannot be done; one sentence says what, with which value, and what would be right. */
export class UsageError extends Error {
  readonly exitCode = 2;

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** A run was interrupted before anything of it was on disk. */
export const noEventsYet = (dir: string): UsageError =>
  new UsageError(
    `${dir} holds no events yet: its run was interrupted; finish it with "cascade resume ${dir}".`,
  );

/** Exit code of an error nobody foresaw: EX_SOFTWARE of BSD's sysexits.h, apart from 1 (a check that did not hold). */
export const BUG_EXIT_CODE = 70;

/** What the operating system refuses, by its code, in words a reader can act on. */
const REFUSALS: Readonly<Record<string, string>> = {
  EACCES: 'may not be read or written; check its permissions',
  EEXIST: 'exists already; choose another name',
  EISDIR: 'is a folder where a file is needed; name a file inside it',
  ENOENT: 'does not exist; check the path',
  ENOSPC: 'does not fit on the disk; free some space or choose another folder',
  ENOTDIR: 'passes through a file as if it were a folder; check the path',
  EROFS: 'is on a read-only disk; choose another folder',
};

/** What the system refused when it names no path. */
const OUTPUT: Readonly<Record<string, string>> = { write: 'The output' };

interface Traits {
  readonly exitCode?: unknown;
  readonly code?: unknown;
  readonly path?: unknown;
  readonly syscall?: unknown;
}

/**
 * Prints an error as one line "cascade: ..." and returns the exit code: the error's own `exitCode` if it has one, 2 for
 * a file the system refuses, 0 for a reader that stopped listening (`| head`), 70 for a bug. The stack only with CASCADE_DEBUG=1.
 */
export function report(
  error: unknown,
  err: (text: string) => void = (text) => process.stderr.write(text),
  env: NodeJS.ProcessEnv = process.env,
): number {
  const traits: Traits = typeof error === 'object' && error !== null ? error : {};
  if (isBrokenPipe(error)) return 0;
  const message = visible(oneLine(error instanceof Error ? error.message || error.name : String(error)));
  const debug = env.CASCADE_DEBUG === '1';
  const stack = debug && error instanceof Error && error.stack ? `${error.stack}\n` : '';

  if (typeof traits.exitCode === 'number') {
    err(`cascade: ${message}\n${stack}`);
    return traits.exitCode;
  }
  const refusal = REFUSALS[String(traits.code)];
  const refused = typeof traits.path === 'string' ? `"${traits.path}"` : OUTPUT[String(traits.syscall)];
  if (refusal && refused) {
    err(`cascade: ${refused} ${refusal}.\n${stack}`);
    return 2;
  }
  const remedy = debug ? '' : '; CASCADE_DEBUG=1 shows where';
  err(`cascade: this is a bug in cascade (${message.replace(/\.$/, '')})${remedy}.\n${stack}`);
  return BUG_EXIT_CODE;
}

/** True when the program at the other end of the pipe has gone. */
export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/** The first line of an error's message, without the punctuation it ends with, to be built into a sentence. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0].replace(/[.:]\s*$/, '');

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');
