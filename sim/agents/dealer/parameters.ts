import { z } from 'zod';
import { inOrder } from '../in-order.ts';
import { OPENING_ONLY } from '../opening-only.ts';
import { addUpToOne, WHOLE } from '../shares.ts';

const STRIKES_USD = [64_000, 66_000, 69_000, 71_000];
const LOW_STRIKES_USD = [50_000, 55_000, 60_000];
// Counted from the midnight at which the window opens: on 4 February 2026 these are the Fridays 6, 13 and 27 February,
// 2, 8 and 22 days after the US close of that day.
const TENORS = [
  { days: 2, share: 0.2 },
  { days: 9, share: 0.4 },
  { days: 23, share: 0.4 },
];

const strikeUsd = z.number().min(1_000).max(10_000_000);

/** What sets the band in which a hedge is left alone, for whoever hedges options. */
export const bandParameters = {
  costBp: z
    .number()
    .positive()
    .max(50)
    .default(2)
    .describe('basis points of trading cost in its band (1-5: half a spread and fees)'),
  riskAversion: z
    .number()
    .min(1e-9)
    .max(1)
    .default(3e-5)
    .describe('absolute risk aversion per US dollar (1e-5 to 1e-4: the band then lies within its clamps)'),
  narrowestBand: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe('share of the delta that 1 % of price brings that is its least band (.01-.05: a choice)'),
  widestBand: z
    .number()
    .positive()
    .max(5)
    .default(0.25)
    .describe(
      'share of the same delta that is its widest band (.1-1: an intraday desk limit of a quarter per cent)',
    ),
};

const fields = z.strictObject({
  home: z
    .enum(['crypto', 'share'])
    .default('crypto')
    .describe('where its options are: "crypto" hedges on the perp first, "share" on trust shares (a choice)'),
  direction: z
    .enum(['short', 'long'])
    .default('short')
    .describe(
      '"short": clients hold the options; "long": the dealer does, as a what-if (a choice; the side is ' +
        'not public)',
    )
    .meta(OPENING_ONLY),
  optionType: z
    .enum(['put', 'call'])
    .default('put')
    .describe('what the options are, puts or calls (a choice; calls for a squeeze)')
    .meta(OPENING_ONLY),
  coins: z
    .number()
    .min(0)
    .max(80_000)
    .default(12_500)
    .describe(
      'bitcoin under its options near the money (1,250-20,000: four dealers hold 5k-80k; a public map ' +
        'gives strikes only)',
    )
    .meta(OPENING_ONLY),
  strikesUsd: z
    .array(strikeUsd)
    .min(1)
    .default(STRIKES_USD)
    .describe('US dollars, their strikes (64k-71k: a public map of strikes without sizes)')
    .meta(OPENING_ONLY),
  tenors: z
    .array(z.strictObject({ days: z.number().int().min(0).max(400), share: z.number().min(0).max(1) }))
    .min(1)
    .refine(addUpToOne, { message: WHOLE })
    .default(TENORS)
    .describe(
      'days after the first midnight to each expiry, and the share of coins in each (2, 9, 23 at 20/40/40 ' +
        '%: a choice)',
    )
    .meta(OPENING_ONLY),
  lowCoins: z
    .number()
    .min(0)
    .max(80_000)
    .default(2_500)
    .describe('bitcoin under further options of the last expiry (0-5,000: smaller than the main book)')
    .meta(OPENING_ONLY),
  lowStrikesUsd: z
    .array(strikeUsd)
    .min(1)
    .default(LOW_STRIKES_USD)
    .describe('US dollars, their strikes (50k-60k: a choice)')
    .meta(OPENING_ONLY),
  cashUsd: z
    .number()
    .min(0)
    .default(2e9)
    .describe('US dollars of cash, premiums aside (1-4bn: a choice, margin is not the limit)')
    .meta(OPENING_ONLY),
  spotCoins: z
    .number()
    .min(0)
    .max(80_000)
    .default(1_500)
    .describe('bitcoin it owns as collateral, part of the hedge (0-5,000: a choice)')
    .meta(OPENING_ONLY),
  openingCmeShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe('share of the opening hedge in the nearest future (0-.5: a choice)')
    .meta(OPENING_ONLY),
  skewStickiness: z
    .number()
    .min(0)
    .max(1.5)
    .default(1)
    .describe(
      'skew-stickiness ratio of its hedge: 0 sticky delta, 1 sticky strike (0-1.5: near 1 as measured)',
    ),
  vegaLimitUsdPerPoint: z
    .number()
    .positive()
    .max(1e9)
    .default(1e6)
    .describe(
      'US dollars a vol point of vega beyond which it deals no more, long or short (0.3-5m: two to three ' +
        'times its opening book)',
    ),
  halfSpreadPoints: z
    .number()
    .min(0)
    .max(50)
    .default(1)
    .describe(
      'vol points between its mid and its quote while its vega limit is unused (0.3-3: listed markets)',
    ),
  spreadPerUse: z
    .number()
    .min(0)
    .max(100)
    .default(2)
    .describe(
      'times the half-spread by which its quote is wider with the vega limit used up (0-10: a choice)',
    ),
  ...bandParameters,
  urgentSigmas: z
    .number()
    .positive()
    .max(100)
    .default(3)
    .describe(
      'calm hourly standard deviations that the last hour moved when it takes instead of waiting (2-4: a ' +
        'choice)',
    ),
  patienceMinutes: z
    .number()
    .min(0)
    .max(1_440)
    .default(5)
    .describe('minutes a passive hedge waits before it is taken (1-30: a choice)'),
  participation: z
    .number()
    .positive()
    .max(1)
    .default(0.05)
    .describe(
      "share of a venue's turnover of the last minute that it takes in one, at most (.02-.20: a choice)",
    ),
  homeAdvantageBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(5)
    .describe('basis points by which the home venue is preferred (0-10: margin offset there)'),
  leastOrderUsd: z
    .number()
    .min(0)
    .max(1e9)
    .default(25_000)
    .describe('US dollars below which no hedge order is sent (0-1m: a choice)'),
});

/** What sets one dealer apart from another. */
export const dealerParameters = inOrder(fields, ['narrowestBand', 'widestBand']);
export type DealerParameters = z.infer<typeof dealerParameters>;
