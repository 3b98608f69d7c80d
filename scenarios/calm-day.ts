/**
 * What a calm day amounts to, by instrument: coins traded, and the log return of fifteen minutes a coin of net taker
 * volume. What is measured on an event is set against it.
 */
export type CalmDay = Readonly<Record<string, { readonly coins: number; readonly impactPerCoin: number }>>;
