/** A ledger account as everyone knows it. */
export interface Account {
  readonly name: string;
  readonly kind: string;
  /** Account whose agent decides for this one (itself for most). */
  readonly leader: number;
  /** Latency class: how fast its orders travel. */
  readonly latency: number;
  /** Traders it stands for when it is watched by the perp venue's liquidation engine, else 0. */
  readonly traders: number;
  /** Tags it may keep orders under, an instrument; 0 for none. */
  readonly tags: number;
  /** Share of its trust shares that it lends. */
  readonly lends: number;
}

/** A maker's ladder in one instrument: its shape, its order ids, and what it shows a side. */
export interface Ladder {
  levels: number;
  stepTicks: number;
  /** Size of each level relative to the touch. */
  weights: Float64Array;
  /** Order id of the touch; the ids of the levels behind it follow. */
  readonly firstOrder: readonly [bid: number, ask: number];
  shown: [bid: number, ask: number];
  touchTicks: [bid: number, ask: number];
  touchLots: [bid: number, ask: number];
}

/** Implied volatility of one point, the unit in which option spreads and vegas are quoted. */
export const VOL_POINT = 0.01;

/** An option position held over the counter; quantity in coin lots, negative when short. */
export interface OptionPosition {
  readonly holder: number;
  readonly client: number;
  readonly strikeUsd: number;
  readonly expirySeconds: number;
  readonly put: boolean;
  /** Instrument whose price it is settled on, and the seconds before expiry over which that price is averaged. */
  readonly settlesOn: number;
  readonly averagingSeconds: number;
  quantityLots: number;
}

/** A client's wish to trade an option, until it is dealt or refused; quantity in coin lots, negative to sell. */
export interface OptionRequest {
  /** Seq of the event that asked. */
  readonly seq: number;
  readonly client: number;
  readonly strikeUsd: number;
  readonly expirySeconds: number;
  readonly put: boolean;
  readonly settlesOn: number;
  readonly averagingSeconds: number;
  quantityLots: number;
}

/** What clients have bought from dealers of late, net of sales; everything fades with one half-life. */
export interface OptionDemand {
  /** US dollars per 1.00 of volatility. */
  vegaUsd: number;
  /** Coin lots of puts and of calls bought, and of both bought or sold. */
  putLots: number;
  callLots: number;
  grossLots: number;
  /** Seq of the booking of most vega since the surface last moved, -1 for none, and that vega unsigned. */
  seq: number;
  largestVegaUsd: number;
}

/** Baskets of trust shares ordered but not delivered yet; redemptions are negative. */
export interface DueBaskets {
  /** Seq of the event that accepted them. */
  readonly seq: number;
  readonly account: number;
  readonly baskets: number;
  readonly navTicks: number;
  dueTick: number;
  age: number;
  readonly tradeDate: string;
  readonly publishedDate: string;
}

/** A prime broker's open call for collateral. */
export interface MarginCall {
  readonly seq: number;
  readonly tick: number;
  /** The client has until this tick. */
  readonly dueTick: number;
  /** What was missing to the requirement, and to what must be there after a call; cents. */
  readonly shortfallCents: number;
  readonly restoreCents: number;
}

/** Shares without a book that an institution traded: US dollars bought (negative: sold), over the minutes before. */
export interface DriverSale {
  /** Seq of the event that said so. */
  readonly seq: number;
  readonly seconds: number;
  readonly usd: number;
  readonly overMinutes: number;
}

/** A scripted shock that has begun. */
export interface ActiveShock {
  readonly id: string;
  readonly seq: number;
  /** Total return of a driver shock; of a flag, the size the scenario gives it. */
  readonly size: number;
}
