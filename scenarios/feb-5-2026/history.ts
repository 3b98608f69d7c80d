import { type HistoricalFact, OF_BAR, SPOT_SOURCE, type TurningPoint } from '../turning-point.ts';

const { venue: VENUE, close: CLOSE, low: LOW, high: HIGH } = SPOT_SOURCE;
const BAR = OF_BAR;

/** Spot from 4 Feb 00:00 to 7 Feb 00:00 UTC at its turning points, in order of time. */
export const turningPoints: readonly TurningPoint[] = [
  {
    time: '2026-02-04T00:00Z',
    spotUsd: 75770.21,
    label: 'window opens',
    source: SPOT_SOURCE.open,
  },
  { time: '2026-02-04T03:30Z', spotUsd: 76971.52, label: 'high of 4 Feb', source: HIGH, note: BAR },
  { time: '2026-02-04T14:30Z', spotUsd: 75298.81, label: 'US open, 4 Feb', source: CLOSE },
  {
    time: '2026-02-04T17:30Z',
    spotUsd: 72169,
    label: 'low of the US session, 4 Feb',
    source: LOW,
    note: BAR,
  },
  { time: '2026-02-04T21:00Z', spotUsd: 73516.3, label: 'US close, 4 Feb', source: CLOSE },
  { time: '2026-02-04T22:00Z', spotUsd: 71888, label: 'low of 4 Feb', source: LOW, note: BAR },
  {
    time: '2026-02-05T00:00Z',
    spotUsd: 73165.84,
    label: 'UTC day opens, 5 Feb',
    source: SPOT_SOURCE.open,
  },
  { time: '2026-02-05T05:15Z', spotUsd: 70140, label: 'low of the Asian morning', source: LOW, note: BAR },
  { time: '2026-02-05T09:15Z', spotUsd: 71978.58, label: 'European rebound', source: HIGH, note: BAR },
  { time: '2026-02-05T12:15Z', spotUsd: 69163, label: 'low before the US open', source: LOW, note: BAR },
  { time: '2026-02-05T14:30Z', spotUsd: 70129.13, label: 'US open, 5 Feb', source: CLOSE },
  { time: '2026-02-05T15:00Z', spotUsd: 69404.76, label: 'leg 1 begins', source: CLOSE },
  {
    time: '2026-02-05T15:33Z',
    spotUsd: 66720.15,
    label: 'leg 1 ends',
    source: `${LOW}; minute from 1-minute klines of the perpetual`,
    note: "end of the minute that holds the perpetual's low of 66,666",
  },
  {
    time: '2026-02-05T16:45Z',
    spotUsd: 68681.81,
    label: 'rebound between the legs',
    source: HIGH,
    note: BAR,
  },
  { time: '2026-02-05T20:15Z', spotUsd: 65051.38, label: 'leg 2 begins', source: CLOSE },
  {
    time: '2026-02-05T20:50Z',
    spotUsd: 62345,
    label: 'leg 2 ends',
    source: LOW,
    note: 'within the bar that opens at 20:45; the minute is approximate',
  },
  { time: '2026-02-05T21:00Z', spotUsd: 63775.67, label: 'US close, 5 Feb', source: CLOSE },
  { time: '2026-02-05T23:00Z', spotUsd: 64908, label: 'evening rebound', source: HIGH, note: BAR },
  { time: '2026-02-06T00:00Z', spotUsd: 62909.86, label: 'UTC day closes, leg 3 begins', source: CLOSE },
  {
    time: '2026-02-06T00:19Z',
    spotUsd: 60000,
    label: 'low of the window, leg 3 ends',
    source: `${LOW}; minute from 1-minute klines of the perpetual`,
    note: 'opening of the minute in which the perpetual traded at 59,800',
  },
  {
    time: '2026-02-06T01:00Z',
    spotUsd: 63509.39,
    label: 'back out of the V',
    source: CLOSE,
    note: 'the perpetual closed the same minute at 63,460',
  },
  { time: '2026-02-06T02:00Z', spotUsd: 66010, label: 'first rebound ends', source: HIGH, note: BAR },
  { time: '2026-02-06T08:00Z', spotUsd: 64500, label: 'low of the second morning', source: LOW, note: BAR },
  { time: '2026-02-06T14:30Z', spotUsd: 67114.64, label: 'US open, 6 Feb', source: CLOSE },
  {
    time: '2026-02-06T16:45Z',
    spotUsd: 70224.62,
    label: 'first trades above 70,000',
    source: HIGH,
    note: BAR,
  },
  { time: '2026-02-06T17:30Z', spotUsd: 71500, label: 'high of the US session', source: HIGH, note: BAR },
  { time: '2026-02-06T21:00Z', spotUsd: 70000.13, label: 'US close, 6 Feb', source: CLOSE },
  { time: '2026-02-06T23:00Z', spotUsd: 71751.33, label: 'high of 6 Feb', source: HIGH, note: BAR },
  { time: '2026-02-07T00:00Z', spotUsd: 70580.26, label: 'window closes', source: CLOSE },
];

