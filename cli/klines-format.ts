/** What files of klines `cascade score --klines` reads. */
export const klinesFormat = `Klines:
  CSV files of bars of 1 minute to 1 hour, as exchanges publish them: with the twelve columns
    open time, open, high, low, close, volume, close time, quote volume, trades,
    taker buy base volume, taker buy quote volume, ignore
  or the first six of them, without a header; or with a header that names time, open, high, low,
  close, volume and, for price impact, taker buy volume, in any order. Times count seconds,
  milliseconds or microseconds since 1970, or are ISO 8601 UTC. Bars follow each other without gaps.`;
