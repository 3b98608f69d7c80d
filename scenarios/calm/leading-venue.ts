/** Coins that the leading offshore venue trades on a calm day, by the instrument that stands for all of them: exchange klines. */
export const leadingVenueCoins: ReadonlyMap<string, number> = new Map([
  // Median of 19 to 28 January 2026.
  ['BTC-SPOT', 14_314],
  // Mean of 26 to 28 January 2026.
  ['BTC-PERP', 125_470],
]);
