import { z } from 'zod';
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
    .describe('exahashes per second with every machine on and power available'),
  joulesPerTerahash: z
    .number()
    .positive()
    .max(1_000)
    .describe('power the machines draw, joules per terahash (17-32)'),
  usdPerKwh: z
    .number()
    .positive()
    .max(10)
    .describe('price of power, US dollars per kilowatt-hour (0.035-0.085)'),
  treasuryCoins: z.number().min(0).describe('bitcoin held when the window opens'),
  cashUsd: z.number().min(0).describe('US dollars of cash'),
  debtUsd: z.number().min(0).default(0).describe('US dollars owed, secured on the treasury'),
  overheadShare: z
    .number()
    .min(0)
    .max(10)
    .default(0.25)
    .describe('costs that stay when machines are off, as a share of the full power bill'),
  feesShare: z.number().min(0).max(10).default(0.01).describe('transaction fees as a share of the subsidy'),
  switchHours: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(6)
    .describe('hours of hashprice beyond the power bill before it switches'),
  restartMargin: z
    .number()
    .min(0)
    .max(10)
    .default(0.03)
    .describe('how far above the power bill hashprice must be to switch on again'),
  reserveDays: z.number().min(0).max(3_650).default(30).describe('days of costs it wants in cash'),
  maxLtv: z
    .number()
    .positive()
    .max(10)
    .default(0.5)
    .describe('largest debt, net of cash, over the value of its coins'),
  treasuryPerDay: z.number().min(0).max(1).default(0.02).describe('most of the treasury it sells a day'),
});
type Parameters = z.infer<typeof parameters>;

const SPOT = INSTRUMENT['BTC-SPOT'];
const SUBSIDY_BTC = 3.125;
const HOURS_PER_DAY = 24;

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
