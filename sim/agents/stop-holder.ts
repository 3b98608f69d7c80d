import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import { z } from 'zod';
import { BUY, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { NONE } from '../world/book.ts';
import { type Context, defineAgent } from './agent.ts';
import { inOrder } from './in-order.ts';
import { OPENING_ONLY } from './opening-only.ts';

const fields = z.strictObject({
  densityUsd: z
    .number()
    .min(0)
    .default(100e6)
    .describe(
      'US dollars of stops for each percent of price below the 24-hour low (10-120m: unmeasured; fits ' +
        'press the upper end)',
    ),
  depth: z
    .number()
    .positive()
    .max(0.5)
    .default(0.12)
    .describe('log distance below the low that stops cover (.05-.2: a choice)'),
  nearest: z
    .number()
    .min(0)
    .max(0.05)
    .default(0.003)
    .describe('log distance from the low to the first stop (.001-.01: a choice)'),
  spacing: z
    .number()
    .min(0.0005)
    .max(0.02)
    .default(0.002)
    .describe('log distance from one stop to the next (.001-.005: a choice)'),
  roundUsd: z
    .number()
    .min(1)
    .default(5000)
    .describe(
      'US dollars of which a round price is a multiple (1,000-10,000: stops crowd at round numbers, Osler ' +
        '2003)',
    ),
  roundWithin: z
    .number()
    .min(0)
    .max(0.05)
    .default(0.005)
    .describe(
      'log distance below a round price where stops crowd (.002-.01: just below, Osler 2003; the width is ' +
        'a choice)',
    ),
  roundFactor: z
    .number()
    .min(1)
    .max(1_000)
    .default(2)
    .describe('times as many stops there as elsewhere (1-3: a choice)'),
  perpShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe('share of stops on the perp; the rest are on spot (.4-.8: a choice)'),
  holdingUsd: z
    .number()
    .positive()
    .default(3e9)
    .describe('US dollars of coins and perp longs that stops protect (1-10bn: a choice)')
    .meta(OPENING_ONLY),
  priorLow: z
    .number()
    .min(0)
    .max(0.5)
    .default(0)
    .describe(
      'log distance from the opening price down to the low of the day before the window (0-.1: the price ' +
        'path before the window)',
    ),
  priorLowHours: z
    .number()
    .min(0)
    .max(24)
    .default(24)
    .describe('hours until that low is a day old (0-24: the price path before the window)'),
  rebuyShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.3)
    .describe('share of what was stopped out that is bought back (0-.6: a choice)'),
  quietHours: z
    .number()
    .min(0)
    .max(1_000)
    .default(6)
    .describe('hours without a stop before it buys back (2-24: a choice)'),
  rebuyHours: z
    .number()
    .positive()
    .max(1_000)
    .default(24)
    .describe('hours over which it buys back (6-72: a choice)'),
});

const parameters = inOrder(fields, ['nearest', 'depth', 'below']);
type Parameters = z.infer<typeof parameters>;

const SPOT = INSTRUMENT['BTC-SPOT'];
const PERP = INSTRUMENT['BTC-PERP'];
const BOOKS = [SPOT, PERP] as const;
const PERP_LEVERAGE = 2;
const MINUTES_BETWEEN = 5;
/** Stops further below the ladder than this log distance are withdrawn: nobody keeps them that far away. */
const FORGOTTEN = 0.02;

/**
 * Holders who protect themselves with stop orders below the recent low, more of them just below round numbers: a fall
 * to a new low sells for them and so feeds itself (Osler 2003, 2005).
 */
export const stopHolder = defineAgent<Parameters>({
  kind: 'stop-holder',
  about: 'Keep stop-loss orders below the low of the day, and come back in part when the fall is over.',
  parameters,
  wake: { every: '5m', onOwn: ['StopTriggered'] },
  latency: 'other',
  uses: ['stops', 'takes'],
  emits: ['Noted'],
  open({ parameters: p, view, cash, holding, remember }) {
    cash((p.holdingUsd * p.perpShare) / PERP_LEVERAGE);
    const numbers: Record<string, number> = { resumeTick: -1 };
    for (const i of BOOKS) {
      const lots = view.lotsOfCoins(i, (p.holdingUsd * shareOf(i, p)) / view.indexUsd);
      holding(i, lots);
      Object.assign(numbers, { [`lots${i}`]: lots, [`owed${i}`]: 0, [`slice${i}`]: 0 });
    }
    remember(numbers);
  },
  decide(context) {
    const { view, round } = context;
    const { tick } = view.world;
    takeNote(context);
    // Woken by a stop it only takes note; ladders and purchases follow the clock.
    if (round !== 0 || tick % view.ticksIn(MINUTES_BETWEEN) !== 0) return;
    if (tick % view.ticksIn(60) === 0) for (const i of BOOKS) renew(context, i);
    buyBack(context);
  },
});

