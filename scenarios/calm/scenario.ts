import { februarySheets } from '../feb-5-2026/balance-sheets.ts';
import { institutions, withSheets } from '../institutions.ts';
import type { ScenarioInput } from '../scenario.ts';
import { calmLatent, revaluation, street } from '../street.ts';

/** Three quiet days with nobody forced to do anything: the control. */
export const calm: ScenarioInput = {
  id: 'calm',
  title: 'Three calm days without shocks',
  start: '2026-01-27T00:00Z',
  end: '2026-01-30T00:00Z',
  opening: {
    spotUsd: 88_000,
    dailyVol: 0.0125,
    futureBasis: [0.05, 0.05, 0.05],
    shortVol: 0.42,
    longVol: 0.45,
    riskReversal: -0.04,
  },
  // Software: the beta of the weeks before the event.
  outside: {
    betas: { software: 0.4, equity: 0, gold: 0.1, silver: 0.1, dollar: 0, crypto: 1 },
    ...revaluation,
  },
  latent: calmLatent,
  // As in the other scenario, up to 26 January.
  margin: { dailyVol: 0.0259 },
  network: {
    difficulty: 141.67e12,
    blocksSinceRetarget: 500,
    minutesSinceRetarget: 5300,
    curtailedShare: 0.05,
  },
  // How the market itself works: what makers learn from flow, the less the more they quote, what flow they expect, how they
  // withdraw, how large orders are, how much investors revalue and how that feeds on volatility. Ranges are those of the
  // parameters' texts but for three: the power of depth stays around its fit, that of stress in the lower part of its range,
  // which reaches to events, and the noise, whose text gives none, at no more than calm days move in all. What only experiments
  // with large orders tell, such as how long investors remember, is left as it is; so are choices that matter least.
  uncertain: [
    'maker.impactBpPerMillion=0.3:0.6:log',
    'maker.depthPower=0.4:0.9',
    'maker.foretoldSlow=0.3:0.55',
    'maker.stressExponent=0.5:1.2:log',
    'flow-perp.meanOrderUsd=9e4:1.5e6:log',
    'meta-orders.dailyUsd=1e10:3e10:log',
    'outside.valueNoisePerDay=0.008:0.02',
    'outside.valueNoiseFeedback=0.5:0.99',
  ],
  cast: {
    ...street,
    ...withSheets(institutions, februarySheets),
    'stop-holders': { kind: 'stop-holder', parameters: { priorLow: 0.011, priorLowHours: 17 } },
    'trend-followers': { kind: 'trend-follower', parameters: { openingGap: 0.004 } },
  },
};
