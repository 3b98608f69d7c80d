import { formatTime } from '../sim/engine/time.ts';
import { etfFlow, mining, realisedLoss } from './signals-holders.ts';
import { funding, openInterest, skew } from './signals-positions.ts';
import type { Tape } from './tape.ts';

/** What a figure is: a rate is for eight hours, a volatility annual, a hashprice dollars a PH/s and day; rates, volatilities, changes and shares are fractions. */
export type SignalUnit = 'rate' | 'vol' | 'change' | 'share' | 'usd' | 'coins' | 'hashprice' | 'days';

/** A limit at which a reading changes its meaning. */
export interface Threshold {
  readonly value: number;
  readonly unit: SignalUnit;
  /** Why there, or who said so. */
  readonly reason: string;
}

/** Every limit there is. Measured figures are of the event of February 2026; a recovery of another size may need others. */
export const thresholds = {
  fundingBack: {
    value: 0,
    unit: 'rate',
    reason:
      'longs pay again: measured funding was above zero until the fall and below it for days after the low',
  },
  fundingDear: {
    value: 0.0002,
    unit: 'rate',
    reason: 'twice the interest part of 0.01 % that is paid without any premium: longs crowd in on credit',
  },
  fundingShort: {
    value: -0.00008,
    unit: 'rate',
    reason: 'the payments after the low were -0.0137, -0.0135 and -0.0152 %: clearly below zero begins here',
  },
  skewCalm: {
    value: -0.065,
    unit: 'vol',
    reason: 'half of the -13 points reported for short tenors in the week before the crash',
  },
  skewFear: {
    value: -0.13,
    unit: 'vol',
    reason: 'as dear as puts were before the crash: an options report of 31 January to 4 February 2026',
  },
  skewFall: {
    value: -0.03,
    unit: 'vol',
    reason: 'a quarter of that level within a day: protection is being bought again (a judgement)',
  },
  leverageBuilt: {
    value: 0.05,
    unit: 'share',
    reason:
      'half of what all open interest in bitcoin grew by over the week of the fall, 690 to some 760 thousand',
  },
  leverageCool: {
    value: 0.02,
    unit: 'share',
    reason:
      'within the noise of a day (a judgement): on 6 February the price rose while offshore positions did not',
  },
  carryLeft: {
    value: -0.05,
    unit: 'share',
    reason: 'the small end of what the unwinding of 5 February is thought to have taken off CME, 5 to 15 %',
  },
  inflow: {
    value: 150e6,
    unit: 'usd',
    reason:
      'at least so much came into all US spot funds, which the trust stands for, on 6 February, the day of the rebound',
  },
  outflow: {
    value: -200e6,
    unit: 'usd',
    reason: 'the small end of 5 February, measured as -434 million by trade date with 200 either way',
  },
  lossHeavy: {
    value: 1.26e9,
    unit: 'usd',
    reason:
      'mean of a day on the chain in the week before 5 February; a run measures no chain, so this only tells heavy from light',
  },
  lossSpent: {
    value: 0.4,
    unit: 'share',
    reason: 'that week over the record day: 1.26 over 3.2 billion',
  },
  lossNearPeak: {
    value: 0.75,
    unit: 'share',
    reason: 'spikes of the week before over the record day: 2.4 over 3.2 billion',
  },
  hashpriceRelief: {
    value: 35,
    unit: 'hashprice',
    reason:
      'what the formula gives at 70,000 dollars after the retarget of 7 February (35.3); 34.8 on 1 February',
  },
  hashpriceStress: {
    value: 32,
    unit: 'hashprice',
    reason:
      'the record low reported on 5 to 6 February: below it cohorts near 19 J/TH at 0.07 dollars lose on power alone',
  },
} as const satisfies Record<string, Threshold>;

/** The limits by name, as readers of signals are handed them. */
export type Limits = Readonly<Record<keyof typeof thresholds, Threshold>>;

export type Verdict = 'confirms' | 'mixed' | 'warns';

/** A figure now and a day before; null where there is none. */
export interface Reading {
  readonly name: string;
  readonly unit: SignalUnit;
  readonly now: number | null;
  readonly dayBefore: number | null;
}

/** One of the six signals. */
export interface Signal {
  readonly id: 'funding' | 'skew' | 'open-interest' | 'etf-flow' | 'realised-loss' | 'mining';
  readonly title: string;
  readonly readings: readonly Reading[];
  /** What would confirm a recovery, and what would warn of another fall. */
  readonly confirmsIf: string;
  readonly warnsIf: string;
  /** Null while it cannot be read: nothing was paid, dealt or published yet. */
  readonly verdict: Verdict | null;
  /** What the verdict rests on. */
  readonly because: string;
}

/** The six signals of a run at one moment. */
export interface Signals {
  readonly time: string;
  readonly signals: readonly Signal[];
  /** Signals by verdict. */
  readonly tally: Readonly<Record<Verdict | 'unread', number>>;
}

/** Reads one signal at the opening of a tick. */
export type SignalReader = (tape: Tape, tick: number, limits: Limits) => Signal;

const READERS: readonly SignalReader[] = [funding, skew, openInterest, etfFlow, realisedLoss, mining];

/** Reads the signals at the opening of a tick; the run's last tick plus one is its end. Nothing of after it is looked at. */
export function signalsAt(tape: Tape, tick: number): Signals {
  const signals = READERS.map((read) => read(tape, tick, thresholds));
  const count = (verdict: Verdict | null): number => signals.filter((one) => one.verdict === verdict).length;
  return {
    time: formatTime(tape.startSeconds + tick * tape.secondsPerTick),
    signals,
    tally: {
      confirms: count('confirms'),
      mixed: count('mixed'),
      warns: count('warns'),
      unread: count(null),
    },
  };
}
