/** Pictures of rules that bind everybody: margin of futures and of funds, bands and auctions. */
import { secondsOf } from '../../sim/engine/time.ts';
import { targetRate } from '../../sim/market/margin-rates.ts';
import type { Chart, Point } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import { hourlyBars, lineOf, ruleAt, whole } from './parts.ts';

const MINUTE = 60;
const SHARE = 'IBIT';
/** The US session of the crash. */
const OPENS = secondsOf('2026-02-05T14:30Z');
const CLOSES = secondsOf('2026-02-05T21:00Z');
/** Minutes before and after it that are shown. */
const AROUND = 10 * MINUTE;
const LABEL = 40 * MINUTE;

/** Steps up to a time, the last of them to that time. */
function until(seconds: number, points: readonly Point[]): Point[] {
  const before = points.filter(([at]) => at <= seconds);
  const last = before[before.length - 1];
  return last === undefined ? [] : [...before, [seconds, last[1]]];
}

/** Margin of futures: what volatility alone asks for, and what is in force; and what funds are called for by the hour. */
export function margin(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'What futures must be margined with, and what a stricter prime broker calls for',
    'above: rate of the nearest future, set at each settlement; below: new margin calls, in a house with steeper haircuts',
  );
  const set = log.of('MarginRateSet').filter(({ instrument }) => instrument === log.indexOf('CME-1'));
  const asked = set.map(({ tick, dailyVol }): Point => [log.secondsAt(tick), 100 * targetRate(dailyVol, 0)]);
  const inForce = set.map(({ fromTick, rate }): Point => [log.secondsAt(fromTick), 100 * rate]);
  const calls = log.of('MarginCalled').filter(({ previousCall }) => previousCall < 0);
  return {
    ...rest,
    panels: [
      {
        unit: 'per cent of the position',
        height: 150,
        series: [
          { name: 'asked for by volatility', mark: 'step', points: until(span.to, asked) },
          { name: 'in force', mark: 'step', points: until(span.to, inForce) },
        ],
        rules: [ruleAt(0, '')],
      },
      {
        unit: 'million US dollars called for',
        height: 120,
        series: [
          hourlyBars(
            log,
            span,
            calls.map(({ tick, shortfallCents }) => [tick, shortfallCents / 1e8]),
          ),
        ],
      },
    ],
  };
}

/** The share on the day of the crash within its band, and its auctions. */
export function halts(log: MechanismLog): Chart {
  const share = log.indexOf(SHARE);
  const bands = log.of('BandsSet').filter(({ instrument }) => instrument === share);
  const within = ({ tick }: { readonly tick: number }): boolean =>
    log.secondsAt(tick) >= OPENS && log.secondsAt(tick) < CLOSES;
  const today = bands.filter(within);
  const prices = log.markUsd(SHARE);
  const path: Point[] = [];
  for (let at = OPENS; at < CLOSES; at += MINUTE) path.push([at, prices[log.tickOf(at)] ?? null]);
  const auctions = log
    .of('AuctionCleared')
    .filter(
      (one) =>
        one.instrument === share && log.secondsAt(one.tick) >= OPENS && log.secondsAt(one.tick) <= CLOSES,
    );
  return {
    title: 'The trust’s shares within their band',
    subtitle:
      'the band is 5 % around the mean of five minutes, twice as wide at the end; dashed: auctions that open and close the day',
    fromSeconds: OPENS - AROUND,
    toSeconds: CLOSES + LABEL,
    shades: [[OPENS, CLOSES]],
    moments: auctions.map(({ tick, reason }) => ({ seconds: log.secondsAt(tick), label: reason })),
    panels: [
      {
        unit: 'US dollars a share',
        height: 230,
        series: [
          lineOf('share', path),
          {
            name: 'lower edge',
            mark: 'step',
            points: until(
              CLOSES,
              today.map(({ tick, lowTicks }): Point => [log.secondsAt(tick), lowTicks / 100]),
            ),
          },
          {
            name: 'upper edge',
            mark: 'step',
            points: until(
              CLOSES,
              today.map(({ tick, highTicks }): Point => [log.secondsAt(tick), highTicks / 100]),
            ),
          },
        ],
      },
    ],
  };
}
