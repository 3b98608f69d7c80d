import { parseTime } from '../sim/engine/time.ts';
import { UnusableInputError } from '../store/errors.ts';

/** What is read of a bar. */
export const KLINE_FIELDS = ['time', 'open', 'high', 'low', 'close', 'volume', 'takerBuy'] as const;
export type KlineField = (typeof KLINE_FIELDS)[number];

/** Names under which files hold a field, in lower-case letters and digits alone. */
const NAMES: Readonly<Record<KlineField, readonly string[]>> = {
  time: ['opentime', 'time', 'timestamp', 'ts', 'datetime', 'date', 'utc', 'unix', 'opentimeutc', 'openedat'],
  open: ['open', 'openprice', 'o'],
  high: ['high', 'highprice', 'h'],
  low: ['low', 'lowprice', 'l'],
  close: ['close', 'closeprice', 'c'],
  volume: ['volume', 'vol', 'v', 'basevolume', 'volumebase', 'volumebtc', 'basevol', 'baseassetvolume'],
  takerBuy: [
    'takerbuybasevolume',
    'takerbuybaseassetvolume',
    'takerbuybase',
    'takerbuyvolume',
    'takerbuy',
    'takerbasevol',
    'takerbasevolume',
  ],
};

/** What public files of exchanges hold when they name nothing: all twelve columns, all but the last, or the first six. */
const UNNAMED: readonly string[] = [
  'open time',
  'open',
  'high',
  'low',
  'close',
  'volume',
  'close time',
  'quote volume',
  'trades',
  'taker buy base volume',
  'taker buy quote volume',
  'ignore',
];
const UNNAMED_WIDTHS: readonly number[] = [6, 11, 12];

/** Where a file holds what. */
export interface KlineLayout {
  /** Columns in a line. */
  readonly width: number;
  readonly hasHeader: boolean;
  /** Column of each field; -1 for taker buys where there are none. */
  readonly at: Readonly<Record<KlineField, number>>;
  /** What to call a column when something is wrong with it. */
  readonly names: readonly string[];
}

/** Finds the columns from the first line that is not blank: a header, by name and in any order, or a bar. Throws UnusableInputError. */
export function layoutOf(first: readonly string[], file: string, line: number): KlineLayout {
  const hasHeader = first.every((cell) => cell.trim() === '' || Number.isNaN(Number(cell)));
  if (!hasHeader && !UNNAMED_WIDTHS.includes(first.length)) {
    const missing = UNNAMED[first.length] === undefined ? '' : `, no "${UNNAMED[first.length]}"`;
    throw new UnusableInputError(
      `${file}, line ${line}, has ${first.length} columns and no header${missing}; without one it must have 6 (${UNNAMED.slice(0, 6).join(', ')}) or the exchange's 12`,
    );
  }
  const names = hasHeader ? first.map((cell) => cell.trim()) : UNNAMED.slice(0, first.length);
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const columnOf = (field: KlineField): number => {
    const found = NAMES[field].map((name) => plain.indexOf(name)).find((column) => column >= 0) ?? -1;
    if (found >= 0 && plain.lastIndexOf(plain[found]) !== found)
      throw new UnusableInputError(
        `${file}, line ${line}, names column "${names[found]}" twice; give each column a name of its own`,
      );
    return found;
  };
  const at = Object.fromEntries(KLINE_FIELDS.map((field) => [field, columnOf(field)])) as Record<
    KlineField,
    number
  >;
  const missing = KLINE_FIELDS.filter((field) => field !== 'takerBuy' && at[field] < 0);
  if (missing.length > 0)
    throw new UnusableInputError(
      `${file}, line ${line}, holds the header "${names.join(',')}", which names no ${missing.join(', no ')}; it must name time, open, high, low, close and volume`,
    );
  return { width: first.length, hasHeader, at, names };
}

/** One sentence on a cell: where it is, what it holds, what would be right. */
export function wrong(
  file: string,
  line: number,
  column: string,
  holds: string,
  right: string,
): UnusableInputError {
  return new UnusableInputError(
    `${file}, line ${line}, column "${column}", holds ${holds}; it must be ${right}`,
  );
}

/** What a cell holds, in seconds since 1970 or as a number; throws UnusableInputError where it is neither. */
export function valueIn(
  cell: string,
  field: KlineField,
  { at, names }: KlineLayout,
  file: string,
  line: number,
): number {
  const value = field === 'time' ? secondsIn(cell) : numberIn(cell, field);
  if (value === null)
    throw wrong(file, line, names[at[field]], cell === '' ? 'nothing' : `"${cell}"`, RIGHT[field]);
  return value;
}

/** No market has prices or volumes beyond this, or prices below its inverse, and any number of them adds up to a finite one. */
const MOST = 1e15;
const PRICE = 'a price from 1e-15 to 1e15 such as 63250.5';
const RIGHT: Readonly<Record<KlineField, string>> = {
  time: 'a time such as 1770249600000 (seconds, milliseconds or microseconds since 1970) or 2026-02-05T00:00Z',
  open: PRICE,
  high: PRICE,
  low: PRICE,
  close: PRICE,
  volume: 'a number from 0 to 1e15 such as 12.345',
  takerBuy: 'a number from 0 to 1e15 such as 12.345, or empty',
};

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(cell: string, field: KlineField): number | null {
  if (cell === '') return field === 'takerBuy' ? Number.NaN : null;
  const value = DECIMAL.test(cell) ? Number(cell) : Number.NaN;
  const isPrice = field !== 'volume' && field !== 'takerBuy';
  return value <= MOST && (isPrice ? value >= 1 / MOST : value >= 0) ? value : null;
}

/** Seconds since 1970; what a number counts follows from its size (ten, thirteen or sixteen digits this century). */
function secondsIn(cell: string): number | null {
  if (/^\d+(\.\d+)?$/.test(cell)) {
    const value = Number(cell);
    if (value < 1e8 || value >= 1e17) return null;
    return value / (value >= 1e14 ? 1e6 : value >= 1e11 ? 1e3 : 1);
  }
  return parseTime(
    cell
      .replace(' ', 'T')
      .replace(/\.0+(?=Z|\+|$)/, '')
      .replace(/(\+00:?00| ?UTC)$/, 'Z'),
  );
}
