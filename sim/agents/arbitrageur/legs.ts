import { BUY, SELL } from '../../events.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import type { View } from '../../market/view.ts';
import { NONE } from '../../world/book.ts';
import { best, coinsOver, PROMPT, parity, type Trader } from './books.ts';

/** Basis points from the touch within which a bare leg is closed: it is risk, and costs what it costs. */
const BARE_REACH_BP = 10;

/** Where legs are booked, and the most of them in one round. */
export interface LegDesk {
  readonly account: number;
  readonly clipUsd: number;
}

/** Bitcoin that it has gone for in this round, of each book's bids and of each book's offers: other pairs may not count on them. */
const claimed = new Float64Array(2 * Object.keys(INSTRUMENT).length);
const claimAt = (i: number, side: number): number => (side === BUY ? 2 * i : 2 * i + 1);

/** Forgets what it went for in the round before. */
export const beginRound = (): void => void claimed.fill(0);

/** What is sold, what is bought, and the least parity of the one over that of the other that pays. */
interface Legs {
  readonly sell: number;
  readonly buy: number;
  readonly least: number;
}

/** Sends both legs, as deep into both books as pays, down to the prices of the last levels. */
export function sendLegs(trader: Trader, { account, clipUsd }: LegDesk, { sell, buy, least }: Legs): void {
  const { view, orders } = trader;
  const { books, instruments } = view.world;
  const most = clipUsd / view.indexUsd;
  let [sellTicks, buyTicks] = [view.bid(sell), view.ask(buy)];
  let bids = coinsAt(view, sell, BUY, sellTicks) - claimed[claimAt(sell, BUY)];
  let offers = coinsAt(view, buy, SELL, buyTicks) - claimed[claimAt(buy, SELL)];
  while (Math.min(bids, offers) < most) {
    const [nextBid, nextAsk] = [books[sell].nextPrice(BUY, sellTicks), books[buy].nextPrice(SELL, buyTicks)];
    // The leg that is short of coins goes a level deeper.
    const [deeperSell, deeperBuy] = bids <= offers ? [nextBid, buyTicks] : [sellTicks, nextAsk];
    if (deeperSell === NONE || deeperBuy === NONE) break;
    if (parity(trader, sell, deeperSell) < least * parity(trader, buy, deeperBuy)) break;
    if (bids <= offers) bids += coinsAt(view, sell, BUY, deeperSell);
    else offers += coinsAt(view, buy, SELL, deeperBuy);
    [sellTicks, buyTicks] = [deeperSell, deeperBuy];
  }
  // Sums of levels may end a hair under a whole lot.
  const lump = Math.max(instruments[sell].coinsPerLot, instruments[buy].coinsPerLot);
  const coins = Math.floor(Math.min(bids, offers, most) / lump + 1e-6) * lump;
  const sellLots = view.lotsOfCoins(sell, coins + 1e-9);
  const buyLots = view.lotsOfCoins(buy, coins + 1e-9);
  if (sellLots < 1 || buyLots < 1) return;
  orders.send(sell, SELL, sellTicks, sellLots, 'arbitrage', { type: 'ioc', account });
  orders.send(buy, BUY, buyTicks, buyLots, 'arbitrage', { type: 'ioc', account });
  claimed[claimAt(sell, BUY)] += coins;
  claimed[claimAt(buy, SELL)] += coins;
}

/**
 * Closes what a leg that missed has left bare, beside the bitcoin it opened with, where that costs least: it lives of gaps and
 * has no view of where prices go.
 */
export function closeBare(trader: Trader, { account, clipUsd }: LegDesk, stockCoins: number): void {
  const { view, orders } = trader;
  const bare = coinsOver(view, account) - stockCoins;
  const side = bare > 0 ? SELL : BUY;
  const i = best(trader, PROMPT, side);
  if (i === NONE) return;
  const lots = view.lotsOfCoins(i, Math.min(Math.abs(bare), clipUsd / view.indexUsd));
  if (lots < 1) return;
  const touch = side === BUY ? view.ask(i) : view.bid(i);
  const limit = Math.max(1, Math.round(touch * (1 + (side * BARE_REACH_BP) / 10_000)));
  orders.send(i, side, limit, lots, 'arbitrage', { type: 'ioc', account });
  claimed[claimAt(i, -side)] += view.coins(i, lots);
}

/** Bitcoin that rest at a price. */
const coinsAt = (view: View, i: number, side: number, ticks: number): number =>
  view.coins(i, view.world.books[i].levelQuantity(side, ticks));
