/** The leverage mix of perps, each bracket at so many times its leverage. */
export const leverages = (times: number): string =>
  JSON.stringify(
    [
      [1.2, 0.84, 200_000],
      [2, 0.07, 150_000],
      [3, 0.04, 100_000],
      [5, 0.022, 80_000],
      [10, 0.014, 60_000],
      [20, 0.009, 40_000],
      [50, 0.005, 20_000],
    ].map(([leverage, weight, traderNotionalUsd]) => ({
      leverage: leverage * times,
      weight,
      traderNotionalUsd,
    })),
  );

/** Notes watched at every moment with five weeks to live, by initial level and barrier. */
export const shortNotes = JSON.stringify(
  [
    [64.3, 45, 0.1],
    [62.3, 43.6, 0.3],
    [60, 42, 0.1],
    [57.1, 40, 0.1],
    [55, 38.5, 0.3],
    [52.9, 37, 0.1],
  ].map(([initialUsd, barrierUsd, share]) => ({
    initialUsd,
    barrierUsd,
    share,
    days: 36,
    observation: 'continuous',
    knocked: false,
  })),
);