/** Further scored figures of the window, each with instrument, clock and source. */
export const openingFacts = {
  openingSpotUsd: {
    value: 75770.21,
    unit: 'usd',
    time: '2026-02-04T00:00Z',
    clock: 'spot, offshore, window open',
    source: VENUE,
  },
  scoredOpenSpotUsd: {
    value: 73165.84,
    unit: 'usd',
    time: '2026-02-05T00:00Z',
    clock: 'spot, offshore, UTC day open',
    source: VENUE,
  },
  lowSpotUsd: {
    value: 60000,
    unit: 'usd',
    time: '2026-02-06T00:19Z',
    clock: 'spot, offshore, any minute of the window',
    source: VENUE,
  },
  lowReturn: {
    value: -0.1799,
    unit: 'fraction',
    time: '2026-02-06T00:19Z',
    clock: 'spot, offshore, low against the open of 5 Feb UTC',
    source: 'derived: 60,000 / 73,165.84 − 1',
  },
  trustImpliedLowUsd: {
    value: 34.03,
    unit: 'usd',
    time: '2026-02-06T00:19Z',
    clock: 'IBIT at net asset value; the share did not trade at that hour',
    source: 'derived: 60,000 × 0.0005671 coins a share',
  },
  trustClose4FebUsd: {
    value: 41.57,
    unit: 'usd',
    time: '2026-02-04T21:00Z',
    clock: 'IBIT, US close',
    source: 'daily closes of US-listed funds',
  },
  trustClose5FebUsd: {
    value: 36.1,
    unit: 'usd',
    time: '2026-02-05T21:00Z',
    clock: 'IBIT, US close',
    source: 'daily closes of US-listed funds',
  },
  trustReturn5Feb: {
    value: -0.1316,
    unit: 'fraction',
    time: '2026-02-05T21:00Z',
    clock: 'IBIT, close to close',
    source: 'daily closes of US-listed funds',
  },
  trustClose6FebUsd: {
    value: 39.68,
    unit: 'usd',
    time: '2026-02-06T21:00Z',
    clock: 'IBIT, US close',
    source: 'daily closes of US-listed funds',
  },
  trustReturn6Feb: {
    value: 0.0992,
    unit: 'fraction',
    time: '2026-02-06T21:00Z',
    clock: 'IBIT, close to close',
    source: 'daily closes of US-listed funds',
  },
} as const satisfies Readonly<Record<string, HistoricalFact>>;

/** Losses realised on the chain, entity-adjusted, US dollars a UTC day: reported beside runs, never fitted. */
export const realisedLossFacts = [
  {
    day: '2026-02-04',
    label: 'mean of the seven days before',
    measuredUsd: 1.26e9,
    source: 'on-chain report dated 4 February 2026: more than this a day; spikes above 2.4 billion that week',
  },
  {
    day: '2026-02-05',
    label: 'the day itself, a record',
    measuredUsd: 3.2e9,
    source: 'on-chain analysts, entity-adjusted realised loss, as reported on 6 February 2026',
  },
] as const;
