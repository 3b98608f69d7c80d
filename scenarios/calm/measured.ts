import type { CalmDay } from '../calm-day.ts';

/** What a day of the calm scenario amounts to: mean of 8 seeds of three days each. Written by "npm run calm-day". */
export const calmDay: { readonly model: string; readonly day: CalmDay } = {
  model: '0.11.0',
  day: {
    'BTC-SPOT': { coins: 136294, impactPerCoin: 0.00000283644 },
    'BTC-SPOT-US': { coins: 65254.2, impactPerCoin: 0.00000198325 },
    'BTC-PERP': { coins: 323849, impactPerCoin: 0.00000190197 },
    'CME-1': { coins: 47325.8, impactPerCoin: 0.00000148316 },
    'CME-2': { coins: 8962.92, impactPerCoin: 0.00000301387 },
    'CME-3': { coins: 3625.21, impactPerCoin: 0.0000416052 },
    IBIT: { coins: 43288.2, impactPerCoin: 0.0000010756 },
  },
};
