import { z } from 'zod';
import { isoDate as day, slug, utcTime as time } from './fields.ts';
import { turningPointSchema } from './turning-point.ts';

const instrument = z.string().min(1);
const instruments = z.array(instrument).min(1);
const window = { from: time, to: time };

/** The spot index, which prices are of unless an instrument is named. */
const ofIndex = instrument.default('BTC-INDEX');
/** Bars of fifteen minutes, as exchange klines come. */
const barMinutes = z.number().int().min(1).max(1440).default(15);

/**
 * What can be read off a run, each named by `of`. Windows run from the opening of `from` to the opening of `to` (UTC);
 * shares and returns are fractions, volatilities annual fractions, volumes coins unless a unit is named.
 */
export const measureSchema = z.discriminatedUnion('of', [
  /** Simple return of a mark. */
  z.strictObject({ of: z.literal('price-return'), instrument: ofIndex, ...window }),
  /** Lowest mark in US dollars, or with `against` its return since then. */
  z.strictObject({ of: z.literal('price-low'), instrument: ofIndex, ...window, against: time.optional() }),
  z.strictObject({ of: z.literal('price-high'), instrument: ofIndex, ...window, against: time.optional() }),
  /** Mark in US dollars. */
  z.strictObject({ of: z.literal('price'), instrument: ofIndex, at: time }),
  /** Hours from `from` to the lowest mark. */
  z.strictObject({ of: z.literal('time-of-low'), instrument: ofIndex, ...window }),
  /** Return from the official close before to that of a day of New York; `previousUsd` where that one is before the window. */
  z.strictObject({
    of: z.literal('close-return'),
    instrument,
    day,
    previousUsd: z.number().positive().optional(),
  }),
  /** Root mean square of open-to-close log returns of bars, annualised over 365 days. */
  z.strictObject({ of: z.literal('realised-vol'), instrument: ofIndex, ...window, barMinutes }),
  z.strictObject({
    of: z.literal('volume'),
    instruments,
    ...window,
    unit: z.enum(['coins', 'shares', 'usd']).default('coins'),
  }),
  /** Volume over that of as much time on calm days. */
  z.strictObject({ of: z.literal('volume-to-calm'), instruments, ...window }),
  /** Taker buys less taker sells over the volume of a calm day. */
  z.strictObject({ of: z.literal('net-taker-to-calm'), instruments, ...window }),
  /** Slope of bar returns on net taker volume, over that of calm days. */
  z.strictObject({ of: z.literal('impact-to-calm'), instrument, ...window, barMinutes }),
  /** The same slope on calm days: return a net taker volume of one per cent of a calm day's. */
  z.strictObject({ of: z.literal('calm-impact'), instrument }),
  /** US dollars of positions that venues closed. */
  z.strictObject({ of: z.literal('liquidated'), ...window }),
  z.strictObject({ of: z.literal('liquidated-long-share'), ...window }),
  /** At-the-money implied volatility at a tenor. */
  z.strictObject({ of: z.literal('implied-vol-high'), days: z.number().positive(), ...window }),
  /** 25-delta call less put volatility at a tenor. */
  z.strictObject({ of: z.literal('risk-reversal-low'), days: z.number().positive(), ...window }),
  /** At-the-money volatility of the short tenor less the long one. */
  z.strictObject({
    of: z.literal('term-inversion-high'),
    shortDays: z.number().positive(),
    longDays: z.number().positive(),
    ...window,
  }),
  /** Annual simple basis of a future over the index, mean of the hour before. */
  z.strictObject({ of: z.literal('futures-basis'), instrument, at: time }),
  /** The highest of such hours. */
  z.strictObject({ of: z.literal('futures-basis-high'), instrument, ...window }),
  /** Open interest, longs alone. */
  z.strictObject({
    of: z.literal('open-interest'),
    instruments,
    at: time,
    unit: z.enum(['coins', 'usd']).default('coins'),
  }),
  /** Its relative change, in coins; `lessThanOf`: less that of other instruments. */
  z.strictObject({
    of: z.literal('open-interest-change'),
    instruments,
    ...window,
    lessThanOf: instruments.optional(),
  }),
  /** Funding rate for eight hours, as paid then. */
  z.strictObject({ of: z.literal('funding'), at: time }),
  /** Extremes of the perp's mark over the index at the ends of bars. */
  z.strictObject({ of: z.literal('perp-premium-low'), ...window, barMinutes }),
  z.strictObject({ of: z.literal('perp-premium-high'), ...window, barMinutes }),
  /** Creations less redemptions by trade date, US dollars; the simulated trust stands for `standsFor` times the measured one. */
  z.strictObject({ of: z.literal('fund-flow'), tradeDate: day, standsFor: z.number().positive().default(1) }),
  /** Options clients dealt on a UTC day: contracts of 100 trust shares. */
  z.strictObject({ of: z.literal('option-contracts'), day }),
  z.strictObject({ of: z.literal('option-put-share'), day }),
  /** 1 when short sales of the instrument were restricted within the window, else 0. */
  z.strictObject({ of: z.literal('short-sales-restricted'), instrument, ...window }),
  /** Change of difficulty at the first retarget: as it happened, or as the blocks up to then let expect. */
  z.strictObject({ of: z.literal('difficulty-change'), at: time }),
  /**
   * Correlation up to a day of daily returns of the fund with the first instrument less that with the second: closes before the
   * window as measured (oldest first), those inside simulated.
   */
  z.strictObject({
    of: z.literal('correlation-gap'),
    day,
    instrument,
    closes: z.array(z.number().positive()).min(3),
    first: z.strictObject({ instrument, closes: z.array(z.number().positive()).min(3) }),
    second: z.strictObject({ instrument, closes: z.array(z.number().positive()).min(3) }),
  }),
  /** Least premium of a treasury company's shares over its net assets. */
  z.strictObject({ of: z.literal('mnav-low'), institution: z.string().min(1), ...window }),
  /** Losses realised on coins sold, US dollars on a UTC day. */
  z.strictObject({ of: z.literal('realised-loss'), day }),
]);

