import { z } from 'zod';
import { parseDuration } from '../sim/engine/time.ts';
import { februaryTerms } from '../sim/market/instruments.ts';
import { defaultMarginRules } from '../sim/market/margin-rates.ts';
import { calendarSchema } from './calendar.ts';
import { readable, slug, utcTime as time } from './fields.ts';
import { haltsSchema } from './halts.ts';
import { outsideSchema } from './outside.ts';
import { historySchema } from './target.ts';

const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, { message: 'must be a duration such as 60s, 5m or 1h' });
/** One line of the cast: a kind of agent, how many of it, and its parameters. */
const member = z.strictObject({
  kind: z.string().min(1).describe('Kind of agent; "cascade list agents" names them'),
  count: z.number().int().min(0).max(500).default(1).describe('How many of it, each with luck of its own'),
  acts: z
    .boolean()
    .default(true)
    .describe(
      'False: keeps its balance sheet and contracts, and does nothing of its own (a mechanism switched off)',
    ),
  parameters: z.record(z.string(), z.unknown()).default({}).describe('Its balance sheet and how it behaves'),
});

const dailyVol = z.number().min(0.001).max(0.5);

/** The market as it stood when the window opened. */
const opening = z
  .strictObject({
    spotUsd: z.number().min(1000).max(1_000_000).describe('US dollars a bitcoin'),
    dailyVol: dailyVol.describe(
      'Realised volatility a day, as a fraction, with which everybody’s estimates start',
    ),
    calmDailyVol: dailyVol.default(0.0125).describe('What those estimates read on a calm day'),
    futureBasis: z
      .array(z.number().min(-1).max(1))
      .length(3)
      .describe('Basis of each listed future over spot, per year, the nearest first'),
    shortVol: z
      .number()
      .min(0.05)
      .max(3)
      .describe('At-the-money implied volatility of the shortest expiry, annual fraction'),
    longVol: z.number().min(0.05).max(3).describe('The same of the longest expiry'),
    riskReversal: z
      .number()
      .min(-0.5)
      .max(0.5)
      .describe('25-delta call less put volatility at the shortest expiry'),
    insuranceFundUsd: z
      .number()
      .min(0)
      .max(1e12)
      .default(1e9)
      .describe('US dollars in the perp venue’s insurance fund'),
  })
  .describe('The market when the window opens');

const listings = z
  .strictObject({
    futureExpiries: z
      .array(time)
      .length(3)
      .describe('Final settlements of the three futures: last Fridays of months at 16:00 in London, as UTC'),
    coinsPerShare: z.number().min(1e-5).max(1).describe('Bitcoin behind one share of the trust'),
  })
  .describe('What is listed that changes with the date');

const latent = z
  .strictObject({
    dailyVolumeUsd: z
      .number()
      .min(1e6)
      .max(1e13)
      .describe('US dollars of turnover a day that sets the scale of impact'),
    creationShare: z.number().min(0.001).max(1).describe('Share of turnover that is newly formed intentions'),
    memoryMinutes: z.number().min(1).max(1e6).describe('Minutes an intention lives'),
    calmDailyVol: dailyVol.describe('Volatility of a calm day, as a fraction'),
    supplyStressExponent: z.number().min(0).max(5).describe('Power of stress with which supply shrinks'),
    decayStressExponent: z.number().min(0).max(5).describe('Power of stress with which cancellation grows'),
    promptShare: z
      .number()
      .min(0)
      .max(1)
      .describe('Share of a change of value that reservation prices take at once'),
    lagHalfLifeMinutes: z.number().min(0.1).max(1e9).describe('Minutes in which half of the rest follows'),
  })
  .describe('What investors would trade, and how it renews itself');

/** The clearing house of futures: how it sets its margin rate, and the daily volatility it starts from. */
const margin = z
  .strictObject({
    floor: z
      .number()
      .min(0.01)
      .max(1)
      .default(defaultMarginRules.floor)
      .describe('Least margin a dollar of futures (0.22-0.45, unverified)'),
    dailyVol: dailyVol
      .default(0.025)
      .describe('Average of squared daily returns of the future before the window, as a daily volatility'),
    mostRise: z
      .number()
      .min(0)
      .max(10)
      .default(defaultMarginRules.mostRise)
      .describe('Most by which the rate rises from one settlement to the next, as a share of itself'),
    intradayShare: z
      .number()
      .min(0.01)
      .max(10)
      .default(defaultMarginRules.intradayShare)
      .describe(
        'Share of the rate beyond which a move since the settlement lifts that bound and is called for at midday',
      ),
    frozen: z.boolean().default(defaultMarginRules.frozen).describe('True: the rate stays what it was'),
  })
  .prefault({})
  .describe('The clearing house of futures');

const network = z
  .strictObject({
    difficulty: z.number().min(1e9).max(1e18).describe('Difficulty in force'),
    blocksSinceRetarget: z.number().int().min(0).max(2015).describe('Blocks since it was set'),
    minutesSinceRetarget: z.number().min(0).describe('Minutes since then'),
    curtailedShare: z
      .number()
      .min(0)
      .max(0.9)
      .describe('Share of hashrate that is off already, a storm for one'),
  })
  .describe('Mining when the window opens');

/** Letters of a title: it stands in one line above what is told of a run. */
const MOST_TITLE = 100;

/** A scenario as data: who was there, what hit them, in which window. Checked the same way wherever it comes from. */
export const scenarioSchema = z.strictObject({
  id: slug.describe('Names runs, and seeds their luck'),
  title: readable.max(MOST_TITLE).describe('What happened, for readers'),
  start: time.describe('Opening of the window, a full hour'),
  end: time.describe('End of the window'),
  tick: duration.default('60s').describe('Length of a tick, which divides an hour'),
  roundsPerTick: z
    .number()
    .int()
    .min(1)
    .max(60)
    .default(6)
    .describe('How often a tick everybody may answer everybody'),
  opening,
  listings: listings.default({ ...februaryTerms, futureExpiries: [...februaryTerms.futureExpiries] }),
  calendar: calendarSchema.describe('When venues are open, on New York’s clock'),
  outside: outsideSchema,
  latent,
  margin,
  network,
  halts: haltsSchema.describe('When trading halts and how it begins again'),
  cast: z.record(slug, member).describe('Who is there, by name; null takes a line of the base away'),
  uncertain: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'Settings that are hardly known, which a calibration searches unless told others, "path=from:to[:log][:whole]", and those ' +
        'of which something is thought likely, which it draws: "path=from:likely:to[:log][:whole]"',
    ),
  history: historySchema
    .prefault({})
    .describe('What really happened: what runs are scored by. Nothing in a run depends on it'),
});

/** A scenario with every default filled in: what a run folder keeps. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as its author writes it. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
