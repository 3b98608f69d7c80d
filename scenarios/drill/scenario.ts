import { scripted } from '../driver-shock.ts';
import { februarySheets } from '../feb-5-2026/balance-sheets.ts';
import { feb5 } from '../feb-5-2026/scenario.ts';
import { institutions, withSheets } from '../institutions.ts';
import type { ScenarioInput } from '../scenario.ts';
import { calmLatent, eventNews, street } from '../street.ts';
import { noteSheet, thinCushions } from './balance-sheets.ts';
import { driverShocks, platformLoss } from './shocks.ts';

/**
 * A drill, which never happened: the street of February 2026 with thinner cushions, and harder news. Calls are not met and
 * brokers sell out their clients, the insurance fund cannot bear every loss and profitable positions are cut, notes knock in,
 * the broad index breaks two of its levels, the nearest future expires, difficulty is set anew. Sizes are choices.
 */
export const drill: ScenarioInput = {
  id: 'drill',
  title: 'A drill: cushions that give way on 26 and 27 February 2026',
  start: '2026-02-26T00:00Z',
  end: '2026-02-28T00:00Z',
  // As on 4 February, but for the fund: 120 million dollars where there is a billion by default, 100 of which are never paid out.
  opening: { ...feb5.opening, insuranceFundUsd: 120e6 },
  outside: { shocks: scripted(driverShocks), flags: [platformLoss], ...eventNews },
  latent: calmLatent,
  // Futures at the lower end of what is thought of their floor, after weeks as volatile as February's.
  margin: { floor: 0.22, dailyVol: 0.04 },
  // 116 blocks before the retarget, after an epoch as slow as the one that ended on 7 February.
  network: { ...feb5.network, blocksSinceRetarget: 1_900, minutesSinceRetarget: 21_000 },
  cast: {
    ...street,
    ...withSheets(institutions, { ...februarySheets, ...thinCushions }),
    'stop-holders': feb5.cast['stop-holders'],
    'note-desk': { kind: 'note-desk', parameters: { ...noteSheet } },
  },
};
