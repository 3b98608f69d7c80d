/** Widest line cascade prints, however wide the terminal: wider tables are harder to read, not easier. */
export const MAX_COLUMNS = 100;
const MIN_COLUMNS = 40;

/** Where a command writes, and what it may assume about the reader. */
export interface Io {
  /** Prints whole lines of result; a missing final newline is added. */
  out(text: string): void;
  /** Prints whole lines of notes, apart from the result; a missing final newline is added. */
  err(text: string): void;
  /** Writes to the terminal as it is, for lines that are drawn over; absent where nothing can be drawn over. */
  draw?(text: string): void;
  /** True when somebody watches the notes on a terminal. */
  readonly interactive: boolean;
  /** Characters in a line, at most 100. */
  readonly columns: number;
  /** True when the result may be coloured. */
  readonly color: boolean;
}

/** What is needed of an output stream. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The process's own terminal; COLUMNS, NO_COLOR, FORCE_COLOR and TERM=dumb are honoured, as is a pipe. */
export function terminal(
  stdout: Stream = process.stdout,
  stderr: Stream = process.stderr,
  env: NodeJS.ProcessEnv = process.env,
): Io {
  const dumb = env.TERM === 'dumb';
  const interactive = stderr.isTTY === true && !dumb;
  const wide = wished(env) ?? stdout.columns ?? stderr.columns ?? MAX_COLUMNS;
  return {
    out: (text) => void stdout.write(withNewline(text)),
    err: (text) => void stderr.write(withNewline(text)),
    ...(interactive ? { draw: (text: string) => void stderr.write(text) } : {}),
    interactive,
    columns: Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, wide)),
    color: colorWanted(env, stdout.isTTY === true && !dumb),
  };
}

/** The width that COLUMNS asks for (POSIX.1-2017, 8.3), which outweighs the terminal's own, as in other tools. */
function wished({ COLUMNS = '' }: NodeJS.ProcessEnv): number | undefined {
  return /^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
}

/** As Node itself decides: FORCE_COLOR speaks first, then NO_COLOR (no-color.org), then whether it is a terminal. */
function colorWanted(env: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  if (env.NO_COLOR) return false;
  return isTerminal;
}

const withNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 } as const;

/** The colours there are: red for losses and failures, green for gains and passes, the rest to tell things apart. */
export type Colour = keyof typeof CODES;

/** The text in a colour, or as it is when colours are off. */
export function paint(text: string, colour: Colour, color: boolean): string {
  return color && text ? `\x1b[${CODES[colour]}m${text}\x1b[0m` : text;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with one
const ESCAPES = /\x1b\[[0-9;]*m/g;

/** The text without its colours. */
export const uncoloured = (text: string): string => text.replace(ESCAPES, '');

/** Characters a text occupies on screen; escape sequences take none. */
export const widthOf = (text: string): number => [...uncoloured(text)].length;

/** A text cut to a width, with an ellipsis where something was cut; a cut text loses its colours with it. */
export function clip(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const letters = [...uncoloured(text)];
  return width < 1 ? '' : `${letters.slice(0, width - 1).join('')}…`;
}

/** A text filled up with blanks to a width, on its right or, for numbers, on its left. */
export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + blanks : blanks + text;
}

/** A number with thousands separated by commas, e.g. -12,345.6; an en dash when it is not finite. */
export function grouped(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return '–';
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.');
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction ? `${digits}.${fraction}` : digits;
  return value < 0 && /[1-9]/.test(text) ? `-${text}` : text;
}
