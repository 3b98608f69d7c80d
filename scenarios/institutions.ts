import type { ScenarioInput } from './scenario.ts';

type Cast = ScenarioInput['cast'];

/** Treasury companies: one large unsecured holder (public figures of 1 February 2026), and a tail that shares 60,000 BTC. */
const treasuries: Cast = {
  'treasury-large': {
    kind: 'treasury',
    parameters: {
      coins: 713_502,
      costUsd: 76_052,
      cashUsd: 2.25e9,
      debtUsd: 8.2e9,
      shares: 390e6,
      mnav: 1.08,
    },
  },
  'treasury-1': {
    kind: 'treasury',
    parameters: { coins: 16_000, costUsd: 98_000, cashUsd: 60e6, debtUsd: 420e6, shares: 90e6, mnav: 1 },
  },
  'treasury-2': {
    kind: 'treasury',
    parameters: {
      coins: 12_000,
      costUsd: 104_000,
      cashUsd: 30e6,
      debtUsd: 0,
      shares: 120e6,
      mnav: 0.86,
      policy: 'buyback',
    },
  },
  'treasury-3': {
    kind: 'treasury',
    parameters: {
      coins: 9_000,
      costUsd: 101_000,
      cashUsd: 20e6,
      debtUsd: 150e6,
      shares: 300e6,
      mnav: 0.94,
      policy: 'buyback',
    },
  },
  'treasury-4': {
    kind: 'treasury',
    parameters: { coins: 7_500, costUsd: 95_000, cashUsd: 15e6, debtUsd: 60e6, shares: 60e6, mnav: 1.1 },
  },
  // Its covenant binds near 68,300 dollars.
  'treasury-5': {
    kind: 'treasury',
    parameters: {
      coins: 6_000,
      costUsd: 107_000,
      cashUsd: 5e6,
      debtUsd: 246e6,
      secured: true,
      shares: 40e6,
      mnav: 0.9,
    },
  },
  'treasury-6': {
    kind: 'treasury',
    parameters: {
      coins: 4_500,
      costUsd: 110_000,
      cashUsd: 5e6,
      debtUsd: 40e6,
      shares: 450e6,
      mnav: 0.75,
      policy: 'buyback',
      closesUnderDollar: 22,
    },
  },
  'treasury-7': {
    kind: 'treasury',
    parameters: {
      coins: 2_800,
      costUsd: 117_000,
      cashUsd: 8e6,
      debtUsd: 94.5e6,
      secured: true,
      shares: 140e6,
      mnav: 0.82,
    },
  },
  // One close short of a listing notice when the window opens.
  'treasury-8': {
    kind: 'treasury',
    parameters: {
      coins: 2_200,
      costUsd: 112_000,
      cashUsd: 4e6,
      debtUsd: 0,
      shares: 200e6,
      mnav: 0.78,
      closesUnderDollar: 29,
    },
  },
};

/** Mining cohorts by cost; together the 1,014 EH/s that a difficulty of 141.67 T implies at ten minutes a block. */
const miners: Cast = {
  'miner-1': {
    kind: 'miner',
    parameters: {
      hashrateEh: 330,
      joulesPerTerahash: 17,
      usdPerKwh: 0.045,
      treasuryCoins: 42_000,
      cashUsd: 450e6,
      debtUsd: 900e6,
    },
  },
  'miner-2': {
    kind: 'miner',
    parameters: {
      hashrateEh: 290,
      joulesPerTerahash: 20,
      usdPerKwh: 0.05,
      treasuryCoins: 26_000,
      cashUsd: 320e6,
      debtUsd: 500e6,
    },
  },
  'miner-3': {
    kind: 'miner',
    parameters: {
      hashrateEh: 214,
      joulesPerTerahash: 24,
      usdPerKwh: 0.05,
      treasuryCoins: 13_000,
      cashUsd: 280e6,
      debtUsd: 200e6,
    },
  },
  'miner-4': {
    kind: 'miner',
    parameters: {
      hashrateEh: 120,
      joulesPerTerahash: 28,
      usdPerKwh: 0.0455,
      treasuryCoins: 6_000,
      cashUsd: 120e6,
      debtUsd: 80e6,
    },
  },
  'miner-5': {
    kind: 'miner',
    parameters: {
      hashrateEh: 60,
      joulesPerTerahash: 32,
      usdPerKwh: 0.035,
      treasuryCoins: 3_000,
      cashUsd: 75e6,
      debtUsd: 60e6,
    },
  },
};

/** Who deals options with the dealers, by wish and market; buyers of puts hold a sixth of what dealers are short. */
const optionClients: Cast = {
  'put-buyers-crypto': { kind: 'option-client', parameters: { openingCoins: 5_000 } },
  'put-buyers-share': { kind: 'option-client', parameters: { home: 'share', openingCoins: 5_000 } },
  'call-buyers-crypto': {
    kind: 'option-client',
    parameters: { character: 'upside', coinsPerDay: 900, moveSlope: 0 },
  },
  'call-buyers-share': {
    kind: 'option-client',
    parameters: { character: 'upside', home: 'share', coinsPerDay: 900, moveSlope: 0 },
  },
  'call-writers-crypto': {
    kind: 'option-client',
    parameters: { character: 'overwrite', coinsPerDay: 1_000, moveSlope: 0 },
  },
  'call-writers-share': {
    kind: 'option-client',
    parameters: { character: 'overwrite', home: 'share', coinsPerDay: 1_000, moveSlope: 0 },
  },
};

/** The institutions of early February 2026 on their balance sheets; each kind's parameters say where figures come from. */
export const institutions: Cast = {
  platform: { kind: 'pod-platform', count: 8 },
  'basis-capital': { kind: 'basis-reentry' },
  'dealer-crypto': { kind: 'dealer', count: 2 },
  'dealer-share': { kind: 'dealer', count: 2, parameters: { home: 'share' } },
  'adviser-band': { kind: 'ria', parameters: { mode: 'band', etfUsd: 10.5e9 } },
  'adviser-vol': { kind: 'ria', parameters: { mode: 'volTarget', etfUsd: 4.5e9 } },
  'leveraged-traders': { kind: 'leveraged-trader' },
  'stop-holders': { kind: 'stop-holder' },
  'trend-followers': { kind: 'trend-follower' },
  'value-investors': { kind: 'dip-buyer' },
  'etf-2x': { kind: 'leveraged-etf' },
  whale: { kind: 'whale', count: 20 },
  ...optionClients,
  ...treasuries,
  ...miners,
};
