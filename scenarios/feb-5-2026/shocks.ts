import { type DriverShock, type Profile, straight } from '../driver-shock.ts';

// The wording shared by shocks of one kind. Spot prints were turned into fund shares at the ounces per share that
// 6 Feb closes imply: 0.0919 for gold, 0.908 for silver (455.46 / 4,954.92 and 70.19 / 77.33).
const CASH_SESSION =
  'Measured: opening auction (14:30) and close (21:00). Choice: the gap forms from 09:00 on, when ' +
  'pre-market and futures trade, and the session is linear; intraday extremes carry no minute and are left to noise.';
const SPOT_PRINTS =
  'Measured: closes and opening of the fund, and newswire spot prints with their GMT minute, turned into fund shares. ' +
  'Choice: linear between them.';

/** A US cash day: the measured share of the opening gap built up before 14:30, the rest in the session. */
const cashSession = (day: string, openShare: number): Profile => [
  [`${day}T09:00Z`, 0],
  [`${day}T14:30Z`, openShare],
  [`${day}T21:00Z`, 1],
];

/** Every scripted driver shock of the window, in order of its start. */
export const driverShocks: readonly DriverShock[] = [
  {
    id: 'fed-nomination',
    driver: 'dollar',
    title: 'Dollar firms after the Fed chair nomination',
    totalReturn: 0.0063,
    profile: [
      ['2026-02-04T00:00Z', 0],
      ['2026-02-04T21:00Z', 0.53],
      ['2026-02-05T21:00Z', 1],
    ],
    source:
      'UUP closes 26.92, 27.01, 27.09 (3–5 Feb). Measured: both daily totals. Choice: linear within the day, ' +
      'and the whole move laid to the nomination of 30 Jan, as dealers quoted that day did.',
  },
  {
    id: 'gold-4feb',
    driver: 'gold',
    title: 'Gold rebounds overnight',
    totalReturn: 0.018,
    profile: straight('2026-02-04T00:00Z', '2026-02-04T14:30Z'),
    source:
      'GLD 454.29 (3 Feb close) to 462.47 (4 Feb open). Measured: the gap. Choice: linear from midnight.',
  },
  {
    id: 'silver-4feb',
    driver: 'silver',
    title: 'Silver rebounds overnight',
    totalReturn: 0.0733,
    profile: straight('2026-02-04T00:00Z', '2026-02-04T14:30Z'),
    source: 'SLV 76.96 (3 Feb close) to 82.60 (4 Feb open). Measured: the gap. Choice: linear from midnight.',
  },
  {
    id: 'software-4feb',
    driver: 'software',
    title: 'Software shares fall again',
    totalReturn: -0.0182,
    profile: cashSession('2026-02-04', 0.863),
    source: `IGV 85.39 to 84.05 at the open, 83.84 at the close. ${CASH_SESSION}`,
  },
  {
    id: 'equity-4feb',
    driver: 'equity',
    title: 'Broad equity slips',
    totalReturn: -0.0048,
    profile: cashSession('2026-02-04', -0.245),
    source: `SPY 689.53 to 690.35 at the open, 686.19 at the close. ${CASH_SESSION}`,
  },
  {
    id: 'fed-nomination-gold',
    driver: 'gold',
    title: 'Gold gives its rebound back as the dollar firms',
    totalReturn: -0.0184,
    profile: straight('2026-02-04T14:30Z', '2026-02-04T21:00Z'),
    source:
      'GLD 462.47 (4 Feb open) to 453.97 (close). Measured: the total. Choice: linear, and laid to the nomination.',
  },
  {
    id: 'fed-nomination-silver',
    driver: 'silver',
    title: 'Silver gives its rebound back as the dollar firms',
    totalReturn: -0.0414,
    profile: straight('2026-02-04T14:30Z', '2026-02-04T21:00Z'),
    source:
      'SLV 82.60 (4 Feb open) to 79.18 (close). Measured: the total. Choice: linear, and laid to the nomination.',
  },
  {
    id: 'gold-5feb',
    driver: 'gold',
    title: 'Gold is sold with everything else',
    totalReturn: -0.0266,
    profile: [
      ['2026-02-04T23:00Z', 0],
      ['2026-02-05T05:35Z', 0.757],
      ['2026-02-05T14:30Z', 0.798],
      ['2026-02-05T18:31Z', 0.498],
      ['2026-02-05T21:00Z', 1],
    ],
    source: `GLD 453.97, 444.29 at the open, 441.88; spot 4,838.81 at 05:35, 4,872.83 at 18:31. ${SPOT_PRINTS}`,
  },
  {
    id: 'silver-5feb',
    driver: 'silver',
    title: 'Silver crashes in Asian trading',
    totalReturn: -0.1577,
    profile: [
      ['2026-02-05T01:00Z', 0],
      ['2026-02-05T03:00Z', 0.993],
      ['2026-02-05T05:35Z', 0.889],
      ['2026-02-05T09:20Z', 0.642],
      ['2026-02-05T14:30Z', 0.867],
      ['2026-02-05T18:31Z', 0.7],
      ['2026-02-05T21:00Z', 1],
    ],
    source:
      'SLV 79.18, 68.23 at the open, 66.69; spot low of the Asian morning 73.56, down nearly 15 % at 05:35, 78.13 at ' +
      `09:20, 77.36 at 18:31. ${SPOT_PRINTS} Choice too: the fall starts with Shanghai at 01:00, and the morning's low, ` +
      'known only to lie before 05:00, is put at 03:00.',
  },
  {
    id: 'software-5feb',
    driver: 'software',
    title: 'Software shares break down',
    totalReturn: -0.0497,
    profile: cashSession('2026-02-05', 0.188),
    source: `IGV 83.84 to 83.04 at the open, 79.67 at the close. ${CASH_SESSION}`,
  },
  {
    id: 'equity-5feb',
    driver: 'equity',
    title: 'Broad equity sells off',
    totalReturn: -0.0125,
    profile: cashSession('2026-02-05', 0.611),
    source: `SPY 686.19 to 680.94 at the open, 677.62 at the close. ${CASH_SESSION}`,
  },
  {
    id: 'silver-after-hours',
    driver: 'silver',
    title: 'Silver slides on after the US close',
    totalReturn: -0.117,
    profile: [
      ['2026-02-05T21:00Z', 0],
      ['2026-02-05T22:00Z', 0.25],
      ['2026-02-05T23:00Z', 0.25],
      ['2026-02-06T00:09Z', 1],
    ],
    source: `SLV close 66.69; spot 71.22 at the day's end, 64.88 at 00:09, the low. ${SPOT_PRINTS}`,
  },
  {
    id: 'gold-after-hours',
    driver: 'gold',
    title: 'Gold slides on after the US close',
    totalReturn: -0.0148,
    profile: [
      ['2026-02-05T21:00Z', 0],
      ['2026-02-05T22:00Z', 0.529],
      ['2026-02-05T23:00Z', 0.529],
      ['2026-02-06T00:37Z', 1],
    ],
    source: `GLD close 441.88; spot 4,769 at the day's end, 4,735.99 at 00:37. ${SPOT_PRINTS}`,
  },
  {
    id: 'treasury-loss-after-hours',
    driver: 'crypto',
    title: 'The largest treasury company reports its loss',
    totalReturn: -0.015,
    profile: [
      ['2026-02-05T21:05Z', 0],
      ['2026-02-05T21:20Z', 0.5],
      ['2026-02-05T22:00Z', 0.8],
      ['2026-02-05T23:00Z', 1],
    ],
    source:
      'Measured: the report came after the 5 Feb close, its call at 22:00. Choice: the size, a prior of −1.5 % ' +
      '(0 to −3 %; the loss was foreseeable and the share rose slightly after hours), the minute, the profile, and that ' +
      'it stays: no recovery is scripted.',
  },
  {
    id: 'reversal-6feb-silver',
    driver: 'silver',
    title: 'Silver recovers',
    totalReturn: 0.1919,
    profile: [
      ['2026-02-06T00:09Z', 0],
      ['2026-02-06T00:37Z', 0.348],
      ['2026-02-06T05:52Z', 0.742],
      ['2026-02-06T07:58Z', 0.628],
      ['2026-02-06T09:23Z', 0.766],
      ['2026-02-06T14:30Z', 0.796],
      ['2026-02-06T21:00Z', 1],
    ],
    source:
      'SLV 67.72 at the open, 70.19; spot 64.88 at 00:09, 68.97 at 00:37, 73.91 at 05:52, 72.44 at 07:58, 74.22 at ' +
      `09:23. ${SPOT_PRINTS}`,
  },
  {
    id: 'reversal-6feb-gold',
    driver: 'gold',
    title: 'Gold recovers',
    totalReturn: 0.0462,
    profile: [
      ['2026-02-06T00:37Z', 0],
      ['2026-02-06T05:52Z', 0.66],
      ['2026-02-06T07:58Z', 0.518],
      ['2026-02-06T09:23Z', 0.569],
      ['2026-02-06T14:30Z', 0.769],
      ['2026-02-06T21:00Z', 1],
    ],
    source:
      'GLD 450.73 at the open, 455.46; spot 4,735.99 at 00:37, 4,879.45 at 05:52, 4,848.25 at 07:58, 4,859.43 at ' +
      `09:23. ${SPOT_PRINTS}`,
  },
  {
    id: 'reversal-6feb-dollar',
    driver: 'dollar',
    title: 'Dollar eases',
    totalReturn: -0.003,
    profile: straight('2026-02-06T00:00Z', '2026-02-06T21:00Z'),
    source:
      'UUP closes 27.09 and 27.01. Measured: the total (the index itself −0.2 %). Choice: linear from midnight.',
  },
  {
    id: 'reversal-6feb-software',
    driver: 'software',
    title: 'Software shares rebound',
    totalReturn: 0.035,
    profile: cashSession('2026-02-06', 0.685),
    source: `IGV 79.67 to 81.57 at the open, 82.46 at the close. ${CASH_SESSION}`,
  },
  {
    id: 'reversal-6feb-equity',
    driver: 'equity',
    title: 'Broad equity rebounds',
    totalReturn: 0.0192,
    profile: cashSession('2026-02-06', 0.297),
    source: `SPY 677.62 to 681.46 at the open, 690.62 at the close. ${CASH_SESSION}`,
  },
];

