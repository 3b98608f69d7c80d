import type { Columns } from '../emit.ts';
import type { Detail } from '../engine/log.ts';
import type { EventType } from '../vocabulary.ts';

/** What a command asks for. */
export const COMMAND = { declare: 0, order: 1, cancel: 2, replace: 3, quote: 4 } as const;

/** Causes from here down cite what a command of the same round declares: row `FIRST_ROW_CAUSE - cause`. */
export const FIRST_ROW_CAUSE = -2;

/** How self-trades are prevented: the incoming order goes, the resting one goes, or both shrink. */
export const STP = { cancelNewest: 0, cancelOldest: 1, decrement: 2 } as const;

/** Commands a round may hold. */
export const MOST_COMMANDS = 65_536;

/** The commands of one round as columns, sequenced by arrival. Nothing is allocated per command once it has grown. */
export class CommandQueue {
  count = 0;
  private capacity = 256;
  kind = new Uint8Array(256);
  actor = new Int32Array(256);
  instrument = new Int32Array(256);
  side = new Int8Array(256);
  orderType = new Uint8Array(256);
  price = new Float64Array(256);
  quantity = new Float64Array(256);
  value = new Float64Array(256);
  reason = new Uint8Array(256);
  cause = new Int32Array(256);
  order = new Int32Array(256);
  stp = new Uint8Array(256);
  /** Second side of a quote: ask price and size. */
  askPrice = new Int32Array(256);
  askQuantity = new Float64Array(256);
  readonly declarations: ({ type: EventType; columns: Columns; detail: Detail | undefined } | undefined)[] =
    [];
  /** Seq of the event that a declaration became. */
  declaredSeq = new Int32Array(256);
  /** Commands in the order in which they arrive. */
  sequenced = new Int32Array(256);

  clear(): void {
    this.count = 0;
    if (this.declarations.length > 0) this.declarations.length = 0;
  }

  /** Reserves the next row, its columns cleared. */
  next(kind: number, actor: number, cause: number): number {
    if (this.count === this.capacity) this.grow();
    const n = this.count++;
    this.kind[n] = kind;
    this.actor[n] = actor;
    this.cause[n] = cause;
    this.instrument[n] = 255;
    this.side[n] = 0;
    this.orderType[n] = 0;
    this.price[n] = 0;
    this.quantity[n] = 0;
    this.value[n] = 0;
    this.reason[n] = 0;
    this.order[n] = -1;
    this.stp[n] = 0;
    return n;
  }

  private grow(): void {
    if (this.capacity === MOST_COMMANDS) throw new Error(`a round holds at most ${MOST_COMMANDS} commands`);
    this.capacity *= 2;
    const wide = <T extends { length: number; set(from: T): void }>(
      make: new (n: number) => T,
      from: T,
    ): T => {
      const to = new make(this.capacity);
      to.set(from);
      return to;
    };
    this.kind = wide(Uint8Array, this.kind);
    this.actor = wide(Int32Array, this.actor);
    this.instrument = wide(Int32Array, this.instrument);
    this.side = wide(Int8Array, this.side);
    this.orderType = wide(Uint8Array, this.orderType);
    this.price = wide(Float64Array, this.price);
    this.quantity = wide(Float64Array, this.quantity);
    this.value = wide(Float64Array, this.value);
    this.reason = wide(Uint8Array, this.reason);
    this.cause = wide(Int32Array, this.cause);
    this.order = wide(Int32Array, this.order);
    this.stp = wide(Uint8Array, this.stp);
    this.askPrice = wide(Int32Array, this.askPrice);
    this.askQuantity = wide(Float64Array, this.askQuantity);
    this.sequenced = wide(Int32Array, this.sequenced);
    this.declaredSeq = wide(Int32Array, this.declaredSeq);
  }
}
