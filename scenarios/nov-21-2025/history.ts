import type { TargetInput } from '../target.ts';
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

const KLINES = 'exchange klines, leading offshore venue';
const REPORTED = 'liquidation feeds as reported';
const [DAY, NEXT, END] = ['2025-11-20T00:00Z', '2025-11-21T00:00Z', '2025-11-22T00:00Z'];
const SPOT = 'BTC-SPOT';
const PERP = 'BTC-PERP';

/** Rows that runs are scored by. Nothing was fitted to this event, so all are held out. */
export const targets: readonly TargetInput[] = [
  {
    id: 'fall-20nov',
    title: 'Fall over 20 Nov',
    measure: { of: 'price-return', from: DAY, to: NEXT },
    ...{ unit: 'fraction', history: -0.0537, tolerance: 0.015, class: 'held-out', family: 'price' },
    clock: 'spot, 20 Nov UTC',
    source: KLINES,
  },
  {
    id: 'low',
    title: 'Low of the window',
    measure: { of: 'price-low', instrument: SPOT, from: DAY, to: END, against: DAY },
    ...{ unit: 'fraction', history: -0.1197, tolerance: 0.015, class: 'held-out', family: 'price' },
    clock: 'spot trades, 20 and 21 Nov UTC, against 20 Nov 00:00: 80,600',
    source: KLINES,
    readings: [
      { said: '82,000', by: 'the commentary of 21 Nov, as the price while it was written' },
      { said: '80,600', by: 'exchange klines of spot, in the 12:00 hour' },
    ],
    verdict: 'A price of the day and its low; at 82,000 the first flush had ended, hours before.',
  },
  {
    id: 'time-of-low',
    title: 'Time of the low',
    measure: { of: 'time-of-low', instrument: SPOT, from: DAY, to: END },
    ...{ unit: 'hours', history: 36.4, tolerance: 2.5, class: 'held-out', family: 'price' },
    clock: 'spot trades, from 20 Nov 00:00 UTC; the low was at 12:25 on 21 Nov',
    source: KLINES,
  },
  {
    id: 'first-flush',
    title: 'Low of the first flush',
    measure: {
      ...{ of: 'price-low', instrument: SPOT, against: '2025-11-21T07:00Z' },
      ...{ from: '2025-11-21T07:00Z', to: '2025-11-21T08:00Z' },
    },
    ...{ unit: 'fraction', history: -0.0418, tolerance: 0.015, class: 'held-out', family: 'price' },
    clock: 'spot trades, 21 Nov 07:00 to 08:00 UTC: 85,581 to 82,000',
    source: KLINES,
  },
  {
    id: 'close',
    title: 'Fall over both days',
    measure: { of: 'price-return', from: DAY, to: END },
    ...{ unit: 'fraction', history: -0.0702, tolerance: 0.02, class: 'held-out', family: 'price' },
    clock: 'spot, 20 Nov 00:00 to 22 Nov 00:00 UTC',
    source: KLINES,
  },
  {
    id: 'fund-return-20nov',
    title: 'Return of the fund, 20 Nov',
    measure: { of: 'close-return', instrument: 'IBIT', day: '2025-11-20', previousUsd: 50.73 },
    ...{ unit: 'fraction', history: -0.0349, tolerance: 0.015, class: 'held-out', family: 'price' },
    clock: 'IBIT, US closes of 19 and 20 Nov',
    source: FUNDS,
  },
  {
    id: 'fund-return-21nov',
    title: 'Return of the fund, 21 Nov',
    measure: { of: 'close-return', instrument: 'IBIT', day: '2025-11-21' },
    ...{ unit: 'fraction', history: -0.0202, tolerance: 0.015, class: 'held-out', family: 'price' },
    clock: 'IBIT, US closes of 20 and 21 Nov',
    source: FUNDS,
  },
  {
    id: 'realised-vol-20nov',
    title: 'Realised volatility of 20 Nov',
    measure: { of: 'realised-vol', from: DAY, to: NEXT },
    ...{ unit: 'vol', history: 0.733, tolerance: 0.25, class: 'held-out', family: 'volatility' },
    clock: 'spot, 15-minute open to close, a year of 365 days',
    source: KLINES,
  },
  {
    id: 'realised-vol-21nov',
    title: 'Realised volatility of 21 Nov',
    measure: { of: 'realised-vol', from: NEXT, to: END },
    ...{ unit: 'vol', history: 1.06, tolerance: 0.25, class: 'held-out', family: 'volatility' },
    clock: 'spot, 15-minute open to close, a year of 365 days',
    source: KLINES,
  },
  {
    id: 'liquidations',
    title: 'Positions closed by venues',
    measure: { of: 'liquidated', from: '2025-11-20T15:00Z', to: '2025-11-21T15:00Z' },
    ...{ unit: 'usd', history: [0.96e9, 1.13e9], tolerance: 0.2e9, class: 'held-out', family: 'leverage' },
    clock: 'bitcoin alone, 24 hours to 21 Nov 15:00 UTC; 2.0 to 2.2 bn over all coins',
    source: REPORTED,
    readings: [
      { said: '2.0 to 2.2 bn dollars', by: 'the commentary of 21 Nov and feeds, over all coins' },
      { said: '0.96 to 1.13 bn dollars', by: 'feeds, bitcoin alone' },
    ],
    verdict: 'Both hold, of different markets; the model trades bitcoin alone.',
  },
  {
    id: 'long-liquidations',
    title: 'Longs among them',
    measure: { of: 'liquidated-long-share', from: '2025-11-20T15:00Z', to: '2025-11-21T15:00Z' },
    ...{ unit: 'ratio', history: 0.9, tolerance: 0.08, class: 'held-out', family: 'leverage' },
    clock: 'all coins, 24 hours to 21 Nov 15:00 UTC: about nine tenths',
    source: REPORTED,
  },
  {
    id: 'spot-volume-20nov',
    title: 'Volume of spot, 20 Nov, over calm',
    measure: { of: 'volume-to-calm', instruments: [SPOT], from: DAY, to: NEXT },
    ...{ unit: 'ratio', history: 2.78, tolerance: 1.11, class: 'held-out', family: 'liquidity' },
    clock: '39,733 on 14,314 coins, the calm days of January',
    source: KLINES,
  },
  {
    id: 'spot-volume-21nov',
    title: 'Volume of spot, 21 Nov, over calm',
    measure: { of: 'volume-to-calm', instruments: [SPOT], from: NEXT, to: END },
    ...{ unit: 'ratio', history: 5.05, tolerance: 2.02, class: 'held-out', family: 'liquidity' },
    clock: '72,256 on 14,314 coins, the calm days of January',
    source: KLINES,
  },
  {
    id: 'perp-volume-20nov',
    title: 'Volume of the perp, 20 Nov, over calm',
    measure: { of: 'volume-to-calm', instruments: [PERP], from: DAY, to: NEXT },
    ...{ unit: 'ratio', history: 2.2, tolerance: 0.88, class: 'held-out', family: 'liquidity' },
    clock: '276,513 on 125,470 coins, the calm days of January',
    source: KLINES,
  },
  {
    id: 'perp-volume-21nov',
    title: 'Volume of the perp, 21 Nov, over calm',
    measure: { of: 'volume-to-calm', instruments: [PERP], from: NEXT, to: END },
    ...{ unit: 'ratio', history: 3.58, tolerance: 1.43, class: 'held-out', family: 'liquidity' },
    clock: '449,804 on 125,470 coins, the calm days of January',
    source: KLINES,
  },
  {
    id: 'all-funds-flow-20nov',
    title: 'Flow of all funds, 20 Nov',
    measure: { of: 'fund-flow', tradeDate: '2025-11-20' },
    ...{ unit: 'usd', history: -903.2e6, tolerance: 200e6, class: 'held-out', family: 'institutions' },
    clock: 'trade date 20 Nov',
    source: FLOWS,
  },
  {
    id: 'all-funds-flow-21nov',
    title: 'Flow of all funds, 21 Nov',
    measure: { of: 'fund-flow', tradeDate: '2025-11-21' },
    ...{ unit: 'usd', history: 238.4e6, tolerance: 200e6, class: 'held-out', family: 'institutions' },
    clock: 'trade date 21 Nov',
    source: FLOWS,
  },
  {
    id: 'treasury-premium',
    title: 'mNAV of the large treasury, least',
    measure: { of: 'mnav-low', institution: 'treasury-large', from: DAY, to: END },
    ...{ unit: 'ratio', history: 0.88, tolerance: 0.06, class: 'held-out', family: 'institutions' },
    clock: 'share price over net assets a share, 20 and 21 Nov',
    source: 'market data services as reported',
  },
];
