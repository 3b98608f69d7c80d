import type { Sheets } from '../institutions.ts';

// What no source gives for November is what it was in February, in coins: dollars of coins, shares and futures are scaled
// by 91,555 over 75,770. Sizes of dealers' books are as unknown as they were then, and the same.

/**
 * Treasury companies. The largest held 649,870 coins at 74,433 (filing of 17 November), convertible debt of 8.2 billion and
 * little cash; its ratio turns net assets into the share price of 186.50 at about 287 million shares. The tail is
 * February's, with no count of closes under a dollar yet.
 */
const treasuries: Sheets = {
  'treasury-large': {
    coins: 649_870,
    costUsd: 74_433,
    cashUsd: 54e6,
    debtUsd: 8.2e9,
    shares: 287e6,
    mnav: 1.04,
  },
  'treasury-1': { coins: 16_000, costUsd: 98_000, cashUsd: 60e6, debtUsd: 420e6, shares: 90e6, mnav: 1 },
  'treasury-2': { coins: 12_000, costUsd: 104_000, cashUsd: 30e6, debtUsd: 0, shares: 120e6, mnav: 0.86 },
  'treasury-3': { coins: 9_000, costUsd: 101_000, cashUsd: 20e6, debtUsd: 150e6, shares: 300e6, mnav: 0.94 },
  'treasury-4': { coins: 7_500, costUsd: 95_000, cashUsd: 15e6, debtUsd: 60e6, shares: 60e6, mnav: 1.1 },
  'treasury-5': {
    ...{ coins: 6_000, costUsd: 107_000, cashUsd: 5e6, debtUsd: 246e6, secured: true },
    ...{ shares: 40e6, mnav: 0.9 },
  },
  'treasury-6': { coins: 4_500, costUsd: 110_000, cashUsd: 5e6, debtUsd: 40e6, shares: 450e6, mnav: 0.75 },
  // Sold 970 of 3,234 coins at 108,000 on 4 November to repay half of its 189 million of convertible notes (company
  // announcement): this is what it kept. It acted when debt was 0.54 of its coins, which 77,300 dollars would be again.
  'treasury-7': {
    ...{ coins: 2_264, costUsd: 117_000, cashUsd: 8e6, debtUsd: 94.5e6, secured: true, covenantLtv: 0.54 },
    ...{ shares: 140e6, mnav: 0.82 },
  },
  'treasury-8': { coins: 2_200, costUsd: 112_000, cashUsd: 4e6, debtUsd: 0, shares: 200e6, mnav: 0.78 },
};

/**
 * A micro-cap that announced on 20 November that it had sold 10,922 of 50,927 ether and borrowed 10 million to buy back 3.4
 * million shares, 8 % of them, at 3.45 against assets of 3.94, and would go on. Its coins are ether: as there is no ether
 * here, it holds bitcoin of the same worth, at 0.0327 a coin (2,831 over 86,537 dollars that day), so 1,309 for 40,005
 * and a cost of 122,000 for 4,000.
 */
export const microCap = {
  coins: 1_309,
  costUsd: 122_000,
  cashUsd: 37e6,
  debtUsd: 10e6,
  shares: 39.1e6,
  mnav: 0.876,
} as const;

/** Mining cohorts as in February, with the 1,090 EH/s that a difficulty of 152.27 T implies at ten minutes a block. */
const miners: Sheets = {
  'miner-1': { hashrateEh: 355, treasuryCoins: 42_000, cashUsd: 450e6, debtUsd: 900e6 },
  'miner-2': { hashrateEh: 312, treasuryCoins: 26_000, cashUsd: 320e6, debtUsd: 500e6 },
  'miner-3': { hashrateEh: 230, treasuryCoins: 13_000, cashUsd: 280e6, debtUsd: 200e6 },
  'miner-4': { hashrateEh: 129, treasuryCoins: 6_000, cashUsd: 120e6, debtUsd: 80e6 },
  'miner-5': { hashrateEh: 64, treasuryCoins: 3_000, cashUsd: 75e6, debtUsd: 60e6 },
};

/**
 * Dealers: short puts as far below the market as in February. Strikes where open interest was reported, the largest at
 * 85,000 and 80,000; expiries on 21 and 28 November and 26 December (days after the first midnight).
 */
const dealerBook = {
  strikesUsd: [80_000, 82_000, 85_000, 88_000],
  lowStrikesUsd: [65_000, 70_000, 75_000],
  tenors: [
    { days: 1, share: 0.2 },
    { days: 8, share: 0.4 },
    { days: 36, share: 0.4 },
  ],
} as const;

/** Option clients ask for the dealers' expiries; what buyers of puts hold is as far below the market as in February. */
const { tenors } = dealerBook;
const putBuyers = { tenors, openingStrikesUsd: [...dealerBook.strikesUsd] };

/** 20 November 2025, midnight UTC. */
export const novemberSheets: Sheets = {
  // With dealers and the daily-reset fund these make 84,000 coins of open interest on CME, as in February; 123,000 were
  // reported for December, and who held the rest is not known.
  platform: { basisUsd: 906e6, relativeValueUsd: 604e6, directionalUsd: 529e6 },
  'dealer-crypto': dealerBook,
  'dealer-share': dealerBook,
  'put-buyers-crypto': putBuyers,
  'put-buyers-share': putBuyers,
  'call-buyers-crypto': { tenors },
  'call-buyers-share': { tenors },
  'call-writers-crypto': { tenors },
  'call-writers-share': { tenors },
  'adviser-band': { etfUsd: 12.7e9 },
  'adviser-vol': { etfUsd: 5.44e9 },
  // All futures 61 billion dollars (35 % below the peak of 94 in October), less about 135,000 coins on CME.
  'leveraged-traders': { openInterestCoins: 530_000 },
  // The low of the day before: 88,608 on 19 November in the quarter of an hour from 20:00.
  'stop-holders': { priorLow: 0.0327, priorLowHours: 20 },
  // Spot 89,516.91 at the US close of 19 November.
  'etf-2x': { aumUsd: 1.8e9, openingReturn: 0.0228 },
  // Averages of the day before the window, from quarter-hourly prices.
  'trend-followers': { openingGap: 0.0093 },
  ...treasuries,
  ...miners,
};

/**
 * Notes issued by then: three of February's six tranches, 76 days younger, and their half of the notional. Shares stand at
 * 52, well above the highest barrier.
 */
export const noteSheet = {
  notionalUsd: 0.265e9,
  tranches: [
    { initialUsd: 64.3, barrierUsd: 45, days: 766, share: 0.2 },
    { initialUsd: 62.3, barrierUsd: 43.6, days: 711, share: 0.6 },
    { initialUsd: 60, barrierUsd: 42, days: 616, share: 0.2 },
  ],
} as const;
