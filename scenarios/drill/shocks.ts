import type { DriverShock } from '../driver-shock.ts';

const CHOICE = 'A choice: nothing of this happened.';

/** Platforms lose 3.5 standard deviations elsewhere, an hour before they are scored. */
export const platformLoss = {
  id: 'platform-loss',
  title: 'Multi-strategy platforms lose three and a half standard deviations',
  time: '2026-02-26T20:00Z',
  size: 3.5,
};

/** Every scripted driver shock of the drill, in order of its start. */
export const driverShocks: readonly DriverShock[] = [
  {
    id: 'software-break',
    driver: 'software',
    title: 'Software shares break down for two days',
    totalReturn: -0.08,
    profile: [
      ['2026-02-26T14:30Z', 0],
      ['2026-02-26T21:00Z', 0.4],
      ['2026-02-27T14:30Z', 0.6],
      ['2026-02-27T16:30Z', 1],
    ],
    source: CHOICE,
  },
  {
    id: 'equity-break',
    driver: 'equity',
    title: 'Broad equity falls through two levels of its breaker',
    // Beyond 7 and 13 %.
    totalReturn: -0.14,
    profile: [
      ['2026-02-27T13:00Z', 0],
      ['2026-02-27T14:30Z', 0.3],
      ['2026-02-27T17:00Z', 1],
    ],
    source: CHOICE,
  },
  {
    id: 'withdrawals-stopped',
    driver: 'crypto',
    title: 'A large venue stops withdrawals',
    totalReturn: -0.1,
    profile: [
      ['2026-02-27T15:30Z', 0],
      ['2026-02-27T15:40Z', 1],
    ],
    source: CHOICE,
  },
  {
    id: 'backstop-equity',
    driver: 'equity',
    title: 'Central banks lend',
    totalReturn: 0.07,
    profile: [
      ['2026-02-27T18:30Z', 0],
      ['2026-02-27T21:00Z', 1],
    ],
    source: CHOICE,
  },
  {
    id: 'backstop-software',
    driver: 'software',
    title: 'Software shares recover with it',
    totalReturn: 0.05,
    profile: [
      ['2026-02-27T18:30Z', 0],
      ['2026-02-27T21:00Z', 1],
    ],
    source: CHOICE,
  },
];
