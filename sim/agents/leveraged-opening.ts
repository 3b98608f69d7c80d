import { INSTRUMENT } from '../market/instruments.ts';
import { liquidationPriceUsd, maintenanceMarginCents } from '../market/margin-tiers.ts';
import { COIN_COLLATERAL_SHARE } from '../market/perp-margin.ts';
import type { Parameters } from './leveraged-trader/parameters.ts';
import type { Setup } from './setup.ts';

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
  let reserveUsd = 0;
  for (const [at, { leverage, weight, traderNotionalUsd }] of p.leverages.entries()) {
    const first = Math.floor((p.cohorts * at) / p.leverages.length);
    const count = Math.max(1, Math.floor((p.cohorts * (at + 1)) / p.leverages.length) - first);
    const lots = view.lotsOfCoins(PERP, (p.openInterestCoins * weight) / count);
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
