import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.10.0',
  day: {
    'BTC-SPOT': { coins: 119559, impactPerCoin: 0.0000037368 },
    'BTC-SPOT-US': { coins: 57104.9, impactPerCoin: 0.00000265886 },
    'BTC-PERP': { coins: 303004, impactPerCoin: 0.00000191751 },
    'CME-1': { coins: 40605.8, impactPerCoin: 0.00000194454 },
    'CME-2': { coins: 8281.46, impactPerCoin: 0.0000021017 },
    'CME-3': { coins: 3137.92, impactPerCoin: 0.000044335 },
    IBIT: { coins: 40742.1, impactPerCoin: 4.31997e-7 },
  },
};
