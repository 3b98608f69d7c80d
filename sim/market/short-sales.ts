import { BUY, REASON } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { World } from '../world/world.ts';

/**
 * Why a sale of shares that its seller does not own is refused, or none: there is nothing left to borrow, or short sales
 * are restricted to prices above the best bid (Rule 201). `priceTicks` is 0 for a market order.
 */
export function shortSaleRefusal(
  world: Readonly<World>,
  seller: number,
  instrument: number,
  lots: number,
  priceTicks: number,
): number {
  const { ledger, primary } = world;
  const short = lots - Math.max(0, ledger.lots(seller, instrument));
  if (short <= 0) return REASON.none;
  if (ledger.shortLots[instrument] + short > primary.lendableShares) return REASON['no-borrow'];
  return isRestricted(world) && !isAboveBid(world, instrument, priceTicks)
    ? REASON['short-sale']
    : REASON.none;
}

/** Whether short sales of shares are restricted now. */
export function isRestricted({ primary, tick }: Readonly<World>): boolean {
  return primary.restrictedUntilTick >= tick;
}

function isAboveBid(world: Readonly<World>, instrument: number, priceTicks: number): boolean {
  const bid = world.books[instrument].bestPrice(BUY);
  return priceTicks > 0 && (bid === NONE || priceTicks > bid);
}
