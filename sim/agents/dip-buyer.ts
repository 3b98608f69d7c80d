import lnOf from '@stdlib/math-base-special-ln';
import { z } from 'zod';
import { BUY, SELL } from '../events.ts';
import { activity } from '../market/calendar.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';
import { ByAgent } from './by-agent.ts';
import { OPENING_ONLY } from './opening-only.ts';

const parameters = z.strictObject({
  millionsPerMinute: z
    .number()
    .min(0)
    .max(5)
    .default(0.4)
    .describe(
      'millions of US dollars a minute of orders for each percent between value and price (0.2-3: ' +
        'unobserved)',
    ),
  convexity: z
    .number()
    .positive()
    .max(10)
    .default(0.12)
    .describe('log gap at which demand is twice what it would be if it were linear (0.08-0.2: unobserved)'),
  capitalUsd: z
    .number()
    .min(0)
    .default(10e9)
    .describe('US dollars it may spend below value (5-20bn: a choice)')
    .meta(OPENING_ONLY),
  stockUsd: z
    .number()
    .min(0)
    .default(10e9)
    .describe('US dollars of bitcoin and shares it may sell above value (5-20bn: a choice)')
    .meta(OPENING_ONLY),
  takingShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe(
      'share of its orders that take from those facing them; the rest wait at the touch (.1-.6: a choice)',
    ),
  patienceMinutes: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(10)
    .describe('minutes an order waits before the next one takes its place (5-30: a choice)'),
});
type Parameters = z.infer<typeof parameters>;

/** Where it trades, and how much of it there while all are open. */
const VENUES = [
  { instrument: INSTRUMENT['BTC-SPOT'], weight: 0.5 },
  { instrument: INSTRUMENT['BTC-SPOT-US'], weight: 0.2 },
  { instrument: INSTRUMENT.IBIT, weight: 0.3 },
] as const;
const MOST_WAITING = 60;
/** Orders that take go this share of price through the best price, so that a thin touch does not turn them away. */
const REACH = 0.0005;

/**
 * Value investors: they buy what has fallen below fundamental value and sell what has risen above it, the more so the
 * larger the gap (Chiarella 1992; Lux and Marchesi 1999). Together with latent liquidity they decide how far a fall goes.
 */
export const dipBuyer = defineAgent<Parameters>({
  kind: 'dip-buyer',
  about:
    'Buy below fundamental value and sell above it, harder the wider the gap, as far as cash and stock go.',
  parameters,
  wake: { every: '1m' },
  latency: 'other',
  tags: MOST_WAITING,
  uses: ['takes', 'rests'],
  emits: [],
  open({ parameters: p, view, cash, holding }) {
    cash(p.capitalUsd);
    for (const { instrument, weight } of VENUES) {
      holding(instrument, view.lotsOfCoins(instrument, (weight * p.stockUsd) / view.indexUsd));
    }
  },
  decide(context) {
    const { view, parameters: p } = context;
    const rate = valueDemand(valueGap(context), p.millionsPerMinute, p.convexity);
    const usd = rate * 1e6 * activity(view.world.nowSeconds) * minutesBetween(context);
    const side = usd >= 0 ? BUY : SELL;
    forgetPatience(context);
    let open = 0;
    for (const { instrument, weight } of VENUES) if (view.isOpen(instrument)) open += weight;
    for (const { instrument, weight } of VENUES) {
      if (view.isOpen(instrument)) work(context, instrument, side, Math.abs(usd) * (weight / open));
    }
  },
});

/** The patience with which nothing was found waiting under tags that it does not turn to; it sends nothing there. */
const forgotten = new ByAgent(() => ({ patience: -1 }));

/** A fork may have made it less patient: what waits under tags it no longer turns to is withdrawn. */
function forgetPatience({ self, accounts, view, parameters: p, orders }: Context<Parameters>): void {
  const known = forgotten.of(view, accounts);
  if (known.patience === p.patienceMinutes) return;
  known.patience = p.patienceMinutes;
  for (const { instrument } of VENUES)
    for (let tag = p.patienceMinutes; tag < MOST_WAITING; tag++) {
      const order = view.world.orderUnder(self, instrument, tag);
      if (order < 0) continue;
      known.patience = -1;
      orders.cancel(instrument, order);
    }
}

/** Minutes from one decision to the next: one, or a tick where ticks are longer. */
function minutesBetween({ view }: Context<Parameters>): number {
  return Math.max(1, view.minutesPerTick);
}

/** Log gap between fundamental value and the index: positive when bitcoin is cheap. */
function valueGap({ view }: Context<Parameters>): number {
  return view.world.fundamental.value + view.world.latent.origin - lnOf(view.indexUsd);
}

/**
 * Millions of US dollars a minute that value investors want to buy (negative: sell) at a log gap between value and
 * price: c x 100 gap x [1 + (gap / convexity)^2], odd in the gap.
 */
export function valueDemand(gap: number, millionsPerMinute: number, convexity: number): number {
  const bend = gap / convexity;
  return millionsPerMinute * 100 * gap * (1 + bend * bend);
}

/** This minute's orders on one venue: a part takes, the rest joins the queue at the touch in place of the oldest. */
function work(context: Context<Parameters>, instrument: number, side: number, usd: number): void {
  const { self, view, parameters: p, orders } = context;
  const { world } = view;
  const tag = Math.floor(view.minute / minutesBetween(context)) % p.patienceMinutes;
  const oldest = world.orderUnder(self, instrument, tag);
  const touch = world.books[instrument].bestPrice(side);
  const facing = world.books[instrument].bestPrice(-side);
  // Never more than can be paid or delivered if every waiting order is met.
  const reserve = 2 * p.patienceMinutes + 1;
  const most =
    side === BUY
      ? view.lotsOfUsd(instrument, Math.max(0, world.ledger.cash[self]) / 100 / VENUES.length / reserve)
      : Math.floor(view.lots(self, instrument) / reserve);
  const lots = Math.min(view.lotsOfUsd(instrument, usd), most);
  const taking = facing === NONE ? 0 : Math.round(lots * p.takingShare);
  const waiting = touch === NONE ? 0 : lots - taking;
  const reason = side === BUY ? 'dip' : 'value';
  const cause = world.market.indexSeq;
  if (oldest >= 0 && waiting < 1) orders.cancel(instrument, oldest);
  if (waiting >= 1) {
    const options = { type: 'post-only', tag, cause } as const;
    if (oldest >= 0) orders.replace(instrument, oldest, side, touch, waiting, reason, options);
    else orders.send(instrument, side, touch, waiting, reason, options);
  }
  if (taking >= 1) {
    const options = { type: 'ioc', stp: 'cancelOldest', cause } as const;
    const limit = Math.round(facing * (1 + side * REACH));
    orders.send(instrument, side, limit, taking, reason, options);
  }
}
