import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.10.0',
  day: {
    'BTC-SPOT': { coins: 119160, impactPerCoin: 0.00000375116 },
    'BTC-SPOT-US': { coins: 56983.7, impactPerCoin: 0.00000259608 },
    'BTC-PERP': { coins: 302151, impactPerCoin: 0.00000190831 },
    'CME-1': { coins: 40472.5, impactPerCoin: 0.00000197496 },
    'CME-2': { coins: 8203.13, impactPerCoin: 0.00000199546 },
    'CME-3': { coins: 3123.13, impactPerCoin: 0.0000437789 },
    IBIT: { coins: 40617.4, impactPerCoin: 4.37097e-7 },
  },
};
