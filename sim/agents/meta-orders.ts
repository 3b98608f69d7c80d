import { z } from 'zod';
import { MINUTES_PER_DAY } from '../engine/time.ts';
import { BUY, SELL } from '../events.ts';
import { activity } from '../market/calendar.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { type Context, defineAgent } from './agent.ts';
import { ByAgent } from './by-agent.ts';
import { busyness } from './flow.ts';
import { inOrder } from './in-order.ts';
import { OPENING_ONLY } from './opening-only.ts';
import { takeWithin } from './within-reach.ts';

const MOST_AT_ONCE = 40;

const fields = z.strictObject({
  atOnce: z
    .number()
    .int()
    .min(1)
    .max(MOST_AT_ONCE)
    .default(12)
    .describe('large orders worked at the same time (6-24: a choice)'),
  dailyUsd: z
    .number()
    .positive()
    .default(14e9)
    .describe(
      'US dollars they trade on a calm day, all together (10-30bn: a quarter of turnover; more and returns trend for hours, less and signs forget)',
    ),
  shortestMinutes: z
    .number()
    .positive()
    .max(10_000)
    .default(10)
    .describe('minutes over which one is worked, at least (5-20: a choice)'),
  longestMinutes: z
    .number()
    .positive()
    .max(10_000)
    .default(90)
    .describe('minutes over which one is worked, at most (60-240: a choice)'),
  tail: z
    .number()
    .gt(1)
    .max(100)
    .default(1.5)
    .describe(
      'Pareto index of the minutes over which one is worked (1.3-1.7: long memory of order signs, Lillo, ' +
        'Mike and Farmer 2005)',
    ),
  cashUsd: z
    .number()
    .min(0)
    .default(50e9)
    .describe('US dollars they open with, all together (20-100bn: a choice)')
    .meta(OPENING_ONLY),
  coins: z
    .number()
    .min(0)
    .default(300_000)
    .describe('bitcoin they open with, two thirds of it offshore (100,000-600,000: a choice)')
    .meta(OPENING_ONLY),
  volExponent: z
    .number()
    .min(0)
    .max(2)
    .default(0.5)
    .describe('power of volatility over its calm level with which they grow (0-2: a choice)'),
  reachBp: z
    .number()
    .min(0)
    .max(10_000)
    .default(12)
    .describe('basis points from the touch beyond which a child order takes nothing (3-20: a choice)'),
});

const parameters = inOrder(fields, ['shortestMinutes', 'longestMinutes']);
type Parameters = z.infer<typeof parameters>;

/** Shares of the child orders that go to the perp and to offshore spot; the rest goes to US spot. */
const TO_PERP = 0.55;
const TO_SPOT = 0.3;
/** Names under which each slot is remembered, spelled once. */
const END = Array.from({ length: MOST_AT_ONCE }, (_, n) => `end${n}`);
const SIDE = Array.from({ length: MOST_AT_ONCE }, (_, n) => `side${n}`);
const WEIGHT = Array.from({ length: MOST_AT_ONCE }, (_, n) => `weight${n}`);

/**
 * Large orders cut into many small ones and worked for a while on one side: the source of the long memory of order
 * signs (Lillo, Mike and Farmer 2005).
 */
export const metaOrders = defineAgent<Parameters>({
  kind: 'meta-orders',
  about: 'Work large orders in small pieces on one side for minutes to hours, without news.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'other',
  uses: ['takes'],
  emits: ['TargetSet'],
  open({ parameters: p, view, cash, holding, remember }) {
    cash(p.cashUsd);
    holding(INSTRUMENT['BTC-SPOT'], view.lotsOfCoins(INSTRUMENT['BTC-SPOT'], (p.coins * 2) / 3));
    holding(INSTRUMENT['BTC-SPOT-US'], view.lotsOfCoins(INSTRUMENT['BTC-SPOT-US'], p.coins / 3));
    const ends: Record<string, number> = {};
    for (let n = 0; n < p.atOnce; n++) ends[END[n]] = -1;
    remember(ends);
  },
  decide(context) {
    const { view, parameters: p, orders, random, round } = context;
    const { tick } = view.world;
    const { end, side, weight } = slotsOf(context);
    const stream = random('work');
    const minutes = view.minutesPerTick / view.world.roundsPerTick;
    const perOrder = (p.dailyUsd / MINUTES_PER_DAY / p.atOnce) * minutes;
    const scale = busyness(view, p.volExponent) * activity(view.world.nowSeconds);
    for (let n = 0; n < p.atOnce; n++) {
      // A slot that a fork has added never began.
      if (round === 0 && !(end[n] > tick)) startOne(context, n);
      const towards = side[n];
      if (towards === undefined) continue;
      const usd = stream.exponential(perOrder * scale * weight[n]);
      const instrument = routeAt(stream.uniform());
      const lots = view.lotsOfUsd(instrument, usd);
      if (lots === 0 || !view.isOpen(instrument)) continue;
      takeWithin(view, orders, { instrument, side: towards, lots, reachBp: p.reachBp }, 'meta-order');
    }
  },
});

/** What it remembers of its slots, by slot. */
interface Slots {
  readonly end: number[];
  readonly side: (number | undefined)[];
  readonly weight: number[];
  /** How often it had remembered something when they were read. */
  remembered: number;
  /** How many there were then: a fork may change that. */
  atOnce: number;
}

const slots = new ByAgent((): Slots => ({ end: [], side: [], weight: [], remembered: -1, atOnce: 0 }));

/** Its slots: read again only once it remembers something new, or works another number of orders. */
function slotsOf({ view, self, accounts, parameters: p, memory }: Context<Parameters>): Slots {
  const known = slots.of(view, accounts);
  const { remembered } = view.world;
  if (known.remembered === remembered[self] && known.atOnce === p.atOnce) return known;
  for (let n = 0; n < p.atOnce; n++) {
    known.end[n] = memory[END[n]];
    known.side[n] = memory[SIDE[n]];
    known.weight[n] = memory[WEIGHT[n]];
  }
  known.remembered = remembered[self];
  known.atOnce = p.atOnce;
  return known;
}

/** The book a child order goes to, by a uniform draw. */
function routeAt(pick: number): number {
  if (pick < TO_PERP) return INSTRUMENT['BTC-PERP'];
  return pick < TO_PERP + TO_SPOT ? INSTRUMENT['BTC-SPOT'] : INSTRUMENT['BTC-SPOT-US'];
}

/** Draws the next large order of a slot: side, duration, size. */
function startOne({ view, parameters: p, random, orders }: Context<Parameters>, slot: number): void {
  const stream = random('arrive');
  const minutes = Math.min(p.longestMinutes, stream.pareto(p.shortestMinutes, p.tail));
  const side = stream.uniform() < 0.5 ? BUY : SELL;
  const end = view.world.tick + view.ticksIn(minutes);
  const detail = { [SIDE[slot]]: side, [END[slot]]: end, [WEIGHT[slot]]: stream.lognormal(1, 0.5) };
  orders.declare('TargetSet', { value: minutes }, detail);
}
