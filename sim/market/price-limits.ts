import { BUY, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { World } from '../world/world.ts';
import type { Exchange } from './exchange.ts';

/** A price no further than the band in force allows; while an auction collects orders, any price may be asked for. */
export function withinBand({ phases }: Readonly<World>, i: number, side: number, price: number): number {
  if (phases.call[i] !== 0) return price;
  return side === BUY ? Math.min(price, phases.high[i]) : Math.max(price, phases.low[i]);
}

/**
 * How far a market order may trade: a share through the mid, the only best price, or the last trade, within the band;
 * with an infinite share, at any price.
 */
export function protectedPrice(world: Readonly<World>, share: number, i: number, side: number): number {
  const highest = world.instruments[i].maxPriceTicks;
  if (share === Number.POSITIVE_INFINITY) return withinBand(world, i, side, side === BUY ? highest : 1);
  const anchor = anchorOf(world, i);
  const limit = side === BUY ? Math.ceil(anchor * (1 + share)) : Math.floor(anchor * (1 - share));
  return withinBand(world, i, side, Math.min(Math.max(1, limit), highest));
}

/** The price from which protection is measured. A crossed book has no middle: its auction's reference stands for it. */
function anchorOf(world: Readonly<World>, i: number): number {
  if (world.isCollecting(i)) return world.phases.reference[i];
  const bid = world.books[i].bestPrice(BUY);
  const ask = world.books[i].bestPrice(SELL);
  if (bid !== NONE && ask !== NONE) return (bid + ask) / 2;
  return bid !== NONE ? bid : ask !== NONE ? ask : world.market.last[i];
}

/** Withdraws what bids above a band or offers below it, since that could trade at no price that is allowed. */
export function withdrawBeyond({ world, matching }: Exchange, i: number, cause: number): void {
  const { low, high } = world.phases;
  const book = world.books[i];
  while (book.bestPrice(BUY) > high[i]) matching.withdraw(cause, i, book, book.bestSlot(BUY), REASON.band);
  while (book.bestPrice(SELL) !== NONE && book.bestPrice(SELL) < low[i])
    matching.withdraw(cause, i, book, book.bestSlot(SELL), REASON.band);
}
