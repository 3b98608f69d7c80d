import type { Detail } from '../engine/log.ts';
import type { Stream } from '../engine/random.ts';
import type { View } from '../market/view.ts';

/** An option position to be booked. */
export interface OptionTerms {
  readonly put: boolean;
  readonly strikeUsd: number;
  readonly expirySeconds: number;
  /** Instrument whose price it is settled on, and the seconds before expiry over which that price is averaged. */
  readonly settlesOn: number;
  readonly averagingSeconds: number;
  /** Coin lots; negative: short. */
  readonly quantityLots: number;
  /** What the holder pays; negative: receives. */
  readonly premiumUsd: number;
}

/** How an agent brings its opening balance sheet into the world; everything it does here becomes an event. */
export interface Setup<P> {
  readonly name: string;
  readonly parameters: P;
  readonly view: View;
  /** Its first account, opened for it. */
  readonly self: number;
  /** Luck for the opening balance sheet. */
  readonly random: (purpose: string) => Stream;
  /**
   * Opens one more account of the agent, e.g. "perp-long-17"; returns its index. With `traders` > 0 it stands for that
   * many like traders and is watched by the perp venue's liquidation engine.
   */
  account(name: string, traders?: number): number;
  /** Gives an account cash in US dollars. */
  cash(usd: number, account?: number): void;
  /** Lets an account owe so many US dollars in cash, and as much in coins; nobody else may owe anything. */
  credit(usd: number, account?: number): void;
  /**
   * Gives an account lots of an instrument (negative: short). The other side of a contract position, and of a short
   * sale, is held by the investing public, so that totals are right from the start. `entryTicks` defaults to the opening price.
   */
  holding(instrument: number, lots: number, account?: number, entryTicks?: number): void;
  /** Fixes the shape of its ladder in an instrument: levels, ticks between them, decay of size a level. */
  ladder(
    instrument: number,
    levels: number,
    stepTicks: number,
    decayPerLevel: number,
    account?: number,
  ): void;
  /** Books an option position against the investing public. */
  option(terms: OptionTerms): void;
  /** Fills the latent book, whose orders are shown under this account, as the scenario says. */
  latentBook(): void;
  /** Numbers it will remember (of its first account unless another is named). */
  remember(numbers: Detail, account?: number): void;
}
