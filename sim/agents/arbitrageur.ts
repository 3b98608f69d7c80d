import { BUY, SELL } from '../events.ts';
import { FUTURES } from '../market/instruments.ts';
import { NONE } from '../world/book.ts';
import { defineAgent } from './agent.ts';
import { best, coinsOver, PERP, PROMPT, parity, SPOT, type Trader, US_SPOT } from './arbitrageur/books.ts';
import { beginRound, closeBare, type LegDesk, sendLegs } from './arbitrageur/legs.ts';
import { type ArbitrageurParameters, arbitrageurParameters } from './arbitrageur/parameters.ts';

/** What is traded against offshore spot; trust shares are for authorised participants. */
const VENUES: readonly number[] = [US_SPOT, PERP];
const AGAINST_VENUES: readonly number[] = [SPOT];

/**
 * Buys bitcoin where it is cheap and sells it where it is dear, between venues and between futures and spot or the perp,
 * as far as its capital goes. Finite capital is what lets a basis open at all (Shleifer and Vishny 1997). What it has
 * between futures and the rest stands in an account of its own.
 */
export const arbitrageur = defineAgent<ArbitrageurParameters>({
  kind: 'arbitrageur',
  about: 'Close price gaps between venues, and between futures and spot or the perp, within its capital.',
  parameters: arbitrageurParameters,
  wake: { rounds: 'every' },
  latency: 'arbitrage',
  uses: ['takes'],
  emits: [],
  open({ name, self, parameters: p, view, account, cash, holding, remember }) {
    const futures = account(`${name}-futures`);
    const desks = [
      { desk: self, usd: p.venueCapitalUsd },
      { desk: futures, usd: p.capitalUsd },
    ];
    for (const { desk, usd } of desks) {
      cash(usd, desk);
      for (const i of [SPOT, US_SPOT]) holding(i, view.lotsOfCoins(i, usd / view.indexUsd / 2), desk);
    }
    remember({
      venueCoins: coinsOver(view, self),
      futuresCoins: coinsOver(view, futures),
      usCoins: view.coins(US_SPOT, view.lots(self, US_SPOT)),
    });
  },
  decide(context) {
    const { accounts, parameters: p, memory } = context;
    beginRound();
    const venues = {
      account: accounts[0],
      capitalUsd: p.venueCapitalUsd,
      costBp: p.venueCostBp,
      clipUsd: p.venueClipUsd,
    };
    const costBp = p.costBp + p.carryBandBp;
    const futures = { account: accounts[1], capitalUsd: p.capitalUsd, costBp, clipUsd: p.clipUsd };
    closeBare(context, venues, memory.venueCoins);
    closeBare(context, futures, memory.futuresCoins);
    for (const venue of VENUES) {
      const stockCoins = venue === US_SPOT ? memory.usCoins : 0;
      trade(context, venues, { one: venue, others: AGAINST_VENUES, stockCoins });
    }
    for (const future of FUTURES) trade(context, futures, { one: future, others: PROMPT, stockCoins: 0 });
  },
});

/** Who trades pairs, with how much, and what a price must stray from fair. */
interface Desk extends LegDesk {
  readonly capitalUsd: number;
  readonly costBp: number;
}

/** One instrument against the best of others, and the bitcoin that are held there without a position in the pair. */
interface Pair {
  readonly one: number;
  readonly others: readonly number[];
  readonly stockCoins: number;
}

/** Trades a pair when that pays. */
function trade(trader: Trader, desk: Desk, { one, others, stockCoins }: Pair): void {
  const { view, parameters: p } = trader;
  if (!view.isOpen(one)) return;
  const [bid, ask] = [view.bid(one), view.ask(one)];
  const [buy, sell] = [best(trader, others, BUY), best(trader, others, SELL)];
  if (bid === NONE || ask === NONE || buy === NONE || sell === NONE) return;
  // Position in the pair, as a share of the capital it may use there.
  const used =
    ((view.coins(one, view.lots(desk.account, one)) - stockCoins) * view.indexUsd) / desk.capitalUsd;
  const [toBuy, toSell] = [askedFor(BUY, used, desk, p), askedFor(SELL, used, desk, p)];
  const rich = parity(trader, one, bid) / parity(trader, buy, view.ask(buy)) - 1;
  const cheap = 1 - parity(trader, one, ask) / parity(trader, sell, view.bid(sell));
  if (rich > toSell && used > -1) sendLegs(trader, desk, { sell: one, buy, least: 1 + toSell });
  else if (cheap > toBuy && used < 1) sendLegs(trader, desk, { sell, buy: one, least: 1 / (1 - toBuy) });
}

/** Share by which a pair must stray from fair before more of it is bought or sold: the fuller, the more. */
const askedFor = (
  side: number,
  used: number,
  { costBp }: Desk,
  { limitSlopeBp }: ArbitrageurParameters,
): number => (costBp + limitSlopeBp * Math.max(0, side * used)) / 10_000;
