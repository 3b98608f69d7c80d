import { z } from 'zod';
import { STRIKE_GRID_USD } from '../../market/option-dealing.ts';
import { OPENING_ONLY } from '../opening-only.ts';
import { addUpToOne, WHOLE } from '../shares.ts';

const STRIKES_USD = [64_000, 66_000, 69_000, 71_000];
// The expiries of the dealers' opening books, so that positions meet.
const TENORS = [
  { days: 2, share: 0.2 },
  { days: 9, share: 0.4 },
  { days: 23, share: 0.4 },
];

const strikeUsd = z
  .number()
  .min(STRIKE_GRID_USD)
  .max(10_000_000)
  .multipleOf(STRIKE_GRID_USD, { message: `a whole multiple of ${STRIKE_GRID_USD}` });

/**
 * What sets one group of option clients apart from another. Sizes are what dealers are left with, not turnover: options
 * on the trust traded 2.33 m contracts of 100 shares on 5 February 2026 (132,000 bitcoin), a day on which its shares
 * traded 3.4 times their usual value; a tenth of the 39,000 bitcoin that leaves for a usual day is taken to be net with
 * dealers, which is a prior and no measurement, and as much again on crypto venues.
 */
export const optionClientParameters = z.strictObject({
  character: z
    .enum(['protection', 'upside', 'overwrite'])
    .default('protection')
    .describe('"protection" buys puts, "upside" buys calls, "overwrite" sells calls (a choice)'),
  home: z
    .enum(['crypto', 'share'])
    .default('crypto')
    .describe(
      '"crypto": options on the index at all hours; "share": options on trust shares in US hours (a choice)',
    ),
  coinsPerDay: z
    .number()
    .min(0)
    .max(100_000)
    .default(2_000)
    .describe(
      'bitcoin under the options it asks for on a day without moves (400-12,000: net with dealers, a ' +
        'prior from turnover)',
    ),
  meanCoins: z
    .number()
    .min(1)
    .max(10_000)
    .default(150)
    .describe(
      'bitcoin under one request, on average (25-500: block sizes; larger ones cost less to simulate)',
    ),
  moveSlope: z
    .number()
    .min(0)
    .max(100)
    .default(3)
    .describe(
      'times more often it asks per 2 % that the last hour moved (0-10: a choice; 3 for buyers of puts)',
    ),
  outDeviations: z
    .number()
    .min(0)
    .max(5)
    .default(0.7)
    .describe('standard deviations of its life that a strike lies out of the money (0-2: .7 is 25 delta)'),
  tenors: z
    .array(z.strictObject({ days: z.number().int().min(0).max(400), share: z.number().min(0).max(1) }))
    .min(1)
    .refine(addUpToOne, { message: WHOLE })
    .default(TENORS)
    .describe(
      'days after the first midnight to each expiry, and the share of requests for each (2, 9, 23 at ' +
        '20/40/40 %: those of dealers, so that positions meet)',
    ),
  strikeStepUsd: strikeUsd
    .default(2_000)
    .describe('US dollars between strikes of up to a week, twice that beyond (1,000-5,000: whole thousands)'),
  openingCoins: z
    .number()
    .min(0)
    .max(80_000)
    .default(0)
    .describe('bitcoin under options it holds from before the window (0-15,000: of what dealers are short)')
    .meta(OPENING_ONLY),
  openingStrikesUsd: z
    .array(strikeUsd)
    .min(1)
    .default(STRIKES_USD)
    .describe('US dollars, strikes of those (64k-71k: those of dealers, so that positions meet)')
    .meta(OPENING_ONLY),
  monetisedPerHour: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('share of what it holds in the money that a buyer sells back each hour (0-.5: unmeasured)'),
  monetisedBeyond: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe('share of price by which an option must be in the money for that (0-.1: unmeasured)'),
  positionLimitContracts: z
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(250_000)
    .describe(
      'contracts of 100 shares on one side of the market, at most (25,000-1m: the exchange rule of early ' +
        '2026; sources differ)',
    ),
  excess: z
    .enum(['otc', 'queue'])
    .default('otc')
    .describe(
      'what happens beyond the limit: over the counter with crypto dealers, or kept until there is room ' +
        '(a choice)',
    ),
  cashUsd: z
    .number()
    .min(0)
    .default(1e9)
    .describe('US dollars of cash (.5-2bn: a choice, premiums are not the limit)')
    .meta(OPENING_ONLY),
});
export type OptionClientParameters = z.infer<typeof optionClientParameters>;
