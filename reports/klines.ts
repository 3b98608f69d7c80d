import { mode } from 'd3-array';
import Papa from 'papaparse';
import { formatTime } from '../sim/engine/time.ts';
import { UnusableInputError } from '../store/errors.ts';
import {
  KLINE_FIELDS,
  type KlineField,
  type KlineLayout,
  layoutOf,
  valueIn,
  wrong,
} from './klines-columns.ts';

/** Bars of one instrument on one exchange, evenly spaced, oldest first: prices US dollars, volumes coins. */
export interface Klines {
  /** Seconds since 1970 at which the first bar opens, and between openings. */
  readonly startSeconds: number;
  readonly intervalSeconds: number;
  readonly openUsd: Float64Array;
  readonly highUsd: Float64Array;
  readonly lowUsd: Float64Array;
  readonly closeUsd: Float64Array;
  readonly volumeCoins: Float64Array;
  /** Bought by takers; null where the file has no such column, NaN where a bar's cell is empty. */
  readonly takerBuyCoins: Float64Array | null;
}

const LEAST_SECONDS = 60;
const MOST_SECONDS = 3600;
const SECONDS_PER_HOUR = 3600;
/** What compressed files begin with: 50 4b, and 1f 8b, of which the second byte is no UTF-8. */
const PACKED = [
  { begins: 'PK', as: 'a zip archive' },
  { begins: '\u001f\ufffd', as: 'a gzip file' },
] as const;
/** Sums of decimal volumes may differ in their last digit. */
const ROUNDING = 1e-9;

/**
 * Reads candles as exchanges publish them (CSV; 12 or 6 columns, or named in a header; times in seconds, milliseconds,
 * microseconds or ISO 8601 UTC). Throws UnusableInputError, which names line and column, what stands there and what would be right.
 */
