import { z } from 'zod';
import { inOrder } from '../in-order.ts';
import { OPENING_ONLY } from '../opening-only.ts';

const usd = (most: number) => z.number().min(0).max(most);
const beta = z.number().min(-10).max(10);
const leverage = z.number().min(0.01).max(100);
const share = z.number().min(0).max(1);

const fields = z.strictObject({
  equityUsd: usd(1e12)
    .positive()
    .default(10e9)
    .describe('US dollars of platform equity (5e9-40e9: 80e9 and more over the large platforms)'),
  dailySigma: z
    .number()
    .min(0.0005)
    .max(0.02)
    .default(0.0025)
    .describe(
      '60-day daily standard deviation of profit over equity (0.0021-0.0029: 75-100 bp lost at 3.5 sd)',
    )
    .meta(OPENING_ONLY),
  basisUsd: usd(20e9)
    .default(750e6)
    .describe(
      'US dollars of trust shares held against short futures (5e8-1e9: CME open interest is the ceiling)',
    )
    .meta(OPENING_ONLY),
  nearFutureShare: share
    .default(0.75)
    .describe(
      'share of the short futures in the nearest contract, the rest in the next (0.6-0.9: unmeasured)',
    )
    .meta(OPENING_ONLY),
  relativeValueUsd: usd(20e9)
    .default(500e6)
    .describe('US dollars of trust shares held against a short in crypto equity (2.5e8-7.5e8: unmeasured)')
    .meta(OPENING_ONLY),
  directionalUsd: usd(20e9)
    .default(437.5e6)
    .describe('US dollars of bitcoin held outright (2e8-6e8: unmeasured)')
    .meta(OPENING_ONLY),
  directionalFutureShare: share
    .default(0.15)
    .describe('share of it held in the nearest future instead of trust shares (0-0.4: unmeasured)')
    .meta(OPENING_ONLY),
  softwareLongUsd: usd(20e9)
    .default(600e6)
    .describe('US dollars long software shares, synthetic (3e8-1.2e9: expert estimate)')
    .meta(OPENING_ONLY),
  softwareHedgeShare: share
    .default(0.75)
    .describe('share of it that is hedged short in broad equity (0.5-1: unmeasured)')
    .meta(OPENING_ONLY),
  equityBetas: z
    .strictObject({
      coin: beta.describe('log return of crypto equity per log return of bitcoin (0.6-1.2: a choice)'),
      software: beta.describe(
        'log return of crypto equity per log return of software shares (0.2-0.8: a choice)',
      ),
      crypto: beta.describe('log return of crypto equity per log return by crypto news (1: a choice)'),
    })
    .default({ coin: 0.8, software: 0.5, crypto: 1 })
    .describe('log return of crypto equity per log return of what moves it (a choice)')
    .meta(OPENING_ONLY),
  leverage: z
    .strictObject({
      basis: leverage.describe('ratio of long positions to capital of basis pods (4-8: expert estimate)'),
      relativeValue: leverage.describe(
        'ratio of long positions to capital of relative-value pods (2-5: expert estimate)',
      ),
      directional: leverage.describe(
        'ratio of long positions to capital of directional pods (0.2-1: bitcoin is part of the risk of ' +
          'the pods that hold it; at 3-5 every one of them would have been closed before the window opens)',
      ),
      software: leverage.describe(
        'ratio of long positions to capital of software pods (1-4: expert estimate)',
      ),
    })
    .default({ basis: 6, relativeValue: 3, directional: 0.8, software: 2 })
    .describe('ratio of long positions to pod capital (expert estimate)')
    .meta(OPENING_ONLY),
  leverageSpread: z
    .number()
    .min(0)
    .max(1)
    .default(0.4)
    .describe(
      'log standard deviation of that leverage over platforms (0.2-0.6: limits are not all in one place)',
    )
    .meta(OPENING_ONLY),
  lossShock: z
    .string()
    .default('platform-loss-4feb')
    .describe('id of the scripted loss of books outside this simulation, in standard deviations (a choice)'),
  crowding: share
    .default(0.6)
    .describe('probability of holding the crowded books (0-1: 0.6 is a common-holder claim)'),
  crowdCorrelation: share
    .default(0.97)
    .describe('correlation of a crowded platform with the scripted loss (0.9-1: a choice)'),
  outsiderCorrelation: share
    .default(0.3)
    .describe('correlation of a platform outside the crowd with the scripted loss (0-0.5: a choice)'),
  scoreMinute: z
    .number()
    .int()
    .min(0)
    .max(1439)
    .default(960)
    .describe(
      'minute of the New York day at which a regular day is scored; half days are scored as much earlier as ' +
        'they close (960: the US close)',
    ),
  threshold: z
    .number()
    .positive()
    .max(100)
    .default(3)
    .describe(
      'standard deviations of loss that order a degross (2.5-4: a choice; the loss of 4 February 2026 was ' +
        '3.5)',
    ),
  cutAtThreshold: share
    .default(0.15)
    .describe(
      'share of gross cut at the threshold (0.1-0.2: 15-25 % is typical of reported degrossings, from ' +
        'memory)',
    ),
  cutSlope: z
    .number()
    .min(0)
    .max(10)
    .default(0.1)
    .describe('share of gross cut further for each standard deviation above (0.05-0.2: 20 % at 3.5)'),
  cutMost: share.default(0.5).describe('share of gross cut, at most (0.3-0.7: a choice)'),
  mode: z
    .enum(['proRata', 'liquidFirst'])
    .default('proRata')
    .describe(
      'which books pay: all alike, or directional, relative value and software before basis (a choice)',
    ),
  earlyShare: share.default(0.6).describe('share of a degross done by 12:45 New York (0.5-0.7: a choice)'),
  finishEarlyMinutes: z
    .number()
    .min(0)
    .max(120)
    .default(15)
    .describe('minutes before the deadline at which a degross is planned to be over (5-30: a choice)'),
  degrossPov: share
    .default(0.15)
    .describe("share of the last tick's volume traded a tick in a degross, at most (0.05-0.25: a choice)"),
  ladderPov: share
    .default(0.2)
    .describe('share of it that a pod at its limit trades, at most (0.1-0.4: a choice)'),
  legLagMinutes: z
    .number()
    .min(0)
    .max(60)
    .default(5)
    .describe('minutes by which futures are bought back after trust shares were sold (0-60: a choice)'),
  matchRatio: z
    .number()
    .min(0)
    .max(1)
    .default(0.9)
    .describe('ratio of futures bought back to bitcoin of shares sold (0.85-1: a choice)'),
  legGapShare: share
    .default(0.05)
    .describe(
      'share of the basis book that may wait for its second leg before selling pauses (0.02-0.2: a choice)',
    ),
  dearestBasis: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe(
      'share a year of basis above which it does not buy futures back but waits for sellers (0.09-0.2: ' +
        '0.09 was the peak)',
    ),
  cutDrawdown: share
    .default(0.05)
    .describe(
      'share of its capital lost at which half of a pod is sold (0.03-0.05: reported limits of platforms)',
    ),
  stopDrawdown: share
    .default(0.075)
    .describe(
      'share of its capital lost at which all of a pod is sold (0.05-0.1: reported limits of platforms)',
    ),
  checkMinutes: z
    .number()
    .int()
    .positive()
    .max(1_440)
    .default(15)
    .describe('minutes between checks of drawdown (5-60: a choice)'),
  ladderHours: z
    .number()
    .positive()
    .max(100)
    .default(2)
    .describe('hours over which a pod at its limit sells (1-4: a choice)'),
  afterHours: z
    .enum(['wait', 'future'])
    .default('future')
    .describe(
      'what a stopped-out pod does while trust shares are shut: wait, or sell futures against them (a ' +
        'choice)',
    ),
  varBudget: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .describe(
      'share of equity that the outright pod may lose on one day in a hundred; 0: no such rule (0-0.1: ' +
        '0.037 is what it opens with at 2 % a day)',
    ),
  varPace: share
    .default(0.1)
    .describe(
      'share of its gross by which it follows that rule in an hour (0.05-0.3: a choice; leverage follows ' +
        'volatility, Adrian and Shin 2010)',
    ),
  freeCashShare: share
    .default(0.02)
    .describe(
      'share of equity its treasury can post to meet margin calls on these books (0-0.3: expert estimate; ' +
        'a third of equity is free, and these books are a fifteenth of gross)',
    ),
});

/** Parameters of one multi-manager platform. Book sizes are an eighth of what all platforms held on 4 February 2026. */
export const podParameters = inOrder(fields, ['cutDrawdown', 'stopDrawdown'], ['cutAtThreshold', 'cutMost']);

/** Parameters of one multi-manager platform. */
export type PodParameters = z.infer<typeof podParameters>;
