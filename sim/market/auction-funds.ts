import { BUY, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { affordableLots } from './funds.ts';

/**
 * The first order, by price and time, that its owner could not pay for or deliver when an auction trades so many lots at
 * a price, with all that it trades before; NONE when everybody can.
 */
export function firstUnfunded(world: Readonly<World>, i: number, priceTicks: number, lots: number): number {
  const buyer = unfundedOn(world, i, BUY, priceTicks, lots);
  return buyer === NONE ? unfundedOn(world, i, SELL, priceTicks, lots) : buyer;
}

function unfundedOn(
  world: Readonly<World>,
  i: number,
  side: number,
  priceTicks: number,
  lots: number,
): number {
  const { ledger } = world;
  const book = world.books[i];
  /** Fills by owner, and what all sellers together would borrow from the pool of the lenders. */
  const filled = new Map<number, number>();
  let borrowed = 0;
  let left = lots;
  for (let at = book.bestPrice(side); at !== NONE && left > 0; at = book.nextPrice(side, at)) {
    if (side * (at - priceTicks) < 0) return NONE;
    for (let slot = book.headAt(side, at); slot !== NONE && left > 0; slot = book.nextInLevel(slot)) {
      const owner = book.orderOwner[slot];
      const before = filled.get(owner) ?? 0;
      const after = before + Math.min(left, book.orderQuantity[slot]);
      const own = Math.max(0, ledger.lots(owner, i));
      const lent = (sold: number): number => (side === SELL ? Math.max(0, sold - own) : 0);
      const others = world.instruments[i].kind === 'etf' ? borrowed - lent(before) : 0;
      if (after > affordableLots(world, owner, i, side, priceTicks) - others) return slot;
      borrowed += lent(after) - lent(before);
      filled.set(owner, after);
      left -= after - before;
    }
  }
  return NONE;
}
