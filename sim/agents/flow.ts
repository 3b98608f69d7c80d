import powOf from '@stdlib/math-base-special-pow';
import { z } from 'zod';
import { BUY, SELL } from '../events.ts';
import { activity } from '../market/calendar.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';
import { OPENING_ONLY } from './opening-only.ts';
import { takeWithin } from './within-reach.ts';

const parameters = z.strictObject({
  instrument: z.string().describe('name of the order book it trades on (a choice)'),
  dailyUsd: z
    .number()
    .positive()
    .describe(
      'US dollars of market orders on a calm day (0.15-14bn by book: its part of calm turnover, a choice)',
    ),
  meanOrderUsd: z
    .number()
    .min(1_000)
    .describe('US dollars of a market order, on average (90,000-1.5m by book: unmeasured)'),
  sizeSigma: z
    .number()
    .min(0)
    .max(3)
    .default(1.3)
    .describe('log standard deviation of order size (1-1.6: a choice)'),
  reachBp: z
    .number()
    .min(0)
    .max(10_000)
    .default(12)
    .describe(
      'basis points from the touch beyond which a market order takes nothing (3-20: takers size orders by what stands there, Farmer et al. 2004)',
    ),
  volExponent: z
    .number()
    .min(0)
    .max(2)
    .default(0.9)
    .describe('power of volatility over its calm level with which turnover grows (0-2: a choice)'),
  restingOrders: z
    .number()
    .int()
    .min(0)
    .max(64)
    .default(32)
    .describe('limit orders it keeps in the book (12-32 by book: a choice)'),
  renewalMinutes: z
    .number()
    .min(0.1)
    .max(100_000)
    .default(8)
    .describe('minutes until a resting order is replaced, on average (4-20: a choice)'),
  cashUsd: z
    .number()
    .min(0)
    .default(20e9)
    .describe('US dollars each of its two crowds opens with (5-50bn: a choice)')
    .meta(OPENING_ONLY),
  openMinutes: z
    .number()
    .min(1)
    .max(1_440)
    .default(1440)
    .describe('minutes a day the book is open (390, 1,380, 1,440: trading hours)'),
});
type Parameters = z.infer<typeof parameters>;

/** Volatility over its calm level beyond which turnover grows, and below which it falls, no further. */
const MOST_RATIO = 5;
const LEAST_RATIO = 0.5;
/** Farthest its limit orders lie from the mid, basis points. */
const DEEPEST_BP = 60;
/** The cumulative (j + 1)^0.4 of a density that falls as distance^-0.6, up to the deepest. */
const DEEPEST_CUMULATIVE = powOf(DEEPEST_BP + 1, 0.4);
/** Most resting orders it keeps on a book. */
const RESTING = 64;

/**
 * Zero-intelligence flow (Farmer, Patelli and Zovko 2005; Cont, Stoikov and Talreja 2010): buys and sells at random,
 * more of both when the market moves, and keeps a changing crowd of small limit orders in the book.
 */
export const flow = defineAgent<Parameters>({
  kind: 'flow',
  about: 'Trade at random on one venue: the turnover that has no opinion.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'other',
  tags: RESTING,
  uses: ['takes', 'rests'],
  emits: [],
  open({ name, parameters: p, view, account, cash, holding }) {
    const i = view.instrument(p.instrument);
    const kind = view.world.instruments[i].kind;
    // Those who take and those who wait are different people: they may trade with each other.
    for (const crowd of [undefined, account(`${name}-resting`)]) {
      cash(p.cashUsd, crowd);
      if (kind === 'spot' || kind === 'etf') holding(i, view.lotsOfUsd(i, p.dailyUsd), crowd);
    }
  },
  decide(context) {
    const { view, parameters: p } = context;
    const i = view.instrument(p.instrument);
    if (!view.takesOrders(i)) return;
    const minutes = view.minutesPerTick / view.world.roundsPerTick;
    const busy = busyness(view, p.volExponent);
    takeAtRandom(context, i, minutes, busy);
    // In a call there is no mid to place orders around.
    if (p.restingOrders > 0 && view.isOpen(i)) renew(context, i, minutes, busy);
  },
});

/** How much busier than a calm day: volatility over its calm level, bounded, to a power. */
export function busyness(view: View, exponent: number): number {
  const ratio = Math.sqrt(view.world.market.variance.fast) / view.world.calmDailyVol;
  return view.power(Math.min(MOST_RATIO, Math.max(LEAST_RATIO, ratio)), exponent);
}

function takeAtRandom(
  { view, parameters: p, random, orders }: Context<Parameters>,
  i: number,
  minutes: number,
  busy: number,
): void {
  const stream = random('take');
  const perMinute = p.dailyUsd / p.meanOrderUsd / p.openMinutes;
  const count = stream.poisson(perMinute * busy * activity(view.world.nowSeconds) * minutes);
  for (let n = 0; n < count; n++) {
    const side = stream.uniform() < 0.5 ? BUY : SELL;
    const lots = view.lotsOfUsd(i, stream.lognormal(p.meanOrderUsd, p.sizeSigma));
    takeWithin(view, orders, { instrument: i, side, lots: Math.max(1, lots), reachBp: p.reachBp }, 'flow');
  }
}

/** Distance from the mid as a share of it, by a uniform draw; density falls as distance^-0.6 (Cont, Stoikov and Talreja 2010). */
function depthAt(pick: number): number {
  const cumulative = 1 + pick * (DEEPEST_CUMULATIVE - 1);
  // To the power 2.5.
  return (cumulative * cumulative * Math.sqrt(cumulative) - 1) / 10_000;
}

/** Replaces a few of its resting orders at new random depths. */
function renew(
  { view, accounts, parameters: p, random, orders, cause }: Context<Parameters>,
  i: number,
  minutes: number,
  busy: number,
): void {
  const stream = random('rest');
  const count = stream.poisson((p.restingOrders / p.renewalMinutes) * minutes * Math.sqrt(busy));
  const account = accounts[1];
  const mid = view.mid(i);
  if (!(mid > 0)) return;
  for (let n = 0; n < count; n++) {
    const tag = Math.floor(stream.uniform() * p.restingOrders);
    const side = stream.uniform() < 0.5 ? BUY : SELL;
    const depth = depthAt(stream.uniform());
    const lots = Math.max(1, view.lotsOfUsd(i, stream.lognormal(p.meanOrderUsd * 0.5, p.sizeSigma)));
    const wanted = Math.round(mid * (1 - side * depth));
    const facing = view.world.books[i].bestPrice(-side);
    const price =
      facing === NONE ? wanted : side === BUY ? Math.min(wanted, facing - 1) : Math.max(wanted, facing + 1);
    if (price < 1) continue;
    const order = view.world.orderUnder(account, i, tag);
    const options = { type: 'post-only', account, tag, cause } as const;
    if (order >= 0) orders.replace(i, order, side, price, lots, 'flow', options);
    else orders.send(i, side, price, lots, 'flow', options);
  }
}
