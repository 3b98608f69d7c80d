import { BUY, SELL } from '../../sim/events.ts';
import { STP } from '../../sim/market/commands.ts';
import { LARGEST } from '../../sim/world/book-checks.ts';
import { UsageError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { clipped, shown } from '../shown.ts';

const ON_ORDERS = ['op', 'id', 'side', 'quantity', 'stop', 'tif', 'postOnly', 'reduceOnly', 'owner', 'stp'];
/** What each operation may hold. */
const FIELDS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['limit', new Set([...ON_ORDERS, 'price'])],
  ['market', new Set(ON_ORDERS)],
  ['stop', new Set([...ON_ORDERS, 'price'])],
  ['cancel', new Set(['op', 'id'])],
  ['replace', new Set(['op', 'id', 'price', 'quantity', 'stop'])],
  ['depth', new Set(['op'])],
]);
const SIDES = new Map([
  ['buy', BUY],
  ['sell', SELL],
]);
const TIFS = new Map([
  ['gtc', 'gtc'],
  ['ioc', 'ioc'],
  ['fok', 'fok'],
] as const);
const PREVENTIONS: ReadonlyMap<string, number> = new Map([
  ['cancel-newest', STP.cancelNewest],
  ['cancel-oldest', STP.cancelOldest],
  ['decrement', STP.decrement],
]);

/** An order to be sent. */
export interface NewOrder {
  readonly op: 'order';
  readonly id: number;
  /** +1 buys, -1 sells. */
  readonly side: number;
  readonly quantity: number;
  /** Worst price it may trade at, or null for any price. */
  readonly limit: number | null;
  /** Trigger of a stop, or null. */
  readonly stop: number | null;
  readonly tif: 'gtc' | 'ioc' | 'fok';
  readonly postOnly: boolean;
  readonly reduceOnly: boolean;
  /** Whose order it is, or null for an owner of its own. */
  readonly owner: string | null;
  /** Code of its self-trade prevention. */
  readonly stp: number;
}

/** What an order shall be changed to; null leaves it as it is. */
export interface Replacement {
  readonly op: 'replace';
  readonly id: number;
  readonly price: number | null;
  readonly quantity: number | null;
  readonly stop: number | null;
}

/** One line of input. */
export type Operation =
  | NewOrder
  | Replacement
  | { readonly op: 'cancel'; readonly id: number }
  | { readonly op: 'depth' };

type Fields = Readonly<Record<string, unknown>>;

/** Reads one line; throws a UsageError that names the field, what it holds and what it must be. */
export function operationOf(line: string): Operation {
  const fields = objectOf(line);
  const op = fields.op;
  const known = typeof op === 'string' ? FIELDS.get(op) : undefined;
  if (!known) throw wrong('op', op, oneOf([...FIELDS.keys()]));
  for (const name in fields) if (!known.has(name)) throw unknownField(name, String(op), known);
  switch (op) {
    case 'depth':
      return { op };
    case 'cancel':
      return { op, id: idOf(fields) };
    case 'replace':
      return replacementOf(fields);
    default:
      return orderOf(fields, String(op));
  }
}

/** Why the parts of an order contradict each other, or null. */
export function contradictionIn({
  limit,
  stop,
  tif,
  postOnly,
}: Pick<NewOrder, 'limit' | 'stop' | 'tif' | 'postOnly'>): string | null {
  if (postOnly && stop !== null) return 'post-only does not go with stop';
  if (postOnly && limit === null) return 'post-only does not go with market';
  if (postOnly && tif !== 'gtc') return `post-only does not go with ${tif}`;
  if (stop !== null && tif === 'fok') return 'stop does not go with fok';
  if (stop !== null && limit !== null && tif === 'ioc') return 'stop-limit does not go with ioc';
  return null;
}

function orderOf(fields: Fields, op: string): NewOrder {
  const limit = op === 'limit' || given(fields, 'price') ? count(fields, 'price') : null;
  const stop = op === 'stop' || given(fields, 'stop') ? count(fields, 'stop') : null;
  return {
    op: 'order',
    id: idOf(fields),
    side: choice(fields, 'side', SIDES),
    quantity: count(fields, 'quantity'),
    limit,
    stop,
    tif: choice(fields, 'tif', TIFS, 'gtc'),
    postOnly: flag(fields, 'postOnly'),
    reduceOnly: flag(fields, 'reduceOnly'),
    owner: ownerOf(fields),
    stp: choice(fields, 'stp', PREVENTIONS, STP.cancelNewest),
  };
}

function replacementOf(fields: Fields): Replacement {
  const price = given(fields, 'price') ? count(fields, 'price') : null;
  const quantity = given(fields, 'quantity') ? count(fields, 'quantity') : null;
  const stop = given(fields, 'stop') ? count(fields, 'stop') : null;
  if (price === null && quantity === null && stop === null) throw wrong('price', undefined, COUNT);
  return { op: 'replace', id: idOf(fields), price, quantity, stop };
}

function objectOf(line: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new UsageError(
      `${clipped(line)} is not JSON; each line must hold one object such as {"op":"depth"}.`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new UsageError(
    `${clipped(line)} is no JSON object; each line must hold one object such as {"op":"depth"}.`,
  );
}

const COUNT = `a whole number from 1 to ${LARGEST}`;

const given = (fields: Fields, name: string): boolean => (fields[name] ?? null) !== null;

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LARGEST) return value;
  throw wrong(name, value, COUNT);
}

function idOf(fields: Fields): number {
  const { id } = fields;
  if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return id;
  throw wrong('id', id, `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
}

function choice<T>(fields: Fields, name: string, words: ReadonlyMap<string, T>, otherwise?: T): T {
  if (otherwise !== undefined && !given(fields, name)) return otherwise;
  const found = words.get(String(fields[name]));
  if (found === undefined || typeof fields[name] !== 'string')
    throw wrong(name, fields[name], oneOf([...words.keys()]));
  return found;
}

function flag(fields: Fields, name: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw wrong(name, value, 'true or false');
}

function ownerOf(fields: Fields): string | null {
  if (!given(fields, 'owner')) return null;
  const { owner } = fields;
  if ((typeof owner === 'string' && owner !== '') || Number.isSafeInteger(owner)) return String(owner);
  throw wrong('owner', owner, 'a text such as "a", or a whole number');
}

function wrong(name: string, value: unknown, right: string): UsageError {
  const fact = value === undefined || value === null ? 'is missing' : `is ${shown(value)}`;
  return new UsageError(`"${name}" ${fact}, it must be ${right}.`);
}

function unknownField(name: string, op: string, known: ReadonlySet<string>): UsageError {
  const [close] = nearest(name, [...known]);
  const remedy = close ? `did you mean "${close}"?` : `it may hold ${[...known].join(', ')}.`;
  return new UsageError(`"${clipped(name)}" is no field of "${op}"; ${remedy}`);
}

function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  return `${quoted.slice(0, -1).join(', ')} or ${quoted[quoted.length - 1]}`;
}
