import { z } from 'zod';
import { SECONDS_PER_YEAR } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { CARRY_YIELD, carriedPremium } from '../market/funding.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';

const parameters = z.strictObject({
  capitalUsd: z
    .number()
    .positive()
    .default(1e9)
    .describe(
      'US dollars of gross positions it can carry between futures and the rest (0.3-5bn: finite funding, Shleifer ' +
        'and Vishny 1997; the size is unmeasured)',
    ),
  venueCapitalUsd: z
    .number()
    .positive()
    .default(4e9)
    .describe(
      'US dollars of gross positions it can carry between venues (1-8bn: enough that the perp stays within tens of ' +
        'basis points of spot, as on 5 February 2026)',
    ),
  costBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(6)
    .describe(
      'basis points of fees and risk a future against the rest must pay before it trades (3-12: a choice)',
    ),
  venueCostBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(3)
    .describe(
      'basis points of fees and risk one venue against another must pay before it trades (1-6: a choice)',
    ),
  carryYield: z
    .number()
    .min(-1)
    .max(10)
    .default(CARRY_YIELD)
    .describe(
      'share a year at which a future is fairly priced over spot, and the perp below it by its funding (.033-.05: basis of ' +
        'early 2026, financing quoted near 4.5 %)',
    ),
  carryBandBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(12)
    .describe('basis points of price by which a future may stray from carry (5-25: a choice)'),
  clipUsd: z
    .number()
    .positive()
    .default(4e6)
    .describe('US dollars traded between a future and the rest a round, at most (1-10m: a choice)'),
  venueClipUsd: z
    .number()
    .positive()
    .default(20e6)
    .describe(
      'US dollars traded between venues a round, at most (5-50m: a choice; machines take all that pays)',
    ),
  limitSlopeBp: z
    .number()
    .min(0)
    .max(10_000)
    .default(25)
    .describe('basis points asked beyond the cost when its capital is fully used (10-50: a choice)'),
});
type Parameters = z.infer<typeof parameters>;

const SPOT = INSTRUMENT['BTC-SPOT'];
const US_SPOT = INSTRUMENT['BTC-SPOT-US'];
const PERP = INSTRUMENT['BTC-PERP'];
/** What is traded against offshore spot; trust shares are for authorised participants. */
const VENUES: readonly number[] = [US_SPOT, PERP];
/** Futures, whose fair price carries interest, and what may stand against them: whichever costs least then. */
const FUTURES: readonly number[] = [INSTRUMENT['CME-1'], INSTRUMENT['CME-2'], INSTRUMENT['CME-3']];
const AGAINST_FUTURES: readonly number[] = [SPOT, US_SPOT, PERP];

/**
 * Buys bitcoin where it is cheap and sells it where it is dear, between venues and between futures and spot or the perp,
 * as far as its capital goes. Finite capital is what lets a basis open at all (Shleifer and Vishny 1997). What it has
 * between futures and the rest stands in an account of its own.
 */
export const arbitrageur = defineAgent<Parameters>({
  kind: 'arbitrageur',
  about: 'Close price gaps between venues, and between futures and spot or the perp, within its capital.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'arbitrage',
  uses: ['takes'],
  emits: [],
  open({ name, parameters: p, view, account, cash, holding }) {
    const desks = [
      { desk: undefined, usd: p.venueCapitalUsd },
      { desk: account(`${name}-futures`), usd: p.capitalUsd },
    ];
    for (const { desk, usd } of desks) {
      cash(usd, desk);
      for (const i of [SPOT, US_SPOT]) holding(i, view.lotsOfCoins(i, usd / view.indexUsd / 2), desk);
    }
  },
  decide(context) {
    const { view, accounts, parameters: p } = context;
    const venues = {
      account: accounts[0],
      capitalUsd: p.venueCapitalUsd,
      costBp: p.venueCostBp,
      clipUsd: p.venueClipUsd,
    };
    const costBp = p.costBp + p.carryBandBp;
    const futures = { account: accounts[1], capitalUsd: p.capitalUsd, costBp, clipUsd: p.clipUsd };
    const perp = 1 + carriedPremium(p.carryYield);
    for (const venue of VENUES)
      trade(context, venues, { one: venue, others: [SPOT], fair: venue === PERP ? perp : 1 });
    for (const future of FUTURES)
      trade(context, futures, { one: future, others: AGAINST_FUTURES, fair: fairRatio(view, future, p) });
  },
});

/** Who trades pairs, with how much, what a price must stray from fair, and the most of it in one round. */
interface Desk {
  readonly account: number;
  readonly capitalUsd: number;
  readonly costBp: number;
  readonly clipUsd: number;
}

/** One instrument against the best of others, and its fair price over theirs. */
interface Pair {
  readonly one: number;
  readonly others: readonly number[];
  readonly fair: number;
}