function shareOf(instrument: number, p: Parameters): number {
  return instrument === PERP ? p.perpShare : 1 - p.perpShare;
}

/** US dollars of stops in a step of log length `spacing` at a price: denser just below round numbers. */
export function stopUsd(
  priceUsd: number,
  p: Pick<Parameters, 'densityUsd' | 'spacing' | 'roundUsd' | 'roundWithin' | 'roundFactor'>,
): number {
  const roundAbove = Math.ceil(priceUsd / p.roundUsd) * p.roundUsd;
  const crowded = lnOf(roundAbove / priceUsd) <= p.roundWithin;
  return p.densityUsd * 100 * p.spacing * (crowded ? p.roundFactor : 1);
}

/** Notes what stops have sold and what was bought back since it last looked. */
function takeNote({ self, view, memory, parameters: p, orders, cause }: Context<Parameters>): void {
  const numbers: Record<string, number> = {};
  for (const i of BOOKS) {
    const now = view.lots(self, i);
    const change = now - memory[`lots${i}`];
    if (change === 0) continue;
    numbers[`lots${i}`] = now;
    if (change > 0) {
      numbers[`owed${i}`] = Math.max(0, memory[`owed${i}`] - change);
      continue;
    }
    const owed = memory[`owed${i}`] - p.rebuyShare * change;
    numbers[`owed${i}`] = owed;
    numbers[`slice${i}`] = (owed * MINUTES_BETWEEN) / 60 / p.rebuyHours;
    numbers.resumeTick = view.world.tick + view.ticksIn(p.quietHours * 60);
  }
  if (Object.keys(numbers).length > 0) orders.declare('Noted', {}, numbers, cause);
}

/** Log of the lowest index of the last 24 hours, those before the window included. */
function logLow(view: View, p: Parameters): number {
  const seen = lnOf(view.world.market.lowOfDay());
  const hours = (view.world.tick * view.minutesPerTick) / 60;
  return hours < p.priorLowHours ? Math.min(seen, view.world.latent.origin - p.priorLow) : seen;
}

/** Brings the ladder of stops on one book below the low of the last 24 hours, as far as holdings go. */
function renew({ self, view, parameters: p, random, orders }: Context<Parameters>, i: number): void {
  const { world } = view;
  const low = logLow(view, p);
  const stepOf = (logUsd: number): number => Math.floor(logUsd / p.spacing);
  const stops = world.stops[i];
  const taken = new Set<number>();
  let unprotected = view.lots(self, i);
  for (let price = stops.bestPrice(BUY); price !== NONE; price = stops.nextPrice(BUY, price)) {
    for (let slot = stops.headAt(BUY, price); slot !== NONE; slot = stops.nextInLevel(slot)) {
      if (stops.orderOwner[slot] !== self) continue;
      const at = lnOf(view.coinUsd(i, price));
      if (at < low - p.depth - FORGOTTEN) {
        orders.cancel(i, stops.orderId[slot]);
        continue;
      }
      taken.add(stepOf(at));
      unprotected -= stops.orderQuantity[slot];
    }
  }
  const stream = random('jitter');
  for (let step = stepOf(low - p.nearest) - 1; step > stepOf(low - p.depth); step--) {
    const usd = expOf((step + stream.uniform()) * p.spacing);
    if (taken.has(step)) continue;
    const lots = Math.round((stopUsd(usd, p) * shareOf(i, p)) / usd / world.instruments[i].coinsPerLot);
    if (lots < 1 || lots > unprotected) continue;
    unprotected -= lots;
    // On the perp a stop may only close; the sum of spot stops never exceeds the coins held.
    const type = i === PERP ? 'stop-reduce' : 'stop';
    const cause = world.market.indexSeq;
    orders.send(i, SELL, Math.round(view.ticksOf(i, usd)), lots, 'stop', { type, cause });
  }
}

/** Once no stop was hit for hours, buys back its share in even slices. */
function buyBack({ view, memory, orders }: Context<Parameters>): void {
  if (memory.resumeTick < 0 || view.world.tick < memory.resumeTick) return;
  for (const i of BOOKS) {
    const lots = Math.round(Math.min(memory[`owed${i}`], memory[`slice${i}`]));
    if (lots >= 1) orders.market(i, BUY, lots, 're-entry');
  }
}
