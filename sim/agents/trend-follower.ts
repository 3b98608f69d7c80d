import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import { z } from 'zod';
import { BUY, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { type Context, defineAgent } from './agent.ts';
import { inOrder } from './in-order.ts';
import { OPENING_ONLY } from './opening-only.ts';

const fields = z.strictObject({
  maxUsd: z
    .number()
    .positive()
    .default(400e6)
    .describe('US dollars of its largest position, long or short (.1-1bn: unmeasured)'),
  scale: z
    .number()
    .positive()
    .max(10)
    .default(0.02)
    .describe(
      'log gap between the two averages at which it holds 76 % of the largest position (.01-.04: a choice)',
    ),
  fastMinutes: z
    .number()
    .positive()
    .max(100_000)
    .default(30)
    .describe(
      'minutes of memory of the fast average (15-60: a choice; two averages as in Brock, Lakonishok and ' +
        'LeBaron 1992)',
    ),
  slowMinutes: z
    .number()
    .positive()
    .max(100_000)
    .default(360)
    .describe('minutes of memory of the slow average (180-720: a choice; same paper)'),
  tolerance: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe(
      'share of the largest position by which it may stray from its target without trading (.05-.2: a ' +
        'choice)',
    ),
  participation: z
    .number()
    .positive()
    .max(1)
    .default(0.1)
    .describe("share of a minute's turnover it takes, at most (.05-.2: a choice)"),
  openingGap: z
    .number()
    .min(-0.2)
    .max(0.2)
    .default(0)
    .describe(
      'log gap of the fast over the slow average when the window opens; its opening position follows ' +
        '(-.05 to .05: the price path before the window)',
    )
    .meta(OPENING_ONLY),
});

const parameters = inOrder(fields, ['fastMinutes', 'slowMinutes', 'below']);
type Parameters = z.infer<typeof parameters>;

const PERP = INSTRUMENT['BTC-PERP'];
const MINUTES_BETWEEN_NOTES = 5;

/**
 * Follows the trend of the index on the perp, long and short (time-series momentum: Moskowitz, Ooi and Pedersen 2012;
 * two moving averages as in Brock, Lakonishok and LeBaron 1992).
 */
export const trendFollower = defineAgent<Parameters>({
  kind: 'trend-follower',
  about: 'Hold the perp in the direction in which the last half hour stands off the last six hours.',
  parameters,
  wake: { every: '1m' },
  latency: 'other',
  uses: ['takes'],
  emits: ['Noted'],
  open({ parameters: p, view, cash, holding, remember }) {
    cash(p.maxUsd);
    const fastUsd = view.indexUsd;
    const slowUsd = fastUsd * expOf(-p.openingGap);
    holding(PERP, Math.round(trendShare(fastUsd, slowUsd, p.scale) * view.lotsOfUsd(PERP, p.maxUsd)));
    remember({ fastUsd, slowUsd });
  },
  decide(context) {
    const { view, memory } = context;
    const every = view.ticksIn(MINUTES_BETWEEN_NOTES);
    let { fastUsd, slowUsd } = memory;
    if (view.world.tick % every === 0) {
      const minutes = every * view.minutesPerTick;
      fastUsd = averaged(fastUsd, view.indexUsd, minutes, context.parameters.fastMinutes);
      slowUsd = averaged(slowUsd, view.indexUsd, minutes, context.parameters.slowMinutes);
      context.orders.declare('Noted', {}, { fastUsd, slowUsd }, view.world.market.indexSeq);
    }
    follow(context, trendShare(fastUsd, slowUsd, context.parameters.scale));
  },
});

/** Share of the largest position that the two averages call for, from -1 to 1: tanh of their log gap over `scale`. */
export function trendShare(fastUsd: number, slowUsd: number, scale: number): number {
  const decayed = expOf((-2 * Math.abs(lnOf(fastUsd / slowUsd))) / scale);
  const size = (1 - decayed) / (1 + decayed);
  return fastUsd >= slowUsd ? size : -size;
}

/** Exponential average some minutes later. */
export function averaged(before: number, now: number, minutes: number, memoryMinutes: number): number {
  return now + (before - now) * expOf(-minutes / memoryMinutes);
}

/** Trades toward the target while it is too far off, no faster than its share of turnover. */
function follow({ self, view, parameters: p, orders }: Context<Parameters>, share: number): void {
  if (!view.isOpen(PERP)) return;
  const most = view.lotsOfUsd(PERP, p.maxUsd);
  const gap = Math.round(share * most) - view.lots(self, PERP);
  if (Math.abs(gap) <= p.tolerance * most) return;
  const { market } = view.world;
  const lots = Math.min(Math.abs(gap), Math.floor(p.participation * market.tickVolume[PERP]));
  if (lots < 1) return;
  // What it answers is the path of the index, not the clock.
  orders.send(PERP, gap > 0 ? BUY : SELL, 0, lots, 'trend', { type: 'market', cause: market.indexSeq });
}