/** Fair price of a future over spot. */
function fairRatio({ world }: View, future: number, p: Parameters): number {
  return 1 + (p.carryYield * (world.instruments[future].expirySeconds - world.nowSeconds)) / SECONDS_PER_YEAR;
}

/** Trades a pair when that pays. */
function trade(
  { view, parameters: p, orders }: Context<Parameters>,
  desk: Desk,
  { one, others, fair }: Pair,
): void {
  if (!view.isOpen(one)) return;
  const [bid, ask] = [view.bid(one), view.ask(one)];
  const [buy, sell] = [best(view, others, BUY), best(view, others, SELL)];
  if (bid === NONE || ask === NONE || buy === NONE || sell === NONE) return;
  // Position in the pair, as a share of the capital it may use there: the fuller, the more it asks for.
  const used = pairPosition(view, desk, one) / desk.capitalUsd;
  const asked = (side: number): number => (desk.costBp + p.limitSlopeBp * Math.max(0, side * used)) / 10_000;
  const rich = view.coinUsd(one, bid) / (fair * view.coinUsd(buy, view.ask(buy))) - 1;
  const cheap = 1 - view.coinUsd(one, ask) / (fair * view.coinUsd(sell, view.bid(sell)));
  if (rich > asked(SELL) && used > -1)
    send(view, orders, desk, { sell: one, buy, least: fair * (1 + asked(SELL)) });
  else if (cheap > asked(BUY) && used < 1)
    send(view, orders, desk, { sell, buy: one, least: 1 / (fair * (1 - asked(BUY))) });
}

/** Where a coin is bought (or sold) best after the taker's fee, among books that are open; NONE where none is. */
function best(view: View, books: readonly number[], side: number): number {
  let found: number = NONE;
  let least = Number.POSITIVE_INFINITY;
  for (const i of books) {
    const touch = side === BUY ? view.ask(i) : view.bid(i);
    if (!view.isOpen(i) || touch === NONE) continue;
    const paid =
      side * view.coinUsd(i, touch) * (1 + (side * view.world.instruments[i].takerFeeBps) / 10_000);
    if (paid >= least) continue;
    least = paid;
    found = i;
  }
  return found;
}

/** US dollars held on the one side beyond the opening stock (positive: long there, short the other). */
function pairPosition(view: View, { account, capitalUsd }: Desk, one: number): number {
  const held = view.coins(one, view.lots(account, one)) * view.indexUsd;
  return one === US_SPOT ? held - capitalUsd / 2 : held;
}

/** What is sold, what is bought, and the least price of the one over the other that pays. */
interface Legs {
  readonly sell: number;
  readonly buy: number;
  readonly least: number;
}

/** Sends both legs, as deep into both books as pays, down to the prices of the last levels. */
function send(
  view: View,
  orders: Context<Parameters>['orders'],
  { account, clipUsd }: Desk,
  { sell, buy, least }: Legs,
): void {
  const { books, instruments } = view.world;
  const most = clipUsd / view.indexUsd;
  let [sellTicks, buyTicks] = [view.bid(sell), view.ask(buy)];
  let [bids, offers] = [coinsAt(view, sell, BUY, sellTicks), coinsAt(view, buy, SELL, buyTicks)];
  while (Math.min(bids, offers) < most) {
    const [nextBid, nextAsk] = [books[sell].nextPrice(BUY, sellTicks), books[buy].nextPrice(SELL, buyTicks)];
    // The leg that is short of coins goes a level deeper.
    const [deeperSell, deeperBuy] = bids <= offers ? [nextBid, buyTicks] : [sellTicks, nextAsk];
    if (deeperSell === NONE || deeperBuy === NONE) break;
    if (view.coinUsd(sell, deeperSell) < least * view.coinUsd(buy, deeperBuy)) break;
    if (bids <= offers) bids += coinsAt(view, sell, BUY, deeperSell);
    else offers += coinsAt(view, buy, SELL, deeperBuy);
    [sellTicks, buyTicks] = [deeperSell, deeperBuy];
  }
  const lump = Math.max(instruments[sell].coinsPerLot, instruments[buy].coinsPerLot);
  const coins = Math.floor(Math.min(bids, offers, most) / lump) * lump;
  const sellLots = view.lotsOfCoins(sell, coins + 1e-9);
  const buyLots = view.lotsOfCoins(buy, coins + 1e-9);
  if (sellLots < 1 || buyLots < 1) return;
  orders.send(sell, SELL, sellTicks, sellLots, 'arbitrage', { type: 'ioc', account });
  orders.send(buy, BUY, buyTicks, buyLots, 'arbitrage', { type: 'ioc', account });
}

/** Bitcoin that rest at a price. */
const coinsAt = (view: View, i: number, side: number, ticks: number): number =>
  view.coins(i, view.world.books[i].levelQuantity(side, ticks));
