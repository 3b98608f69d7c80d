import { z } from 'zod';

const WEIGHTS = { etf: 0.02, software: 0.08, gold: 0.05 };

/** How a crowd of advisers runs its model portfolios. */
export const parameters = z.strictObject({
  mode: z
    .enum(['band', 'volTarget'])
    .default('band')
    .describe(
      '"band": back to model weights when one leaves its band; "volTarget": less of what is volatile',
    ),
  etfUsd: z
    .number()
    .positive()
    .default(15e9)
    .describe('US dollars of trust shares held (5-25bn; the crowd of advisers reported about 15bn)'),
  weights: z
    .strictObject({
      etf: z.number().positive().max(1),
      software: z.number().positive().max(1),
      gold: z.number().positive().max(1),
    })
    .refine(({ etf, software, gold }) => etf + software + gold <= 1, {
      message: 'weights that sum to at most 1: they are shares of one portfolio',
    })
    .default(WEIGHTS)
    .describe('model weights of trust shares, software shares and gold in the client portfolio'),
  band: z
    .number()
    .positive()
    .max(10)
    .default(0.25)
    .describe('relative drift of a weight within the three that is left alone (.15-.50)'),
  review: z.enum(['daily', 'weekly']).default('daily').describe('at 10:00 New York, every day or on Mondays'),
  targetVol: z
    .number()
    .positive()
    .max(100)
    .default(0.48)
    .describe('yearly volatility at which the model weight is held (.35-.60: a calm 2.5 % a day)'),
  volDecay: z
    .number()
    .min(0)
    .max(0.999)
    .default(0.94)
    .describe('share of yesterday in the estimate of variance (.90-.97; RiskMetrics 1996)'),
  largestCut: z
    .number()
    .positive()
    .max(1)
    .default(0.05)
    .describe('most of the model holding that one review trades (.02-.20), volTarget only'),
  inflowPerTenth: z
    .number()
    .min(0)
    .max(1)
    .default(0.0005)
    .describe(
      'share of client portfolios put into shares a day, per 10 % that the last close is down (0-.002)',
    ),
  participation: z
    .number()
    .positive()
    .max(0.5)
    .default(0.08)
    .describe("most of a minute's turnover it takes (.05-.10)"),
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
