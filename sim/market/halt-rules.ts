/** Limit up-limit down on the trust share; shares are fractions of a price. */
export interface ShareRule {
  readonly rule: 'luld' | 'none';
  /** Half-width of the band around the mean price of the window, and its factor from 15:35 New York. */
  readonly band: number;
  readonly lateFactor: number;
  readonly windowMinutes: number;
  /** The band is moved when that mean is this share off the one it stands on. */
  readonly referenceStep: number;
  readonly limitStateSeconds: number;
  /** Minutes of the pause, and of each extension while the reopening auction would clear outside its collar. */
  readonly pauseMinutes: number;
  /** By how much the collar exceeds the band at first, and widens with each extension. */
  readonly collar: number;
}

/** Breaker of a venue whose price may move so far (`band`) within a rolling window. */
export interface WindowRule {
  readonly rule: 'dynamic' | 'none';
  readonly band: number;
  readonly windowMinutes: number;
  readonly pauseMinutes: number;
}

/** Breaker of futures: the same, or `static` limits around the settlement. */
export interface FutureRule extends Omit<WindowRule, 'rule'> {
  readonly rule: WindowRule['rule'] | 'static';
  /** Each in force once the one before it was met; the last one pauses nothing, it just holds. */
  readonly limits: readonly number[];
}

/** The market-wide breaker of US shares on falls of the broad index since its last close. */
export interface MarketWideRule {
  readonly rule: 'on' | 'off';
  readonly levels: readonly number[];
  readonly pauseMinutes: number;
}

/** Minutes for which orders are collected before the share opens and before it closes; 0 for no auction. */
export interface AuctionRule {
  readonly openingMinutes: number;
  readonly closingMinutes: number;
}

/** Restriction of short sales of the share after a fall from its last close (Rule 201 of Regulation SHO). */
export interface ShortSaleRule {
  readonly rule: 'on' | 'off';
  /** Share of the last close by which the mark must have fallen (0.1: the rule; 0.05-0.2 to ask what if). */
  readonly fall: number;
}

/** When trading halts, for how long, how it begins again, and when short sales are restricted. */
export interface HaltRules {
  readonly share: ShareRule;
  readonly future: FutureRule;
  readonly spot: WindowRule;
  readonly marketWide: MarketWideRule;
  readonly auctions: AuctionRule;
  readonly shortSales: ShortSaleRule;
}

/**
 * The rules in force: limit up-limit down (Regulation NMS plan, first tier; collars of its amendments 12 and 13),
 * CME's dynamic circuit breaker for bitcoin and the limits it had before, none for crypto spot venues, the market-wide
 * breaker (NYSE rule 7.12), and Rule 201 after a fall of a tenth (17 CFR 242.201). Collecting for one minute stands for the
 * auctions' longer entry of orders.
 */
export const defaultHalts: HaltRules = {
  share: {
    rule: 'luld',
    band: 0.05,
    lateFactor: 2,
    windowMinutes: 5,
    referenceStep: 0.01,
    limitStateSeconds: 15,
    pauseMinutes: 5,
    collar: 0.05,
  },
  future: { rule: 'dynamic', band: 0.1, windowMinutes: 60, pauseMinutes: 2, limits: [0.07, 0.13, 0.2] },
  spot: { rule: 'none', band: 0.07, windowMinutes: 60, pauseMinutes: 15 },
  marketWide: { rule: 'on', levels: [0.07, 0.13, 0.2], pauseMinutes: 15 },
  auctions: { openingMinutes: 1, closingMinutes: 1 },
  shortSales: { rule: 'on', fall: 0.1 },
};
