import type { ScenarioInput } from './scenario.ts';

type Cast = ScenarioInput['cast'];

/** What lines of a cast owned, owed and had behind them when a window opened, by line: parameters laid over how they behave. */
export type Sheets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A cast with balance sheets; every sheet must be of a line that the cast has. */
export function withSheets(cast: Cast, sheets: Sheets): Cast {
  const stray = Object.keys(sheets).find((line) => !Object.hasOwn(cast, line));
  if (stray !== undefined) throw new Error(`no line of the cast is called ${stray}`);
  return Object.fromEntries(
    Object.entries(cast).map(([line, member]) => [
      line,
      Object.hasOwn(sheets, line)
        ? { ...member, parameters: { ...member.parameters, ...sheets[line] } }
        : member,
    ]),
  );
}

/** Treasury companies: one large unsecured holder, and a tail; some buy back shares that trade below assets. */
const treasuries: Cast = {
  'treasury-large': { kind: 'treasury' },
  'treasury-1': { kind: 'treasury' },
  'treasury-2': { kind: 'treasury', parameters: { policy: 'buyback' } },
  'treasury-3': { kind: 'treasury', parameters: { policy: 'buyback' } },
  'treasury-4': { kind: 'treasury' },
  'treasury-5': { kind: 'treasury' },
  'treasury-6': { kind: 'treasury', parameters: { policy: 'buyback' } },
  'treasury-7': { kind: 'treasury' },
  'treasury-8': { kind: 'treasury' },
};

/** Mining cohorts by what their machines draw and their power costs. */
const miners: Cast = {
  'miner-1': { kind: 'miner', parameters: { joulesPerTerahash: 17, usdPerKwh: 0.045 } },
  'miner-2': { kind: 'miner', parameters: { joulesPerTerahash: 20, usdPerKwh: 0.05 } },
  'miner-3': { kind: 'miner', parameters: { joulesPerTerahash: 24, usdPerKwh: 0.05 } },
  'miner-4': { kind: 'miner', parameters: { joulesPerTerahash: 28, usdPerKwh: 0.0455 } },
  'miner-5': { kind: 'miner', parameters: { joulesPerTerahash: 32, usdPerKwh: 0.035 } },
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

/**
 * The institutions of every event and how they behave, the same whatever the date: what they own and owe is laid over it
 * by `withSheets`. Each kind's parameters say where figures come from.
 */
export const institutions: Cast = {
  platform: { kind: 'pod-platform', count: 8 },
  'basis-capital': { kind: 'basis-reentry' },
  'prime-broker': { kind: 'prime-broker' },
  'dealer-crypto': { kind: 'dealer', count: 2 },
  'dealer-share': { kind: 'dealer', count: 2, parameters: { home: 'share' } },
  'adviser-band': { kind: 'ria', parameters: { mode: 'band' } },
  'adviser-vol': { kind: 'ria', parameters: { mode: 'volTarget' } },
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
