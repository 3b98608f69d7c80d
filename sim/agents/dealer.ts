import { BUY, SELL } from '../events.ts';
import { BOOKS, INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';
import {
  type BookGreeks,
  COINS_PER_LOT,
  greeksOf,
  type Leg,
  legsOf,
  type Quote,
  volsOf,
} from './dealer/book.ts';
import { explainChange, hedgeBand, tradeToEdge } from './dealer/hedge.ts';
import { EXPIRY, openDealer } from './dealer/opening.ts';
import { type DealerParameters, dealerParameters } from './dealer/parameters.ts';
import { cheapestRoute, venuesOf } from './dealer/routing.ts';

const TAG = 0;
const HOURS_PER_DAY = 24;
/** A resting hedge at the right price is left alone while its size is this close to what is wanted. */
const SIZE_TOLERANCE = 0.2;

/**
 * Sold options to clients and hedges their delta in bitcoin: short options make it sell into a fall and buy into a
 * rise. Trades only outside a band (Whalley and Wilmott 1997), and says with each target what moved it.
 */
export const dealer = defineAgent<DealerParameters>({
  kind: 'dealer',
  about: 'Keep the delta of an option book hedged: sell as price falls when short options, buy as it rises.',
  parameters: dealerParameters,
  wake: { every: '1m' },
  latency: 'dealer',
  tags: 1,
  emits: ['HedgeTargetSet', 'OptionSettled'],
  open: openDealer,
  decide(context) {
    const { view, self, parameters: p } = context;
    const { world } = view;
    const known = legsOf(world, self);
    const live: Leg[] = [];
    for (const leg of known) {
      if (leg.expirySeconds > world.nowSeconds) live.push(leg);
      else if (world.options[leg.position].holder === self) settle(context, leg);
    }
    const { averagingSeconds } = EXPIRY[p.home];
    const { shortVol, longVol, riskReversal } = world.surface;
    const surface = { shortVol, longVol, riskReversal };
    const now: Quote = { spotUsd: view.indexUsd, surface, seconds: world.nowSeconds };
    const vols = volsOf(live, now, p.skewStickiness);
    const greeks = greeksOf(live, vols, now.spotUsd, now.seconds, averagingSeconds);
    const band = hedgeBand(greeks, now.spotUsd, {
      costBp: p.costBp,
      riskAversion: p.riskAversion,
      narrowest: p.narrowestBand,
      widest: p.widestBand,
    });
    const coins = tradeToEdge(hedgeCoins(view, self), -greeks.deltaCoins, band);
    if (coins === 0 || Math.abs(coins) * now.spotUsd < p.leastOrderUsd) withdraw(context, NONE);
    else hedge(context, coins, { known, live, now, vols, greeks, band });
  },
});

/** What a decision to hedge was made on. */
interface Measured {
  /** Legs unsettled at the start of the minute, and those of them that live on. */
  readonly known: readonly Leg[];
  readonly live: readonly Leg[];
  readonly now: Quote;
  /** Volatilities of the live legs. */
  readonly vols: LegVols;
  readonly greeks: BookGreeks;
  readonly band: number;
}

/** Bitcoin held as hedge over all books. */
function hedgeCoins(view: View, account: number): number {
  let coins = 0;
  for (const i of BOOKS) coins += view.coins(i, view.lots(account, i));
  return coins;
}

/** Pays out an expired option: puts the difference to the strike below it, calls above it; short positions pay. */
function settle({ view, parameters: p, orders }: Context<DealerParameters>, leg: Leg): void {
  const { world } = view;
  const { client, quantityLots } = world.options[leg.position];
  const { price, cause } = settlementOf(view, p);
  const intrinsic = Math.max(0, leg.put ? leg.strikeUsd - price : price - leg.strikeUsd);
  const payoffCents = Math.round(quantityLots * COINS_PER_LOT * intrinsic * 100);
  orders.declare(
    'OptionSettled',
    { counterparty: client, quantity: quantityLots, value: payoffCents },
    { position: leg.position },
    cause,
  );
}

/** Settlement price of options that expire now, US dollars a bitcoin, and the mark it comes from. */
function settlementOf(view: View, p: DealerParameters): { price: number; cause: number } {
  const { market } = view.world;
  if (p.home === 'share') {
    const close = market.close[INSTRUMENT.IBIT];
    const ticks = close > 0 ? close : market.mark[INSTRUMENT.IBIT];
    return { price: view.coinUsd(INSTRUMENT.IBIT, ticks), cause: market.markSeq[INSTRUMENT.IBIT] };
  }
  const ticks = Math.max(1, Math.round(EXPIRY.crypto.averagingSeconds / 60 / view.minutesPerTick));
  let sum = 0;
  for (let ago = 0; ago < ticks; ago++) sum += market.indexAgo(ago);
  return { price: sum / ticks, cause: market.indexSeq };
}

/** Sends the hedge: taken when the market runs or patience is over, else resting at the touch. */
function hedge(context: Context<DealerParameters>, coins: number, measured: Measured): void {
  const { view, self, parameters: p, memory, orders } = context;
  const { world } = view;
  const side = coins > 0 ? BUY : SELL;
  const resting = venuesOf(p.home).find((i) => world.orderUnder(self, i, TAG) >= 0) ?? NONE;
  const waiting = resting !== NONE && memory.side === side;
  const sinceTick = waiting ? memory.waitingSinceTick : world.tick;
  const hourly = world.calmDailyVol / Math.sqrt(HOURS_PER_DAY);
  const urgent = Math.abs(world.market.returnOver(60)) > p.urgentSigmas * hourly;
  const takes = urgent || (world.tick - sinceTick) * view.minutesPerTick >= p.patienceMinutes;

  const route = cheapestRoute(view, self, p.home, coins, p.homeAdvantageBp);
  if (route === null) return withdraw(context, NONE);
  // A resting order keeps its venue, and with it its place in the queue, until it is filled or patience is over.
  const stays = waiting && !takes && view.isOpen(resting);
  const instrument = stays ? resting : route.instrument;
  const lots = takes ? route.lots : Math.abs(view.lotsOfCoins(instrument, coins));
  const order = world.orderUnder(self, instrument, TAG);
  const touch = side === BUY ? view.bid(instrument) : view.ask(instrument);
  if (lots < 1 || touch === NONE) return withdraw(context, NONE);
  if (!takes && waiting && rests(view, instrument, order, touch, lots)) return;

  declareTarget(context, measured, side, takes ? world.tick : sinceTick);
  withdraw(context, instrument);
  const options = { type: takes ? 'market' : 'limit', tag: TAG } as const;
  const price = takes ? 0 : touch;
  if (order >= 0) orders.replace(instrument, order, side, price, lots, 'hedge', options);
  else orders.send(instrument, side, price, lots, 'hedge', options);
}

/** Whether the order already rests at this price in about this size. */
function rests(view: View, instrument: number, order: number, price: number, lots: number): boolean {
  if (order < 0) return false;
  const book = view.world.books[instrument];
  const slot = book.slotOf(order);
  if (slot === NONE || book.orderPrice[slot] !== price) return false;
  return Math.abs(book.orderQuantity[slot] - lots) <= SIZE_TOLERANCE * lots;
}

/** Withdraws what rests on every venue but one. */
function withdraw({ view, self, parameters: p, orders }: Context<DealerParameters>, except: number): void {
  for (const i of venuesOf(p.home)) {
    const order = view.world.orderUnder(self, i, TAG);
    if (i !== except && order >= 0) orders.cancel(i, order);
  }
}

/** Declares the target, what moved it since the last one, and the greeks it was read from. */
function declareTarget(
  { view, parameters: p, memory, orders }: Context<DealerParameters>,
  { known, live, now, vols, greeks, band }: Measured,
  side: number,
  waitingSinceTick: number,
): void {
  const { shortVol, longVol, riskReversal } = memory;
  const targetCoins = -greeks.deltaCoins;
  const old = known.filter((leg) => leg.position < memory.positions);
  const same = old.length === live.length && old.every((leg, n) => leg === live[n]);
  const explained = explainChange({
    known: old,
    before: {
      spotUsd: memory.spotUsd,
      surface: { shortVol, longVol, riskReversal },
      seconds: memory.seconds,
    },
    now,
    volsNow: same ? vols : volsOf(old, now, p.skewStickiness),
    targetBefore: memory.targetCoins,
    targetNow: targetCoins,
    ssr: p.skewStickiness,
    averagingSeconds: EXPIRY[p.home].averagingSeconds,
  });
  orders.declare(
    'HedgeTargetSet',
    { value: targetCoins },
    {
      fromSpot: explained.fromSpot,
      fromVol: explained.fromVol,
      fromTime: explained.fromTime,
      fromFlow: explained.fromFlow,
      bandCoins: band,
      gammaCoinsPerPercent: greeks.gammaCoins * now.spotUsd * 0.01,
      vegaUsdPerPoint: greeks.vegaUsd * 0.01,
      vannaCoinsPerPoint: greeks.vannaCoins * 0.01,
      charmCoinsPerDay: greeks.charmCoins / 365,
      targetCoins,
      spotUsd: now.spotUsd,
      shortVol: now.surface.shortVol,
      longVol: now.surface.longVol,
      riskReversal: now.surface.riskReversal,
      seconds: now.seconds,
      positions: view.world.options.length,
      side,
      waitingSinceTick,
    },
    view.world.market.indexSeq,
  );
}
