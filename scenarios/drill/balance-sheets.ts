import type { Sheets } from '../institutions.ts';

// All of it is a choice: the street of February 2026, with less between each loss and the next sale.

/** Expiries on 27 February, when the month's options end, and on 6 and 27 March (days after the first midnight). */
const tenors = [
  { days: 1, share: 0.3 },
  { days: 8, share: 0.3 },
  { days: 29, share: 0.4 },
] as const;

/** Perps of a retail mix: a third at five times and more, where the mix of February has one twentieth. */
const retailMix = [
  { leverage: 2, weight: 0.66, traderNotionalUsd: 150_000 },
  { leverage: 5, weight: 0.13, traderNotionalUsd: 80_000 },
  { leverage: 10, weight: 0.09, traderNotionalUsd: 60_000 },
  { leverage: 25, weight: 0.07, traderNotionalUsd: 40_000 },
  { leverage: 50, weight: 0.05, traderNotionalUsd: 20_000 },
] as const;

/** Who has less of a cushion than in February. */
export const thinCushions: Sheets = {
  // Nothing free to meet a call with, and a house that asks for more, sooner.
  platform: { lossShock: 'platform-loss', freeCashShare: 0 },
  'prime-broker': { haircut: 0.25, stressExponent: 1.4, stressedCureHours: 0.5 },
  // Fewer coins than in February, held on far more credit.
  'leveraged-traders': { openInterestCoins: 400_000, leverages: retailMix },
  'dealer-crypto': { tenors },
  'dealer-share': { tenors },
  'put-buyers-crypto': { tenors },
  'put-buyers-share': { tenors },
  'call-buyers-crypto': { tenors },
  'call-buyers-share': { tenors },
  'call-writers-crypto': { tenors },
  'call-writers-share': { tenors },
};

/** Notes near their barriers: watched at every moment with five weeks to live, and watched at closes with one day. */
export const noteSheet = {
  notionalUsd: 2.12e9,
  tranches: [
    { initialUsd: 55, barrierUsd: 40, days: 36, share: 0.3, observation: 'continuous' },
    { initialUsd: 52.9, barrierUsd: 37, days: 36, share: 0.3, observation: 'continuous' },
    { initialUsd: 55, barrierUsd: 38.5, days: 1, share: 0.4, observation: 'daily' },
  ],
} as const;
