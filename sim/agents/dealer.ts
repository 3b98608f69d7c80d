import { HOURS_PER_DAY } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { BOOKS } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';
import { greeksAt, legsOf, type Quote } from './dealer/book.ts';
import { hedgeBand, tradeToEdge } from './dealer/hedge.ts';
import { EXPIRY, openDealer } from './dealer/opening.ts';
import { type DealerParameters, dealerParameters } from './dealer/parameters.ts';
import { quoteRequests } from './dealer/quoting.ts';
import { routesFor, splitOver, venuesOf } from './dealer/routing.ts';
import { declareTarget, type Measured } from './dealer/target.ts';

const TAG = 0;
/** A resting hedge at the right price is left alone while its size is this close to what is wanted. */
const SIZE_TOLERANCE = 0.2;
const VALUED_SECONDS = 300;
/** Share of the band. */
const SURELY = 0.7;

/**
 * Deals options with clients and hedges their delta in bitcoin: short options make it sell into a fall and buy into a
 * rise. Trades only outside a band (Whalley and Wilmott 1997), and says with each target what moved it.
 */
export const dealer = defineAgent<DealerParameters>({
  kind: 'dealer',
  about: 'Keep the delta of an option book hedged, and quote options to clients within a limit on vega.',
  parameters: dealerParameters,
  wake: { every: '1m', on: ['OptionRequested'], onOwn: ['OptionBooked'] },
  latency: 'dealer',
  tags: 1,
  uses: ['takes', 'rests', 'options'],
  emits: ['HedgeTargetSet', 'OptionQuoted'],
  open: openDealer,
  decide(context) {
    const { world } = context.view;
    const bookedSeq = world.newestBooking.get(context.self) ?? NONE;
    const isNew = bookedSeq > context.memory.bookedSeq;
    // What it does about its hedge answers the booking or the minute, also when a request has woken it.
    context.orders.begin(isNew ? bookedSeq : world.tickSeq);
    if (context.round === 0 || isNew) keepHedged(context, bookedSeq);
    if (world.optionRequests.length > 0) quoteRequests(context);
  },
});

/** Measures the book against its hedge, and trades or declares what there is to say. */
function keepHedged(context: Context<DealerParameters>, bookedSeq: number): void {
  const { view, self, parameters: p, memory } = context;
  const { world } = view;
  const held = hedgeCoins(view, self);
  if (bookedSeq <= memory.bookedSeq && surelyInside(context, held)) return withdraw(context);
  const legs = legsOf(world, self);
  const { averagingSeconds } = EXPIRY[p.home];
  const { shortVol, longVol, riskReversal } = world.surface;
  const surface = { shortVol, longVol, riskReversal };
  const now: Quote = { spotUsd: view.indexUsd, surface, seconds: world.nowSeconds };
  const greeks = greeksAt(legs, now, p.skewStickiness, averagingSeconds);
  const band = hedgeBand(greeks, now.spotUsd, {
    costBp: p.costBp,
    riskAversion: p.riskAversion,
    narrowest: p.narrowestBand,
    widest: p.widestBand,
  });
  const measured = { legs, now, greeks, band, held, bookedSeq };
  const coins = tradeToEdge(held, -greeks.deltaCoins, band);
  if (coins !== 0 && Math.abs(coins) * now.spotUsd >= p.leastOrderUsd) hedge(context, coins, measured);
  else stayPut(context, measured);
}

/** Leaves its hedge alone; options that were booked are declared all the same. */
function stayPut(context: Context<DealerParameters>, measured: Measured): void {
  declareBooked(context, measured, 0, context.view.world.tick);
  withdraw(context);
}

/** Declares what options booked since the last target have done to it. */
function declareBooked(
  context: Context<DealerParameters>,
  measured: Measured,
  side: number,
  sinceTick: number,
): void {
  if (measured.bookedSeq > context.memory.bookedSeq) declareTarget(context, measured, side, sinceTick);
}

/** Bitcoin held as hedge over all books. */
function hedgeCoins(view: View, account: number): number {
  let coins = 0;
  for (const i of BOOKS) coins += view.coins(i, view.lots(account, i));
  return coins;
}

/**
 * Whether what was measured last says that the hedge is well inside its band, so that the book need not be valued
 * anew. Every five minutes it is valued all the same, for what volatility and time have done.
 */
