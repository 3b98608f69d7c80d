import expOf from '@stdlib/math-base-special-exp';
import type { Stream } from '../engine/random.ts';
import { MINUTES_PER_DAY, SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../engine/time.ts';
import { REASON } from '../events.ts';
import { GREEKS, greeksInto, PRICE } from '../market/black-scholes.ts';
import { activity, usHours } from '../market/calendar.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { COINS_PER_OPTION_LOT } from '../market/options.ts';
import { atmVol, impliedVol } from '../market/surface.ts';
import type { Reason } from '../vocabulary.ts';
import { type Context, defineAgent } from './agent.ts';
import { EXPIRY } from './dealer/opening.ts';
import type { Home } from './dealer/routing.ts';
import { type OptionClientParameters, optionClientParameters } from './option-client/parameters.ts';
import { holdingsOf, roomLots } from './option-client/position.ts';
import type { Setup } from './setup.ts';

const STEP_MINUTES = 5;
const MONETISE_MINUTES = 60;
/** The move of an hour by which its appetite is counted. */
const MOVE = 0.02;
/** Beyond this life the strikes it asks for lie twice as far apart, as on exchanges. */
const NEAR_YEARS = 7 / 365;
/** Options with less life left are not asked for. */
const LEAST_SECONDS = SECONDS_PER_DAY / 2;

/** An option a client wants to buy (lots below zero: sell); lots are coin lots. */
interface Wish {
  readonly put: boolean;
  readonly strikeUsd: number;
  readonly days: number;
  readonly lots: number;
}

/**
 * Asks dealers for options: protection the more often the further the last hour moved, calls to own or to write at a
 * steady pace. Buyers sell back what went into the money, a share each hour. Options on shares stop at the exchange's
 * position limit; what is beyond it goes over the counter, or waits.
 */
export const optionClient = defineAgent<OptionClientParameters>({
  kind: 'option-client',
  about:
    'Buy puts for protection or calls for the upside, or write calls, and sell back what went into the money.',
  parameters: optionClientParameters,
  wake: { every: '5m' },
  latency: 'other',
  uses: ['options'],
  emits: ['OptionRequested', 'Noted'],
  open: openClient,
  decide(context) {
    const { view, parameters: p, random } = context;
    const { world } = view;
    if (p.home === 'share' && world.inSession[INSTRUMENT.IBIT] !== 1) return;
    const stream = random('requests');
    const minutes = view.ticksIn(STEP_MINUTES) * view.minutesPerTick;
    const count = stream.poisson(requestsPerMinute(context) * minutes);
    const wishes: Wish[] = [];
    for (let n = 0; n < count; n++) {
      const coins = stream.exponential(p.meanCoins);
      const wish = wishFor(context, stream, Math.max(1, Math.round(coins / COINS_PER_OPTION_LOT)));
      if (wish) wishes.push(wish);
    }
    if (p.home === 'crypto') for (const wish of wishes) request(context, 'crypto', wish);
    else requestWithinLimit(context, stream, wishes);
    if (world.tick % view.ticksIn(MONETISE_MINUTES) === 0) monetise(context);
  },
});

/** How often it asks now: its day's coins over the hours of its market, times what the last hour adds. */
function requestsPerMinute({ view, parameters: p }: Context<OptionClientParameters>): number {
  const { world } = view;
  const hours = p.home === 'share' ? usHours(world.calendar, world.nowSeconds) : null;
  const calm = hours
    ? p.coinsPerDay / (hours.close - hours.open)
    : (p.coinsPerDay / MINUTES_PER_DAY) * activity(world.nowSeconds);
  return (calm / p.meanCoins) * (1 + (p.moveSlope * Math.abs(world.market.returnOver(60))) / MOVE);
}

/** Time at which options of a home expire on a day, counted from the midnight before the window. */
function expiryOf({ world }: Context<OptionClientParameters>['view'], home: Home, days: number): number {
  const midnight = world.startSeconds - (world.startSeconds % SECONDS_PER_DAY);
  return midnight + days * SECONDS_PER_DAY + EXPIRY[home].secondOfDay;
}

/** One more option: an expiry by its shares, a strike so many standard deviations out of the money; null with none left. */
function wishFor(
  { view, parameters: p }: Context<OptionClientParameters>,
  stream: Stream,
  lots: number,
): Wish | null {
  const { nowSeconds, surface } = view.world;
  const live = p.tenors.filter(({ days }) => expiryOf(view, p.home, days) - nowSeconds >= LEAST_SECONDS);
  const shares = live.reduce((sum, { share }) => sum + share, 0);
  let left = stream.uniform() * shares;
  const tenor = live.find(({ share }) => {
    left -= share;
    return left < 0;
  });
  if (!tenor) return null;
  const years = (expiryOf(view, p.home, tenor.days) - nowSeconds) / SECONDS_PER_YEAR;
  const put = p.character === 'protection';
  const out = (put ? -1 : 1) * p.outDeviations * atmVol(surface, years) * Math.sqrt(years);
  const stepUsd = years > NEAR_YEARS ? 2 * p.strikeStepUsd : p.strikeStepUsd;
  const strikeUsd = Math.max(1, Math.round((view.indexUsd * expOf(out)) / stepUsd)) * stepUsd;
  return { put, strikeUsd, days: tenor.days, lots: p.character === 'overwrite' ? -lots : lots };
}

/** Asks dealers of a home. What moved it is the index. */
function request(
  { view, parameters: p, orders }: Context<OptionClientParameters>,
  home: Home,
  { put, strikeUsd, days, lots }: Wish,
  queuedLots = 0,
): void {
  const { settlesOn, averagingSeconds } = EXPIRY[home];
  const columns = { instrument: settlesOn, quantity: lots, reason: REASON[p.character satisfies Reason] };
  const terms = { strikeUsd, expirySeconds: expiryOf(view, home, days), put: put ? 1 : 0, averagingSeconds };
  orders.declare('OptionRequested', columns, { ...terms, queuedLots }, view.world.market.indexSeq);
}

/** Asks for share options up to the position limit, first for what has waited; the excess goes elsewhere or waits. */
function requestWithinLimit(
  context: Context<OptionClientParameters>,
  stream: Stream,
  drawn: readonly Wish[],
): void {
  const { view, self, parameters: p, memory, orders } = context;
  let queued = memory.queuedLots ?? 0;
  const waited = queued > 0 ? wishFor(context, stream, queued) : null;
  const wishes = waited ? [waited, ...drawn] : drawn;
  if (wishes.length === 0) return;
  if (waited) queued = 0;
  const side = p.character === 'upside' ? 1 : -1;
  let room = roomLots(view.world, self, side, p.positionLimitContracts);
  for (const wish of wishes) {
    const size = Math.abs(wish.lots);
    const within = Math.min(size, room);
    const beyond = size - within;
    const sign = Math.sign(wish.lots);
    if (p.excess === 'queue') queued += beyond;
    if (within > 0) request(context, 'share', { ...wish, lots: sign * within }, queued);
    if (beyond > 0 && p.excess === 'otc')
      request(context, 'crypto', { ...wish, lots: sign * beyond }, queued);
    room -= within;
  }
  if (queued !== (memory.queuedLots ?? 0)) orders.declare('Noted', {}, { queuedLots: queued });
}

/** Sells back a share of what it bought and what went into the money, each to the dealers of its market. */
function monetise({ view, self, parameters: p, orders }: Context<OptionClientParameters>): void {
  if (p.character === 'overwrite' || p.monetisedPerHour === 0) return;
  const { world } = view;
  const spotUsd = view.indexUsd;
  for (const { put, strikeUsd, expirySeconds, settlesOn, averagingSeconds, quantityLots } of holdingsOf(
    world,
    self,
  )) {
    const inside = (put ? strikeUsd - spotUsd : spotUsd - strikeUsd) / spotUsd;
    const shut = settlesOn === INSTRUMENT.IBIT && world.inSession[settlesOn] !== 1;
    const lots = Math.min(quantityLots, Math.ceil(quantityLots * p.monetisedPerHour));
    if (lots < 1 || shut || inside < p.monetisedBeyond) continue;
    const columns = { instrument: settlesOn, quantity: -lots, reason: REASON['profit-taking'] };
    const terms = { strikeUsd, expirySeconds, put: put ? 1 : 0, averagingSeconds };
    orders.declare('OptionRequested', columns, terms, world.market.indexSeq);
  }
}

/** Brings what it holds from before the window, booked against the public at model value. */
function openClient(setup: Setup<OptionClientParameters>): void {
  const { parameters: p, view, cash, option } = setup;
  const { nowSeconds, surface } = view.world;
  const { settlesOn, averagingSeconds } = EXPIRY[p.home];
  cash(p.cashUsd);
  const put = p.character === 'protection';
  const sign = p.character === 'overwrite' ? -1 : 1;
  const one = new Float64Array(GREEKS);
  for (const { days, share } of p.openingCoins > 0 ? p.tenors : []) {
    const expirySeconds = expiryOf(view, p.home, days);
    const years = (expirySeconds - nowSeconds) / SECONDS_PER_YEAR;
    for (const strikeUsd of p.openingStrikesUsd) {
      const coins = (p.openingCoins * share) / p.openingStrikesUsd.length;
      const quantityLots = sign * Math.round(coins / COINS_PER_OPTION_LOT);
      if (quantityLots === 0) continue;
      const vol = impliedVol(surface, strikeUsd, view.indexUsd, years);
      greeksInto(one, put, view.indexUsd, strikeUsd, vol, 0, 0, years);
      const premiumUsd = quantityLots * COINS_PER_OPTION_LOT * one[PRICE];
      option({ put, strikeUsd, expirySeconds, settlesOn, averagingSeconds, quantityLots, premiumUsd });
    }
  }
}
