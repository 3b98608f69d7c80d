/** Pictures of what borrowed money does: platforms, the futures complex, perps, options and notes. */
import { SECONDS_PER_YEAR, secondsOf } from '../../sim/engine/time.ts';
import type { Chart } from '../chart.ts';
import type { MechanismLog } from '../mechanism-log.ts';
import {
  flowBars,
  flowLine,
  lineOf,
  MAIN_HEIGHT,
  pricePanel,
  ruleAt,
  sampled,
  sumOfLatest,
  whole,
} from './parts.ts';

/** Minutes over which a basis is averaged: a mid a minute is noise. */
const BASIS_MINUTES = 30;
/** The nearest contract of the window, and the next. */
export const NEAR = { id: 'CME-1', expiry: secondsOf('2026-02-27T16:00Z') };
const NEXT = { id: 'CME-2', expiry: secondsOf('2026-03-27T16:00Z') };

/** Pod platforms: who is told to cut, and what is sold for it. */
export function podPlatforms(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'A day of several standard deviations, and what is sold for it',
    'US dollars that pod platforms have bought less sold, by purpose; dashed: the first degross is ordered',
  );
  const kind = 'pod-platform';
  const flow = (name: string, purposes: Parameters<typeof flowLine>[3]['purposes'] = []) =>
    flowLine(log, span, name, { kind, purposes });
  const [first] = log.of('DegrossOrdered');
  return {
    ...rest,
    ...(first ? { moments: [{ seconds: log.secondsAt(first.tick), label: 'degross' }] } : {}),
    panels: [
      pricePanel(log, span),
      {
        unit: 'million US dollars since the opening',
        height: MAIN_HEIGHT,
        series: [
          flow('pods stopped out', ['stop-out']),
          flow('basis', ['basis-unwind']),
          flow('relative value', ['relative-value']),
          flow('directional', ['directional']),
        ],
      },
    ],
  };
}

/** Basis of a future over the index, per cent a year, a mean of the minutes before. */
export function basisOf(log: MechanismLog, { id, expiry }: typeof NEAR, seconds: number): number | null {
  const marks = log.markUsd(id);
  let sum = 0;
  let count = 0;
  const tick = log.tickOf(seconds);
  for (let at = Math.max(0, tick - BASIS_MINUTES + 1); at <= tick; at++) {
    const usd = marks[at];
    if (usd === undefined) continue;
    sum += ((usd / log.indexUsd[at] - 1) * SECONDS_PER_YEAR) / (expiry - log.secondsAt(at));
    count++;
  }
  return count < BASIS_MINUTES / 2 ? null : (100 * sum) / count;
}

/** The futures complex: the yearly basis of the two nearest contracts. */
export function futures(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'The basis of CME futures over spot',
    `mean of ${BASIS_MINUTES} minutes; the line is broken while the exchange is shut`,
  );
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'per cent a year',
        height: MAIN_HEIGHT,
        series: [
          lineOf(
            'February',
            sampled(span, (at) => basisOf(log, NEAR, at)),
          ),
          lineOf(
            'March',
            sampled(span, (at) => basisOf(log, NEXT, at)),
          ),
        ],
      },
    ],
  };
}

/** Perps: what the venue closes out, each half hour. */
export function liquidations(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'Leveraged perps closed out at maintenance margin',
    'US dollars of perps sold by the liquidation engine each half hour (below zero: sold)',
  );
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'million US dollars',
        height: MAIN_HEIGHT,
        series: [flowBars(log, span, '', { purposes: ['liquidation'] }, 30)],
      },
    ],
  };
}

/** Dealers: their hedge, and why it changed. */
export function dealers(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'The hedge of dealers who are short puts',
    'bitcoin they want to hold against their options (negative: short), and what changed it since the opening',
  );
  const events = log.of('HedgeTargetSet', 'dealer');
  const added = (name: string, of: (event: (typeof events)[number]) => number) => {
    const sums = new Map<number, number>();
    const running = events.map((event) => {
      const sum = (sums.get(event.actor ?? -1) ?? 0) + of(event);
      sums.set(event.actor ?? -1, sum);
      return { ...event, sum };
    });
    return lineOf(
      name,
      sumOfLatest(log, span, running, ({ sum }) => sum / 1000),
    );
  };
  return {
    ...rest,
    panels: [
      pricePanel(log, span),
      {
        unit: 'hedge wanted, thousand bitcoin',
        height: 110,
        series: [
          lineOf(
            '',
            sumOfLatest(log, span, events, ({ targetCoins }) => targetCoins / 1000),
          ),
        ],
      },
      {
        unit: 'changed by, thousand bitcoin',
        height: 150,
        series: [
          added('price', ({ fromSpot }) => fromSpot),
          added('volatility', ({ fromVol }) => fromVol),
          added('time', ({ fromTime }) => fromTime),
          added('trades', ({ fromFlow }) => fromFlow),
        ],
      },
    ],
  };
}

/** Barriers of the notes in the cast, without the one at 45 that lies above the window, US dollars a share. */
const BARRIERS = [43.6, 42, 40, 38.5, 37];

/** Knock-in notes: the shares their issuer wants, and where the barriers are. */
export function notes(log: MechanismLog): Chart {
  const { span, ...rest } = whole(
    log,
    'Knock-in notes: the shares their issuer wants to hold',
    'above: value of a trust share, and the barriers below it; below: the hedge, in million shares',
  );
  const hedge = log.of('NoteHedgeSet');
  const { coinsPerLot } = log.roster.instruments[log.indexOf('IBIT')];
  return {
    ...rest,
    panels: [
      {
        unit: 'US dollars a share',
        height: 120,
        series: [
          lineOf(
            '',
            sampled(span, (at) => (log.indexUsd[log.tickOf(at)] ?? Number.NaN) * coinsPerLot),
          ),
        ],
        rules: BARRIERS.map((usd) => ruleAt(usd, `barrier ${usd.toFixed(2)}`)),
      },
      {
        unit: 'hedge wanted, million shares',
        height: MAIN_HEIGHT,
        series: [
          lineOf(
            '',
            sumOfLatest(log, span, hedge, ({ targetShares }) => targetShares / 1e6),
          ),
        ],
      },
    ],
  };
}
