import { NONE } from './arrays.ts';
import type { OrderBook } from './book.ts';

const ORDER_BYTES = 24;
const CHUNK_BYTES = 512 * ORDER_BYTES;

/**
 * Writes the content of a book as canonical bytes: equal for equal books, whatever their slots and history.
 *
 * Buys then sells; each side is its number of orders, then from the best price to the worst, in queue order,
 * id, price, quantity, owner, tag and type, all as little-endian 32-bit integers. `write` must use or copy the bytes
 * before it returns: the next call brings others in the same memory.
 */
export function writeBook(book: OrderBook, write: (bytes: Uint8Array) => void): void {
  const chunk = new DataView(new ArrayBuffer(CHUNK_BYTES));
  writeSide(book, +1, chunk, write);
  writeSide(book, -1, chunk, write);
}

function writeSide(book: OrderBook, side: number, chunk: DataView, write: (bytes: Uint8Array) => void): void {
  chunk.setInt32(0, book.sideOrders(side), true);
  write(new Uint8Array(chunk.buffer, 0, 4));
  let end = 0;
  for (let price = book.bestPrice(side); price !== NONE; price = book.nextPrice(side, price)) {
    for (let slot = book.headAt(side, price); slot !== NONE; slot = book.nextInLevel(slot)) {
      putOrder(book, slot, chunk, end);
      end += ORDER_BYTES;
      if (end < CHUNK_BYTES) continue;
      write(new Uint8Array(chunk.buffer, 0, end));
      end = 0;
    }
  }
  if (end > 0) write(new Uint8Array(chunk.buffer, 0, end));
}

function putOrder(book: OrderBook, slot: number, chunk: DataView, at: number): void {
  chunk.setInt32(at, book.orderId[slot], true);
  chunk.setInt32(at + 4, book.orderPrice[slot], true);
  chunk.setInt32(at + 8, book.orderQuantity[slot], true);
  chunk.setInt32(at + 12, book.orderOwner[slot], true);
  chunk.setInt32(at + 16, book.orderTag[slot], true);
  chunk.setInt32(at + 20, book.orderType[slot], true);
}
