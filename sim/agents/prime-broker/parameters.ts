import { z } from 'zod';
import { inOrder } from '../in-order.ts';

const fields = z.strictObject({
  haircut: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe('share of trust shares or coins required as margin on a calm day (0.1-0.3: expert estimate)'),
  stressExponent: z
    .number()
    .min(0)
    .max(2)
    .default(0.7)
    .describe('power of stress with which the haircut grows; 0: it never does (0.5-1: a choice)'),
  frozen: z
    .boolean()
    .default(false)
    .describe(
      'whether the haircut stays what it was at the opening, however volatile prices become (a choice, ' +
        'for a what-if)',
    ),
  calmDailyVol: z
    .number()
    .min(0.001)
    .max(0.5)
    .default(0.025)
    .describe(
      'share of price, daily volatility of a calm day: the unit in which it measures stress (0.02-0.03: a ' +
        'choice)',
    ),
  offset: z
    .number()
    .min(0)
    .max(1)
    .default(0.6)
    .describe(
      'share of the smaller leg of a hedged pair that needs no margin; 0: futures are cleared elsewhere, ' +
        'and a rally drains cash (0-0.8: expert estimate)',
    ),
  dailyShareUsd: z
    .number()
    .positive()
    .max(1e12)
    .default(3e9)
    .describe(
      'US dollars of trust shares that trade a day, as it reckons concentration (1-10bn: a usual day of 3bn)',
    ),
  freeDays: z
    .number()
    .min(0)
    .max(100)
    .default(0.2)
    .describe(
      'days of that turnover a client may hold before a charge for concentration begins (0.1-1: a choice)',
    ),
  concentration: z
    .number()
    .min(0)
    .max(10)
    .default(0.5)
    .describe('multiple of the haircut charged on gross for each day of turnover beyond (0.2-1: a choice)'),
  initialFactor: z
    .number()
    .min(1)
    .max(5)
    .default(1.1)
    .describe(
      'multiple of the requirement that must be there at the opening and after a call (1-1.5: 1.1 at the ' +
        'exchange)',
    ),
  calmCureHours: z
    .number()
    .min(0)
    .max(720)
    .default(24)
    .describe('hours a client has to meet a call on a calm day (12-48: expert estimate)'),
  stressedCureHours: z
    .number()
    .min(0)
    .max(720)
    .default(2)
    .describe('hours it has under stress (0.5-6: expert estimate)'),
  stressedAbove: z
    .number()
    .min(1)
    .max(20)
    .default(1.5)
    .describe('multiple of calm volatility from which the shorter time applies (1.2-2: a choice)'),
  callAgainMinutes: z
    .number()
    .positive()
    .max(1_440)
    .default(30)
    .describe(
      'minutes after which a client still short is told anew what is missing, without more time (15-120: ' +
        'a choice)',
    ),
  participation: z
    .number()
    .positive()
    .max(1)
    .default(0.2)
    .describe(
      "share of a minute's turnover that it takes when it sells a client out, at most (0.1-0.3: a choice)",
    ),
});

/** House rules of a prime broker; haircut, offset and cure times are expert estimates, as no broker publishes them. */
export const primeBrokerParameters = inOrder(fields, ['stressedCureHours', 'calmCureHours']);

/** Parameters of a prime broker. */
export type PrimeBrokerParameters = z.infer<typeof primeBrokerParameters>;
