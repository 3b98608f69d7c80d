import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.13.0',
  day: {
    'BTC-SPOT': { coins: 146013, impactPerCoin: 0.00000378867 },
    'BTC-SPOT-US': { coins: 68996.1, impactPerCoin: 0.00000218427 },
    'BTC-PERP': { coins: 351767, impactPerCoin: 0.00000194101 },
    'CME-1': { coins: 50850.6, impactPerCoin: 8.93846e-7 },
    'CME-2': { coins: 9254.17, impactPerCoin: null },
    'CME-3': { coins: 3402.08, impactPerCoin: 0.0000431822 },
    IBIT: { coins: 50807.6, impactPerCoin: null },
  },
};
