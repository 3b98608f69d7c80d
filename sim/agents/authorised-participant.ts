import { z } from 'zod';
import { SECONDS_PER_DAY } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { newYorkClock, shiftedToClose } from '../market/calendar.ts';
import { isRestricted } from '../market/short-sales.ts';
import { BASKET_SHARES, basketCoinLots, COINS, coinsPerShare, SHARE } from '../market/trust.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';
import { OPENING_ONLY } from './opening-only.ts';

const parameters = z.strictObject({
  cashUsd: z
    .number()
    .min(0)
    .default(500e6)
    .describe('US dollars it opens with (0.1-2bn: unmeasured)')
    .meta(OPENING_ONLY),
  creditUsd: z
    .number()
    .min(0)
    .max(1e12)
    .default(500e6)
    .describe('US dollars its clearing bank lets it owe, and as much in borrowed coins (0.1-2bn: unmeasured)')
    .meta(OPENING_ONLY),
  inventoryShares: z
    .number()
    .int()
    .min(0)
    .max(1e9)
    .default(1_000_000)
    .describe('trust shares it likes to hold (0-5m: a day of its own turnover)'),
  inventoryCoins: z
    .number()
    .min(0)
    .default(3_000)
    .describe('bitcoin it likes to hold on the US venue (500-5,000: what a day of conversions takes)'),
  costBp: z
    .number()
    .min(0)
    .max(100)
    .default(6)
    .describe(
      'basis points of premium that pay spread, risk and fees of a conversion in calm (3-20: creation fee ' +
        'and spot spread)',
    ),
  feeBp: z.number().min(0).max(100).default(0.5).describe('basis points of creation fee (0-2: unmeasured)'),
  clipUsd: z
    .number()
    .positive()
    .default(3e6)
    .describe('US dollars traded in one round, at most (0.5-10m: a choice)'),
  mostShortShares: z
    .number()
    .int()
    .min(0)
    .max(1e9)
    .default(10_000_000)
    .describe('shares it is short before it creates, at most (2-20m: unmeasured)'),
  orderMinute: z
    .number()
    .int()
    .min(570)
    .max(959)
    .default(955)
    .describe("minute of New York's day at which it orders baskets (570-959: before the cut-off at 15:59)"),
});
type Parameters = z.infer<typeof parameters>;

const COINS_PER_LOT = 0.01;
/** Share of its coins that it sells against shares; the rest is for hedges that slip. */
const SPENDABLE = 0.95;
/** It hedges what is open by more than this, no further than this from the touch. */
const OPEN_COINS = 1;
const REACH = 0.0005;

/**
 * An authorised participant: sells shares that are dear against coins and buys those that are cheap, hedged on spot, and
 * turns what it is short or long at the end of the day into baskets created or redeemed. So flows follow the premium
 * (Evans, Moussawi, Pagano and Sedunov 2021): selling shares short and creating them later is flat.
 */
export const authorisedParticipant = defineAgent<Parameters>({
  kind: 'authorised-participant',
  about: 'Keep trust shares at the value of their coins: trade the premium, then create or redeem baskets.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'arbitrage',
  uses: ['takes', 'baskets'],
  emits: ['BasketsOrdered'],
  open({ parameters: p, cash, credit, holding, remember }) {
    cash(p.cashUsd);
    credit(p.creditUsd);
    holding(SHARE, p.inventoryShares);
    holding(COINS, Math.round(p.inventoryCoins / COINS_PER_LOT));
    remember({ orderedDay: -1 });
  },
  decide(context) {
    const { view } = context;
    if (view.world.inSession[SHARE] !== 1 || !view.isOpen(COINS)) return;
    if (view.isOpen(SHARE)) {
      tradePremium(context);
      hedge(context);
    }
    // The trust takes orders also while its shares are paused or called to auction.
    orderBaskets(context);
  },
});

/** Shares above what it likes to hold, those on their way included. */
function excessShares({ view, self, parameters: p }: Context<Parameters>): number {
  return view.lots(self, SHARE) + dueBaskets(view, self) * BASKET_SHARES - p.inventoryShares;
}

