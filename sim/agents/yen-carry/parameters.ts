import { z } from 'zod';
import { inOrder } from '../in-order.ts';
import { OPENING_ONLY } from '../opening-only.ts';

const CALL_STRIKES = [1.1, 1.2, 1.3];
const PUT_STRIKES = [0.9, 0.95, 1];

const strike = z.number().min(0.01).max(100);

const fields = z.strictObject({
  variant: z
    .enum(['long-calls', 'short-puts'])
    .default('long-calls')
    .describe(
      '"long-calls": A, it holds calls out of the money; "short-puts": B, it has sold puts (the two ' +
        'readings of the rumour)',
    )
    .meta(OPENING_ONLY),
  notionalUsd: z
    .number()
    .positive()
    .max(1e12)
    .default(2e9)
    .describe('US dollars of bitcoin under its options (.2-5bn: the rumour needs billions to matter)'),
  callStrikes: z
    .array(strike)
    .min(1)
    .default(CALL_STRIKES)
    .describe(
      'multiples of the opening price at which the calls are struck, in equal parts (1.05-2: out of the ' +
        'money)',
    )
    .meta(OPENING_ONLY),
  putStrikes: z
    .array(strike)
    .min(1)
    .default(PUT_STRIKES)
    .describe(
      'multiples of the opening price at which the puts are struck, in equal parts (.7-1.05: a choice)',
    )
    .meta(OPENING_ONLY),
  days: z
    .number()
    .int()
    .min(1)
    .max(400)
    .default(23)
    .describe(
      'days after the first midnight to expiry (2-60: on 4 February 2026, 23 is the last Friday of the ' +
        'month)',
    )
    .meta(OPENING_ONLY),
  capitalUsd: z
    .number()
    .positive()
    .max(1e12)
    .default(400e6)
    .describe('US dollars of its own when the window opens (50m-1bn: B at 2bn must show 345m at the start)')
    .meta(OPENING_ONLY),
  yenUsd: z
    .number()
    .min(0)
    .max(1e12)
    .default(300e6)
    .describe('US dollars of yen borrowed, at the opening (0-1bn: what pays for the silver)'),
  yenPerDollar: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe(
      'log rise of the yen per log fall of the dollar index (.5-2: the yen is 14 % of it and moves with it)',
    ),
  silverUsd: z
    .number()
    .min(0)
    .max(1e12)
    .default(300e6)
    .describe('US dollars of silver held (0-1bn: the leg that lost on 30 January and 5 February 2026)'),
  trustUsd: z
    .number()
    .min(0)
    .max(1e12)
    .default(0)
    .describe('US dollars of trust shares held beside the options (0-2bn: none in the rumour)')
    .meta(OPENING_ONLY),
  optionMargin: z
    .number()
    .min(0)
    .max(1)
    .default(0.2)
    .describe(
      'share of the underlying required behind a short put, less what it is out of the money (.15-.30: ' +
        'FINRA rule 4210(f)(2), 20 %)',
    ),
  optionFloor: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('least share of the strike required behind it (.05-.15: same rule, 10 %)'),
  trustMargin: z
    .number()
    .min(0)
    .max(1)
    .default(0.25)
    .describe('share of shares or futures required (.25-.50: FINRA rule 4210(c), 25 %)'),
  silverMargin: z
    .number()
    .min(0)
    .max(1)
    .default(0.15)
    .describe('share of silver required (.09-.18: exchange margins, raised early in February 2026)'),
  graceDays: z
    .number()
    .min(0)
    .max(90)
    .default(0)
    .describe('days its broker waits for collateral (0-90: 0 gives the explanation its best chance)'),
  participation: z
    .number()
    .positive()
    .max(1)
    .default(0.2)
    .describe(
      "share of a minute's turnover that the broker takes when it sells out the fund, at most (.1-.3: a " +
        'choice)',
    ),
});

/** A fund that is said to have carried yen into options on trust shares, and its broker's rules. */
export const yenCarryParameters = inOrder(fields, ['optionFloor', 'optionMargin']);
export type YenCarryParameters = z.infer<typeof yenCarryParameters>;
