import { z } from 'zod';
import { INSTRUMENT } from '../market/instruments.ts';
import { liquidationPriceUsd, maintenanceMarginCents } from '../market/margin-tiers.ts';
import { COIN_COLLATERAL_SHARE } from '../market/perp-margin.ts';
import type { Setup } from './setup.ts';

const leverageClass = z.strictObject({
  leverage: z.number().gt(1).max(125).describe('notional over collateral when the position was entered'),
  weight: z.number().min(0).max(1e6).describe('relative weight in open interest'),
  traderNotionalUsd: z.number().min(1).max(1e9).describe('mean notional of one trader, US dollars'),
});

/** What a group of perp speculators is made of, and when they act. */
export const parameters = z.strictObject({
  openInterestCoins: z
    .number()
    .min(0)
    .default(560_000)
    .describe('bitcoin that the long cohorts hold in perps'),
  cohorts: z
    .number()
    .int()
    .min(1)
    .max(2_000)
    .default(400)
    .describe('long cohort accounts, an equal number for each leverage'),
  leverages: z
    .array(leverageClass)
    .min(1)
    .refine((classes) => classes.some(({ weight }) => weight > 0), {
      message: 'a list in which some weight is more than 0',
    })
    .default([
      { leverage: 1.2, weight: 0.84, traderNotionalUsd: 200_000 },
      { leverage: 2, weight: 0.07, traderNotionalUsd: 150_000 },
      { leverage: 3, weight: 0.04, traderNotionalUsd: 100_000 },
      { leverage: 5, weight: 0.022, traderNotionalUsd: 80_000 },
      { leverage: 10, weight: 0.014, traderNotionalUsd: 60_000 },
      { leverage: 20, weight: 0.009, traderNotionalUsd: 40_000 },
      { leverage: 50, weight: 0.005, traderNotionalUsd: 20_000 },
    ])
    .describe('leverage mix of the longs by open interest'),
  traderNotionalSigma: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe('log standard deviation of one trader’s notional'),
  entrySpread: z
    .number()
    .min(0)
    .lt(1)
    .default(0.12)
    .describe('entries lie within this share of the opening price'),
  openingMargin: z
    .number()
    .min(1)
    .max(20)
    .default(1.3)
    .describe('least equity at the opening in maintenance margins'),
  crossShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe(
      'share of long cohorts that hold coins beside cash as collateral, margined across (unmeasured, 0-1)',
    ),
  coinCollateral: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of the collateral of those that is coins (unmeasured, 0-1)'),
  topUpShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('share of long cohorts that post collateral once, unless they are margined across'),
  topUpMove: z
    .number()
    .min(0)
    .lt(1)
    .default(0.15)
    .describe('share by which that lowers their liquidation price'),
  topUpBelow: z
    .number()
    .min(1)
    .max(100)
    .default(2)
    .describe('equity at which they do, in maintenance margins'),
  shortCoins: z
    .number()
    .min(0)
    .default(60_000)
    .describe('bitcoin that the short cohorts are short of at the opening'),
  shortCohorts: z.number().int().min(0).max(2_000).default(10).describe('short cohort accounts'),
  shortLeverage: z
    .number()
    .gt(1)
    .max(125)
    .default(2)
    .describe('notional over collateral of the shorts at entry'),
  shortLeverageLimit: z
    .number()
    .gt(1)
    .max(1_000)
    .default(3)
    .describe('notional over equity above which shorts do not add'),
  shortRoom: z
    .number()
    .min(1)
    .max(100)
    .default(1.2)
    .describe('most that a short cohort holds over its opening size'),
  addFall: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('30-minute fall of the index at which shorts add, as a share'),
  addPerMinute: z
    .number()
    .min(0)
    .max(1)
    .default(0.001)
    .describe('share of its opening size a short adds each minute'),
  coverRise: z
    .number()
    .min(0)
    .max(10)
    .default(0.03)
    .describe('rise off the 24-hour low at which shorts cover, as a share'),
  coverAfterFall: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('fall to that low without which they do not, as a share'),
  coverPerMinute: z
    .number()
    .min(0)
    .max(1)
    .default(0.001)
    .describe('share of what a short has left it covers each minute'),
  shortSpread: z
    .number()
    .min(0)
    .lt(1)
    .default(0.5)
    .describe('spread of both thresholds over the short cohorts, as a share'),
});
export type Parameters = z.infer<typeof parameters>;

const PERP = INSTRUMENT['BTC-PERP'];
const SPOT = INSTRUMENT['BTC-SPOT'];

