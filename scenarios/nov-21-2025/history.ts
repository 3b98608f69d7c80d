import { type HistoricalFact, OF_BAR, SPOT_SOURCE, type TurningPoint } from '../turning-point.ts';

const { close: CLOSE, low: LOW, high: HIGH } = SPOT_SOURCE;
const FIVE = 'within the five minutes that open then, by 5-minute klines of the perpetual';

/** Spot from 20 Nov 00:00 to 22 Nov 00:00 UTC at its turning points, in order of time. */
export const turningPoints: readonly TurningPoint[] = [
  { time: '2025-11-20T00:00Z', spotUsd: 91554.96, label: 'window opens', source: SPOT_SOURCE.open },
  { time: '2025-11-20T05:00Z', spotUsd: 93160, label: 'high of 20 Nov', source: HIGH, note: OF_BAR },
  { time: '2025-11-20T14:30Z', spotUsd: 91452.53, label: 'US open, 20 Nov', source: CLOSE },
  { time: '2025-11-20T15:45Z', spotUsd: 90596.8, label: 'US equities turn', source: CLOSE },
  {
    time: '2025-11-20T17:30Z',
    spotUsd: 86395.47,
    label: 'low of the first leg',
    source: LOW,
    note: OF_BAR,
  },
  { time: '2025-11-20T18:15Z', spotUsd: 87769.23, label: 'rebound', source: HIGH, note: OF_BAR },
  { time: '2025-11-20T19:00Z', spotUsd: 86100, label: 'low of 20 Nov', source: LOW, note: OF_BAR },
  { time: '2025-11-20T21:00Z', spotUsd: 86462.97, label: 'US close, 20 Nov', source: CLOSE },
  { time: '2025-11-20T22:30Z', spotUsd: 88250, label: 'evening rebound', source: HIGH, note: OF_BAR },
  { time: '2025-11-21T00:00Z', spotUsd: 86637.23, label: 'UTC day closes', source: CLOSE },
  { time: '2025-11-21T00:30Z', spotUsd: 87498.94, label: 'high of 21 Nov', source: HIGH, note: OF_BAR },
  {
    time: '2025-11-21T02:45Z',
    spotUsd: 85360,
    label: 'low of the Asian morning',
    source: LOW,
    note: OF_BAR,
  },
  { time: '2025-11-21T05:30Z', spotUsd: 86459.53, label: 'Asian rebound', source: HIGH, note: OF_BAR },
  { time: '2025-11-21T07:15Z', spotUsd: 85526.28, label: 'before the flush', source: CLOSE },
  {
    time: '2025-11-21T07:30Z',
    spotUsd: 82000,
    label: 'low of the first flush',
    source: LOW,
    note: `${FIVE}, which traded at 81,111`,
  },
  { time: '2025-11-21T07:45Z', spotUsd: 84373.38, label: 'back out of it', source: CLOSE },
  {
    time: '2025-11-21T10:15Z',
    spotUsd: 81648,
    label: 'low of the European morning',
    source: LOW,
    note: OF_BAR,
  },
  { time: '2025-11-21T11:00Z', spotUsd: 83340.72, label: 'European rebound', source: HIGH, note: OF_BAR },
  {
    time: '2025-11-21T12:25Z',
    spotUsd: 80600,
    label: 'low of the window',
    source: LOW,
    note: `${FIVE}, which traded at 80,600 too`,
  },
  { time: '2025-11-21T12:45Z', spotUsd: 83010.37, label: 'back out of the low', source: CLOSE },
  { time: '2025-11-21T14:30Z', spotUsd: 83689.7, label: 'US open, 21 Nov', source: CLOSE },
  { time: '2025-11-21T14:45Z', spotUsd: 85496, label: 'high of the US morning', source: HIGH, note: OF_BAR },
  { time: '2025-11-21T16:00Z', spotUsd: 82333, label: 'low of the US session', source: LOW, note: OF_BAR },
  { time: '2025-11-21T17:15Z', spotUsd: 85572.82, label: 'US rebound', source: HIGH, note: OF_BAR },
  { time: '2025-11-21T18:15Z', spotUsd: 83304.87, label: 'low after it', source: LOW, note: OF_BAR },
  { time: '2025-11-21T21:00Z', spotUsd: 84571.2, label: 'US close, 21 Nov', source: CLOSE },
  { time: '2025-11-22T00:00Z', spotUsd: 85129.43, label: 'window closes', source: CLOSE },
];

const FUNDS = 'daily closes of US-listed funds';
const FLOWS = 'net flow of all US spot bitcoin ETFs by trade date, as published by data services';

/** Further figures of the window, each with instrument and clock. */
export const facts = {
  lowSpotUsd: {
    value: 80_600,
    unit: 'usd',
    time: '2025-11-21T12:25Z',
    clock: 'spot, offshore, any minute of the window',
    source: SPOT_SOURCE.venue,
  },
  lowReturn: {
    value: -0.1197,
    unit: 'fraction',
    time: '2025-11-21T12:25Z',
    clock: 'spot, offshore, low against the open of 20 Nov UTC',
    source: 'derived: 80,600 / 91,554.96 − 1',
  },
  trustClose19NovUsd: {
    value: 50.73,
    unit: 'usd',
    time: '2025-11-19T21:00Z',
    clock: 'IBIT, US close',
    source: FUNDS,
  },
  trustClose20NovUsd: {
    value: 48.96,
    unit: 'usd',
    time: '2025-11-20T21:00Z',
    clock: 'IBIT, US close',
    source: FUNDS,
  },
  trustClose21NovUsd: {
    value: 47.97,
    unit: 'usd',
    time: '2025-11-21T21:00Z',
    clock: 'IBIT, US close',
    source: FUNDS,
  },
  etfFlow20NovUsd: {
    value: -903.2e6,
    unit: 'usd',
    time: '2025-11-20T21:00Z',
    clock: 'all funds',
    source: FLOWS,
  },
  etfFlow21NovUsd: {
    value: 238.4e6,
    unit: 'usd',
    time: '2025-11-21T21:00Z',
    clock: 'all funds',
    source: FLOWS,
  },
} as const satisfies Readonly<Record<string, HistoricalFact>>;
