import { type DriverShock, straight } from '../driver-shock.ts';

// What bitcoin did is nowhere in here, and no news on bitcoin alone is scripted: none has a size that was measured.
const CLOSES = 'Measured: both closes. Choice: linear.';

/** Every scripted driver shock of the window, in order of its start. */
export const driverShocks: readonly DriverShock[] = [
  {
    id: 'dollar-20nov',
    driver: 'dollar',
    title: 'Dollar firms a little',
    totalReturn: 0.0007,
    profile: straight('2025-11-20T00:00Z', '2025-11-20T21:00Z'),
    source: `UUP closes 27.45 and 27.47. ${CLOSES}`,
  },
  {
    id: 'gold-20nov',
    driver: 'gold',
    title: 'Gold stands still',
    totalReturn: -0.0003,
    profile: straight('2025-11-20T00:00Z', '2025-11-20T21:00Z'),
    source: `GLD 374.96 and 374.85. ${CLOSES}`,
  },
  {
    id: 'silver-20nov',
    driver: 'silver',
    title: 'Silver slips',
    totalReturn: -0.0144,
    profile: straight('2025-11-20T00:00Z', '2025-11-20T21:00Z'),
    source: `SLV 46.45 and 45.78. ${CLOSES}`,
  },
  {
    id: 'equity-20nov',
    driver: 'equity',
    title: 'Broad equity rallies on chip results and turns around',
    totalReturn: -0.0278,
    profile: [
      ['2025-11-20T09:00Z', 0],
      ['2025-11-20T14:30Z', -0.094],
      ['2025-11-20T15:45Z', -0.231],
      ['2025-11-20T21:00Z', 1],
    ],
    source:
      'SPY 662.63, 672.95 at the open, 675.56 at its high, 652.53 at the close. Measured: these; reported: index ' +
      'futures 1.29 % up at 08:44, and selling from 10:45 New York on. Choice: that rise answered results of 19 Nov, 21:20, ' +
      'and lies before the window like its echo in bitcoin; linear in between.',
  },
  {
    id: 'software-20nov',
    driver: 'software',
    title: 'Software shares break down with the rest',
    totalReturn: -0.0297,
    profile: straight('2025-11-20T15:45Z', '2025-11-20T21:00Z'),
    source:
      'IGV 103.87 and 100.78. Measured: the total. Choice: it begins when broad equity turns; how far software rose before ' +
      'is not known, so the fall from there is left too small rather than guessed.',
  },
  {
    id: 'dollar-21nov',
    driver: 'dollar',
    title: 'Dollar gives it back',
    totalReturn: -0.0007,
    profile: straight('2025-11-20T23:00Z', '2025-11-21T21:00Z'),
    source: `UUP 27.47 and 27.45. ${CLOSES}`,
  },
  {
    id: 'gold-21nov',
    driver: 'gold',
    title: 'Gold stands still',
    totalReturn: -0.0015,
    profile: straight('2025-11-20T23:00Z', '2025-11-21T21:00Z'),
    source: `GLD 374.85 and 374.27. ${CLOSES}`,
  },
  {
    id: 'silver-21nov',
    driver: 'silver',
    title: 'Silver slips again',
    totalReturn: -0.0105,
    profile: straight('2025-11-20T23:00Z', '2025-11-21T21:00Z'),
    source: `SLV 45.78 and 45.30. ${CLOSES}`,
  },
  {
    id: 'equity-21nov-slide',
    driver: 'equity',
    title: 'Equity futures slide overnight',
    totalReturn: -0.0039,
    profile: straight('2025-11-21T00:00Z', '2025-11-21T12:30Z'),
    source:
      'SPY 652.53 at the close; reported: a test of 650 before the open. Choice: it bottoms when the remarks on rates ' +
      'are published, and is linear from midnight.',
  },
  {
    id: 'equity-21nov-rates',
    driver: 'equity',
    title: 'New York’s Fed president sees room for a cut in the near term',
    totalReturn: 0.0138,
    profile: [
      ['2025-11-21T12:30Z', 0],
      ['2025-11-21T14:30Z', 0.515],
      ['2025-11-21T21:00Z', 1],
    ],
    source:
      'SPY 650 before the open, 654.62 at the open, 659.00 at the close. Measured: open and close; reported: the remarks ' +
      'at 7:30 New York. Choice: linear in between; the high of 664.55 carries no minute.',
  },
  {
    id: 'software-21nov',
    driver: 'software',
    title: 'Software shares end where they began',
    totalReturn: 0.0012,
    profile: straight('2025-11-21T14:30Z', '2025-11-21T21:00Z'),
    source:
      'IGV 100.78 and 100.90. Measured: the total. Choice: linear in the session; the open is not known.',
  },
];
