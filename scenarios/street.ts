import type { ScenarioInput } from './scenario.ts';

/** Liquidity and flow every scenario starts from: the market around the institutions. US dollars a day are calm days'. */
export const street: ScenarioInput['cast'] = {
  investors: { kind: 'investors' },
  'maker-1': { kind: 'maker', parameters: { lossPull: 0.06, halfSpreadBp: 0.6 } },
  'maker-2': { kind: 'maker', parameters: { lossPull: 0.09, halfSpreadBp: 0.75 } },
  'maker-3': { kind: 'maker', parameters: { lossPull: 0.12, halfSpreadBp: 0.9, decayBp: 13 } },
  'maker-4': { kind: 'maker', parameters: { lossPull: 0.15, halfSpreadBp: 1.2, decayBp: 16 } },
  'flow-spot': {
    kind: 'flow',
    parameters: { instrument: 'BTC-SPOT', dailyUsd: 5e9, meanOrderUsd: 1_000_000 },
  },
  'flow-spot-us': {
    kind: 'flow',
    parameters: { instrument: 'BTC-SPOT-US', dailyUsd: 2.2e9, meanOrderUsd: 800_000 },
  },
  'flow-perp': {
    kind: 'flow',
    parameters: { instrument: 'BTC-PERP', dailyUsd: 14e9, meanOrderUsd: 1_200_000 },
  },
  'flow-cme-1': {
    kind: 'flow',
    parameters: {
      instrument: 'CME-1',
      dailyUsd: 3e9,
      meanOrderUsd: 1_500_000,
      openMinutes: 1380,
      restingOrders: 24,
    },
  },
  'flow-cme-2': {
    kind: 'flow',
    parameters: {
      instrument: 'CME-2',
      dailyUsd: 0.4e9,
      meanOrderUsd: 700_000,
      openMinutes: 1380,
      restingOrders: 12,
    },
  },
  'flow-cme-3': {
    kind: 'flow',
    parameters: {
      instrument: 'CME-3',
      dailyUsd: 0.15e9,
      meanOrderUsd: 700_000,
      openMinutes: 1380,
      restingOrders: 12,
    },
  },
  'flow-etf': {
    kind: 'flow',
    parameters: { instrument: 'IBIT', dailyUsd: 1.4e9, meanOrderUsd: 90_000, openMinutes: 390 },
  },
  'meta-orders': { kind: 'meta-orders' },
  arbitrageur: { kind: 'arbitrageur' },
  'authorised-participant': { kind: 'authorised-participant', count: 3 },
};

/** How latent liquidity renews itself, by default. Turnover is that of the simulated books on a calm day. */
export const calmLatent: ScenarioInput['latent'] = {
  dailyVolumeUsd: 56e9,
  creationShare: 0.22,
  memoryMinutes: 1200,
  calmDailyVol: 0.025,
  supplyStressExponent: 2.3,
  decayStressExponent: 2.5,
  promptShare: 0.85,
  lagHalfLifeMinutes: 60,
};

/**
 * How investors revalue bitcoin without news that anybody scripted, on any day: by how much was chosen by the volatility of
 * calm days, 37 to 44 % measured at a quarter of an hour, and nearly all of it follows the market's own, without which calm
 * days have too thin tails and a day of forced sales comes nowhere near the 128 % of 5 February.
 */
export const revaluation = {
  valueNoisePerDay: 0.0149,
  valueNoiseFeedback: 0.97,
  valueNoiseHalfLifeHours: 5,
};

/** How bitcoin takes news on other markets in an event, and what investors make of it besides. */
export const eventNews = {
  // Software: fitted to the fall within its range (0.4 to 2); daily returns gave 0.4 before February's event and 1.4 in it.
  // Silver: default.
  betas: { software: 1.4, equity: 0, gold: 0.1, silver: 0.1, dollar: 0, crypto: 1 },
  bridged: true,
  ...revaluation,
};
