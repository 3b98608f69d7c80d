/** Coins whose last move on the chain was at a price in a range. */
export interface CostBasisRow {
  readonly fromUsd: number;
  readonly toUsd: number;
  /** Bitcoin, millions. */
  readonly coinsMillion: number;
  readonly source: string;
}

const SPLIT = 'estimate: split by hand so that the published aggregates hold';

/**
 * On-chain cost basis of all bitcoin on 4 February 2026: coins by the price at which they last moved. No full table is
 * public; this one is an estimate that meets what is: 19.98 million coins in all; realised price 55,800 dollars (Glassnode
 * week 5, 4 February); 9.31 million coins in loss at 68,600 dollars, densest at 80-95 and 105-120 thousand (CryptoQuant,
 * mid-February); a cluster of supply at 66,900-70,600 (Glassnode week 5), whose size is not published.
 */
export const costBasis: readonly CostBasisRow[] = [
  { fromUsd: 0, toUsd: 1_000, coinsMillion: 3.63, source: `${SPLIT}; mostly lost or of the first miners` },
  { fromUsd: 1_000, toUsd: 10_000, coinsMillion: 1.6, source: SPLIT },
  { fromUsd: 10_000, toUsd: 20_000, coinsMillion: 1.3, source: SPLIT },
  { fromUsd: 20_000, toUsd: 30_000, coinsMillion: 1.2, source: SPLIT },
  { fromUsd: 30_000, toUsd: 45_000, coinsMillion: 0.9, source: SPLIT },
  { fromUsd: 45_000, toUsd: 60_000, coinsMillion: 0.8, source: SPLIT },
  { fromUsd: 60_000, toUsd: 66_900, coinsMillion: 0.75, source: SPLIT },
  { fromUsd: 66_900, toUsd: 70_600, coinsMillion: 0.8, source: `cluster: Glassnode week 5; size: ${SPLIT}` },
  {
    fromUsd: 70_600,
    toUsd: 80_000,
    coinsMillion: 0.95,
    source: `net 0.45 million bought 15 January to 4 February (realised-price distribution); rest: ${SPLIT}`,
  },
  { fromUsd: 80_000, toUsd: 95_000, coinsMillion: 3.4, source: `dense: CryptoQuant; size: ${SPLIT}` },
  { fromUsd: 95_000, toUsd: 105_000, coinsMillion: 1.8, source: SPLIT },
  { fromUsd: 105_000, toUsd: 120_000, coinsMillion: 2.65, source: `dense: CryptoQuant; size: ${SPLIT}` },
  { fromUsd: 120_000, toUsd: 126_200, coinsMillion: 0.2, source: `${SPLIT}; the high was 126,210` },
];

/** Millions of coins of the table that were bought between two prices, US dollars; even within a row. */
export function coinsBetween(fromUsd: number, toUsd: number): number {
  let millions = 0;
  for (const row of costBasis) {
    const overlap = Math.min(toUsd, row.toUsd) - Math.max(fromUsd, row.fromUsd);
    if (overlap > 0) millions += (row.coinsMillion * overlap) / (row.toUsd - row.fromUsd);
  }
  return millions;
}

/** Cost in US dollars at a quantile, 0 to 1, of the coins that were bought between two prices. */
export function costAt(quantile: number, fromUsd: number, toUsd: number): number {
  let left = quantile * coinsBetween(fromUsd, toUsd);
  let cost = fromUsd;
  for (const row of costBasis) {
    const low = Math.max(fromUsd, row.fromUsd);
    const width = Math.min(toUsd, row.toUsd) - low;
    if (width <= 0) continue;
    const millions = (row.coinsMillion * width) / (row.toUsd - row.fromUsd);
    cost = low + width * Math.min(1, left / millions);
    if (left <= millions) return cost;
    left -= millions;
  }
  return cost;
}
