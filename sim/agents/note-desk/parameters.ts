import { z } from 'zod';
import { OBSERVATIONS } from '../../market/barrier.ts';
import { bandParameters } from '../dealer/parameters.ts';
import { inOrder } from '../in-order.ts';
import { OPENING_ONLY } from '../opening-only.ts';
import { addUpToOne, WHOLE } from '../shares.ts';

/** One issue of notes: the put its holders are short, and how its barrier is watched. */
const tranche = z
  .strictObject({
    initialUsd: z
      .number()
      .positive()
      .max(10_000)
      .describe('share price on the day of issue, US dollars: the strike of the put (50-70: autumn 2025)'),
    barrierUsd: z
      .number()
      .positive()
      .max(10_000)
      .describe('share price at which the put knocks in, US dollars (60-80 % of the initial level)'),
    days: z
      .number()
      .int()
      .min(0)
      .max(3_650)
      .describe(
        'maturity in days after the first midnight, at the US close (330-1,060: described issues end in ' +
          '2027-28)',
      ),
    share: z.number().positive().max(1).describe('share of the notional in this tranche (0-1)'),
    observation: z
      .enum(OBSERVATIONS)
      .default('maturity')
      .describe('when the barrier is watched: continuous, daily (closes) or maturity (described US issues)'),
    knocked: z
      .boolean()
      .default(false)
      .describe(
        'whether it knocked in before the window opened (crossed barriers are seen at the opening anyway)',
      ),
  })
  .refine(({ initialUsd, barrierUsd }) => barrierUsd < initialUsd, {
    message: 'below the initial level: the put knocks in on the way down',
    path: ['barrierUsd'],
  });

/** Barriers around their two modes, 43.6 and 38.5, each 70 % of its initial level; lives from one to nearly three years. */
const TRANCHES = [
  { initialUsd: 64.3, barrierUsd: 45, days: 690, share: 0.1 },
  { initialUsd: 62.3, barrierUsd: 43.6, days: 635, share: 0.3 },
  { initialUsd: 60, barrierUsd: 42, days: 540, share: 0.1 },
  { initialUsd: 57.1, barrierUsd: 40, days: 420, share: 0.1 },
  { initialUsd: 55, barrierUsd: 38.5, days: 670, share: 0.3 },
  { initialUsd: 52.9, barrierUsd: 37, days: 900, share: 0.1 },
] as const satisfies z.input<typeof tranche>[];

const fields = z.strictObject({
  notionalUsd: z
    .number()
    .min(0)
    .max(1e11)
    .default(0.53e9)
    .describe(
      'US dollars of notes at their initial levels (.53-2.1bn: known US issues, times what is not known)',
    ),
  tranches: z
    .array(tranche)
    .min(1)
    .max(64)
    .refine(addUpToOne, { message: WHOLE })
    .default(TRANCHES.map((one) => ({ ...one, observation: 'maturity' as const, knocked: false })))
    .describe(
      'issues by initial level and barrier, US dollars a share (barriers cluster at 43.6 and 38.5: 70 % ' +
        'of initial)',
    ),
  overlayRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe(
      'share of the vega of its notes sold on as vanilla puts struck at the barriers (0-1: contested)',
    )
    .meta(OPENING_ONLY),
  overlayCap: z
    .number()
    .positive()
    .max(100)
    .default(4)
    .describe(
      'puts sold against one note, at most (2-8: far from a barrier short puts have too little vega to ' +
        'match)',
    )
    .meta(OPENING_ONLY),
  overlayDays: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(91)
    .describe(
      'days after the first midnight that these puts live (60-180: where listed share options are liquid)',
    )
    .meta(OPENING_ONLY),
  deltaCap: z
    .number()
    .positive()
    .max(10)
    .default(2.5)
    .describe('shares held against one unit, at most (1.5-4: a desk does not chase delta into a barrier)'),
  rate: z
    .number()
    .min(-0.1)
    .max(0.2)
    .default(0.04)
    .describe(
      'share a year of interest at which notes are valued (.035-.045: dollar funding; the trust pays no ' +
        'dividend)',
    ),
  skewStickiness: z
    .number()
    .min(0)
    .max(1.5)
    .default(1)
    .describe(
      'skew-stickiness ratio of its hedge: 0 sticky delta, 1 sticky strike (0-1.5: near 1 as measured)',
    ),
  cashUsd: z
    .number()
    .min(0)
    .default(1e9)
    .describe('US dollars of cash, premiums aside (.5-2bn: a choice, funding of the hedge is not the limit)')
    .meta(OPENING_ONLY),
  ...bandParameters,
  participation: z
    .number()
    .positive()
    .max(1)
    .default(0.1)
    .describe(
      "share of the shares' turnover of the last minute that it takes in one, at most (.05-.20: worked " +
        'within the day)',
    ),
  leastOrderUsd: z
    .number()
    .min(0)
    .max(1e9)
    .default(50_000)
    .describe('US dollars below which no hedge order is sent (0-1m: a choice)'),
});

/** What sets one issuer of notes apart from another. */
export const noteDeskParameters = inOrder(fields, ['narrowestBand', 'widestBand']);
export type NoteDeskParameters = z.infer<typeof noteDeskParameters>;
