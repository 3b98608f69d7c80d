import { z } from 'zod';
import { inOrder } from '../in-order.ts';
import { OPENING_ONLY } from '../opening-only.ts';
import { addUpToOne } from '../shares.ts';

const leverageClass = z.strictObject({
  leverage: z.number().gt(1).max(125).describe('notional over collateral when the position was entered'),
  weight: z.number().min(0).max(1).describe('share of open interest'),
  traderNotionalUsd: z.number().min(1).max(1e9).describe('mean notional of one trader, US dollars'),
});

const fields = z.strictObject({
  openInterestCoins: z
    .number()
    .min(0)
    .default(560_000)
    .describe(
      'bitcoin that the long cohorts hold in perps (310,000-780,000: 41bn dollars of longs, the estimate ' +
        'for 5 February 2026)',
    )
    .meta(OPENING_ONLY),
  cohorts: z
    .number()
    .int()
    .min(1)
    .max(2_000)
    .default(400)
    .describe('long cohort accounts, an equal number for each leverage (100-1,000: a choice)')
    .meta(OPENING_ONLY),
  leverages: z
    .array(leverageClass)
    .min(1)
    .refine((classes) => addUpToOne(classes.map(({ weight }) => ({ share: weight }))), {
      message: 'a list whose weights sum to 1',
    })
    .default([
      { leverage: 1.2, weight: 0.84, traderNotionalUsd: 200_000 },
      { leverage: 2, weight: 0.07, traderNotionalUsd: 150_000 },
      { leverage: 3, weight: 0.04, traderNotionalUsd: 100_000 },
      { leverage: 5, weight: 0.022, traderNotionalUsd: 80_000 },
      { leverage: 10, weight: 0.014, traderNotionalUsd: 60_000 },
      { leverage: 20, weight: 0.009, traderNotionalUsd: 40_000 },
      { leverage: 50, weight: 0.005, traderNotionalUsd: 20_000 },
    ])
    .describe(
      'ratios of notional to collateral of the longs, with the weight of each in open interest (1.2-50: unmeasured; a ' +
        'retail mix would liquidate ten times the 1bn dollars reported)',
    )
    .meta(OPENING_ONLY),
  traderNotionalSigma: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe('log standard deviation of one trader’s notional (.5-1.5: a choice)')
    .meta(OPENING_ONLY),
  entrySpread: z
    .number()
    .min(0)
    .lt(1)
    .default(0.12)
    .describe('share of the opening price within which entries lie (.05-.2: a choice)')
    .meta(OPENING_ONLY),
  openingMargin: z
    .number()
    .min(1)
    .max(20)
    .default(1.3)
    .describe('least equity at the opening, as a multiple of maintenance margin (1.1-1.5: a choice)')
    .meta(OPENING_ONLY),
  crossShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe(
      'share of long cohorts that hold coins beside cash as collateral, margined across (0-1: unmeasured)',
    )
    .meta(OPENING_ONLY),
  coinCollateral: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of the collateral of those that is coins (0-1: unmeasured)')
    .meta(OPENING_ONLY),
  topUpShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe(
      'share of long cohorts that post collateral once, unless they are margined across (0-.4: unmeasured)',
    )
    .meta(OPENING_ONLY),
  topUpMove: z
    .number()
    .min(0)
    .lt(1)
    .default(0.15)
    .describe('share by which that lowers their liquidation price (.05-.25: unmeasured)'),
  topUpBelow: z
    .number()
    .min(1)
    .max(100)
    .default(2)
    .describe('equity at which they do, as a multiple of maintenance margin (1.2-3: a choice)'),
  shortCoins: z
    .number()
    .min(0)
    .default(60_000)
    .describe('bitcoin that the short cohorts are short of at the opening (20,000-120,000: unmeasured)')
    .meta(OPENING_ONLY),
  shortCohorts: z
    .number()
    .int()
    .min(0)
    .max(2_000)
    .default(10)
    .describe('short cohort accounts (5-50: a choice)')
    .meta(OPENING_ONLY),
  shortLeverage: z
    .number()
    .gt(1)
    .max(125)
    .default(2)
    .describe('ratio of notional to collateral of the shorts at entry (1.5-5: unmeasured)')
    .meta(OPENING_ONLY),
  shortLeverageLimit: z
    .number()
    .gt(1)
    .max(1_000)
    .default(3)
    .describe('ratio of notional to equity above which shorts do not add (2-6: a choice)'),
  shortRoom: z
    .number()
    .min(1)
    .max(100)
    .default(1.2)
    .describe('most that a short cohort holds, as a multiple of its opening size (1-2: a choice)'),
  addFall: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('share by which the index falls in 30 minutes when shorts add (.005-.02: a choice)')
    .meta(OPENING_ONLY),
  addPerMinute: z
    .number()
    .min(0)
    .max(1)
    .default(0.001)
    .describe('share of its opening size a short adds each minute (.0005-.003: a choice)'),
  coverRise: z
    .number()
    .min(0)
    .max(10)
    .default(0.03)
    .describe('share by which the index rises off the 24-hour low when shorts cover (.02-.05: a choice)')
    .meta(OPENING_ONLY),
  coverAfterFall: z
    .number()
    .min(0)
    .max(1)
    .default(0.05)
    .describe('share of the fall to that low without which they do not (.03-.1: a choice)'),
  coverPerMinute: z
    .number()
    .min(0)
    .max(1)
    .default(0.001)
    .describe('share of what a short has left it covers each minute (.0005-.003: a choice)'),
  shortSpread: z
    .number()
    .min(0)
    .lt(1)
    .default(0.5)
    .describe('share by which both thresholds spread over the short cohorts (.2-.8: a choice)')
    .meta(OPENING_ONLY),
});

/** What a group of perp speculators is made of, and when they act. */
export const parameters = inOrder(fields, ['shortLeverage', 'shortLeverageLimit']);
export type Parameters = z.infer<typeof parameters>;
