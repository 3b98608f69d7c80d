import { scripted } from '../driver-shock.ts';
import { institutions, withSheets } from '../institutions.ts';
import type { ScenarioInput } from '../scenario.ts';
import { calmLatent, eventNews, street } from '../street.ts';
import { microCap, noteSheet, novemberSheets } from './balance-sheets.ts';
import { targets, turningPoints } from './history.ts';
import { driverShocks } from './shocks.ts';

/** 20 and 21 November 2025: the second largest ETF outflow, treasuries under water, and bitcoin at 80,600. */
export const nov21: ScenarioInput = {
  id: 'nov-21-2025',
  title: 'The outflow and treasury spiral of 21 November 2025',
  start: '2025-11-20T00:00Z',
  end: '2025-11-22T00:00Z',
  listings: {
    // Last Fridays at 16:00 London.
    futureExpiries: ['2025-11-28T16:00Z', '2025-12-26T16:00Z', '2026-03-27T16:00Z'],
    // 22.72 a basket of 40,000 on 25 June, less 0.25 % a year; 48.96 and 47.97 at the closes give spot within 0.3 %.
    coinsPerShare: 0.0005674,
  },
  opening: {
    spotUsd: 91_555,
    // Realised over 19 November: 15-minute returns at 59 % a year.
    dailyVol: 0.031,
    // About 5 % a year as reported for the next month.
    futureBasis: [0.05, 0.05, 0.05],
    // Choice: midway between the quiet week before and the 58 % and −10.6 reported on 24 November.
    shortVol: 0.52,
    longVol: 0.49,
    riskReversal: -0.07,
  },
  outside: { shocks: scripted(driverShocks), ...eventNews },
  latent: calmLatent,
  network: {
    // 152.27 T until block 925,344 on 27 November at 01:16, then −1.95 %: 10.2 minutes a block over the epoch.
    difficulty: 152.27e12,
    blocksSinceRetarget: 1_020,
    minutesSinceRetarget: 10_400,
    curtailedShare: 0.02,
  },
  history: { path: [...turningPoints], targets: [...targets] },
  cast: {
    ...street,
    ...withSheets(institutions, novemberSheets),
    'treasury-micro': { kind: 'treasury', parameters: { ...microCap, policy: 'buyback' } },
    'note-desk': { kind: 'note-desk', parameters: { ...noteSheet } },
  },
};
