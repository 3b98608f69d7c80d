import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NONE, OrderBook } from '../../sim/world/book.ts';
import { BookPair, type Insertion, insertion, price, quantity, type Step, step } from './book-pair.ts';

const SIDES = [+1, -1];
const LARGEST = 2_147_483_647;

describe('order book', () => {
  it('answers every question as a plainly sorted list of orders would', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120, size: 'max' }),
        price,
        quantity,
        (steps, limit, stopAt) => {
          const pair = new BookPair();
          for (const each of steps) {
            pair.take(each);
            expectSameFront(pair);
          }
          expectSameAnswers(pair, limit, stopAt);
          expectSameOrders(pair);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stays right through thousands of orders, slots used again, and levels emptied and refilled', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1500, maxLength: 2500, size: 'max' }), (steps) => {
        const pair = new BookPair();
        for (const each of steps) pair.take(each);
        expectSameFront(pair);
        expectSameAnswers(pair, 5000, 1000);
        expectSameOrders(pair);
      }),
      { numRuns: 10 },
    );
  });

  it('gives equal bytes for equal content, whatever the history', () => {
    const content = fc.uniqueArray(insertion, { selector: (order) => order.id, maxLength: 60 });
    fc.assert(
      fc.property(content, fc.array(step, { maxLength: 60 }), (orders, past) => {
        const young = new OrderBook();
        for (const order of orders) insertInto(young, order);
        expect(bytesOf(bookWithPast(past, orders))).toEqual(bytesOf(young));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the queue of a level first come first through cancellations and growth', () => {
    const book = new OrderBook({ expectedOrders: 1 });
    const expected: number[] = [];
    for (let id = 0; id < 20_000; id++) book.insert(id, -1, 700_000, 1 + (id % 7), 0, 0);
    for (let id = 0; id < 20_000; id++) {
      if (id % 3 === 0) book.removeSlot(book.slotOf(id));
      else expected.push(id);
    }
    for (let id = 0; id < 300; id += 3) expected.push(id);
    for (let id = 0; id < 300; id += 3) book.insert(id, -1, 700_000, 1, 0, 0);
    expect(queue(book, -1, 700_000)).toEqual(expected);
    expect(bytesOf(book).length).toBe(4 * (2 + 6 * expected.length));
  });

  it('holds no more memory however many orders pass through', () => {
    const book = new OrderBook({ expectedOrders: 4 });
    const passThrough = (from: number, to: number) => {
      for (let id = from; id < to; id++) {
        book.insert(id, +1, 1 + (id % 5000), 1, 0, 0);
        if (id >= 4) book.removeSlot(book.slotOf(id - 4));
      }
    };
    passThrough(0, 10_000);
    const before = bytesHeld(book);
    passThrough(10_000, 100_000);
    expect(bytesHeld(book)).toBe(before);
  });

  it('keeps an order its place when it is reduced', () => {
    const book = new OrderBook();
    book.insert(1, +1, 100, 5, 0, 0);
    book.insert(2, +1, 100, 5, 0, 0);
    book.reduceSlot(book.slotOf(1), 4);
    expect(queue(book, +1, 100)).toEqual([1, 2]);
    expect(book.levelQuantity(+1, 100)).toBe(6);
  });

  it('keeps the two sides apart at one price', () => {
    const book = new OrderBook();
    book.insert(1, +1, 100, 5, 0, 0);
    book.insert(2, -1, 100, 7, 0, 0);
    book.removeSlot(book.slotOf(1));
    expect(book.bestPrice(+1)).toBe(NONE);
    expect(book.levels(-1, 10)).toEqual([{ priceTicks: 100, quantityLots: 7, orders: 1 }]);
  });

  it('refuses what does not fit and stays as it was', () => {
    const book = new OrderBook({ maxPriceTicks: 1000 });
    book.insert(1, +1, 100, 5, 0, 0);
    const before = bytesOf(book);
    const slot = book.slotOf(1);
    expect(() => book.insert(1, -1, 200, 5, 0, 0)).toThrow(
      'Order 1 already rests in this book; give the new order an id of its own.',
    );
    expect(() => book.insert(2, +1, 1001, 5, 0, 0)).toThrow(
      'Order 2 has priceTicks 1001; give an integer from 1 to 1000.',
    );
    expect(() => book.insert(2, +1, 10.5, 5, 0, 0)).toThrow('priceTicks 10.5');
    expect(() => book.insert(2, +1, 0, 5, 0, 0)).toThrow('priceTicks 0');
    expect(() => book.insert(2, 0, 100, 5, 0, 0)).toThrow('Order 2 has side 0; give +1 (buy) or -1 (sell).');
    expect(() => book.insert(-1, +1, 100, 5, 0, 0)).toThrow('id -1');
    expect(() => book.insert(2, +1, 100, LARGEST + 1, 0, 0)).toThrow('quantityLots 2147483648');
    expect(() => book.reduceSlot(slot, 6)).toThrow(
      `Slot ${slot} cannot give 6 lots; reduce it by 1 to its remaining 5.`,
    );
    expect(() => book.reduceSlot(slot, 0)).toThrow('cannot give 0 lots');
    expect(() => book.removeSlot(NONE)).toThrow('Slot -1 holds no order');
    expect(() => book.requeueSlot(NONE, 100, 5)).toThrow('Slot -1 holds no order');
    expect(() => book.requeueSlot(slot, 100.5, 5)).toThrow('priceTicks 100.5');
    expect(() => book.requeueSlot(slot, 100, 0)).toThrow('quantityLots 0');
    expect(() => book.reduceSlot(slot + 1, 0)).toThrow('holds no order');
    expect(bytesOf(book)).toEqual(before);
    book.removeSlot(slot);
    expect(() => book.removeSlot(slot)).toThrow(`Slot ${slot} holds no order`);
  });
});

function expectSameFront({ book, naive }: BookPair): void {
  expect(book.orders).toBe(naive.arrived.length);
  for (const side of SIDES) {
    const orders = naive.side(side);
    const slot = book.bestSlot(side);
    expect(book.bestPrice(side)).toBe(orders[0]?.price ?? NONE);
    expect(slot === NONE ? NONE : book.orderId[slot]).toBe(orders[0]?.id ?? NONE);
    expect(book.sideOrders(side)).toBe(orders.length);
    expect(book.sideQuantity(side)).toBe(naive.sideQuantity(side));
  }
}

function expectSameAnswers({ book, naive }: BookPair, limit: number, stopAt: number): void {
  for (const side of SIDES) {
    const levels = naive.levels(side);
    expect(book.levels(side, LARGEST)).toEqual(levels);
    expect(book.levels(side, 3)).toEqual(levels.slice(0, 3));
    const prices = levels.map((level) => level.priceTicks);
    for (const price of [...prices, limit, limit - 1, limit + 1, NONE, 0, 1, 1023, 1024, LARGEST]) {
      expect(book.nextPrice(side, price)).toBe(naive.nextPrice(side, price));
      expect(queue(book, side, price)).toEqual(naive.at(side, price).map((order) => order.id));
      expect(book.levelQuantity(side, price)).toBe(
        levels.find((level) => level.priceTicks === price)?.quantityLots ?? 0,
      );
      for (const stop of [1, stopAt, Number.POSITIVE_INFINITY]) {
        expect(book.quantityWithin(side, price, stop)).toBe(naive.quantityWithin(side, price, stop));
      }
    }
  }
}

function expectSameOrders({ book, naive }: BookPair): void {
  for (const order of naive.arrived) {
    const slot = book.slotOf(order.id);
    expect({
      id: book.orderId[slot],
      side: book.orderSide[slot],
      price: book.orderPrice[slot],
      quantity: book.orderQuantity[slot],
      owner: book.orderOwner[slot],
      tag: book.orderTag[slot],
      type: book.orderType[slot],
    }).toEqual(order);
  }
  for (let id = 0; id < 100; id++) {
    expect(book.slotOf(id) !== NONE).toBe(naive.arrived.some((order) => order.id === id));
  }
  const content = naive.content();
  const expected = new DataView(new ArrayBuffer(4 * content.length));
  content.forEach((number, at) => {
    expected.setInt32(4 * at, number, true);
  });
  expect(bytesOf(book)).toEqual([...new Uint8Array(expected.buffer)]);
}

function queue(book: OrderBook, side: number, price: number): number[] {
  const ids: number[] = [];
  for (let slot = book.headAt(side, price); slot !== NONE; slot = book.nextInLevel(slot)) {
    ids.push(book.orderId[slot]);
  }
  return ids;
}

function bytesOf(book: OrderBook): number[] {
  const bytes: number[] = [];
  book.digestInto((chunk) => {
    for (const byte of chunk) bytes.push(byte);
  });
  return bytes;
}

/** Bytes of all typed arrays reachable from a value. */
function bytesHeld(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, part) => sum + bytesHeld(part), 0);
}

function insertInto(book: OrderBook, order: Insertion): void {
  book.insert(order.id, order.side, order.price, order.quantity, order.owner, order.tag, order.type);
}

/** Reaches `orders` by a detour: other orders before them, levels filled in another order, the others removed last. */
function bookWithPast(past: Step[], orders: Insertion[]): OrderBook {
  const pair = new BookPair();
  for (const each of past) pair.take(each);
  const { book } = pair;
  const wanted = new Set(orders.map((order) => order.id));
  const strangers = pair.naive.arrived.filter((order) => !wanted.has(order.id));
  for (const order of pair.naive.arrived.filter((order) => wanted.has(order.id))) {
    book.removeSlot(book.slotOf(order.id));
  }
  for (const order of orders.toSorted((a, b) => a.side * a.price - b.side * b.price)) {
    insertInto(book, order);
  }
  for (const order of strangers) book.removeSlot(book.slotOf(order.id));
  return book;
}
