import { z } from 'zod';
import { OPENING_ONLY } from '../opening-only.ts';

/** Machines, power, and balance sheet of a cohort of miners, and when it switches and sells. */
export const minerParameters = z.strictObject({
  hashrateEh: z
    .number()
    .positive()
    .max(100_000)
    .describe(
      'exahashes per second with every machine on and power available (60-330 by cohort: together what ' +
        'difficulty implied on 4 February 2026; the split is an estimate)',
    ),
  joulesPerTerahash: z
    .number()
    .positive()
    .max(1_000)
    .describe(
      'joules per terahash that the machines draw (17-32: five cohorts of the fleet, expert estimate)',
    ),
  usdPerKwh: z
    .number()
    .positive()
    .max(10)
    .describe('US dollars per kilowatt-hour of power (0.035-0.085: five cohorts, a choice)'),
  treasuryCoins: z
    .number()
    .min(0)
    .describe('bitcoin held when the window opens (3,000-42,000 by cohort: expert estimate)'),
  cashUsd: z
    .number()
    .min(0)
    .describe('US dollars of cash (75-450m by cohort: unmeasured)')
    .meta(OPENING_ONLY),
  debtUsd: z
    .number()
    .min(0)
    .default(0)
    .describe('US dollars owed, secured on the treasury (60-900m by cohort: unmeasured)'),
  overheadShare: z
    .number()
    .min(0)
    .max(10)
    .default(0.25)
    .describe('share of the full power bill that stays when machines are off (.1-.4: a choice)'),
  feesShare: z
    .number()
    .min(0)
    .max(10)
    .default(0.01)
    .describe('transaction fees as a share of the subsidy (.005-.03: about 1 % of rewards in February 2026)'),
  switchHours: z
    .number()
    .int()
    .min(1)
    .max(1_000)
    .default(6)
    .describe('hours of hashprice beyond the power bill before it switches (2-24: a choice)'),
  restartMargin: z
    .number()
    .min(0)
    .max(10)
    .default(0.03)
    .describe('share by which hashprice must exceed the power bill to switch on again (0-.1: a choice)'),
  reserveDays: z
    .number()
    .min(0)
    .max(3_650)
    .default(30)
    .describe('days of costs it wants in cash (10-60: a choice)'),
  maxLtv: z
    .number()
    .positive()
    .max(10)
    .default(0.5)
    .describe('ratio of debt, net of cash, to the value of its coins, at most (.3-.7: a choice)'),
  treasuryPerDay: z
    .number()
    .min(0)
    .max(1)
    .default(0.02)
    .describe('share of the treasury it sells a day, at most (.005-.05: a choice)'),
});

/** Parameters of a cohort of miners. */
export type MinerParameters = z.infer<typeof minerParameters>;