export function parseKlines(text: string, file: string): Klines {
  const packed = PACKED.find(({ begins }) => text.startsWith(begins));
  if (packed)
    throw new UnusableInputError(`${file} is ${packed.as}, which is compressed; unpack the CSV file in it`);
  if (/^\s*[[{]/.test(text)) throw new UnusableInputError(`${file} holds JSON; it must hold bars as CSV`);
  const { data: rows, errors } = Papa.parse<string[]>(text);
  const quotes = errors.find(({ type }) => type === 'Quotes');
  if (quotes)
    throw new UnusableInputError(
      `${file}, line ${(quotes.row ?? 0) + 1}, has a quotation mark without its pair; close or remove it`,
    );
  // A file put together from two may end its lines in two ways: what is left of one is trimmed with its cell.
  const broken = rows.findIndex((row) => row.some((cell) => /[\r\n]/.test(cell.replace(/\r$/, ''))));
  if (broken >= 0)
    throw new UnusableInputError(
      `${file}, line ${broken + 1}, has a quoted cell that goes on in the next line; each bar must be a line of its own`,
    );
  const lines = rows.flatMap((row, i) => (row.length > 1 || row[0].trim() !== '' ? [i + 1] : []));
  if (lines.length === 0)
    throw new UnusableInputError(`${file} is empty; it must hold bars of 1 minute to 1 hour as CSV`);
  const layout = layoutOf(rows[lines[0] - 1], file, lines[0]);
  const bars = layout.hasHeader ? lines.slice(1) : lines;
  if (bars.length < 2)
    throw new UnusableInputError(
      `${file} holds ${bars.length === 0 ? 'a header and no bar' : 'one bar'}; it must hold two or more`,
    );
  const columns = columnsOf(rows, bars, layout, file);
  const intervalSeconds = intervalOf(columns.time, bars, layout, file);
  const { time, open, high, low, close, volume, takerBuy } = columns;
  return {
    startSeconds: time[0],
    intervalSeconds,
    openUsd: open,
    highUsd: high,
    lowUsd: low,
    closeUsd: close,
    volumeCoins: volume,
    takerBuyCoins: layout.at.takerBuy >= 0 ? takerBuy : null,
  };
}

function columnsOf(
  rows: readonly string[][],
  lines: readonly number[],
  layout: KlineLayout,
  file: string,
): Record<KlineField, Float64Array> {
  const { width, at } = layout;
  const columns = Object.fromEntries(
    KLINE_FIELDS.map((field) => [field, new Float64Array(lines.length)]),
  ) as Record<KlineField, Float64Array>;
  for (const [bar, line] of lines.entries()) {
    const row = rows[line - 1];
    if (row.length !== width) {
      const missing = row.length < width ? `, no "${layout.names[row.length]}"` : '';
      throw new UnusableInputError(
        `${file}, line ${line}, has ${row.length} columns where the first line has ${width}${missing}; each line must have as many`,
      );
    }
    for (const field of KLINE_FIELDS) {
      if (at[field] < 0) continue;
      columns[field][bar] = valueIn(row[at[field]].trim(), field, layout, file, line);
    }
    checkBar(columns, bar, line, layout, file);
  }
  return columns;
}

function checkBar(
  { open, high, low, close, volume, takerBuy }: Record<KlineField, Float64Array>,
  bar: number,
  line: number,
  { at, names }: KlineLayout,
  file: string,
): void {
  const refuse = (field: KlineField, value: number, right: string): UnusableInputError =>
    wrong(file, line, names[at[field]], `${value}`, right);
  if (high[bar] < low[bar]) throw refuse('high', high[bar], `at least the low of the bar, ${low[bar]}`);
  for (const [field, value] of [
    ['open', open[bar]],
    ['close', close[bar]],
  ] as const)
    if (value > high[bar] || value < low[bar])
      throw refuse(field, value, `between the low and the high of the bar, ${low[bar]} and ${high[bar]}`);
  if (takerBuy[bar] > volume[bar] * (1 + ROUNDING))
    throw refuse('takerBuy', takerBuy[bar], `at most the volume of the bar, ${volume[bar]}`);
}

/** Seconds from bar to bar, once it is known that they are the same throughout. */
function intervalOf(
  times: Float64Array,
  lines: readonly number[],
  { at, names }: KlineLayout,
  file: string,
): number {
  const column = names[at.time];
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  const usual = mode(steps);
  for (const [i, step] of steps.entries()) {
    if (step === usual && step > 0) continue;
    const [line, time, before] = [lines[i + 1], clock(times[i + 1]), clock(times[i])];
    if (step <= 0)
      throw wrong(
        file,
        line,
        column,
        time,
        `after ${before} on line ${lines[i]}, each bar once and in order of time`,
      );
    const next = clock(times[i] + usual);
    if (step > usual && step % usual === 0 && steps[i + 1] !== step)
      throw new UnusableInputError(
        `${file}, line ${line}, column "${column}", holds ${time} after ${before}: ${step / usual - 1} of the bars of ${said(usual)} between are missing; it must go on at ${next}`,
      );
    throw wrong(
      file,
      line,
      column,
      `${time}, ${said(step)} after the bar before`,
      `${next}: most bars are ${said(usual)} apart, and intervals may not be mixed`,
    );
  }
  if (usual < LEAST_SECONDS || usual > MOST_SECONDS || SECONDS_PER_HOUR % usual !== 0)
    throw new UnusableInputError(
      `${file} holds bars of ${said(usual)}; they must be of 1 minute to 1 hour, and a whole number of them an hour`,
    );
  if (times[0] % usual !== 0)
    throw wrong(file, lines[0], column, clock(times[0]), `a multiple of ${said(usual)} past the hour`);
  return usual;
}

const clock = (seconds: number): string => formatTime(Math.floor(seconds));

const said = (seconds: number): string =>
  seconds >= SECONDS_PER_HOUR && seconds % SECONDS_PER_HOUR === 0
    ? `${seconds / SECONDS_PER_HOUR} h`
    : seconds >= 60 && seconds % 60 === 0
      ? `${seconds / 60} min`
      : `${seconds} s`;
