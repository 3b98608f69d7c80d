import type { World } from '../world/world.ts';
import { INSTRUMENT } from './instruments.ts';

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
export function basketCoinLots(world: Readonly<World>): number {
  // A decimal such as 0.0006 may be stored a little below itself.
  return Math.floor(BASKET_SHARES * coinsPerShare(world) * COIN_LOTS + 1e-6);
}

/** Bitcoin behind one share, as it was listed. */
export function coinsPerShare({ instruments }: Readonly<World>): number {
  return instruments[SHARE].coinsPerLot;
}

/** Cents paid for the part of so many baskets that is no whole coin lot, at a net asset value in ticks. */
export function balanceCents(world: Readonly<World>, baskets: number, navTicks: number): number {
  const balanceCoins = BASKET_SHARES * coinsPerShare(world) - basketCoinLots(world) / COIN_LOTS;
  return Math.round((baskets * balanceCoins * navTicks) / coinsPerShare(world));
}

/** Whole coin lots that the trust keeps for its shares outstanding. */
export function trustCoinLots(world: Readonly<World>, outstanding: number): number {
  return Math.floor((outstanding * basketCoinLots(world)) / BASKET_SHARES);
}

/** Net asset value of a share in its own ticks (cents), from the index: what it would be struck at now. */
export function navTicks(world: Readonly<World>): number {
  return Math.max(1, Math.round(world.market.indexUsd * coinsPerShare(world) * 100));
}
