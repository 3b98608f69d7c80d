import { HOURS_PER_DAY } from '../engine/time.ts';
import { REASON, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { breakevenHashprice, hashpriceUsdPerPhDay } from '../market/mining.ts';
import { BLOCKS_PER_EPOCH, HASHRATE_ON, hashrateOn } from '../market/network.ts';
import type { View } from '../market/view.ts';
import { OUTSIDE_ACCOUNT } from '../world/ledger.ts';
import { type Context, defineAgent } from './agent.ts';
import { type MinerParameters, minerParameters } from './miner/parameters.ts';

type Parameters = MinerParameters;

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
  parameters: minerParameters,
  wake: { every: '1h' },
  latency: 'other',
  uses: ['takes'],
  emits: ['BlocksMined', 'MinerSwitched', 'CollateralPosted', 'Noted'],
  open({ parameters: p, view, cash, holding, remember }) {
    cash(p.cashUsd);
    holding(SPOT, view.lotsOfCoins(SPOT, p.treasuryCoins));
    const pays = hashprice(view, p) >= breakevenHashprice(p.joulesPerTerahash, p.usdPerKwh);
    const blocksSeen = view.world.network.blocks;
    remember({
      [HASHRATE_ON]: pays ? p.hashrateEh : 0,
      against: 0,
      crossedSeq: -1,
      reviewSeq: -1,
      carryLots: 0,
      blocksSeen,
    });
  },
  decide(context) {
    // The window's first tick closes no hour.
    if (context.view.world.tick === 0) return;
    const onEh = context.memory[HASHRATE_ON];
    const billUsd = hourlyCostUsd(onEh, context.parameters);
    payOutside(context, billUsd);
    sellOutput(context, mine(context, onEh, reviewMachines(context, onEh)));
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

/** Hours in a row that spoke against the machines' state, and what the first of them read: the index, or a retarget. */
interface Count {
  readonly against: number;
  readonly crossedSeq: number;
}

/** Counts hours against the current state and switches after enough of them, citing what began them; returns the count. */
function reviewMachines({ view, parameters: p, memory, orders }: Context<Parameters>, onEh: number): Count {
  const { network, market } = view.world;
  const bill = breakevenHashprice(p.joulesPerTerahash, p.usdPerKwh);
  const isAgainst = (price: number): boolean =>
    onEh > 0 ? price < bill : price >= bill * (1 + p.restartMargin);
  const price = hashprice(view, p);
  if (!isAgainst(price)) return { against: 0, crossedSeq: -1 };
  const against = memory.against + 1;
  // Difficulty crossed it where, left as it was an hour ago, hashprice would not have.
  const byRetarget =
    network.retargetSeq > memory.reviewSeq && !isAgainst((price * network.difficulty) / network.before);
  const newestSeq = byRetarget ? network.retargetSeq : market.indexSeq;
  const crossedSeq = against === 1 ? newestSeq : memory.crossedSeq;
  if (against < p.switchHours) return { against, crossedSeq };
  const columns = { value: price, reason: REASON.hashprice };
  const detail = { [HASHRATE_ON]: onEh > 0 ? 0 : p.hashrateEh };
  orders.declare('MinerSwitched', columns, detail, crossedSeq);
  return { against: 0, crossedSeq: -1 };
}

/** Receives its share of the coins found since its last hour, in whole lots; the fraction is carried. Returns the lots. */
function mine({ view, memory, orders, cause }: Context<Parameters>, onEh: number, count: Count): number {
  const { world } = view;
  const blocksSeen = world.network.blocks;
  const found = (blocksSeen - memory.blocksSeen + BLOCKS_PER_EPOCH) % BLOCKS_PER_EPOCH;
  const lotsPerBlock = SUBSIDY_BTC / world.instruments[SPOT].coinsPerLot;
  // Every cohort wakes in the same tick and reads the same frozen world, so shares add up to one.
  const share = onEh > 0 ? onEh / hashrateOn(world).onEh : 0;
  const owed = memory.carryLots + found * lotsPerBlock * share;
  const lots = Math.floor(owed);
  const numbers = { carryLots: owed - lots, blocksSeen, reviewSeq: world.market.indexSeq, ...count };
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
