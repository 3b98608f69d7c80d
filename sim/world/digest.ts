import { OrderBook } from './book.ts';
import { LatentBook } from './latent.ts';
import { Ledger } from './ledger.ts';
import type { World } from './world.ts';

/** Takes bytes at once: the next call brings others in the same memory. */
type Write = (bytes: Uint8Array) => void;

/** First byte of each value, so that no two different worlds give the same bytes. */
const TAG = {
  nothing: 0,
  number: 1,
  text: 2,
  flag: 3,
  numbers: 4,
  list: 5,
  map: 6,
  set: 7,
  book: 8,
  record: 9,
} as const;
const ROOM_BYTES = 16_384;
/** Up to so many bytes are copied one by one: asking the library for it takes longer. */
const FEW_BYTES = 64;

/**
 * Writes everything a world holds as canonical bytes: equal for equal worlds, however they came about (lived, replayed,
 * resumed). What is in it is found by walking the world, so that new state can never be left out.
 *
 * Numbers are 64-bit floats, texts UTF-16, all little-endian; records go by name, maps and sets in the order in which
 * they were filled, which is state; order books by content and not by slot. `write` must use the bytes before it returns.
 */
export function digestWorld(world: World, write: Write): void {
  const out = new Canon(write);
  out.record({ ...world });
  out.flush();
}

/** A small buffer between single values and the sink. */
class Canon {
  private readonly bytes = new Uint8Array(ROOM_BYTES);
  private readonly room = new DataView(this.bytes.buffer);
  private end = 0;
  /** Names of the newest record as they came, and in order: most records are one of many alike. */
  private keys: readonly string[] = [];
  private sorted: readonly string[] = [];

  constructor(private readonly write: Write) {}

  /** Writes named values in the order of their names. */
  record(fields: Readonly<Record<string, unknown>>): void {
    const names = this.inOrder(Object.keys(fields));
    this.head(TAG.record, names.length);
    for (const name of names) {
      this.text(name);
      this.value(fields[name]);
    }
  }

  flush(): void {
    if (this.end > 0) this.write(this.bytes.subarray(0, this.end));
    this.end = 0;
  }

  private value(value: unknown): void {
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else if (typeof value === 'boolean') this.head(TAG.flag, Number(value));
    else if (value === null || value === undefined) this.head(TAG.nothing, 0);
    else if (typeof value === 'object') this.object(value);
    else throw new Error(`the world holds a ${typeof value}, which has no bytes; keep plain data in it`);
  }

  private object(value: object): void {
    if (ArrayBuffer.isView(value)) this.numbers(value);
    else if (Array.isArray(value)) {
      this.head(TAG.list, value.length);
      for (const item of value) this.value(item);
    } else if (value instanceof Map) {
      this.head(TAG.map, value.size);
      for (const [key, item] of value) {
        this.value(key);
        this.value(item);
      }
    } else if (value instanceof Set) {
      this.head(TAG.set, value.size);
      for (const item of value) this.value(item);
    } else if (value instanceof OrderBook) {
      this.head(TAG.book, 0);
      this.flush();
      value.digestInto(this.write);
    } else if (value instanceof Ledger) this.record(filledRows(value));
    else if (value instanceof LatentBook) this.record({ ...value, scratch: null });
    else if (Object.isFrozen(value)) this.frozen(value);
    else this.record({ ...value });
  }

  /** A record that cannot change: its bytes are made once, for accounts and listings are the same at every keyframe. */
  private frozen(value: object): void {
    let bytes = knownRecords.get(value);
    if (!bytes) {
      const pieces: Uint8Array[] = [];
      const out = new Canon((piece) => pieces.push(piece.slice()));
      out.record({ ...value });
      out.flush();
      bytes = joined(pieces);
      knownRecords.set(value, bytes);
    }
    this.put(bytes);
  }

  private put(bytes: Uint8Array): void {
    if (bytes.length > ROOM_BYTES) {
      this.flush();
      this.write(bytes);
      return;
    }
    this.reserve(bytes.length);
    if (bytes.length > FEW_BYTES) this.bytes.set(bytes, this.end);
    else for (let at = 0; at < bytes.length; at++) this.bytes[this.end + at] = bytes[at];
    this.end += bytes.length;
  }

  private head(tag: number, count: number): void {
    this.reserve(5);
    this.room.setUint8(this.end, tag);
    this.room.setUint32(this.end + 1, count, true);
    this.end += 5;
  }

  private number(value: number): void {
    this.reserve(9);
    this.room.setUint8(this.end, TAG.number);
    this.room.setFloat64(this.end + 1, value, true);
    this.end += 9;
  }

  private inOrder(keys: readonly string[]): readonly string[] {
    const before = this.keys;
    const isAlike = keys.length === before.length && keys.every((key, at) => key === before[at]);
    if (isAlike) return this.sorted;
    this.keys = keys;
    this.sorted = [...keys].sort();
    return this.sorted;
  }

  private text(text: string): void {
    this.head(TAG.text, text.length);
    this.put(bytesOf(text));
  }

  /** A typed array as it lies in memory: little-endian on every platform that runs this. */
  private numbers({ buffer, byteOffset, byteLength }: ArrayBufferView): void {
    this.head(TAG.numbers, byteLength);
    this.put(new Uint8Array(buffer, byteOffset, byteLength));
  }

  private reserve(bytes: number): void {
    if (this.end + bytes > ROOM_BYTES) this.flush();
  }
}

/** Bytes of frozen records met so far. */
const knownRecords = new WeakMap<object, Uint8Array>();

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  return bytes;
}

/** Bytes of the texts met so far: a world's names are the same at every keyframe. */
const knownTexts = new Map<string, Uint8Array>();
const MOST_TEXTS = 100_000;

function bytesOf(text: string): Uint8Array {
  let bytes = knownTexts.get(text);
  if (!bytes) {
    bytes = Uint8Array.from(
      { length: 2 * text.length },
      (_, at) => text.charCodeAt(at >> 1) >> (8 * (at & 1)),
    );
    if (knownTexts.size >= MOST_TEXTS) knownTexts.clear();
    knownTexts.set(text, bytes);
  }
  return bytes;
}

/** A ledger without the room it keeps for accounts to come. */
function filledRows(ledger: Ledger): Record<string, unknown> {
  const { accounts, width, cash, credit, due, position, cost } = ledger;
  const cells = accounts * width;
  return {
    ...ledger,
    cash: cash.subarray(0, accounts),
    credit: credit.subarray(0, accounts),
    due: due.subarray(0, accounts),
    position: position.subarray(0, cells),
    cost: cost.subarray(0, cells),
  };
}
