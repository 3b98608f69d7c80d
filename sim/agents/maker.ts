import { BUY, SELL } from '../events.ts';
import { carriedPremium } from '../market/funding.ts';
import { BOOKS, INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import type { TakerFlow } from '../world/taker-flow.ts';
import { type Context, defineAgent } from './agent.ts';
import { type MakerParameters, makerParameters } from './maker/parameters.ts';

const PERP = INSTRUMENT['BTC-PERP'];
const SHARE = INSTRUMENT.IBIT;
/** Share of its size it shows on each book, in the order of their index. */
const SHARES = [0.26, 0.1, 0.4, 0.1, 0.02, 0.01, 0.11];
/** Share of a venue's recent premium over the index, beyond the fair one, that it believes in: futures keep theirs (carry), the perp and shares go back. */
const PREMIUM_KEPT = [0.85, 0.85, 0.5, 1, 1, 1, 0.5];
/** Basis points between levels, and how many levels. */
const STEP_BP = 3;
const LEVELS = 8;
/** How much harder than in proportion it leans at its limit, and the share of its size it shows even there. */
const STEEPER = 4;
const LEAST_SHOWN = 0.15;
/** Turnover over its usual pace beyond which its ladders grow no further. */
const MOST_TURNOVER = 3;
/** Inventory share beyond which it takes liquidity to get rid of inventory, and how much of the excess a round. */
const URGENT = 0.8;
const URGENT_PACE = 0.25;

/**
 * Quotes both sides of every open book around where bitcoin trades, leaning against its inventory (Avellaneda and
 * Stoikov 2008; Gueant, Lehalle and Fernandez-Tapia 2013): long inventory lowers both quotes and shrinks the bid.
 */
export const maker = defineAgent<MakerParameters>({
  kind: 'maker',
  about: 'Quote both sides of every book for the spread, within inventory and loss limits.',
  parameters: makerParameters,
  wake: { rounds: 'every' },
  latency: 'maker',
  uses: ['quotes', 'takes'],
  emits: ['Noted', 'QuotesWithdrawn', 'QuotesReturned'],
  open({ self, parameters: p, view, cash, credit, holding, ladder, remember }) {
    cash(p.capitalUsd);
    credit(p.creditUsd);
    for (const i of BOOKS) {
      const instrument = view.world.instruments[i];
      const ticks = view.world.market.mark[i];
      // Stock to sell from: several times the inventory it may run down.
      if (instrument.kind === 'spot' || instrument.kind === 'etf') {
        holding(i, view.lotsOfCoins(i, (3 * p.inventoryLimitUsd) / view.indexUsd));
      }
      ladder(i, LEVELS, Math.max(1, Math.round((ticks * STEP_BP) / 10_000)), STEP_BP / p.decayBp);
    }
    remember({
      neutralCoins: coinsOf(view, self),
      dayEquityUsd: 0,
      withdrawnUntilTick: -1,
      usualShares: view.lots(self, SHARE),
    });
  },
  decide(context) {
    const { view, round, memory } = context;
    const tick = view.world.tick;
    if (round === 0) watchLosses(context);
    const pulled = (memory.withdrawnUntilTick ?? -1) >= tick;
    quoteAll(context, pulled);
  },
});

/** Net bitcoin over all books. */
function coinsOf(view: View, account: number): number {
  let coins = 0;
  for (const i of BOOKS) coins += view.coins(i, view.lots(account, i));
  return coins;
}

function quoteAll(
  { round, view, self, parameters: p, memory, orders }: Context<MakerParameters>,
  pulled: boolean,
): void {
  const { world } = view;
  const inventoryUsd = (coinsOf(view, self) - memory.neutralCoins) * view.indexUsd;
  const lean = Math.max(-1, Math.min(1, inventoryUsd / p.inventoryLimitUsd));
  const { stress } = view;
  const half = (p.halfSpreadBp * Math.sqrt(stress)) / 10_000;
  // The closer to its limit, the harder it leans: the price must move until somebody takes the inventory.
  const skew = (lean * (1 + STEEPER * lean * lean) * p.skewBp * Math.sqrt(stress)) / 10_000;
  const retreat = stress === 1 ? 1 : view.power(stress, -p.stressExponent);
  // The size it quotes, over that of a calm minute.
  const fullness = retreat * turnoverRatio(world.market.flow, p);
  // The more it quotes, the less a dollar tells it.
  const learned =
    (p.impactBpPerMillion * surpriseUsd(world.market.flow, p)) / (1e10 * view.power(fullness, p.depthPower));
  const news = round === 0 ? p.newsShare * world.fundamental.newsMove : 0;
  const usd = believedUsd(view, self, p, { skew, half }) * (1 + learned + news);
  const centre = usd * (1 - skew);
  const size = p.touchUsdPerBp * STEP_BP * fullness;
  for (const i of BOOKS) {
    if (!view.takesOrders(i)) continue;
    const ratio = believedRatio(view, i, half, p);
    const lotUsd = world.instruments[i].coinsPerLot * usd * ratio;
    const shown = pulled ? 0 : (size * SHARES[i]) / lotUsd;
    const shareLean = i === SHARE ? shareSkew(view, self, p, memory.usualShares) * Math.sqrt(stress) : 0;
    const middle = centre * ratio * (1 - shareLean);
    const bid = Math.floor(view.ticksOf(i, middle * (1 - half)));
    const ask = Math.max(bid + 1, Math.ceil(view.ticksOf(i, middle * (1 + half))));
    orders.quote(
      i,
      bid,
      Math.round(shown * Math.max(LEAST_SHOWN, 1 - lean)),
      ask,
      Math.round(shown * Math.max(LEAST_SHOWN, 1 + lean)),
    );
  }
  if (Math.abs(lean) > URGENT && !pulled) shed(view, orders, inventoryUsd, p);
}

/**
 * What takers did in the last round and could not be foreseen: that tells it what they know (Kyle 1985). Large orders are
 * worked in slices (Lillo and Farmer 2004), so that flow foretells flow, and what is expected moves no price (Madhavan,
 * Richardson and Roomans 1997; Taranto et al. 2018).
 */
const surpriseUsd = ({ lastUsd, quickUsd, slowUsd }: TakerFlow, p: MakerParameters): number =>
  lastUsd - p.foretoldQuick * quickUsd - p.foretoldSlow * slowUsd;

/**
 * Share by which its quotes for trust shares are lowered for those it holds beyond its usual stock. Coins move between
 * venues within the hour, shares become coins only through an authorised participant.
 */
function shareSkew(view: View, self: number, p: MakerParameters, usualShares: number): number {
  const excessUsd = view.coins(SHARE, view.lots(self, SHARE) - usualShares) * view.indexUsd;
  const lean = Math.max(-1, Math.min(1, excessUsd / p.shareLimitUsd));
  return (lean * (1 + STEEPER * lean * lean) * p.shareSkewBp) / 10_000;
}

/** Gets rid of part of the excess inventory on the deepest book, no further than the best price there. */
function shed(
  view: View,
  orders: Context<MakerParameters>['orders'],
  inventoryUsd: number,
  p: MakerParameters,
): void {
  const side = inventoryUsd > 0 ? SELL : BUY;
  const price = view.world.books[PERP].bestPrice(-side);
  if (price === NONE) return;
  const excess = Math.abs(inventoryUsd) - URGENT * p.inventoryLimitUsd;
  const lots = view.lotsOfUsd(PERP, excess * URGENT_PACE);
  if (lots > 0) orders.send(PERP, side, price, lots, 'inventory', { type: 'ioc' });
}

/**
 * Where it believes bitcoin trades: what it quoted around last, its lean taken out, drawn part of the way to where books
 * stand now. A sweep that emptied a few levels is refilled around the old belief; a move that lasts is followed.
 */
function believedUsd(
  view: View,
  self: number,
  p: MakerParameters,
  { skew, half }: { readonly skew: number; readonly half: number },
): number {
  const composite = view.compositeUsd();
  const ladder = view.world.ladders.get(view.world.ladderKey(self, PERP));
  if (!ladder || ladder.shown[0] === 0 || ladder.shown[1] === 0) return composite;
  const ratio = believedRatio(view, PERP, half, p);
  const quoted = view.coinUsd(PERP, (ladder.touchTicks[0] + ladder.touchTicks[1]) / 2) / ratio;
  const believed = quoted * (1 + skew);
  // Books stand lower where it leans to sell: it is not to learn from itself.
  return believed + p.attention * (composite * (1 + skew) - believed);
}

/**
 * Price of a venue over the index that it believes in. The perp's fair one lies where funding pays the carry: below the index
 * funding looks at offers and above it at bids, so that the middle of quotes lies farther off by half a spread, a fraction.
 */
function believedRatio({ world }: View, i: number, half: number, p: MakerParameters): number {
  let fair = 1;
  if (i === PERP) {
    const carried = carriedPremium(p.carryYield);
    fair += carried + Math.sign(carried) * half;
  }
  return fair + PREMIUM_KEPT[i] * (world.market.ratio[i] - fair);
}

/** Turnover of the last minutes over its usual pace, between 1 and a bound. */
const turnoverRatio = ({ turnoverUsdPerMinute }: TakerFlow, p: MakerParameters): number =>
  Math.min(MOST_TURNOVER, Math.max(1, turnoverUsdPerMinute / p.usualUsdPerMinute));

/** Pulls quotes for a while after too large a loss on the day; returns when the time is over. */
function watchLosses({ view, self, parameters: p, memory, orders }: Context<MakerParameters>): void {
  const { world } = view;
  if (view.minute === 0 || memory.dayEquityUsd === 0) {
    orders.declare(
      'Noted',
      {},
      { dayEquityUsd: view.liveEquityCents(self) / 100, dayIndexUsd: view.indexUsd },
    );
    return;
  }
  const until = memory.withdrawnUntilTick;
  if (until >= 0 && until < world.tick) orders.declare('QuotesReturned', {}, { withdrawnUntilTick: -1 });
  if (until >= 0) return;
  // Makers mark coins they always hold at the opening price of the day: only trading results count.
  const drift = memory.neutralCoins * (view.indexUsd - (memory.dayIndexUsd ?? view.indexUsd));
  const loss = memory.dayEquityUsd + drift - view.liveEquityCents(self) / 100;
  if (loss <= p.lossPull * p.capitalUsd) return;
  const ticks = Math.round(p.pullMinutes / view.minutesPerTick);
  orders.declare(
    'QuotesWithdrawn',
    { value: world.tick + ticks },
    {
      withdrawnUntilTick: world.tick + ticks,
      dayEquityUsd: view.liveEquityCents(self) / 100,
      dayIndexUsd: view.indexUsd,
    },
  );
}
