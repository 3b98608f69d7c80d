import { z } from 'zod';

const WEIGHTS = { etf: 0.02, software: 0.08, gold: 0.05 };

const weight = z.number().positive().max(1);

/** How a crowd of advisers runs its model portfolios. */
export const parameters = z.strictObject({
  mode: z
    .enum(['band', 'volTarget'])
    .default('band')
    .describe(
      '"band": back to model weights when one leaves its band; "volTarget": less of what is volatile (a ' +
        'choice)',
    ),
  etfUsd: z
    .number()
    .positive()
    .default(15e9)
    .describe('US dollars of trust shares held (5-25bn: the crowd of advisers reported about 15bn)'),
  weights: z
    .strictObject({
      etf: weight.describe(
        'share of trust shares in the model portfolio (.01-.02: reported model portfolios)',
      ),
      software: weight.describe('share of software shares in it (.05-.12: a choice)'),
      gold: weight.describe('share of gold in it (.03-.08: a choice)'),
    })
    .refine(({ etf, software, gold }) => etf + software + gold <= 1, {
      message: 'weights that sum to at most 1: they are shares of one portfolio',
    })
    .default(WEIGHTS)
    .describe('share of each asset in the model portfolio (a choice)'),
  band: z
    .number()
    .positive()
    .max(10)
    .default(0.25)
    .describe(
      'share by which a weight may drift within the three and is left alone (.15-.50: 20-25 % relative ' +
        'bands for satellites)',
    ),
  review: z
    .enum(['daily', 'weekly'])
    .default('daily')
    .describe('at 10:00 New York, every day or on Mondays (a choice)'),
  targetVol: z
    .number()
    .positive()
    .max(100)
    .default(0.48)
    .describe(
      'share of price a year, volatility at which the model weight is held (.35-.60: a calm 2.5 % a day)',
    ),
  volDecay: z
    .number()
    .min(0)
    .max(0.999)
    .default(0.94)
    .describe('share of yesterday in the estimate of variance (.90-.97: RiskMetrics 1996)'),
  largestCut: z
    .number()
    .positive()
    .max(1)
    .default(0.05)
    .describe(
      'share of the model holding that one review trades at most, volTarget only (.02-.20: a choice)',
    ),
  inflowPerTenth: z
    .number()
    .min(0)
    .max(1)
    .default(0.0005)
    .describe(
      'share of client portfolios put into shares a day, per 10 % that the last close is down (0-.002: a ' +
        'choice)',
    ),
  participation: z
    .number()
    .positive()
    .max(0.5)
    .default(0.08)
    .describe("share of a minute's turnover it takes, at most (.05-.10: a choice)"),
});
export type RiaParameters = z.infer<typeof parameters>;

/** The fall that `inflowPerTenth` is stated for. */
const FALL_UNIT = 0.1;

/** US dollars to trade in each asset so that weights return to the model: none while every weight is in its band. */
export function rebalanceTrades(
  valuesUsd: readonly number[],
  weights: readonly number[],
  band: number,
): number[] {
  const total = valuesUsd.reduce((sum, value) => sum + value, 0);
  const scale = total / weights.reduce((sum, weight) => sum + weight, 0);
  const outside = valuesUsd.some((value, n) => Math.abs(value / (weights[n] * scale) - 1) > band);
  return valuesUsd.map((value, n) => (outside ? weights[n] * scale - value : 0));
}

/** Lots a volatility targeter wants: the model holding times target over estimate, `largestCut` of it a step at most. */
export function volTargetLots(
  heldLots: number,
  modelLots: number,
  targetVol: number,
  vol: number,
  largestCut: number,
): number {
  const most = largestCut * modelLots;
  const gap = (modelLots * targetVol) / vol - heldLots;
  return Math.round(heldLots + Math.min(most, Math.max(-most, gap)));
}

/** US dollars clients put in on a day after a fall of the last close from the highest. */
export function dipInflowUsd(portfolioUsd: number, drawdown: number, perTenth: number): number {
  return (portfolioUsd * perTenth * Math.max(0, drawdown)) / FALL_UNIT;
}
