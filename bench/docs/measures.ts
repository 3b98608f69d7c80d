import type { MechanismLog } from '../../reports/mechanism-log.ts';
import { basisOf, NEAR } from '../../reports/pictures/leverage.ts';
import { premiums } from '../../reports/pictures/trust.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import type { Reason } from '../../sim/vocabulary.ts';
import type { Ran } from './run.ts';

/** Something that is measured in a run. */
export interface Measure {
  readonly label: string;
  readonly unit: string;
  readonly decimals: number;
  readonly of: (run: Ran) => number;
}

/** The day of the crash, UTC. */
const DAY = secondsOf('2026-02-05T00:00Z');
const OPEN = secondsOf('2026-02-05T14:30Z');
const CLOSE = secondsOf('2026-02-05T21:00Z');
/** Yearly carry at which a future is fairly priced over spot, per cent: what the arbitrageur reckons with. */
const CARRY = 4.5;

const usdAt = ({ log }: Ran, seconds: number): number => log.indexUsd[log.tickOf(seconds)];

/** Fall of the spot index from 5 February 00:00 UTC to the US close, per cent. */
export const fall: Measure = {
  label: 'fall to the US close of 5 Feb',
  unit: '%',
  decimals: 2,
  of: (run) => 100 * (1 - usdAt(run, CLOSE) / usdAt(run, DAY)),
};

/** Change of the spot index over the last half hour of the US session, per cent. */
export const lastHalfHour: Measure = {
  label: 'last half hour of the US session',
  unit: '%',
  decimals: 2,
  of: (run) => 100 * (usdAt(run, CLOSE) / usdAt(run, CLOSE - 1800) - 1),
};

/** Realised volatility of 5 February up to the US close, from 15-minute returns, per cent a year. */
export const realisedVol: Measure = {
  label: 'realised volatility, 5 Feb',
  unit: '% a year',
  decimals: 1,
  of: (run) => {
    let sum = 0;
    for (let at = DAY; at < CLOSE; at += 900) sum += Math.log(usdAt(run, at + 900) / usdAt(run, at)) ** 2;
    return 100 * Math.sqrt((sum / ((CLOSE - DAY) / 900)) * 96 * 365);
  },
};

/** Perps that the venue closed out, millions of US dollars. */
export const liquidated: Measure = {
  label: 'perps liquidated',
  unit: '$m',
  decimals: 0,
  of: ({ metrics }) => metrics.liquidations.closedUsd / 1e6,
};

/** Mean distance of the share price from net asset value, basis points. */
export const premium: Measure = {
  label: 'mean distance of shares from their value',
  unit: 'bp',
  decimals: 1,
  of: ({ log }) => meanOf(premiums(log).map(([, basisPoints]) => Math.abs(basisPoints))),
};

/** Mean basis of the nearest future in the US session of 5 February, per cent a year. */
export const sessionBasis: Measure = {
  label: 'near basis in the US session of 5 Feb',
  unit: '% a year',
  decimals: 2,
  of: ({ log }) => meanOf(basisPoints(log, OPEN, CLOSE)),
};

/** Mean distance of that basis from its carry since 5 February 00:00, percentage points. */
export const basisGap: Measure = {
  label: 'mean distance of near basis from carry',
  unit: 'points',
  decimals: 2,
  of: ({ log }) =>
    meanOf(
      basisPoints(log, DAY, log.secondsAt(log.indexUsd.length - 1)).map((basis) => Math.abs(basis - CARRY)),
    ),
};

/** Rise from the lowest index since 5 February 00:00 to the last one, per cent. */
export const rebound: Measure = {
  label: 'rebound from the low to the end of 6 Feb',
  unit: '%',
  decimals: 2,
  of: ({ log }) => {
    const path = log.indexUsd.slice(log.tickOf(DAY));
    return 100 * (path[path.length - 1] / Math.min(...path) - 1);
  },
};

/** Coins mined, bitcoin. */
export const mined: Measure = {
  label: 'coins mined',
  unit: 'BTC',
  decimals: 0,
  of: ({ log }) => log.of('BlocksMined').reduce((sum, { coinLots }) => sum + coinLots / 100, 0),
};

/** Tranches of notes that knocked in. */
export const knockIns: Measure = {
  label: 'tranches knocked in',
  unit: '',
  decimals: 1,
  of: ({ log }) => log.of('NoteKnockedIn').length,
};

/** Times that prime brokers called for collateral. */
export const marginCalls: Measure = {
  label: 'margin calls',
  unit: '',
  decimals: 1,
  of: ({ log }) => log.of('MarginCalled').length,
};

/** Pauses of any instrument. */
export const pauses: Measure = {
  label: 'pauses',
  unit: '',
  decimals: 1,
  of: ({ log }) => log.of('Halted').length,
};

/** Highest thirty-day volatility that options implied, per cent a year. */
export const impliedPeak: Measure = {
  label: 'highest implied volatility of thirty days',
  unit: '% a year',
  decimals: 2,
  of: ({ log }) => log.of('SurfaceMoved').reduce((most, { atm30d }) => Math.max(most, 100 * atm30d), 0),
};

/** Mean by which puts were dearer than calls in the US session of 5 February, vol points at a delta of a quarter. */
export const sessionSkew: Measure = {
  label: 'skew of puts over calls in the US session of 5 Feb, points',
  unit: '',
  decimals: 2,
  of: ({ log }) =>
    meanOf(
      log
        .of('SurfaceMoved')
        .filter(({ tick }) => log.secondsAt(tick) >= OPEN && log.secondsAt(tick) < CLOSE)
        .map(({ riskReversal }) => -100 * riskReversal),
    ),
};

/** Shares of the issuer's hedge that knock-ins made superfluous, millions. */
export const droppedAtKnockIn: Measure = {
  label: 'hedge dropped at knock-ins, million shares',
  unit: '',
  decimals: 2,
  of: ({ log }) => -log.of('NoteHedgeSet').reduce((sum, { fromKnockIn }) => sum + fromKnockIn, 0) / 1e6,
};

/** What a kind of agent sold less bought, in one instrument where it is named, millions of US dollars. */
export const soldBy = (kind: string, label = `sold by ${kind}`, instrument?: string): Measure => ({
  label,
  unit: '$m',
  decimals: 0,
  of: ({ log }) => {
    const flow = log.flow({ kind, ...(instrument ? { instruments: [instrument] } : {}) });
    return -flow.reduce((sum, usd) => sum + usd, 0) * 1e-6;
  },
});

/** By how much institutions' trades had moved software shares when the run ended, per cent. */
export const softwarePushed: Measure = {
  label: 'software shares moved by what platforms sold',
  unit: '%',
  decimals: 2,
  of: ({ log }) => 100 * log.of('DriverPushed').reduce((sum, { logReturn }) => sum + logReturn, 0),
};

/** The same of one line of the cast, for one purpose where it is named. */
export const soldByLine = (name: string, label: string, purpose?: Reason): Measure => ({
  label,
  unit: '$m',
  decimals: 0,
  of: ({ log }) =>
    -log.flow({ name, ...(purpose ? { purposes: [purpose] } : {}) }).reduce((sum, usd) => sum + usd, 0) *
    1e-6,
});

function basisPoints(log: MechanismLog, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = from; at <= to; at += 600) {
    const basis = basisOf(log, NEAR, at);
    if (basis !== null) found.push(basis);
  }
  return found;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
