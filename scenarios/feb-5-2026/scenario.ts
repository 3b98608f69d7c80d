import { scripted } from '../driver-shock.ts';
import { institutions, withSheets } from '../institutions.ts';
import type { ScenarioInput } from '../scenario.ts';
import { calmLatent, eventNews, street } from '../street.ts';
import { februarySheets } from './balance-sheets.ts';
import { targets, turningPoints } from './history.ts';
import { driverShocks, flags } from './shocks.ts';

/** 4 to 6 February 2026: a platform loss, a degross, and bitcoin at 60,000. */
export const feb5: ScenarioInput = {
  id: 'feb-5-2026',
  title: 'The deleveraging of 5 February 2026',
  start: '2026-02-04T00:00Z',
  end: '2026-02-07T00:00Z',
  opening: {
    spotUsd: 75_770,
    // Realised over 3 February: 15-minute returns near 60 % a year.
    dailyVol: 0.02,
    futureBasis: [0.033, 0.04, 0.045],
    shortVol: 0.56,
    longVol: 0.5,
    riskReversal: -0.13,
  },
  outside: {
    shocks: scripted(driverShocks),
    flags: [
      {
        id: flags.platformLoss.id,
        title: flags.platformLoss.title,
        time: flags.platformLoss.time,
        size: flags.platformLoss.zScore,
      },
      {
        id: flags.hashrateCurtailment.id,
        title: flags.hashrateCurtailment.title,
        time: flags.hashrateCurtailment.time,
        size: flags.hashrateCurtailment.curtailedShare,
      },
    ],
    ...eventNews,
  },
  latent: calmLatent,
  // Squared daily returns of the trust from 16 September to 3 February, averaged with a weight of 0.94 on the past.
  margin: { dailyVol: 0.0306 },
  network: {
    difficulty: 141.67e12,
    // Retarget came at block 935,424 on 7 February, about 11.3 minutes a block over the epoch.
    blocksSinceRetarget: 1_560,
    minutesSinceRetarget: 17_600,
    // The storm is a shock of its own.
    curtailedShare: 0,
  },
  // The ranges of the parameter register: how news on other markets is read, one-legged and stop selling, dip buying, how
  // liquidity retreats, and capital between futures and spot.
  uncertain: [
    'outside.betas.software=0.4:2',
    'stop-holder.densityUsd=1e7:1.2e8',
    'dip-buyer.millionsPerMinute=0.2:3:log',
    'latent.supplyStressExponent=1:3',
    'arbitrageur.capitalUsd=3e8:5e9:log',
    // What was owned and owed, with what is thought likely: pods (eight of them), dealers (four), notes (those that are known,
    // up to four times as many), perps, daily-reset funds and advisers.
    'pod-platform.basisUsd=5e8:7.5e8:1e9',
    'pod-platform.relativeValueUsd=2.5e8:5e8:7.5e8',
    'pod-platform.directionalUsd=2e8:4.375e8:6e8',
    'dealer.coins=1250:12500:20000',
    'note-desk.notionalUsd=5.3e8:5.3e8:2.12e9',
    'leveraged-trader.openInterestCoins=3.1e5:5.6e5:7.8e5',
    'leveraged-etf.aumUsd=5e8:1.5e9:3e9',
    'adviser-band.etfUsd=3.5e9:1.05e10:1.75e10',
    'adviser-vol.etfUsd=1.5e9:4.5e9:7.5e9',
  ],
  history: { path: [...turningPoints], targets: [...targets] },
  cast: {
    ...street,
    ...withSheets(institutions, februarySheets),
    // The low of the day before: 72,945.5 on 3 February in the 19:00 hour.
    'stop-holders': { kind: 'stop-holder', parameters: { priorLow: 0.038, priorLowHours: 19.5 } },
    'note-desk': { kind: 'note-desk' },
    // Spot 76,475.5 at the US close of 3 February.
    'etf-2x': { kind: 'leveraged-etf', parameters: { openingReturn: -0.0092 } },
    // Averages of the hours before the window, from hourly prices.
    'trend-followers': { kind: 'trend-follower', parameters: { openingGap: -0.0065 } },
  },
};