/** Scripted roots that are not driver returns: one loss that starts the degrossing, and hash rate switched off. */
export const flags = {
  platformLoss: {
    id: 'platform-loss-4feb',
    title: 'Multi-strategy platforms take their worst day in almost a year',
    time: '2026-02-04T21:00Z',
    /** Loss of the day in daily standard deviations, positive. */
    zScore: 3.5,
    source:
      'Reported: prime-broker commentary on 4 Feb, and 3.5 sd by the study the scenario follows. ' +
      'Choice: booked at the US close.',
  },
  hashrateCurtailment: {
    id: 'hashrate-curtailment',
    title: 'A winter storm keeps hash rate off the grid',
    /** In force from before the window opens. */
    time: '2026-02-04T00:00Z',
    /** Share of the 10-minute hash rate (difficulty × 2³² / 600 s, 1,014 EH/s at 141.67 T) that is off. */
    curtailedShare: 0.13,
    /** Mean block interval that share implies: 10 / (1 − share). */
    meanBlockIntervalMinutes: 11.5,
    source:
      'Reported: 11.52 minutes a block over the epoch on the eve of the retarget. Choice: constant over the window. ' +
      'The realised retarget of −11.16 % implies 11.26 for the whole epoch; it is held out, not scripted.',
  },
} as const;
