import { createReadStream } from 'node:fs';
import { UsageError } from '../errors.ts';
import { operationOf } from '../match/operations.ts';
import { MatchVenue } from '../match/venue.ts';
import type { Io } from '../terminal.ts';

/** Characters of output gathered before they are written in the middle of a piece of input. */
const GATHERED = 65_536;
const LONGEST_LINE = 1_000_000;

/** Text that arrives in pieces, with the streams of Node in mind. */
export interface Input extends AsyncIterable<string> {
  readonly isTTY?: boolean;
}

/**
 * Sends the orders of a file or of standard input through one empty book and prints each event as a JSON line, as soon
 * as the input that caused it has arrived. Throws a UsageError at the first line that is not an order.
 */
export async function matchCommand(file: string | undefined, io: Io, stdin?: Input): Promise<number> {
  const fromFile = file !== undefined && file !== '-';
  const source: Input = fromFile
    ? createReadStream(file, 'utf8')
    : (stdin ?? process.stdin.setEncoding('utf8'));
  if (source.isTTY) io.err('Reading orders from the terminal, one JSON object a line; Ctrl+D ends.');
  const gathered: string[] = [];
  let characters = 0;
  const flush = (): void => {
    if (gathered.length > 0) io.out(gathered.join('\n'));
    gathered.length = 0;
    characters = 0;
  };
  const venue = new MatchVenue((line) => {
    gathered.push(line);
    characters += line.length;
    if (characters > GATHERED) flush();
  });
  let number = 0;
  try {
    for await (const lines of linesOf(source)) {
      for (const line of lines) {
        number++;
        obey(venue, line.trim(), number);
      }
      flush();
    }
  } catch (error) {
    throw fromFile && codeOf(error) === 'EISDIR'
      ? new UsageError(`"${file}" is a folder; name a file of orders inside it.`)
      : error;
  } finally {
    flush();
  }
  return 0;
}

function obey(venue: MatchVenue, line: string, number: number): void {
  if (line === '' || line.startsWith('#')) return;
  try {
    venue.execute(operationOf(line));
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`line ${number}: ${error.message}`) : error;
  }
}

/** The lines that each piece of input completes; the last one needs no line end. */
async function* linesOf(source: Input): AsyncGenerator<readonly string[]> {
  let rest = '';
  let number = 1;
  for await (const piece of source) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    number += lines.length;
    yield lines;
    if (rest.length > LONGEST_LINE)
      throw new UsageError(
        `line ${number} is longer than ${LONGEST_LINE} characters; an order takes one short line.`,
      );
  }
  if (rest !== '') yield [rest];
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : null);
