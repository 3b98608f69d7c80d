import { z } from 'zod';
import { defineAgent } from '../../sim/agents/agent.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import type { View } from '../../sim/market/view.ts';

/** The books it trades on: those that never shut. */
export const WORKED_ON: readonly number[] = [
  INSTRUMENT['BTC-SPOT'],
  INSTRUMENT['BTC-SPOT-US'],
  INSTRUMENT['BTC-PERP'],
];
/** What it opens with is the same whatever its order, and enough for any. */
const CASH_USD = 100e9;
const COINS = 500_000;
/** Less than a lot: sums of lots in coins are not exact. */
const EXACT = 1e-6;

const parameters = z.strictObject({
  side: z.enum(['buy', 'sell']).describe('which way (a choice of the experiment)'),
  coins: z.number().min(0).max(COINS).describe('bitcoin it trades in all (a choice of the experiment)'),
  participation: z
    .number()
    .gt(0)
    .max(0.5)
    .default(0.1)
    .describe('share of turnover, its own included, that it keeps to (.1: a choice of the experiment)'),
  startMinutes: z
    .number()
    .min(0)
    .max(100_000)
    .default(0)
    .describe('minutes of the window before it begins (a choice of the experiment)'),
});
type Parameters = z.infer<typeof parameters>;

/** One large order worked at a fixed share of turnover: the guest with which impact is measured. */
export const workedOrder = defineAgent<Parameters>({
  kind: 'worked-order',
  about: 'Work one large order at a fixed share of turnover, whatever the price does.',
  parameters,
  wake: { rounds: 'every' },
  latency: 'other',
  uses: ['takes'],
  emits: [],
  open({ view, cash, holding }) {
    cash(CASH_USD);
    for (const i of WORKED_ON)
      if (view.world.instruments[i].kind === 'spot') holding(i, view.lotsOfCoins(i, COINS));
  },
  decide({ view, self, parameters: p, orders }) {
    const { world } = view;
    if (world.tick * view.minutesPerTick < p.startMinutes) return;
    let left = p.coins - coinsDone(view, self);
    for (const i of WORKED_ON) {
      if (!view.isOpen(i)) continue;
      const pace = (p.participation * world.market.tickVolume[i]) / world.roundsPerTick;
      const lots = Math.min(Math.round(pace), view.lotsOfCoins(i, left + EXACT));
      if (lots < 1) continue;
      orders.market(i, p.side === 'buy' ? BUY : SELL, lots, 'meta-order');
      left -= view.coins(i, lots);
    }
  },
});

/** Bitcoin that a worked order has traded so far, by what its account holds beyond what it opened with. */
export function coinsDone(view: View, account: number): number {
  let coins = 0;
  for (const i of WORKED_ON) {
    const opened = view.world.instruments[i].kind === 'spot' ? COINS : 0;
    coins += view.coins(i, view.lots(account, i)) - opened;
  }
  return Math.abs(coins);
}
