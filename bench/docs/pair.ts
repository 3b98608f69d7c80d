import type { Measure } from './measures.ts';
import type { Change } from './run.ts';

/** What a change should do to a measure; `little`: less than `within` either way; `unclear`: no sign to be told. */
export type Expected =
  | { readonly sign: 'smaller' | 'larger' | 'unclear' }
  | { readonly sign: 'little'; readonly within: number };

export interface Effect {
  readonly measure: Measure;
  readonly expected: Expected;
  /** May be left open over the seeds of the table, where it is small beside luck. */
  readonly unproven?: boolean;
}

/** A mechanism with something changed, against the reference scenario with the same luck. */
export interface Pair {
  /** The page that explains the mechanism. */
  readonly page: string;
  readonly change: string;
  readonly what: Change;
  /** Whether the run ends at the US close of 5 February or with the window. */
  readonly until: 'close' | 'end';
  readonly effects: readonly Effect[];
}

/** Expected to be smaller. */
export const smaller = (measure: Measure): Effect => ({ measure, expected: { sign: 'smaller' } });
/** Expected to be larger. */
export const larger = (measure: Measure): Effect => ({ measure, expected: { sign: 'larger' } });
/** Expected to have no sign that can be told. */
export const unclear = (measure: Measure): Effect => ({ measure, expected: { sign: 'unclear' } });
/** Small beside luck: need not show over the seeds of the table. */
export const unproven = (effect: Effect): Effect => ({ ...effect, unproven: true });
/** A percentage point: what section 11 of the model calls hardly any effect is below it. */
export const little = (measure: Measure, within = 1): Effect => ({
  measure,
  expected: { sign: 'little', within },
});
