import type { Measure } from './measures.ts';
import type { Change } from './run.ts';

/** What a change should do to a measure; `little`: less than `within` either way; `unclear`: no sign to be told. */
export type Expected =
  | { readonly sign: 'smaller' | 'larger' | 'unclear' }
  | { readonly sign: 'little'; readonly within: number };

export interface Effect {
  readonly measure: Measure;
  readonly expected: Expected;
  /** Measured otherwise, and said so on its page: section 11 of the model expects what does not show. */
  readonly contradicted?: boolean;
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
/** Measured otherwise than expected. */
export const contradicted = (effect: Effect): Effect => ({ ...effect, contradicted: true });
/** A percentage point: what section 11 of the model calls hardly any effect is below it. */
export const little = (measure: Measure, within = 1): Effect => ({
  measure,
  expected: { sign: 'little', within },
});
