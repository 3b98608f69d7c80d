import { BUY } from '../events.ts';
import { NONE } from '../world/book.ts';
import { type Instrument, isContract } from '../world/instrument.ts';
import type { World } from '../world/world.ts';

/** Whether trades in an instrument are delivered against cash, so that a buyer needs money and a seller the thing itself. */
export function isDelivered({ kind }: Instrument): boolean {
  return !isContract(kind);
}

/**
 * Lots of a delivered instrument that an account can buy or sell at a price: what its cash and its credit line pay for,
 * fee included; what it holds, and coins as its credit line or shares as the pool of the lenders lets it borrow.
 */
export function affordableLots(
  { ledger, instruments, primary }: Readonly<World>,
  account: number,
  instrument: number,
  side: number,
  priceTicks: number,
): number {
  const { centsPerTickLot, takerFeeBps, kind } = instruments[instrument];
  const lotCents = priceTicks * centsPerTickLot;
  const credit = ledger.credit[account];
  if (side === BUY) {
    // A cent to spare for the fee, which is rounded to the cent.
    const cents = ledger.cash[account] + credit - 1;
    return Math.max(0, Math.floor(cents / (lotCents * (1 + takerFeeBps / 10_000))));
  }
  const held = ledger.lots(account, instrument);
  if (kind === 'etf') {
    const own = Math.max(0, held);
    return own + Math.max(0, Math.floor(primary.lendableShares - ledger.shortLots[instrument]));
  }
  return Math.max(0, held + Math.floor(credit / lotCents));
}

/**
 * Whether an order is beyond what its owner has and may borrow, at its limit price or, without one, at the price where
 * it would begin to trade. Several orders may each be within: what they take together is seen trade by trade.
 */
export function isUnfunded(
  world: Readonly<World>,
  account: number,
  instrument: number,
  side: number,
  lots: number,
  limitTicks: number,
): boolean {
  if (!isDelivered(world.instruments[instrument])) return false;
  const best = world.books[instrument].bestPrice(-side);
  const price = limitTicks > 0 ? limitTicks : best !== NONE ? best : world.market.mark[instrument];
  return price > 0 && affordableLots(world, account, instrument, side, price) < lots;
}
