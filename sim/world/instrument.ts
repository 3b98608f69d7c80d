/** What kind of thing an instrument is, which decides how trades in it settle. */
export type InstrumentKind = 'spot' | 'perp' | 'future' | 'etf' | 'driver' | 'index';

/** When a venue is open: always, CME hours, the US cash session, or the nearly round-the-clock hours of metals. */
export type SessionName = 'always' | 'cme' | 'us-cash' | 'metals';

/** Terms of one instrument. Prices are integer ticks of `tickUsd`; quantities integer lots. */
export interface Instrument {
  readonly index: number;
  readonly id: string;
  readonly title: string;
  readonly kind: InstrumentKind;
  readonly session: SessionName;
  /** US dollars a tick. */
  readonly tickUsd: number;
  /** Bitcoin a lot stands for (0 for drivers). */
  readonly coinsPerLot: number;
  /** Cents of notional of one lot at one tick: notional = priceTicks x quantityLots x this, exactly. */
  readonly centsPerTickLot: number;
  readonly makerFeeBps: number;
  readonly takerFeeBps: number;
  /** Flat fee in cents a lot, both sides (futures). */
  readonly feeCentsPerLot: number;
  /** Seconds since 1970 of the final settlement, 0 for none. */
  readonly expirySeconds: number;
  readonly maxPriceTicks: number;
}

/** Whether positions in it are margined contracts (settled in differences) rather than owned outright. */
export function isContract(kind: InstrumentKind): boolean {
  return kind === 'perp' || kind === 'future';
}

/** Whether it has an order book. */
export function isTraded(kind: InstrumentKind): boolean {
  return kind !== 'driver' && kind !== 'index';
}
