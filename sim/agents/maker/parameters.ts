import { z } from 'zod';
import { carryYield } from '../carry-yield.ts';
import { OPENING_ONLY } from '../opening-only.ts';

/** What sets one market maker apart from another. US dollars are of one maker; a scenario has several. */
export const makerParameters = z.strictObject({
  capitalUsd: z.number().positive().default(400e6).describe('US dollars of capital (200-800m: a choice)'),
  inventoryLimitUsd: z
    .number()
    .positive()
    .default(33e6)
    .describe(
      'US dollars of net bitcoin it will hold either way (12-75m: four makers share 50-300m, unmeasured)',
    ),
  touchUsdPerBp: z
    .number()
    .positive()
    .max(1e9)
    .default(2.5e6)
    .describe('US dollars quoted per basis point at the touch, all venues (1-5m: a choice)'),
  decayBp: z
    .number()
    .min(0.1)
    .max(1_000)
    .default(10)
    .describe('basis points over which quoted size falls by e (10-16: a choice)')
    .meta(OPENING_ONLY),
  creditUsd: z
    .number()
    .min(0)
    .default(3e9)
    .describe('US dollars it may owe, in coins too (1-10bn: unmeasured)')
    .meta(OPENING_ONLY),
  halfSpreadBp: z
    .number()
    .positive()
    .max(1_000)
    .default(0.75)
    .describe(
      'basis points of calm half-spread (0.5-1.2 by maker: expert estimate, no measured spread was found)',
    ),
  skewBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(1)
    .describe(
      'basis points its quotes are shifted when inventory is at its limit (.2-1: a choice; the lean is ' +
        'that of Avellaneda and Stoikov 2008)',
    ),
  shareLimitUsd: z
    .number()
    .positive()
    .default(120e6)
    .describe(
      'US dollars of trust shares beyond its usual stock that it will hold either way (50-250m: a choice)',
    ),
  shareSkewBp: z
    .number()
    .min(0)
    .max(1_000)
    .default(2)
    .describe(
      'basis points its quotes for shares are shifted when it holds that much (1-4: a choice, which ' +
        'leaves room for participants)',
    ),
  impactBpPerMillion: z
    .number()
    .min(0)
    .max(100)
    .default(0.38)
    .describe(
      'basis points by which a million dollars of net taker flow that it did not expect moves where it thinks ' +
        'bitcoin trades, while it quotes as much as in a calm minute (.3-.6: fitted to calm markets)',
    ),
  depthPower: z
    .number()
    .min(0)
    .max(2)
    .default(0.62)
    .describe(
      'power of what it quotes, over a calm minute’s, with which that falls (.5-1.5: Cont, Kukanov and Stoikov 2014; fitted to calm markets)',
    ),
  foretoldQuick: z
    .number()
    .min(0)
    .max(1)
    .default(0.45)
    .describe(
      'share of the last 3 minutes’ average net taker flow that it expects of a round (.3-.6: fitted to calm markets)',
    ),
  foretoldSlow: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('the same of the last 40 minutes’ (.3-.55: fitted to calm markets)'),
  attention: z
    .number()
    .min(0)
    .max(1)
    .default(0.12)
    .describe(
      'share of the gap between its last quotes and the books that it closes a round (.05-.3: a choice)',
    ),
  carryYield: carryYield.describe(
    'share a year that funding of the perp comes to where it thinks it fairly priced, whatever arbitrage thinks (.033-.05: ' +
      'as for arbitrage)',
  ),
  newsShare: z
    .number()
    .min(0)
    .max(1)
    .default(0.8)
    .describe('share of public news it quotes before anybody has traded on it (0-1: a choice)'),
  stressExponent: z
    .number()
    .min(0)
    .max(3)
    .default(1.0)
    .describe('power of stress with which its size shrinks (0.5-3: chosen by volatility in calm and event)'),
  usualUsdPerMinute: z
    .number()
    .positive()
    .max(1e12)
    .default(45e6)
    .describe(
      'US dollars all books turn over in a calm minute; a busier market is quoted in proportion, because ' +
        'a ladder stands for all refills of a round (30-60m: a calm day of 40 to 85bn)',
    ),
  lossPull: z
    .number()
    .positive()
    .max(1)
    .default(0.06)
    .describe('share of capital lost in a day at which quotes are pulled (0.06-0.15 by maker: a choice)'),
  pullMinutes: z
    .number()
    .positive()
    .max(10_000)
    .default(30)
    .describe('minutes for which they stay pulled (15-60: a choice)'),
});
export type MakerParameters = z.infer<typeof makerParameters>;
