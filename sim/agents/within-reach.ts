import type { View } from '../market/view.ts';
import type { Reason } from '../vocabulary.ts';
import { NONE } from '../world/book.ts';
import type { Orders } from './orders.ts';

const IOC = { type: 'ioc' } as const;

/**
 * Takes what stands within so many basis points of the touch, and no more: who has no reason to hurry sizes orders by what
 * stands there, and does not empty a thin book (Farmer, Gillemot, Lillo, Mike and Sen 2004). In a call it takes part at market.
 */
export function takeWithin(
  view: View,
  orders: Orders,
  { instrument: i, side, lots, reachBp }: Taking,
  reason: Reason,
): void {
  const touch = view.world.books[i].bestPrice(-side);
  if (touch === NONE || !view.isOpen(i)) return orders.market(i, side, lots, reason);
  const limit = Math.round(touch * (1 + (side * reachBp) / 10_000));
  orders.send(i, side, Math.max(1, limit), lots, reason, IOC);
}

/** What is to be taken, and from how far. */
interface Taking {
  readonly instrument: number;
  readonly side: number;
  readonly lots: number;
  readonly reachBp: number;
}
