/** One bracket of the venue's maintenance-margin schedule; it holds up to and including its cap. */
export interface MarginTier {
  /** Largest notional of one trader's position, US dollars. */
  readonly capUsd: number;
  /** Maintenance margin as a share of notional. */
  readonly rate: number;
  readonly maxLeverage: number;
  /** What the lower brackets charge less than this rate would, US dollars: keeps the requirement continuous. */
  readonly deductionUsd: number;
}

/**
 * Maintenance-margin schedule of the leading offshore bitcoin perpetual (Binance USDT-M BTCUSDT, as kept by
 * freqtrade in `freqtrade/exchange/binance_leverage_tiers.json` at commit c9ae5e1e9 of 24 October 2024).
 */
export const marginTiers: readonly MarginTier[] = [
  { capUsd: 50_000, rate: 0.004, maxLeverage: 125, deductionUsd: 0 },
  { capUsd: 600_000, rate: 0.005, maxLeverage: 100, deductionUsd: 50 },
  { capUsd: 3_000_000, rate: 0.0065, maxLeverage: 75, deductionUsd: 950 },
  { capUsd: 12_000_000, rate: 0.01, maxLeverage: 50, deductionUsd: 11_450 },
  { capUsd: 70_000_000, rate: 0.02, maxLeverage: 25, deductionUsd: 131_450 },
  { capUsd: 100_000_000, rate: 0.025, maxLeverage: 20, deductionUsd: 481_450 },
  { capUsd: 230_000_000, rate: 0.05, maxLeverage: 10, deductionUsd: 2_981_450 },
  { capUsd: 480_000_000, rate: 0.1, maxLeverage: 5, deductionUsd: 14_481_450 },
  { capUsd: 600_000_000, rate: 0.125, maxLeverage: 4, deductionUsd: 26_481_450 },
  { capUsd: 800_000_000, rate: 0.15, maxLeverage: 3, deductionUsd: 41_481_450 },
  { capUsd: 1_200_000_000, rate: 0.25, maxLeverage: 2, deductionUsd: 121_481_450 },
  { capUsd: 1_800_000_000, rate: 0.5, maxLeverage: 1, deductionUsd: 421_481_450 },
];

const CENTS = 100;

/** Place in the schedule of one trader's notional; above the last cap the last bracket goes on. */
function tierOf(notionalUsd: number): number {
  const last = marginTiers.length - 1;
  let tier = 0;
  while (tier < last && notionalUsd > marginTiers[tier].capUsd) tier++;
  return tier;
}

/**
 * Maintenance margin of an account that stands for `traders` like traders: each is charged on its own share of the
 * notional, notional x rate - deduction. Cents, not rounded.
 */
export function maintenanceMarginCents(notionalCents: number, traders = 1): number {
  const perTraderUsd = notionalCents / (CENTS * traders);
  const { rate, deductionUsd } = marginTiers[tierOf(perTraderUsd)];
  return (perTraderUsd * rate - deductionUsd) * CENTS * traders;
}

/** Notional in cents at which each of the account's traders would be one bracket lower; 0 from the lowest. */
export function nextLowerTierNotionalCents(notionalCents: number, traders = 1): number {
  const tier = tierOf(notionalCents / (CENTS * traders));
  return tier === 0 ? 0 : marginTiers[tier - 1].capUsd * CENTS * traders;
}

/** A perp position and what stands behind it. */
export interface MarginedPosition {
  /** Bitcoin, negative when short. */
  readonly coins: number;
  readonly entryUsd: number;
  /** Cash behind it, US dollars. */
  readonly collateralUsd: number;
  /** Bitcoin behind it, times the share of their price that counts; none when it is isolated. */
  readonly countedCoins?: number;
  /** Like traders the account stands for; 1 by default. */
  readonly traders?: number;
}

/**
 * Mark price in US dollars at which a position meets its maintenance margin: in each bracket the root of
 * collateral + counted coins x P + coins x (P - entry) = |coins| x P x rate - deduction. 0 for a long whose collateral
 * covers any fall.
 */
export function liquidationPriceUsd({
  coins,
  entryUsd,
  collateralUsd,
  countedCoins = 0,
  traders = 1,
}: MarginedPosition): number {
  if (coins === 0) return 0;
  const size = Math.abs(coins) / traders;
  const debtUsd = (coins * entryUsd - collateralUsd) / traders;
  let price = 0;
  for (const { capUsd, rate, deductionUsd } of marginTiers) {
    // Equity less requirement rises with the price for longs and falls for shorts, so only one bracket's root fits.
    price = (debtUsd - deductionUsd) / ((coins + countedCoins) / traders - size * rate);
    if (price * size <= capUsd) break;
  }
  return Math.max(0, price);
}