/** What to read off a run. */
export type Measure = z.infer<typeof measureSchema>;

/** Fitted; held out of every fit; contested, which is reported and never counted. */
export const TARGET_CLASSES = ['fit', 'held-out', 'contested'] as const;
/** Within a family weights sum to one, so that many rows on one thing do not outweigh the others. */
export const TARGET_FAMILIES = [
  'price',
  'volatility',
  'basis',
  'leverage',
  'liquidity',
  'institutions',
] as const;
/** How a figure is printed. */
export const TARGET_UNITS = ['fraction', 'bp', 'usd', 'hours', 'vol', 'ratio', 'count', 'yes'] as const;

/** What history says of one thing, and how near is near enough. */
export const targetSchema = z.strictObject({
  id: slug,
  title: z.string().min(1),
  measure: measureSchema,
  unit: z.enum(TARGET_UNITS),
  /** The figure, or the least and the most that history allows (null: no bound). */
  history: z.union([z.number(), z.tuple([z.number().nullable(), z.number().nullable()])], {
    error: 'must be a number, or a list of two bounds, [least, most], one of which may be null',
  }),
  /** Scoring deviation in the unit; 0 where only a sign or a yes is known, which is then met or missed. */
  tolerance: z.number().min(0),
  class: z.enum(TARGET_CLASSES),
  family: z.enum(TARGET_FAMILIES),
  /** Instrument and clock, in words. */
  clock: z.string().min(1),
  source: z.string().min(1),
  /** Where sources disagree: each reading, and which one stands. */
  readings: z.array(z.strictObject({ said: z.string().min(1), by: z.string().min(1) })).optional(),
  verdict: z.string().optional(),
});

/** What really happened in a scenario's window: the path of spot at its turning points, and what runs are scored by. */
export const historySchema = z.strictObject({
  path: z.array(turningPointSchema).default([]),
  targets: z.array(targetSchema).default([]),
});

/** What really happened, checked. */
export type History = z.infer<typeof historySchema>;
/** A row of history, checked. */
export type Target = z.infer<typeof targetSchema>;
/** A row of history as its author writes it. */
export type TargetInput = z.input<typeof targetSchema>;
