import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.9.0',
  day: {
    'BTC-SPOT': { coins: 122114, impactPerCoin: 0.00000223858 },
    'BTC-SPOT-US': { coins: 58105.2, impactPerCoin: 0.00000217474 },
    'BTC-PERP': { coins: 281227, impactPerCoin: 0.00000163498 },
    'CME-1': { coins: 29519.8, impactPerCoin: 0.00000134774 },
    'CME-2': { coins: 7166.04, impactPerCoin: 7.66719e-7 },
    'CME-3': { coins: 2313.13, impactPerCoin: 0.0000415746 },
    IBIT: { coins: 34655.1, impactPerCoin: 3.9243e-7 },
  },
};
