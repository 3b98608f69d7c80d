import { z } from 'zod';
import { SECONDS_PER_YEAR } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';

const parameters = z.strictObject({
  capitalUsd: z
    .number()
    .positive()
    .default(1.5e9)
    .describe(
      'US dollars of gross arbitrage positions it can carry (0.3-5bn: finite funding, Shleifer and Vishny ' +
        '1997; the size is unmeasured)',
    ),
  costBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(6)
    .describe('basis points of fees and risk a pair must pay before it trades (3-12: a choice)'),
  carryYield: z
    .number()
    .min(-1)
    .max(10)
    .default(0.045)
    .describe(
      'share a year at which a future is fairly priced over spot (.033-.05: basis of early 2026, ' +
        'financing quoted near 4.5 %)',
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
    .describe('US dollars traded in one pair a round, at most (1-10m: a choice)'),
  limitSlopeBp: z
    .number()
    .min(0)
    .max(10_000)
    .default(25)
    .describe('basis points asked beyond the cost when its capital is fully used (10-50: a choice)'),
});
type Parameters = z.infer<typeof parameters>;

const SPOT = INSTRUMENT['BTC-SPOT'];
/** What is traded against offshore spot, and whether its fair price carries interest; trust shares are for authorised participants. */
const PAIRS = [
  { against: INSTRUMENT['BTC-SPOT-US'], carries: false },
  { against: INSTRUMENT['BTC-PERP'], carries: false },
  { against: INSTRUMENT['CME-1'], carries: true },
  { against: INSTRUMENT['CME-2'], carries: true },
  { against: INSTRUMENT['CME-3'], carries: true },
] as const;

/**
 * Buys bitcoin where it is cheap and sells it where it is dear, between venues and between futures and spot, as far as
 * its capital goes. Finite capital is what lets a basis open at all (Shleifer and Vishny 1997).
 */
export const arbitrageur = defineAgent<Parameters>({
  kind: 'arbitrageur',
  about: 'Close price gaps between venues, and between futures and spot, within its capital.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'arbitrage',
  uses: ['takes'],
  emits: [],
  open({ parameters: p, view, cash, holding }) {
    cash(2 * p.capitalUsd);
    for (const i of [SPOT, INSTRUMENT['BTC-SPOT-US']]) {
      holding(i, view.lotsOfCoins(i, p.capitalUsd / view.indexUsd));
    }
  },
  decide(context) {
    for (const pair of PAIRS) trade(context, pair.against, pair.carries);
  },
});

/** Fair price of bitcoin on the other venue over offshore spot. */
function fairRatio(view: View, instrument: number, carries: boolean, p: Parameters): number {
  if (!carries) return 1;
  const { expirySeconds } = view.world.instruments[instrument];
  return 1 + (p.carryYield * (expirySeconds - view.world.nowSeconds)) / SECONDS_PER_YEAR;
}

function trade(
  { view, self, parameters: p, orders }: Context<Parameters>,
  other: number,
  carries: boolean,
): void {
  if (!view.isOpen(SPOT) || !view.isOpen(other)) return;
  const fair = fairRatio(view, other, carries, p);
  const bid = view.bid(other);
  const ask = view.ask(other);
  const spotBid = view.bid(SPOT);
  const spotAsk = view.ask(SPOT);
  if (bid === NONE || ask === NONE || spotBid === NONE || spotAsk === NONE) return;
  // Position in the pair, as a share of the capital it may use there: the fuller, the more it asks for.
  const used = pairPosition(view, self, other, p) / p.capitalUsd;
  const cost = (p.costBp + (carries ? p.carryBandBp : 0)) / 10_000;
  const slope = p.limitSlopeBp / 10_000;
  const rich = view.coinUsd(other, bid) / (fair * view.coinUsd(SPOT, spotAsk)) - 1;
  const cheap = 1 - view.coinUsd(other, ask) / (fair * view.coinUsd(SPOT, spotBid));
  if (rich > cost + slope * Math.max(0, -used) && used > -1) {
    pair(view, orders, p, { sell: other, sellTicks: bid, buy: SPOT, buyTicks: spotAsk });
  } else if (cheap > cost + slope * Math.max(0, used) && used < 1) {
    pair(view, orders, p, { sell: SPOT, sellTicks: spotBid, buy: other, buyTicks: ask });
  }
}

/** US dollars held on the other venue beyond the opening stock (positive: long there, short spot). */
function pairPosition(view: View, self: number, other: number, p: Parameters): number {
  const { kind } = view.world.instruments[other];
  const held = view.coins(other, view.lots(self, other)) * view.indexUsd;
  return kind === 'perp' || kind === 'future' ? held : held - p.capitalUsd;
}

/** Sends both legs at the prices seen, sized by what is shown there. */
function pair(
  view: View,
  orders: Context<Parameters>['orders'],
  p: Parameters,
  legs: { sell: number; sellTicks: number; buy: number; buyTicks: number },
): void {
  const { books } = view.world;
  const sellCoins = view.coins(legs.sell, books[legs.sell].levelQuantity(BUY, legs.sellTicks));
  const buyCoins = view.coins(legs.buy, books[legs.buy].levelQuantity(SELL, legs.buyTicks));
  const lump = Math.max(
    view.world.instruments[legs.sell].coinsPerLot,
    view.world.instruments[legs.buy].coinsPerLot,
  );
  const coins = Math.floor(Math.min(sellCoins, buyCoins, p.clipUsd / view.indexUsd) / lump) * lump;
  const sellLots = view.lotsOfCoins(legs.sell, coins + 1e-9);
  const buyLots = view.lotsOfCoins(legs.buy, coins + 1e-9);
  if (sellLots < 1 || buyLots < 1) return;
  orders.send(legs.sell, SELL, legs.sellTicks, sellLots, 'arbitrage', { type: 'ioc' });
  orders.send(legs.buy, BUY, legs.buyTicks, buyLots, 'arbitrage', { type: 'ioc' });
}
