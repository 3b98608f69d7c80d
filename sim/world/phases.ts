import { LARGEST } from './book-checks.ts';

/** What a call auction is held for, by code; `none` while no orders are collected. */
export const CALL = { none: 0, opening: 1, closing: 2, reopening: 3 } as const;

/** An order entered during a call: the event that placed it and its purpose, for the trades it may make. */
export interface CalledOrder {
  readonly seq: number;
  readonly reason: number;
}

/** How each instrument may trade beyond session and halt: price bands, limit states and calls. Arrays by instrument. */
export class Phases {
  /** A `CALL` code while orders are collected for an auction. */
  readonly call: Uint8Array;
  /** Lowest and highest price at which it may trade now, ticks: its band, or the collar of its auction. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  /** The price these were measured from, or the price of the last auction while no band is in force; 0 before. */
  readonly reference: Int32Array;
  /** How often static price limits have widened since the settlement. */
  readonly level: Uint8Array;
  /** Rounds since the run began when the limit state was entered; -1 outside one. */
  readonly limitSince: Int32Array;
  /** Seq of the event that entered it. */
  readonly limitSeq: Int32Array;
  /** Orders entered during the present call, by number. */
  readonly called: Map<number, CalledOrder>[] = [];
  /** Level of the market-wide breaker that this US session has met; 0 for none. */
  marketWideLevel = 0;

  constructor(instruments: number) {
    this.call = new Uint8Array(instruments);
    this.low = new Int32Array(instruments);
    this.high = new Int32Array(instruments).fill(LARGEST);
    this.reference = new Int32Array(instruments);
    this.level = new Uint8Array(instruments);
    this.limitSince = new Int32Array(instruments).fill(-1);
    this.limitSeq = new Int32Array(instruments).fill(-1);
    for (let i = 0; i < instruments; i++) this.called.push(new Map());
  }

  /** Whether a band (or collar) is in force. */
  isBanded(instrument: number): boolean {
    return this.high[instrument] < LARGEST;
  }

  /** Lets an instrument trade at any price. */
  lift(instrument: number): void {
    this.low[instrument] = 0;
    this.high[instrument] = LARGEST;
    this.reference[instrument] = 0;
    this.limitSince[instrument] = -1;
  }

  /** Ends the call. */
  endCall(instrument: number): void {
    this.call[instrument] = CALL.none;
    this.called[instrument].clear();
  }
}
