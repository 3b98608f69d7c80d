import { z } from 'zod';
import { BUY, REASON, SELL } from '../events.ts';
import { newYorkClock, usHours } from '../market/calendar.ts';
import { FUTURES } from '../market/instruments.ts';
import type { View } from '../market/view.ts';
import { type Context, defineAgent } from './agent.ts';
import { inOrder } from './in-order.ts';
import { OPENING_ONLY } from './opening-only.ts';

const fields = z.strictObject({
  leverage: z
    .number()
    .min(-3)
    .max(3)
    .refine((value) => value !== 0, { message: 'must not be 0' })
    .default(2)
    .describe(
      'exposure as a multiple of net asset value that it promises for one day (-3 to 3: 2 is most of the ' +
        'assets)',
    ),
  aumUsd: z
    .number()
    .positive()
    .default(1.5e9)
    .describe(
      'US dollars of net asset value at the close before the window (0.5-3bn: the largest 2x fund held ' +
        '1.0-1.3bn early in 2026, the others a few hundred million)',
    )
    .meta(OPENING_ONLY),
  openingReturn: z
    .number()
    .gt(-0.3)
    .max(0.3)
    .default(0)
    .describe(
      'fraction by which bitcoin rose from that close to the opening of the window (-.1 to .1: the price ' +
        'path before the window)',
    )
    .meta(OPENING_ONLY),
  windowMinutes: z
    .number()
    .int()
    .min(1)
    .max(390)
    .default(30)
    .describe('minutes before the US close over which it rebalances (5-60: most near the closing price)'),
  sliceMinutes: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(1)
    .describe('minutes between slices of it (1-10: algorithmic execution)'),
  tolerance: z
    .number()
    .min(0)
    .max(0.2)
    .default(0.001)
    .describe(
      'share of net asset value by which it leaves exposure off target (0-.01: a tenth of a percent is a ' +
        'flat day)',
    ),
});

const parameters = inOrder(fields, ['sliceMinutes', 'windowMinutes']);
type Parameters = z.infer<typeof parameters>;

/**
 * A fund that promises a multiple of one day's return and so resets its exposure near every US close: with leverage L it
 * trades L (L - 1) times net asset value times the day's return, with the move for any L above 1 or below 0 (Cheng and
 * Madhavan 2009). It holds the nearest future; swaps would be hedged there by their dealer. Net asset value is what the
 * ledger says: cash and the open profit of its futures. Creations, redemptions, margin, fees and rolls are not modelled.
 */
export const leveragedEtf = defineAgent<Parameters>({
  kind: 'leveraged-etf',
  about:
    'Bring futures exposure back to a multiple of net asset value before each US close: sell after a fall.',
  parameters,
  wake: { every: '1m' },
  latency: 'other',
  uses: ['takes'],
  emits: ['BookMarked', 'TargetSet'],
  open({ parameters: p, view, self, cash, holding, remember }) {
    const future = nearest(view);
    // Exposure was right at the last close; what has happened since is its open profit.
    const closeTicks = Math.max(1, Math.round(view.mid(future) / (1 + p.openingReturn)));
    cash(p.aumUsd);
    holding(future, contractsFor(view, future, p.leverage * p.aumUsd, closeTicks), self, closeTicks);
    remember({ closeTicks, closeFuture: future, dayReturn: 0 });
  },
  decide(context) {
    const { view, parameters: p } = context;
    const { nowSeconds, calendar } = view.world;
    const hours = usHours(calendar, nowSeconds);
    if (!hours) return;
    const left = hours.close - newYorkClock(nowSeconds).minute;
    // The window may not begin on a tick: the first tick within it measures the day.
    if (left === 0) measure(context, 'close');
    else if (left > 0 && left <= p.windowMinutes) {
      if (left > p.windowMinutes - view.minutesPerTick) measure(context, 'before');
      if ((p.windowMinutes - left) % p.sliceMinutes === 0) rebalance(context, left);
    }
  },
});

/** Whole contracts whose value at a price is nearest below so many US dollars; negative: short. */
function contractsFor(view: View, future: number, usd: number, ticks: number): number {
  return Math.trunc((usd * 100) / (ticks * view.world.instruments[future].centsPerTickLot));
}

/**
 * US dollars of exposure a daily-reset fund must trade after a day's simple return: L (L - 1) x AUM x r, negative to
 * sell; `aumUsd` as of the close before (Cheng and Madhavan 2009).
 */
export function resetUsd(leverage: number, aumUsd: number, dayReturn: number): number {
  return leverage * (leverage - 1) * aumUsd * dayReturn;
}

/** The future that expires next: what the fund holds until then. */
function nearest({ world }: View): number {
  const live = FUTURES.find((future) => world.instruments[future].expirySeconds > world.nowSeconds);
  return live ?? FUTURES[FUTURES.length - 1];
}

/** Declares net asset value and the day's return; the close also becomes what the next day is measured from. */
function measure({ self, view, memory, orders }: Context<Parameters>, when: 'before' | 'close'): void {
  const { market } = view.world;
  const future = nearest(view);
  const ticks = market.mark[future];
  // After an expiry the day is measured on the index, which both futures follow.
  const dayReturn =
    memory.closeFuture === future ? ticks / memory.closeTicks - 1 : view.world.market.returnOver(1440);
  const detail = when === 'close' ? { dayReturn, closeTicks: ticks, closeFuture: future } : { dayReturn };
  const columns = { instrument: future, value: Math.round(view.equityCents(self)) };
  orders.declare('BookMarked', columns, detail, market.markSeq[future]);
}

/** Trades its share of the distance between the exposure it has and the one it promises, on what the mark says now. */
function rebalance({ self, view, parameters: p, orders }: Context<Parameters>, minutesLeft: number): void {
  const { market } = view.world;
  const future = nearest(view);
  if (!view.isOpen(future)) return;
  const navUsd = view.equityCents(self) / 100;
  const held = view.lots(self, future);
  const target = navUsd > 0 ? contractsFor(view, future, p.leverage * navUsd, market.mark[future]) : 0;
  const gap = target - held;
  if (Math.abs(view.usdOf(future, gap)) <= p.tolerance * Math.max(0, navUsd)) return;
  const slices = Math.ceil(minutesLeft / p.sliceMinutes);
  const lots = Math.round(Math.abs(gap) / slices);
  if (lots < 1) return;
  const columns = { instrument: future, quantity: target, value: held, reason: REASON.rebalance };
  orders.declare('TargetSet', columns, undefined, market.markSeq[future]);
  orders.market(future, gap > 0 ? BUY : SELL, lots, 'rebalance');
}
