import { z } from 'zod';
import { parseDuration } from '../sim/engine/time.ts';
import { defaultImpact } from '../sim/market/driver-impact.ts';
import { DRIVERS, defaultBetas, defaultDriverRules, defaultSessionSd } from '../sim/market/drivers.ts';
import { februaryTerms } from '../sim/market/instruments.ts';
import { defaultMarginRules } from '../sim/market/margin-rates.ts';
import { calendarSchema } from './calendar.ts';
import { slug, utcTime as time } from './fields.ts';
import { haltsSchema } from './halts.ts';
import { historySchema } from './target.ts';

const duration = z
  .string()
  .refine((text) => (parseDuration(text) ?? 0) > 0, { message: 'must be a duration such as 60s, 5m or 1h' });
const driver = z.enum(DRIVERS);
const perDriver = (least: number, most: number) =>
  z.strictObject(
    Object.fromEntries(DRIVERS.map((name) => [name, z.number().min(least).max(most)])) as Record<
      (typeof DRIVERS)[number],
      z.ZodNumber
    >,
  );

const shock = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  driver,
  totalReturn: z.number().gt(-1).max(5),
  profile: z.array(z.tuple([time, z.number()])).min(2),
});

const flag = z.strictObject({ id: z.string().min(1), title: z.string().min(1), time, size: z.number() });

/** One line of the cast: a kind of agent, how many of it, and its parameters. */
const member = z.strictObject({
  kind: z.string().min(1),
  count: z.number().int().min(0).max(500).default(1),
  /** False: the agent keeps its balance sheet and contracts, and does nothing of its own (how a mechanism is switched off). */
  acts: z.boolean().default(true),
  parameters: z.record(z.string(), z.unknown()).default({}),
});

/** A scenario as data: who was there, what hit them, in which window. Checked the same way wherever it comes from. */
export const scenarioSchema = z.strictObject({
  id: slug,
  title: z.string().min(1),
  start: time,
  end: time,
  tick: duration.default('60s'),
  roundsPerTick: z.number().int().min(1).max(60).default(6),
  opening: z.strictObject({
    spotUsd: z.number().min(1000).max(1_000_000),
    /** Realised volatility a day with which everybody's estimates start. */
    dailyVol: z.number().min(0.001).max(0.5),
    /** What those estimates read on a calm day. */
    calmDailyVol: z.number().min(0.001).max(0.5).default(0.0125),
    /** Basis of each listed future over spot, per year. */
    futureBasis: z.array(z.number().min(-1).max(1)).length(3),
    shortVol: z.number().min(0.05).max(3),
    longVol: z.number().min(0.05).max(3),
    riskReversal: z.number().min(-0.5).max(0.5),
    /** US dollars in the perp venue's insurance fund. */
    insuranceFundUsd: z.number().min(0).max(1e12).default(1e9),
  }),
  /** What is listed that changes with the date: expiries of the three futures, and bitcoin behind a share of the trust. */
  listings: z
    .strictObject({
      futureExpiries: z.array(time).length(3),
      coinsPerShare: z.number().min(1e-5).max(1),
    })
    .default({ ...februaryTerms, futureExpiries: [...februaryTerms.futureExpiries] }),
  calendar: calendarSchema,
  outside: z.strictObject({
    shocks: z.array(shock).default([]),
    flags: z.array(flag).default([]),
    betas: perDriver(-5, 5).default({ ...defaultBetas }),
    driverRules: z
      .strictObject({
        steepAboveStress: z.number().min(1).max(10),
        steepSoftwareFactor: z.number().min(0).max(10),
        stressExponent: z.number().min(0).max(3),
        stressCeiling: z.number().min(1).max(20),
        calmCorrelation: z.number().min(0).max(0.99),
        correlationRise: z.number().min(0).max(0.99),
      })
      .default({ ...defaultDriverRules }),
    sessionSd: perDriver(0, 0.5).default({ ...defaultSessionSd }),
    /** How software shares, which have no book, move by what pods trade in them. */
    softwareImpact: z
      .strictObject({
        /** Impact over daily volatility of a day's turnover at a tenth of it (0.5-1.5; 0: nobody moves them). */
        prefactor: z.number().min(0).max(10).default(defaultImpact.prefactor),
        /** US dollars that trade on a calm day (0.9bn in January 2026 in the fund alone, 40bn with its shares: estimate). */
        dailyUsd: z.number().min(1e6).max(1e13).default(defaultImpact.dailyUsd),
        /** Standard deviation of log returns a day (0.010-0.02: 0.015 from November 2025 to January 2026). */
        dailyVol: z.number().min(0.001).max(0.5).default(defaultImpact.dailyVol),
      })
      .prefault({}),
    bridged: z.boolean().default(false),
    /** Standard deviation a day of how investors revalue bitcoin on a calm day, without news that anybody scripted. */
    valueNoisePerDay: z.number().min(0).max(0.2),
    /** Share of its variance that follows the market's own (0-0.95: daily volatility of bitcoin persists at .9 and more). */
    valueNoiseFeedback: z.number().min(0).max(0.99).default(0),
    /** Hours in which half of it is taken back again (2-24; null: it lasts). */
    valueNoiseHalfLifeHours: z.number().min(0.05).max(10_000).nullable().default(null),
  }),
  latent: z.strictObject({
    dailyVolumeUsd: z.number().min(1e6).max(1e13),
    creationShare: z.number().min(0.001).max(1),
    memoryMinutes: z.number().min(1).max(1e6),
    calmDailyVol: z.number().min(0.001).max(0.5),
    supplyStressExponent: z.number().min(0).max(5),
    decayStressExponent: z.number().min(0).max(5),
    promptShare: z.number().min(0).max(1),
    lagHalfLifeMinutes: z.number().min(0.1).max(1e9),
  }),
  /** The clearing house of futures: how it sets its margin rate, and the daily volatility it starts from. */
  margin: z
    .strictObject({
      /** Least margin a dollar of futures (0.22-0.45, unverified). */
      floor: z.number().min(0.01).max(1).default(defaultMarginRules.floor),
      /** Average of squared daily returns of the future before the window, as a daily volatility. */
      dailyVol: z.number().min(0.001).max(0.5).default(0.025),
      mostRise: z.number().min(0).max(10).default(defaultMarginRules.mostRise),
      intradayShare: z.number().min(0.01).max(10).default(defaultMarginRules.intradayShare),
      frozen: z.boolean().default(defaultMarginRules.frozen),
    })
    .prefault({}),
  network: z.strictObject({
    difficulty: z.number().min(1e9).max(1e18),
    blocksSinceRetarget: z.number().int().min(0).max(2015),
    minutesSinceRetarget: z.number().min(0),
    curtailedShare: z.number().min(0).max(0.9),
  }),
  halts: haltsSchema,
  cast: z.record(z.string(), member),
  /** Settings that are hardly known and that a calibration varies unless it is told others: "path=from:to[:log][:whole]". */
  uncertain: z.array(z.string().min(1)).default([]),
  /** What really happened; nothing in a run depends on it. */
  history: historySchema.prefault({}),
});

/** A scenario with every default filled in: what a run folder keeps. */
export type Scenario = z.infer<typeof scenarioSchema>;
/** A scenario as its author writes it. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
