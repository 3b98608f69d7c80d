import type { OptionFigures } from './options-dealt.ts';
import type { RealisedDay } from './realised-loss.ts';
import type { Listed } from './roster.ts';

/** One instrument, tick by tick: entry t is what was seen at the opening of tick t. */
export interface TapeLine {
  readonly listed: Listed;
  /** Mark in US dollars, carried while shut; NaN before the first. */
  readonly markUsd: Float64Array;
  /** 1 where it was marked at the opening of tick t: its venue was open. */
  readonly isMarked: Uint8Array;
  /** Last trade before the opening of tick t in US dollars, carried; lowest and highest within tick t. NaN where none. */
  readonly lastUsd: Float64Array;
  readonly lowUsd: Float64Array;
  readonly highUsd: Float64Array;
  /** Lots traded, and taker buys less taker sells, within tick t. */
  readonly volumeLots: Float64Array;
  readonly netTakerLots: Float64Array;
  /** Long positions at the opening of tick t, lots: contracts alone, zeros for others. */
  readonly openLots: Float64Array;
}

/** What rested in a book at one time. */
export interface BookSeen {
  readonly tick: number;
  /** Best bid, and best offer less best bid, in ticks of the book. */
  readonly bidTicks: number;
  readonly spreadTicks: number;
  /** Lots of both sides by distance from the mid: up to 1, 2, 5, 10, 20, 50 and 100 basis points. */
  readonly lots: readonly number[];
}

/** What a run's log says of its markets, minute by minute: all that targets, buckets and stylised facts are read from. */
export interface Tape {
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  /** Ticks that the run has so far. */
  readonly ticks: number;
  /** By instrument id, drivers and the spot index "BTC-INDEX" among them. */
  readonly lines: ReadonlyMap<string, TapeLine>;
  /** Official closes in order of time. */
  readonly closes: readonly { readonly instrument: string; readonly tick: number; readonly usd: number }[];
  /** The volatility surface at the opening of each tick, annual fractions; NaN before the first. */
  readonly shortVol: Float64Array;
  readonly longVol: Float64Array;
  readonly riskReversal: Float64Array;
  /** Perp premium sampled for funding; NaN where it was not. */
  readonly premium: Float64Array;
  readonly funding: readonly { readonly tick: number; readonly rate: number }[];
  /** US dollars of positions that venues closed within each tick, by the side they had been on. */
  readonly closedLongUsd: Float64Array;
  readonly closedShortUsd: Float64Array;
  /** Baskets that the trust accepted (redeemed: negative). */
  readonly flows: readonly {
    readonly tick: number;
    readonly tradeDate: string;
    readonly publishedDate: string;
    readonly shares: number;
    readonly usd: number;
  }[];
  readonly options: OptionFigures;
  readonly restricted: readonly {
    readonly instrument: string;
    readonly tick: number;
    readonly untilTick: number;
  }[];
  readonly network: {
    /** In force when the run opened, and the minutes and blocks of its epoch by then. */
    readonly difficulty: number;
    readonly minutes: number;
    readonly blocks: number;
    /** Blocks found within each tick. */
    readonly found: Float64Array;
    readonly retargets: readonly {
      readonly tick: number;
      readonly change: number;
      readonly difficulty: number;
    }[];
  };
  /** What treasury companies saw of their own shares' premium, in order of time. */
  readonly mnav: readonly { readonly institution: string; readonly tick: number; readonly value: number }[];
  readonly realised: readonly RealisedDay[];
  /** Books by instrument id, every five minutes while both sides could be traded with. */
  readonly books: ReadonlyMap<string, readonly BookSeen[]>;
}
