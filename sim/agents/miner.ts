import { z } from 'zod';
import { HOURS_PER_DAY } from '../engine/time.ts';
import { REASON, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { breakevenHashprice, hashpriceUsdPerPhDay } from '../market/mining.ts';
import { BLOCKS_PER_EPOCH, HASHRATE_ON, hashrateOn } from '../market/network.ts';
import type { View } from '../market/view.ts';
import { OUTSIDE_ACCOUNT } from '../world/ledger.ts';
import { type Context, defineAgent } from './agent.ts';

const parameters = z.strictObject({
  hashrateEh: z
    .number()
    .positive()
    .max(100_000)
    .describe(
      'exahashes per second with every machine on and power available (60-330 by cohort: together what ' +
        'difficulty implied on 4 February 2026; the split is an estimate)',
    ),
  joulesPerTerahash: z
    .number()
    .positive()
    .max(1_000)
    .describe(
      'joules per terahash that the machines draw (17-32: five cohorts of the fleet, expert estimate)',
    ),
  usdPerKwh: z
    .number()
    .positive()
    .max(10)
    .describe('US dollars per kilowatt-hour of power (0.035-0.085: five cohorts, a choice)'),
  treasuryCoins: z
    .number()
    .min(0)
    .describe('bitcoin held when the window opens (3,000-42,000 by cohort: expert estimate)'),
  cashUsd: z.number().min(0).describe('US dollars of cash (75-450m by cohort: unmeasured)'),
  debtUsd: z
    .number()
    .min(0)
    .default(0)
    .describe('US dollars owed, secured on the treasury (60-900m by cohort: unmeasured)'),
  overheadShare: z
    .number()
    .min(0)
    .max(10)
    .default(0.25)
    .describe('share of the full power bill that stays when machines are off (.1-.4: a choice)'),
  feesShare: z
    .number()
    .min(0)
    .max(10)
    .default(0.01)
    .describe('transaction fees as a share of the subsidy (.005-.03: about 1 % of rewards in February 2026)'),
  switchHours: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(6)
    .describe('hours of hashprice beyond the power bill before it switches (2-24: a choice)'),
  restartMargin: z
    .number()
    .min(0)
    .max(10)
    .default(0.03)
    .describe('share by which hashprice must exceed the power bill to switch on again (0-.1: a choice)'),
  reserveDays: z
    .number()
    .min(0)
    .max(3_650)
    .default(30)
    .describe('days of costs it wants in cash (10-60: a choice)'),
  maxLtv: z
    .number()
    .positive()
    .max(10)
    .default(0.5)
    .describe('ratio of debt, net of cash, to the value of its coins, at most (.3-.7: a choice)'),
  treasuryPerDay: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe('share of the treasury it sells a day, at most (.005-.05: a choice)'),
});
type Parameters = z.infer<typeof parameters>;

const SPOT = INSTRUMENT['BTC-SPOT'];
const SUBSIDY_BTC = 3.125;

/**
 * A cohort of miners with like machines and power price: mines while that pays the power bill, sells what it mines, and
 * dips into its treasury when cash runs short. Cohorts with dear power or old machines stop first: the merit order.
 */
export const miner = defineAgent<Parameters>({
  kind: 'miner',
  about:
    'Mine while hashprice pays for power, sell the output, and part of the treasury when cash runs short.',
  parameters,
  wake: { every: '1h' },
  latency: 'other',
  uses: ['takes'],
  emits: ['BlocksMined', 'MinerSwitched', 'CollateralPosted', 'Noted'],
  open({ parameters: p, view, cash, holding, remember }) {
    cash(p.cashUsd);
    holding(SPOT, view.lotsOfCoins(SPOT, p.treasuryCoins));
    const pays = hashprice(view, p) >= breakevenHashprice(p.joulesPerTerahash, p.usdPerKwh);
    const blocksSeen = view.world.network.blocks;
    remember({ [HASHRATE_ON]: pays ? p.hashrateEh : 0, against: 0, carryLots: 0, blocksSeen });
  },
  decide(context) {
    // The window's first tick closes no hour.
    if (context.view.world.tick === 0) return;
    const onEh = context.memory[HASHRATE_ON];
    const billUsd = hourlyCostUsd(onEh, context.parameters);
    payOutside(context, billUsd);
    const against = reviewMachines(context, onEh);
    sellOutput(context, mine(context, onEh, against));
    sellTreasury(context, billUsd);
  },
});

/** US dollars a petahash earns in a day at the index. */
function hashprice(view: View, p: Parameters): number {
  return hashpriceUsdPerPhDay(view.world.network.difficulty, view.indexUsd, p.feesShare * SUBSIDY_BTC);
}

/** US dollars an hour of running `onEh` costs: power for what is on, overhead for everything. */
export function hourlyCostUsd(
  onEh: number,
  p: Pick<Parameters, 'hashrateEh' | 'joulesPerTerahash' | 'usdPerKwh' | 'overheadShare'>,
): number {
  const usdPerEhHour = (1000 * breakevenHashprice(p.joulesPerTerahash, p.usdPerKwh)) / HOURS_PER_DAY;
  return usdPerEhHour * (onEh + p.overheadShare * p.hashrateEh);
}

/** Pays for power and overhead; the money leaves the market. */
function payOutside({ self, orders }: Context<Parameters>, usd: number): void {
  const columns = { actor: OUTSIDE_ACCOUNT, counterparty: self, value: Math.round(usd * 100) };
  orders.declare('CollateralPosted', { ...columns, reason: REASON['operating-cost'] });
}

/** Counts hours against the current state and switches after enough of them; returns the count. */
function reviewMachines({ view, parameters: p, memory, orders }: Context<Parameters>, onEh: number): number {
  const price = hashprice(view, p);
  const bill = breakevenHashprice(p.joulesPerTerahash, p.usdPerKwh);
  const wrong = onEh > 0 ? price < bill : price >= bill * (1 + p.restartMargin);
  const against = wrong ? memory.against + 1 : 0;
  if (against < p.switchHours) return against;
  const columns = { value: price, reason: REASON.hashprice };
  const detail = { [HASHRATE_ON]: onEh > 0 ? 0 : p.hashrateEh };
  orders.declare('MinerSwitched', columns, detail, view.world.market.indexSeq);
  return 0;
}

/** Receives its share of the coins found since its last hour, in whole lots; the fraction is carried. Returns the lots. */
function mine({ view, memory, orders, cause }: Context<Parameters>, onEh: number, against: number): number {
  const { world } = view;
  const blocksSeen = world.network.blocks;
  const found = (blocksSeen - memory.blocksSeen + BLOCKS_PER_EPOCH) % BLOCKS_PER_EPOCH;
  const lotsPerBlock = SUBSIDY_BTC / world.instruments[SPOT].coinsPerLot;
  // Every cohort wakes in the same tick and reads the same frozen world, so shares add up to one.
  const share = onEh > 0 ? onEh / hashrateOn(world).onEh : 0;
  const owed = memory.carryLots + found * lotsPerBlock * share;
  const lots = Math.floor(owed);
  const numbers = { carryLots: owed - lots, blocksSeen, against };
  if (lots > 0) {
    const columns = { instrument: SPOT, quantity: lots, value: found * share };
    orders.declare('BlocksMined', columns, numbers, cause);
  } else {
    orders.declare('Noted', {}, numbers, cause);
  }
  return lots;
}

function sellOutput({ orders }: Context<Parameters>, lots: number): void {
  if (lots > 0) orders.market(SPOT, SELL, lots, 'output');
}

/** Sells an hour's worth of treasury while cash is short of its reserve or debt too large for the coins behind it. */
function sellTreasury({ self, view, parameters: p, orders }: Context<Parameters>, billUsd: number): void {
  const cashUsd = view.world.ledger.cash[self] / 100 - billUsd;
  const coinsUsd = view.coins(SPOT, view.lots(self, SPOT)) * view.indexUsd;
  const short = cashUsd < p.reserveDays * HOURS_PER_DAY * billUsd;
  const indebted = p.debtUsd - cashUsd > p.maxLtv * coinsUsd;
  if (!short && !indebted) return;
  const most = Math.floor((view.lotsOfCoins(SPOT, p.treasuryCoins) * p.treasuryPerDay) / HOURS_PER_DAY);
  const lots = Math.min(most, view.lots(self, SPOT));
  const { indexSeq: cause } = view.world.market;
  if (lots > 0) orders.send(SPOT, SELL, 0, lots, 'operating-cost', { type: 'market', cause });
}
