import { z } from 'zod';
import { defaultImpact } from '../sim/market/driver-impact.ts';
import { DRIVERS, defaultBetas, defaultDriverRules, defaultSessionSd } from '../sim/market/drivers.ts';
import { readable, slug, utcTime as time } from './fields.ts';

const driver = z.enum(DRIVERS);
const perDriver = (least: number, most: number) =>
  z.strictObject(
    Object.fromEntries(DRIVERS.map((name) => [name, z.number().min(least).max(most)])) as Record<
      (typeof DRIVERS)[number],
      z.ZodNumber
    >,
  );

const shock = z
  .strictObject({
    id: slug.describe('Name by which what-ifs and agents know it'),
    title: readable.describe('What happened, for readers'),
    driver: driver.describe('Whose price the news moves'),
    totalReturn: z
      .number()
      .gt(-1)
      .max(5)
      .describe('Simple return of the driver over the whole shock: -0.03 is -3 %'),
    profile: z
      .array(z.tuple([time, z.number()]))
      .min(2)
      .describe('Knots [time, share released by then], in order of time: 0 first, 1 last, even in between'),
  })
  .describe('News that moves another market, or investors of bitcoin (driver crypto)');

const flag = z
  .strictObject({
    id: slug.describe('The id that agents wait for, such as platform-loss'),
    title: readable.describe('What happened, for readers'),
    time: time.describe('When it becomes known'),
    size: z.number().describe('How large; the agent that waits for it says in what'),
  })
  .describe('Something that happens at one minute to somebody in the cast');

const dailyVol = z.number().min(0.001).max(0.5);

const driverRules = z
  .strictObject({
    steepAboveStress: z
      .number()
      .min(1)
      .max(10)
      .describe('Stress above which the beta on software steepens (1.2-2)'),
    steepSoftwareFactor: z.number().min(0).max(10).describe('Factor on it then (1-2)'),
    stressExponent: z
      .number()
      .min(0)
      .max(3)
      .describe('Stress is the ratio of equity volatility to calm to this power (0.5-1)'),
    stressCeiling: z.number().min(1).max(20).describe('Highest stress (1.8-3)'),
    calmCorrelation: z
      .number()
      .min(0)
      .max(0.99)
      .describe('Correlation of drivers’ noises at calm volatility (0.3-0.6)'),
    correlationRise: z.number().min(0).max(0.99).describe('What triple volatility adds to it (0.2-0.5)'),
  })
  .describe('How other markets move beside their news');

/** How software shares, which have no book, move by what pods trade in them. */
const softwareImpact = z
  .strictObject({
    prefactor: z
      .number()
      .min(0)
      .max(10)
      .default(defaultImpact.prefactor)
      .describe(
        'Impact over daily volatility of a day’s turnover at a tenth of it (0.5-1.5; 0: nobody moves them)',
      ),
    dailyUsd: z
      .number()
      .min(1e6)
      .max(1e13)
      .default(defaultImpact.dailyUsd)
      .describe(
        'US dollars that trade on a calm day (0.9bn in January 2026 in the fund alone, 40bn with its shares: estimate)',
      ),
    dailyVol: dailyVol
      .default(defaultImpact.dailyVol)
      .describe(
        'Standard deviation of log returns a day (0.010-0.02: 0.015 from November 2025 to January 2026)',
      ),
  })
  .prefault({})
  .describe('How software shares move by what pods trade in them');

/** News and noise from outside, and how bitcoin and other markets take them. */
export const outsideSchema = z
  .strictObject({
    shocks: z
      .array(shock)
      .default([])
      .describe('News on other markets, and on bitcoin alone; what bitcoin did is never scripted'),
    flags: z.array(flag).default([]).describe('Single events that agents wait for'),
    betas: perDriver(-5, 5)
      .default({ ...defaultBetas })
      .describe('Log change of what bitcoin is worth to investors, per log return of each driver'),
    driverRules: driverRules.default({ ...defaultDriverRules }),
    sessionSd: perDriver(0, 0.5)
      .default({ ...defaultSessionSd })
      .describe('Standard deviation of each driver’s noise over one of its sessions'),
    softwareImpact,
    bridged: z
      .boolean()
      .default(false)
      .describe(
        'True: noise returns to zero by the end of each session, so that its total is the scripted one',
      ),
    valueNoisePerDay: z
      .number()
      .min(0)
      .max(0.2)
      .describe(
        'Standard deviation a day of how investors revalue bitcoin on a calm day, without news that anybody scripted',
      ),
    valueNoiseFeedback: z
      .number()
      .min(0)
      .max(0.99)
      .default(0)
      .describe(
        'Share of its variance that follows the market’s own (0-.99: daily volatility of bitcoin persists at .9 and more)',
      ),
    valueNoiseHalfLifeHours: z
      .number()
      .min(0.05)
      .max(10_000)
      .nullable()
      .default(null)
      .describe('Hours in which half of it is taken back again (2-24; null: it lasts)'),
  })
  .describe('What hits the market from outside');
