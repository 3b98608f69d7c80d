import type { World } from '../world/world.ts';
import { INSTRUMENT } from './instruments.ts';
import { maintenanceMarginCents } from './margin-tiers.ts';

const PERP = INSTRUMENT['BTC-PERP'];
const SPOT = INSTRUMENT['BTC-SPOT'];

/**
 * What a bitcoin is worth as collateral behind a perp position, as a share of the index: an account that holds coins
 * beside its cash is margined across both, one that holds cash alone is isolated (Binance multi-assets mode, rate of
 * BTC in its FAQ of 28 May 2021).
 */
export const COIN_COLLATERAL_SHARE = 0.95;

/** Cash and what coins count for, in cents. */
export function collateralCents({ ledger, instruments, market }: World, account: number): number {
  const cash = ledger.cash[account];
  const lots = ledger.lots(account, SPOT);
  if (lots === 0) return cash;
  return cash + COIN_COLLATERAL_SHARE * lots * instruments[SPOT].coinsPerLot * market.indexUsd * 100;
}

/** Collateral and the open profit of the perp position at the mark, in cents: what the venue margins. */
export function marginEquityCents(world: World, account: number): number {
  const { ledger, instruments, market } = world;
  return collateralCents(world, account) + ledger.unrealised(instruments[PERP], account, market.mark[PERP]);
}

/** Maintenance margin of an account's perp position at the mark, in cents. */
export function requiredCents({ ledger, instruments, market, accounts }: World, account: number): number {
  const size = Math.abs(ledger.lots(account, PERP));
  const notional = size * market.mark[PERP] * instruments[PERP].centsPerTickLot;
  return maintenanceMarginCents(notional, accounts[account].traders);
}