function surelyInside({ view, memory }: Context<DealerParameters>, heldCoins: number): boolean {
  if (view.world.nowSeconds % VALUED_SECONDS === 0) return false;
  const gammaCoins = (memory.gammaCoinsPerPercent * 100) / memory.spotUsd;
  const target = memory.targetCoins - gammaCoins * (view.indexUsd - memory.spotUsd);
  return Math.abs(target - heldCoins) < SURELY * memory.bandCoins;
}

/** Hedges: takes when the market runs or patience is over, else rests at the touch. */
function hedge(context: Context<DealerParameters>, coins: number, measured: Measured): void {
  const { view, self, parameters: p } = context;
  const { world } = view;
  const side = coins > 0 ? BUY : SELL;
  const routes = routesFor(view, self, p.home, coins, p);
  if (routes.length === 0) return stayPut(context, measured);
  const { sinceTick, resting } = episode(context, side);
  const hourly = world.calmDailyVol / Math.sqrt(HOURS_PER_DAY);
  const urgent = Math.abs(world.market.returnOver(60)) > p.urgentSigmas * hourly;
  if (urgent || (world.tick - sinceTick) * view.minutesPerTick >= p.patienceMinutes) {
    // Its share of the turnover is a minute's: what is booked within one waits for the next.
    if (context.memory.tookTick === world.tick) return declareBooked(context, measured, side, sinceTick);
    const { parts, leftCoins } = splitOver(view, routes, coins);
    const done = Math.abs(leftCoins) * measured.now.spotUsd < p.leastOrderUsd;
    declareTarget(context, measured, side, done ? world.tick : sinceTick, world.tick);
    for (const { instrument, lots } of parts) send(context, instrument, side, 0, lots, 'market');
    withdraw(context, ...parts.map(({ instrument }) => instrument));
    return;
  }
  // A resting order keeps its venue, and with it its place in the queue, until it is filled or patience is over.
  const instrument = resting !== NONE && view.isOpen(resting) ? resting : routes[0].instrument;
  const lots = Math.abs(view.lotsOfCoins(instrument, coins));
  const touch = side === BUY ? view.bid(instrument) : view.ask(instrument);
  const order = world.orderUnder(self, instrument, TAG);
  if (lots < 1 || touch === NONE) return stayPut(context, measured);
  if (rests(view, instrument, order, touch, lots)) return declareBooked(context, measured, side, sinceTick);
  declareTarget(context, measured, side, sinceTick);
  send(context, instrument, side, touch, lots, 'limit');
  withdraw(context, instrument);
}

/** Sends a hedge order, in place of the one that rests on the venue if there is one. */
function send(
  { view, self, orders }: Context<DealerParameters>,
  instrument: number,
  side: number,
  priceTicks: number,
  lots: number,
  type: 'limit' | 'market',
): void {
  const order = view.world.orderUnder(self, instrument, TAG);
  const options = { type, tag: TAG };
  if (order >= 0) orders.replace(instrument, order, side, priceTicks, lots, 'hedge', options);
  else orders.send(instrument, side, priceTicks, lots, 'hedge', options);
}

/** Since when it has wanted to trade on this side without getting it done, and where an order for it rests. */
function episode(
  { view, self, parameters: p, memory }: Context<DealerParameters>,
  side: number,
): { sinceTick: number; resting: number } {
  const { world } = view;
  const resting = venuesOf(p.home).find((i) => world.orderUnder(self, i, TAG) >= 0) ?? NONE;
  const goesOn = resting !== NONE || world.tick - memory.setTick <= view.ticksIn(1);
  if (memory.side !== side || !goesOn) return { sinceTick: world.tick, resting: NONE };
  return { sinceTick: memory.waitingSinceTick, resting };
}

/** Whether the order already rests at this price in about this size. */
function rests(view: View, instrument: number, order: number, price: number, lots: number): boolean {
  if (order < 0) return false;
  const book = view.world.books[instrument];
  const slot = book.slotOf(order);
  if (slot === NONE || book.orderPrice[slot] !== price) return false;
  return Math.abs(book.orderQuantity[slot] - lots) <= SIZE_TOLERANCE * lots;
}

/** Withdraws what rests on every venue but these. */
function withdraw(
  { view, self, parameters: p, orders }: Context<DealerParameters>,
  ...except: readonly number[]
): void {
  for (const i of venuesOf(p.home)) {
    const order = view.world.orderUnder(self, i, TAG);
    if (order >= 0 && !except.includes(i)) orders.cancel(i, order);
  }
}
