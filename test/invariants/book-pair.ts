import fc from 'fast-check';
import { expect } from 'vitest';
import { NONE, OrderBook } from '../../sim/world/book.ts';
import { NaiveBook, type NaiveOrder } from './naive-book.ts';

const LARGEST = 2_147_483_647;

/** A new order, which either book may be given. */
export interface Insertion extends NaiveOrder {
  kind: 'insert';
}

/** One step of a random history: `pick` chooses among the resting orders, `share` how much of it goes. */
export type Step =
  | Insertion
  | { kind: 'requeue'; pick: number; price: number; quantity: number }
  | { kind: 'reduce' | 'fill' | 'remove' | 'market'; pick: number; share: number };

/** Prices: one crowded level, the edges of a page, the far ends, and anywhere. */
export const price = fc.oneof(
  fc.constantFrom(5000, 5001),
  fc.integer({ min: 1020, max: 1030 }),
  fc.constantFrom(1, 31, 32, 33, 1023, 1024, 32_767, 32_768, 1_048_575, 1_048_576, 2_000_000_000, LARGEST),
  fc.integer({ min: 1, max: LARGEST }),
);

/** Quantities: small ones, which meet exactly, and any. */
export const quantity = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: LARGEST }));

const int32 = fc.integer({ min: -LARGEST - 1, max: LARGEST });

/** New orders, with ids that often repeat. */
export const insertion: fc.Arbitrary<Insertion> = fc.record({
  kind: fc.constant('insert' as const),
  id: fc.oneof({ weight: 1, arbitrary: fc.nat(99) }, { weight: 3, arbitrary: fc.nat(LARGEST) }),
  side: fc.constantFrom(+1, -1),
  price,
  quantity,
  owner: int32,
  tag: int32,
  type: fc.nat(255),
});

/** Steps in which orders come about as fast as they go. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: insertion },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('requeue' as const),
      pick: fc.nat(1_000_000),
      price,
      quantity,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('reduce' as const, 'fill' as const, 'remove' as const, 'market' as const),
      pick: fc.nat(1_000_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
);

/** The book under test and the naive one side by side, every step taken by both. */
export class BookPair {
  // Room for one order at first, so that every column, table and page has to grow.
  readonly book = new OrderBook({ expectedOrders: 1 });
  readonly naive = new NaiveBook();

  take(step: Step): void {
    if (step.kind === 'insert') {
      this.insert(step);
      return;
    }
    const order = this.naive.arrived[step.pick % this.naive.arrived.length];
    if (order === undefined) return;
    switch (step.kind) {
      case 'reduce':
        this.reduce(order.id, 1 + Math.floor(step.share * (order.quantity - 1)));
        break;
      case 'fill':
        this.reduce(order.id, order.quantity);
        break;
      case 'remove':
        this.book.removeSlot(this.book.slotOf(order.id));
        this.naive.remove(order.id);
        break;
      case 'requeue':
        this.book.requeueSlot(this.book.slotOf(order.id), step.price, step.quantity);
        this.naive.requeue(order.id, step.price, step.quantity);
        break;
      case 'market':
        this.eat(order.side, step.share);
        break;
      default:
        step satisfies never;
    }
  }

  private insert({ kind: _kind, ...order }: Insertion): void {
    const { id, side, price, quantity, owner, tag, type } = order;
    if (this.naive.arrived.some((other) => other.id === id)) {
      expect(() => this.book.insert(id, side, price, quantity, owner, tag, type)).toThrow(
        `Order ${id} already rests`,
      );
      return;
    }
    const slot = this.book.insert(id, side, price, quantity, owner, tag, type);
    expect(this.book.slotOf(id)).toBe(slot);
    this.naive.insert(order);
  }

  private reduce(id: number, lots: number): void {
    this.book.reduceSlot(this.book.slotOf(id), lots);
    this.naive.reduce(id, lots);
  }

  /** Eats the first order of a side and a share of the second, each book naming its own first. */
  private eat(side: number, share: number): void {
    for (const part of [1, share]) {
      const first = this.naive.side(side)[0];
      const slot = this.book.bestSlot(side);
      expect(slot === NONE ? NONE : this.book.orderId[slot]).toBe(first?.id ?? NONE);
      if (first !== undefined) this.reduce(first.id, Math.max(1, Math.floor(part * first.quantity)));
    }
  }
}
