import { z } from 'zod';
import { calmDay as measured } from './calm/measured.ts';

/**
 * What a calm day amounts to, by instrument: coins traded, and the log return of fifteen minutes a coin of net taker
 * volume. What is measured on an event is set against it.
 */
export const calmDaySchema = z.record(
  z.string().min(1),
  z.strictObject({
    coins: z.number().positive().describe('Bitcoin traded in a day'),
    impactPerCoin: z
      .number()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'Log return of fifteen minutes for a bitcoin of net taker volume; null where it is not known',
      ),
  }),
);

/** A calm day, checked. */
export type CalmDay = Readonly<z.infer<typeof calmDaySchema>>;

/** The calm day that ratios "to calm" are taken by: a history's own, or that of the calm scenario as it is. */
export const yardstickOf = ({ calmDay }: { readonly calmDay?: CalmDay | undefined }): CalmDay =>
  calmDay ?? measured.day;
