import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.10.0',
  day: {
    'BTC-SPOT': { coins: 112516, impactPerCoin: 0.0000034561 },
    'BTC-SPOT-US': { coins: 54267.6, impactPerCoin: 0.00000216538 },
    'BTC-PERP': { coins: 283586, impactPerCoin: 0.00000182855 },
    'CME-1': { coins: 37930.4, impactPerCoin: 0.00000203736 },
    'CME-2': { coins: 7973.13, impactPerCoin: 0.00000170773 },
    'CME-3': { coins: 2855.42, impactPerCoin: 0.0000426685 },
    IBIT: { coins: 37684.1, impactPerCoin: 6.91425e-7 },
  },
};