/** Coin lots that its due creations leave it, those of redemptions on their way included. */
function freeCoinLots({ view, self }: Context<Parameters>): number {
  return view.lots(self, COINS) - dueBaskets(view, self) * basketCoinLots(view.world);
}

/** Baskets on their way to it: creations less redemptions. */
function dueBaskets({ world }: View, self: number): number {
  let sum = 0;
  for (const { account, baskets } of world.primary.due) if (account === self) sum += baskets;
  return sum;
}

/** What a conversion must pay, as a share of price: dearer when the market moves. */
function conversionCost({ stress }: View, p: Parameters): number {
  return (p.costBp * stress + p.feeBp) / 10_000;
}

/** Takes shares that stand off the value of their coins by more than a conversion costs. */
function tradePremium(context: Context<Parameters>): void {
  const { view, self, parameters: p, orders } = context;
  const { books } = view.world;
  const [bid, ask] = [view.bid(SHARE), view.ask(SHARE)];
  const [coinBid, coinAsk] = [view.bid(COINS), view.ask(COINS)];
  if (bid === NONE || ask === NONE || coinBid === NONE || coinAsk === NONE) return;
  const cost = conversionCost(view, p);
  const clip = view.lotsOfUsd(SHARE, p.clipUsd);
  const excess = excessShares(context);
  // Every share bought is a coin sold, now or in the next round, and coins are not borrowed.
  const covered = Math.floor((SPENDABLE * p.inventoryCoins) / coinsPerShare(view.world) - excess);
  if (view.coinUsd(SHARE, bid) > view.coinUsd(COINS, coinAsk) * (1 + cost)) {
    const room = isRestricted(view.world) ? Math.max(0, view.lots(self, SHARE)) : p.mostShortShares + excess;
    const lots = Math.min(clip, room, books[SHARE].levelQuantity(BUY, bid));
    if (lots >= 1) orders.send(SHARE, SELL, bid, lots, 'creation', { type: 'ioc' });
  } else if (view.coinUsd(SHARE, ask) < view.coinUsd(COINS, coinBid) * (1 - cost)) {
    const lots = Math.min(clip, covered, books[SHARE].levelQuantity(SELL, ask));
    if (lots >= 1) orders.send(SHARE, BUY, ask, lots, 'redemption', { type: 'ioc' });
  }
}

/** Keeps coins and shares together at what it likes to hold of both: every share sold is a coin bought. */
function hedge(context: Context<Parameters>): void {
  const { view, parameters: p, orders } = context;
  const coinLots = freeCoinLots(context) - Math.round(p.inventoryCoins / COINS_PER_LOT);
  const open = coinLots * COINS_PER_LOT + excessShares(context) * coinsPerShare(view.world);
  if (Math.abs(open) < OPEN_COINS) return;
  const side = open > 0 ? SELL : BUY;
  const touch = view.world.books[COINS].bestPrice(-side);
  if (touch === NONE) return;
  const limit = Math.round(touch * (1 + side * REACH));
  const lots = Math.abs(view.lotsOfCoins(COINS, open));
  orders.send(COINS, side, limit, lots, side === BUY ? 'creation' : 'redemption', { type: 'ioc' });
}

/** Before the cut-off: creates what it is short, redeems what it has too much of, in whole baskets. */
function orderBaskets(context: Context<Parameters>): void {
  const { view, memory, parameters: p, orders } = context;
  const { nowSeconds, market, calendar } = view.world;
  const day = Math.floor(nowSeconds / SECONDS_PER_DAY);
  if (memory.orderedDay === day) return;
  // So long before the close, also when that is early.
  if (newYorkClock(nowSeconds).minute < shiftedToClose(calendar, nowSeconds, p.orderMinute)) return;
  const baskets = Math.trunc(-excessShares(context) / BASKET_SHARES);
  if (baskets === 0) return;
  const value = view.coinUsd(SHARE, market.mark[SHARE]) / view.indexUsd - 1;
  const columns = { instrument: SHARE, quantity: baskets, value };
  orders.declare('BasketsOrdered', columns, { orderedDay: day }, market.markSeq[SHARE]);
}
