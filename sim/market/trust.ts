import type { World } from '../world/world.ts';
import { COINS_PER_SHARE, INSTRUMENT } from './instruments.ts';

/** The trust's shares; the coins behind them are kept and delivered on the US venue, under this account. */
export const SHARE = INSTRUMENT.IBIT;
export const COINS = INSTRUMENT['BTC-SPOT-US'];
export const TRUST = 'trust';
/** The investing public: it opens opposite every contract and option, and earns the fees for shares on loan. */
export const PUBLIC = 'investors';

/** Shares in one basket (trust prospectus). */
export const BASKET_SHARES = 40_000;
/** Whole coin lots delivered for a basket; what is left of its coins is settled in cash. */
const COIN_LOTS = 100;
export const BASKET_COIN_LOTS = Math.floor(BASKET_SHARES * COINS_PER_SHARE * COIN_LOTS);
/** Bitcoin of a basket that is settled in cash. */
export const BALANCE_COINS = BASKET_SHARES * COINS_PER_SHARE - BASKET_COIN_LOTS / COIN_LOTS;
/** Whole coin lots that the trust keeps for its shares outstanding. */
export function trustCoinLots(outstanding: number): number {
  return Math.floor((outstanding * BASKET_COIN_LOTS) / BASKET_SHARES);
}

/** Net asset value of a share in its own ticks (cents), from the index: what it would be struck at now. */
export function navTicks(world: Readonly<World>): number {
  return Math.max(1, Math.round(world.market.indexUsd * COINS_PER_SHARE * 100));
}
