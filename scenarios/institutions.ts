import type { ScenarioInput } from './scenario.ts';

/** The institutions of early February 2026 on their balance sheets; each kind's parameters say where figures come from. */
export const institutions: ScenarioInput['cast'] = {
  platform: { kind: 'pod-platform', count: 8 },
  'basis-capital': { kind: 'basis-reentry' },
  'dealer-crypto': { kind: 'dealer', count: 2 },
  'dealer-share': { kind: 'dealer', count: 2, parameters: { home: 'share' } },
  adviser: { kind: 'ria' },
  'leveraged-traders': { kind: 'leveraged-trader' },
  'stop-holders': { kind: 'stop-holder' },
  'trend-followers': { kind: 'trend-follower' },
  'value-investors': { kind: 'dip-buyer' },
};
