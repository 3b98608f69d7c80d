import { BUY, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { isContract, isTraded } from '../world/instrument.ts';
import { OUTSIDE_ACCOUNT } from '../world/ledger.ts';
import type { World } from '../world/world.ts';

/** Totals fixed when the world opened; what the ledger must still add up to. */
export interface Totals {
  readonly cents: number;
  readonly lots: readonly number[];
}

/** Adds the world up. Contracts count zero: every long has a short. */
export function totalsOf(world: World): Totals {
  return { cents: world.ledger.totalCents(), lots: world.instruments.map((instrument) => world.ledger.totalLots(instrument.index)) };
}

/** Throws when money, coins, shares or contracts were made or lost, to the last unit, or when a book is crossed. */
export function checkInvariants(world: World, opening: Totals): void {
  const cents = world.ledger.totalCents();
  if (cents !== opening.cents) {
    throw new Error(`cash is not conserved at tick ${world.tick}: ${cents} cents, ${opening.cents} at the opening`);
  }
  for (const instrument of world.instruments) {
    const i = instrument.index;
    if (!isTraded(instrument.kind)) continue;
    const lots = world.ledger.totalLots(i);
    const expected = isContract(instrument.kind) ? 0 : opening.lots[i] + (i === 0 ? world.network.minedLots : 0);
    if (lots !== expected) {
      throw new Error(`${instrument.id} is not conserved at tick ${world.tick}: ${lots} lots, expected ${expected}`);
    }
    const bid = world.books[i].bestPrice(BUY);
    const ask = world.books[i].bestPrice(SELL);
    if (bid !== NONE && ask !== NONE && bid >= ask) {
      throw new Error(`${instrument.id} is crossed at tick ${world.tick}: bid ${bid}, offer ${ask}`);
    }
  }
  if (world.incoming.order !== -1) throw new Error(`order ${world.incoming.order} is still unmatched at the end of a tick`);
  if (!Number.isSafeInteger(world.ledger.cash[OUTSIDE_ACCOUNT])) throw new Error('cash left the range of exact integers');
}
