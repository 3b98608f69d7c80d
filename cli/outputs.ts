import { mkdtempSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemCode } from '../store/errors.ts';
import { UsageError } from './errors.ts';

/**
 * Refuses a file that cannot be written in the end, before anything is simulated: a folder, or one in a folder that cannot be
 * made or written. Leaves nothing behind. Throws a UsageError.
 */
export function refuseOutputFile(flag: string, path: string | undefined): void {
  if (path === undefined) return;
  const held = `${flag} holds "${path}"`;
  const found = statOf(path);
  if (path === '' || /[/\\]$/.test(path) || found?.isDirectory())
    throw new UsageError(
      `${held}, which names a folder; name a file, such as ${join(path, exampleOf(flag))}.`,
    );
  // Written beside it and renamed: a device would be replaced by a file.
  if (found && !found.isFile()) throw new UsageError(`${held}, which is no file; name a file to write.`);
  refuseFolder(held, dirname(resolve(path)), 'name a file in a folder that can be written');
}

/** Refuses a folder for runs that cannot be made or written, in the same way. */
export const refuseKeeping = (folder: string): void =>
  refuseFolder(`Runs are to be kept in "${folder}"`, resolve(folder), 'choose a folder that can be written');

const exampleOf = (flag: string): string => (flag === '--junit' ? 'junit.xml' : 'found.json');

function refuseFolder(held: string, folder: string, remedy: string): void {
  let at = folder;
  let found = statOf(at);
  for (; found === null && dirname(at) !== at; found = statOf(at)) at = dirname(at);
  if (!found?.isDirectory()) throw new UsageError(`${held}, but "${at}" is a file and no folder; ${remedy}.`);
  try {
    // Asked by doing it: what permissions say is not what file systems such as /proc do.
    rmdirSync(mkdtempSync(join(at, '.cascade-')));
  } catch (error) {
    throw new UsageError(`${held}, but nothing can be written in "${at}" (${systemCode(error)}); ${remedy}.`);
  }
}

/** What there is at a path; null where there is nothing. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
