import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { messageOf, UsageError } from './errors.ts';

/** Levels of groups and lists in a file: a scenario has eight or so. */
const MOST_LEVELS = 32;

/** Text of a file that is part of a scenario; throws a UsageError. */
export function textOf(path: string, what = 'a scenario file'): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const fact =
      code === 'ENOENT' ? 'does not exist; check the path' : `cannot be read (${code}); name ${what}`;
    throw new UsageError(`"${path}" ${fact}.`);
  }
}

/** Data of a YAML or JSON file, by its ending; throws a UsageError. */
export async function dataOf(path: string): Promise<unknown> {
  const text = textOf(path);
  const isJson = extname(path).toLowerCase() === '.json';
  const parse = isJson ? (JSON.parse as (text: string) => unknown) : (await import('./yaml.ts')).dataOfYaml;
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    // The parser of YAML reports its own overflow as a fault of the text.
    if (error instanceof RangeError || messageOf(error).includes('call stack')) throw tooDeep(path);
    throw new UsageError(`"${path}" is no ${isJson ? 'JSON' : 'YAML'}: ${messageOf(error)}.`);
  }
  if (isDeeper(data, MOST_LEVELS)) throw tooDeep(path);
  return data;
}

/** Whether groups and lists hold one another deeper than so many levels, or without end. */
const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)));

const tooDeep = (path: string): UsageError =>
  new UsageError(`"${path}" nests groups and lists more than ${MOST_LEVELS} deep; a scenario needs few.`);
