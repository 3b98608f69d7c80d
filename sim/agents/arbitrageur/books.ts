import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { BUY } from '../../events.ts';
import { carriedPremium } from '../../market/funding.ts';
import { FUTURES, INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import { NONE } from '../../world/book.ts';
import type { Context } from '../agent.ts';
import type { ArbitrageurParameters } from './parameters.ts';

export const SPOT = INSTRUMENT['BTC-SPOT'];
export const US_SPOT = INSTRUMENT['BTC-SPOT-US'];
export const PERP = INSTRUMENT['BTC-PERP'];
/** Books in which a bitcoin is had now: what stands against a future, and where a bare leg is closed. */
export const PROMPT: readonly number[] = [SPOT, US_SPOT, PERP];

/** What a part of an arbitrageur is handed. */
export type Trader = Pick<Context<ArbitrageurParameters>, 'view' | 'parameters' | 'orders'>;

/**
 * US dollars of a bitcoin at a price over what is fair there: the perp is worth spot and what its funding costs who is long,
 * a future spot and interest.
 */
export function parity(
  { view, parameters: p }: Pick<Trader, 'view' | 'parameters'>,
  i: number,
  ticks: number,
): number {
  const usd = view.coinUsd(i, ticks);
  if (i === PERP) return usd / (1 + carriedPremium(p.carryYield));
  if (!FUTURES.includes(i)) return usd;
  const { instruments, nowSeconds } = view.world;
  return usd / (1 + (p.carryYield * (instruments[i].expirySeconds - nowSeconds)) / SECONDS_PER_YEAR);
}

/** Where a bitcoin is bought (or sold) best for its worth after the taker's fee, among books that are open; NONE where none is. */
export function best(trader: Trader, books: readonly number[], side: number): number {
  const { view } = trader;
  let found: number = NONE;
  let least = Number.POSITIVE_INFINITY;
  for (const i of books) {
    const touch = side === BUY ? view.ask(i) : view.bid(i);
    if (!view.isOpen(i) || touch === NONE) continue;
    const paid =
      side * parity(trader, i, touch) * (1 + (side * view.world.instruments[i].takerFeeBps) / 10_000);
    if (paid >= least) continue;
    least = paid;
    found = i;
  }
  return found;
}

/** Bitcoin that an account has over all books. */
export function coinsOver(view: View, account: number): number {
  let coins = 0;
  for (const i of PROMPT) coins += view.coins(i, view.lots(account, i));
  for (const i of FUTURES) coins += view.coins(i, view.lots(account, i));
  return coins;
}
