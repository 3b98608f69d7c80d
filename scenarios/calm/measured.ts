import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.12.0',
  day: {
    'BTC-SPOT': { coins: 145484, impactPerCoin: 0.00000380537 },
    'BTC-SPOT-US': { coins: 69756.6, impactPerCoin: 0.00000158429 },
    'BTC-PERP': { coins: 347801, impactPerCoin: 0.00000195005 },
    'CME-1': { coins: 54631, impactPerCoin: 4.6087e-7 },
    'CME-2': { coins: 9177.92, impactPerCoin: 2.50378e-7 },
    'CME-3': { coins: 3433.54, impactPerCoin: 0.0000487769 },
    IBIT: { coins: 55964.3, impactPerCoin: -4.65579e-9 },
  },
};
