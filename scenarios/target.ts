import { z } from 'zod';
import { BOOK_EDGES_BP } from '../sim/market/book-measure.ts';
import { calmDaySchema } from './calm-day.ts';
import { isoDate as day, readable, slug, utcTime as time } from './fields.ts';
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
  z
    .strictObject({ of: z.literal('price-return'), instrument: ofIndex, ...window })
    .describe('Simple return of a mark.'),
  z
    .strictObject({ of: z.literal('price-low'), instrument: ofIndex, ...window, against: time.optional() })
    .describe('Lowest mark in US dollars, or with `against` its return since then.'),
  z
    .strictObject({ of: z.literal('price-high'), instrument: ofIndex, ...window, against: time.optional() })
    .describe('Highest mark in US dollars, or with `against` its return since then.'),
  z.strictObject({ of: z.literal('price'), instrument: ofIndex, at: time }).describe('Mark in US dollars.'),
  z
    .strictObject({ of: z.literal('time-of-low'), instrument: ofIndex, ...window })
    .describe('Hours from `from` to the lowest mark.'),
  z
    .strictObject({
      of: z.literal('close-return'),
      instrument,
      day,
      previousUsd: z.number().positive().optional(),
    })
    .describe(
      'Return from the official close before to that of a day of New York; `previousUsd` where that one is before the window.',
    ),
  z
    .strictObject({ of: z.literal('realised-vol'), instrument: ofIndex, ...window, barMinutes })
    .describe('Root mean square of open-to-close log returns of bars, annualised over 365 days.'),
  z
    .strictObject({
      of: z.literal('volume'),
      instruments,
      ...window,
      unit: z.enum(['coins', 'shares', 'usd']).default('coins'),
    })
    .describe('What was traded: coins, or shares of the trust, or US dollars.'),
  z
    .strictObject({ of: z.literal('volume-to-calm'), instruments, ...window })
    .describe('Volume over that of as much time on calm days.'),
  z
    .strictObject({ of: z.literal('net-taker-to-calm'), instruments, ...window })
    .describe('Taker buys less taker sells over the volume of a calm day.'),
  z
    .strictObject({ of: z.literal('impact-to-calm'), instrument, ...window, barMinutes })
    .describe('Slope of bar returns on net taker volume, over that of calm days.'),
  z
    .strictObject({ of: z.literal('calm-impact'), instrument })
    .describe("The same slope on calm days: return a net taker volume of one per cent of a calm day's."),
  z
    .strictObject({
      of: z.literal('depth-low'),
      instruments,
      ...window,
      since: time,
      withinBp: z.literal(BOOK_EDGES_BP),
    })
    .describe(
      'Least of what rested in the books within so many basis points of the mid, mean of an hour, over its mean from `since` to `from`; coins.',
    ),
  z
    .strictObject({ of: z.literal('liquidated'), ...window })
    .describe('US dollars of positions that venues closed.'),
  z
    .strictObject({ of: z.literal('liquidated-long-share'), ...window })
    .describe('Share of those that had been long.'),
  z
    .strictObject({ of: z.literal('implied-vol-high'), days: z.number().positive(), ...window })
    .describe('Highest at-the-money implied volatility at a tenor.'),
  z
    .strictObject({ of: z.literal('risk-reversal-low'), days: z.number().positive(), ...window })
    .describe('Lowest 25-delta call less put volatility at a tenor.'),
  z
    .strictObject({
      of: z.literal('term-inversion-high'),
      shortDays: z.number().positive(),
      longDays: z.number().positive(),
      ...window,
    })
    .describe('Most by which at-the-money volatility of the short tenor exceeds that of the long one.'),
  z
    .strictObject({ of: z.literal('futures-basis'), instrument, at: time })
    .describe('Annual simple basis of a future over the index, mean of the hour before.'),
  z
    .strictObject({ of: z.literal('futures-basis-high'), instrument, ...window })
    .describe('The highest of such hours.'),
  z
    .strictObject({
      of: z.literal('open-interest'),
      instruments,
      at: time,
      unit: z.enum(['coins', 'usd']).default('coins'),
    })
    .describe('Open interest, longs alone.'),
  z
    .strictObject({
      of: z.literal('open-interest-change'),
      instruments,
      ...window,
      lessThanOf: instruments.optional(),
    })
    .describe('Its relative change, in coins; `lessThanOf`: less that of other instruments.'),
  z
    .strictObject({ of: z.literal('funding'), at: time })
    .describe('Funding rate for eight hours, as paid then.'),
  z
    .strictObject({ of: z.literal('perp-premium-low'), ...window, barMinutes })
    .describe('Lowest premium of the last perp trade over the last spot trade at the ends of bars.'),
  z
    .strictObject({ of: z.literal('perp-premium-high'), ...window, barMinutes })
    .describe('The highest of such premiums.'),
  z
    .strictObject({ of: z.literal('fund-flow'), tradeDate: day, standsFor: z.number().positive().default(1) })
    .describe(
      'Creations less redemptions by trade date, US dollars; the simulated trust stands for `standsFor` times the measured one.',
    ),
  z
    .strictObject({ of: z.literal('option-contracts'), day })
    .describe('Options clients dealt on a UTC day: contracts of 100 trust shares.'),
  z.strictObject({ of: z.literal('option-put-share'), day }).describe('Share of those that were puts.'),
  z
    .strictObject({ of: z.literal('short-sales-restricted'), instrument, ...window })
    .describe('1 when short sales of the instrument were restricted within the window, else 0.'),
  z
    .strictObject({ of: z.literal('difficulty-change'), at: time })
    .describe(
      'Change of difficulty at the first retarget: as it happened, or as the blocks up to then let expect.',
    ),
  z
    .strictObject({
      of: z.literal('correlation-gap'),
      day,
      instrument,
      closes: z.array(z.number().positive()).min(3),
      first: z.strictObject({ instrument, closes: z.array(z.number().positive()).min(3) }),
      second: z.strictObject({ instrument, closes: z.array(z.number().positive()).min(3) }),
    })
    .describe(
      'Correlation up to a day of daily returns of the fund with the first instrument less that with the second: closes before the window as measured (oldest first), those inside simulated.',
    ),
  z
    .strictObject({ of: z.literal('mnav-low'), institution: z.string().min(1), ...window })
    .describe("Least premium of a treasury company's shares over its net assets."),
  z
    .strictObject({ of: z.literal('realised-loss'), day })
    .describe('Losses realised on coins sold, US dollars on a UTC day.'),
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
export const targetSchema = z
  .strictObject({
    id: slug.describe('Names the row in reports'),
    title: readable.describe('What it is, for readers'),
    measure: measureSchema.describe('What to read off a run, and where'),
    unit: z
      .enum(TARGET_UNITS)
      .describe('How figures are printed; all are plain numbers (bp and vol: fractions)'),
    history: z
      .union([z.number(), z.tuple([z.number().nullable(), z.number().nullable()])], {
        error: 'must be a number, or a list of two bounds, [least, most], one of which may be null',
      })
      .describe('The figure, or the least and the most that history allows (null: no bound)'),
    tolerance: z
      .number()
      .min(0)
      .describe(
        'Scoring deviation in the unit; 0 where only a sign or a yes is known, which is then met or missed',
      ),
    class: z
      .enum(TARGET_CLASSES)
      .describe(
        'fit: calibration may look at it; held-out: it may not; contested: reported and never counted',
      ),
    family: z
      .enum(TARGET_FAMILIES)
      .describe('Within a family weights sum to one, so that many rows on one thing do not outweigh others'),
    follows: z
      .array(slug)
      .min(1)
      .optional()
      .describe('Other rows that this one all but follows from: met with them, it tells little of its own'),
    seen: z
      .literal(true)
      .optional()
      .describe('True: it was looked at while parameters were chosen, though nothing was fitted to it'),
    clock: readable.describe('Instrument and clock, in words'),
    source: readable.describe('Who says so'),
    readings: z
      .array(
        z.strictObject({
          said: readable.describe('What is said'),
          by: readable.describe('Who says it'),
        }),
      )
      .optional()
      .describe('Where sources disagree: each reading'),
    verdict: readable.optional().describe('Which reading stands, and why'),
  })
  .describe('What history says of one thing, and how near is near enough');

/** What really happened in a scenario's window: the path of spot at its turning points, and what runs are scored by. */
export const historySchema = z.strictObject({
  path: z.array(turningPointSchema).default([]).describe('Spot at its turning points, in order of time'),
  targets: z.array(targetSchema).default([]).describe('Rows that runs are scored by'),
  calmDay: calmDaySchema
    .optional()
    .describe('What ratios "to calm" are taken by; left out: a day of the calm scenario as it is'),
});

/** What really happened, checked. */
export type History = z.infer<typeof historySchema>;
/** A row of history, checked. */
export type Target = z.infer<typeof targetSchema>;
/** A row of history as its author writes it. */
export type TargetInput = z.input<typeof targetSchema>;
