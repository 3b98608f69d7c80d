import { z } from 'zod';
import { carryYield } from '../carry-yield.ts';

/** Parameters of an arbitrageur. */
export const arbitrageurParameters = z.strictObject({
  capitalUsd: z
    .number()
    .positive()
    .default(1e9)
    .describe(
      'US dollars of gross positions it can carry between futures and the rest (0.3-5bn: finite funding, Shleifer ' +
        'and Vishny 1997; the size is unmeasured)',
    ),
  venueCapitalUsd: z
    .number()
    .positive()
    .default(4e9)
    .describe(
      'US dollars of gross positions it can carry between venues (1-8bn: enough that the perp stays within tens of ' +
        'basis points of spot, as on 5 February 2026)',
    ),
  costBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(6)
    .describe(
      'basis points of fees and risk a future against the rest must pay before it trades (3-12: a choice)',
    ),
  venueCostBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(3)
    .describe(
      'basis points of fees and risk one venue against another must pay before it trades (1-6: a choice)',
    ),
  carryYield: carryYield.describe(
    'share a year at which it thinks a future fairly priced over spot, and the perp below it by its funding, whatever makers ' +
      'think (.033-.05: basis of early 2026, financing quoted near 4.5 %)',
  ),
  carryBandBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(12)
    .describe('basis points of price by which a future may stray from carry (5-25: a choice)'),
  clipUsd: z
    .number()
    .positive()
    .default(4e6)
    .describe('US dollars traded between a future and the rest a round, at most (1-10m: a choice)'),
  venueClipUsd: z
    .number()
    .positive()
    .default(20e6)
    .describe(
      'US dollars traded between venues a round, at most (5-50m: a choice; machines take all that pays)',
    ),
  limitSlopeBp: z
    .number()
    .min(0)
    .max(10_000)
    .default(25)
    .describe('basis points asked beyond the cost when its capital is fully used (10-50: a choice)'),
});

/** What an arbitrageur's parameters hold once checked. */
export type ArbitrageurParameters = z.infer<typeof arbitrageurParameters>;
