import { BUY, REASON, SELL } from '../events.ts';
import { INSTRUMENT } from '../market/instruments.ts';
import { marginEquityCents, requiredCents } from '../market/perp-margin.ts';
import type { MarketData } from '../world/market-data.ts';
import { type Context, defineAgent } from './agent.ts';
import { ByAgent } from './by-agent.ts';
import { openLongs, openShorts, topUpUsd } from './leveraged-opening.ts';
import { type Parameters, parameters } from './leveraged-trader/parameters.ts';

const PERP = INSTRUMENT['BTC-PERP'];
const MOMENTUM_MINUTES = 30;
const SECONDS_PER_MINUTE = 60;

/**
 * Perp speculators: cohorts of leveraged longs that are there to be liquidated, some of whom post more collateral once,
 * and cohorts of shorts that add on falling prices and cover on the rebound. Its first account is the longs' reserve,
 * then come the shorts, then the longs.
 */
export const leveragedTrader = defineAgent<Parameters>({
  kind: 'leveraged-trader',
  about: 'Hold leveraged bitcoin perps: longs until they are liquidated, shorts with the momentum.',
  parameters,
  wake: { every: '1m', onOwn: ['LiquidationStarted'] },
  latency: 'other',
  uses: ['takes', 'margin'],
  emits: ['CollateralPosted'],
  open(setup) {
    openShorts(setup);
    openLongs(setup);
  },
  decide(context) {
    topUp(context);
    const { nowSeconds, secondsPerTick } = context.view.world;
    // A liquidation may wake it between two whole minutes; shorts keep their pace.
    if (nowSeconds % SECONDS_PER_MINUTE < secondsPerTick) tradeShorts(context);
  },
});

/** Cohorts by what they remembered at the opening: longs that post collateral once, and shorts. */
interface Cohorts {
  readonly defending: readonly number[];
  readonly shorts: readonly number[];
}

const cohortsOf = new ByAgent(({ world }, accounts): Cohorts => {
  const remembering = (name: string) => accounts.filter((account) => name in world.memory[account]);
  return { defending: remembering('toppingUp'), shorts: remembering('openingLots') };
});

/** Cohorts that defend their position post collateral from the reserve, once, when liquidation is near. */
function topUp({ accounts, self, parameters: p, view, orders }: Context<Parameters>): void {
  const { world } = view;
  const { ledger, market } = world;
  let reserve = ledger.cash[self];
  for (const cohort of cohortsOf.of(view, accounts).defending) {
    const lots = ledger.lots(cohort, PERP);
    if (lots <= 0 || world.memory[cohort].toppingUp !== 1) continue;
    if (marginEquityCents(world, cohort) >= p.topUpBelow * requiredCents(world, cohort)) continue;
    const { traders } = world.accounts[cohort];
    const coins = view.coins(PERP, lots);
    const entryUsd = ledger.cost[cohort * ledger.width + PERP] / 100 / coins;
    const wanted = topUpUsd(coins, entryUsd, ledger.cash[cohort] / 100, traders, p.topUpMove);
    const cents = Math.min(reserve, Math.round(wanted * 100));
    if (cents <= 0) continue;
    reserve -= cents;
    const cause = world.liquidating.get(cohort) ?? market.markSeq[PERP];
    const columns = { actor: cohort, counterparty: self, value: cents, reason: REASON['top-up'] };
    orders.declare('CollateralPosted', columns, { toppingUp: 0 }, cause);
  }
}

/** Shorts sell more while the index falls and buy back while it stands well above the low of a fall. */
function tradeShorts({ accounts, parameters: p, view, orders }: Context<Parameters>): void {
  const { world } = view;
  const { ledger, market } = world;
  const { centsPerTickLot } = world.instruments[PERP];
  const cause = market.indexSeq;
  const momentum = market.returnOver(MOMENTUM_MINUTES);
  const { rise, fall } = swing(market);
  const minutes = Math.max(1, view.minutesPerTick);
  for (const account of cohortsOf.of(view, accounts).shorts) {
    const { openingLots, addFall, coverRise } = world.memory[account];
    const size = -ledger.lots(account, PERP);
    if (world.liquidating.has(account)) continue;
    if (momentum < -addFall) {
      const room = Math.floor(openingLots * p.shortRoom) - size;
      const lots = Math.min(room, Math.round(openingLots * p.addPerMinute * minutes));
      const leverage = ((size + lots) * market.mark[PERP] * centsPerTickLot) / view.equityCents(account);
      if (lots > 0 && leverage > 0 && leverage <= p.shortLeverageLimit)
        orders.send(PERP, SELL, 0, lots, 'trend', { type: 'market', account, cause });
    } else if (size > 0 && fall >= p.coverAfterFall && rise >= coverRise) {
      const lots = Math.min(size, Math.max(1, Math.round(size * p.coverPerMinute * minutes)));
      orders.send(PERP, BUY, 0, lots, 'cover', { type: 'market-reduce', account, cause });
    }
  }
}

/** How far the low of the last 24 hours lay below the highest index before it, and how far the index is above it. */
function swing({ past, ticksSeen, indexUsd }: MarketData): { fall: number; rise: number } {
  const oldest = (ticksSeen + 1) % past.length;
  let high = 0;
  let low = Number.POSITIVE_INFINITY;
  let highBefore = high;
  for (let n = 0, at = oldest; n < past.length; n++) {
    const usd = past[at];
    at = at + 1 < past.length ? at + 1 : 0;
    if (usd > high) high = usd;
    if (usd >= low) continue;
    low = usd;
    highBefore = high;
  }
  return { fall: 1 - low / highBefore, rise: indexUsd / low - 1 };
}