/**
 * Longs were entered at `leverage` and are marked since, so those in profit have less of it now and those in loss more.
 * Entries are spread evenly between the low end of the spread and the high end, or the entry at which equity would by now
 * be no more than `openingMargin` maintenance margins, whichever is lower: who bought higher was liquidated before.
 */
export function openLongs({
  name,
  parameters: p,
  view,
  random,
  account,
  cash,
  holding,
  remember,
}: Setup<Parameters>): void {
  const luck = random('longs');
  const openingUsd = view.indexUsd;
  const weights = p.leverages.reduce((sum, { weight }) => sum + weight, 0);
  let reserveUsd = 0;
  for (const [at, { leverage, weight, traderNotionalUsd }] of p.leverages.entries()) {
    const first = Math.floor((p.cohorts * at) / p.leverages.length);
    const count = Math.max(1, Math.floor((p.cohorts * (at + 1)) / p.leverages.length) - first);
    const lots = view.lotsOfCoins(PERP, (p.openInterestCoins * weight) / weights / count);
    if (lots === 0) continue;
    const coins = view.coins(PERP, lots);
    const notionalUsd = coins * openingUsd;
    for (let n = 0; n < count; n++) {
      const trader = luck.lognormal(traderNotionalUsd, p.traderNotionalSigma);
      const traders = Math.max(1, Math.round(notionalUsd / trader));
      const maintenanceUsd = maintenanceMarginCents(notionalUsd * 100, traders) / 100;
      // Evenly spread over a class, whatever the share.
      const isCross = Math.floor((n + 1) * p.crossShare) > Math.floor(n * p.crossShare);
      const inCoins = isCross ? p.coinCollateral / leverage : 0;
      const inCash = 1 / leverage - inCoins;
      const worth = openingUsd * (1 + COIN_COLLATERAL_SHARE * inCoins);
      const alive = (worth - (p.openingMargin * maintenanceUsd) / coins) / (1 - inCash);
      const lowest = Math.min(openingUsd * (1 - p.entrySpread), alive);
      const highest = Math.min(openingUsd * (1 + p.entrySpread), alive);
      const entryTicks = Math.floor(
        view.ticksOf(PERP, lowest + (highest - lowest) * ((n + luck.uniform()) / count)),
      );
      const entryUsd = view.coinUsd(PERP, entryTicks);
      const collateralUsd = coins * entryUsd * inCash;
      const cohort = account(`${name}-${leverage}x-${n + 1}`, traders);
      cash(collateralUsd, cohort);
      holding(PERP, lots, cohort, entryTicks);
      if (isCross) holding(SPOT, view.lotsOfCoins(SPOT, coins * inCoins), cohort);
      // All that a cross account has stands behind its position already.
      if (luck.uniform() >= p.topUpShare || isCross) continue;
      remember({ toppingUp: 1 }, cohort);
      reserveUsd += topUpUsd(coins, entryUsd, collateralUsd, traders, p.topUpMove);
    }
  }
  cash(reserveUsd);
}

/** Shorts of one size and leverage, entered evenly over the spread; the later ones are the more patient. */
export function openShorts({
  name,
  parameters: p,
  view,
  random,
  account,
  cash,
  holding,
  remember,
}: Setup<Parameters>): void {
  const luck = random('shorts');
  const lots = view.lotsOfCoins(PERP, p.shortCoins / Math.max(1, p.shortCohorts));
  const traders = Math.max(1, Math.round(view.usdOf(PERP, lots) / p.leverages[0].traderNotionalUsd));
  for (let n = 0; n < p.shortCohorts; n++) {
    const evenly = (2 * (n + luck.uniform())) / p.shortCohorts - 1;
    const entryTicks = Math.round(view.ticksOf(PERP, view.indexUsd * (1 + p.entrySpread * evenly)));
    const patience = 1 + p.shortSpread * ((2 * n + 1) / p.shortCohorts - 1);
    const cohort = account(`${name}-short-${n + 1}`, traders);
    cash((view.coins(PERP, lots) * view.coinUsd(PERP, entryTicks)) / p.shortLeverage, cohort);
    holding(PERP, -lots, cohort, entryTicks);
    remember({ openingLots: lots, addFall: p.addFall * patience, coverRise: p.coverRise * patience }, cohort);
  }
}

/** Collateral in US dollars that lowers a long's liquidation price by the share `move`. */
export function topUpUsd(
  coins: number,
  entryUsd: number,
  collateralUsd: number,
  traders: number,
  move: number,
): number {
  const target = (1 - move) * liquidationPriceUsd({ coins, entryUsd, collateralUsd, traders });
  const maintenanceUsd = maintenanceMarginCents(coins * target * 100, traders) / 100;
  return Math.max(0, maintenanceUsd - collateralUsd - coins * (target - entryUsd));
}
