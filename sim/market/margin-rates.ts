import { emit, type Log } from '../emit.ts';
import { REASON } from '../events.ts';
import type { World } from '../world/world.ts';
import { nextUsSession, tickAt } from './calendar.ts';

/** How the clearing house sets what a US dollar of futures must be margined with. */
export interface MarginRules {
  /** It never asks for less, as a share of the position. */
  readonly floor: number;
  /** Most by which the rate rises from one settlement to the next, as a share of itself. */
  readonly mostRise: number;
  /** A move since the settlement beyond this share of the rate lifts that bound and is called for at midday. */
  readonly intradayShare: number;
  /** Whether the rate stays what it was at the opening. */
  readonly frozen: boolean;
}

/** Rules of the bitcoin future; the floor is unverified (0.22 to 0.45: the current rate of the exchange was not found). */
export const defaultMarginRules: MarginRules = Object.freeze({
  floor: 0.28,
  mostRise: 0.15,
  intradayShare: 0.6,
  frozen: false,
});

/** Weight of the past in the exponential average of squared daily returns (RiskMetrics technical document, 1996). */
const KEEP = 0.94;
/** A quarter on top of the loss of two days that is not exceeded in 99 of 100 cases, were returns normal. */
const PRUDENCE = 1.25;
const QUANTILE = 2.33;
const DAYS = 2;
/** What a settlement asks for is due, and a rate it sets is in force, half an hour before the next US cash session, at 09:00 New York. */
const DUE_SECONDS = 1800;

/** The margin rate that a daily volatility calls for. */
export function targetRate(dailyVol: number, floor: number): number {
  return Math.max(floor, PRUDENCE * QUANTILE * Math.sqrt(DAYS) * dailyVol);
}

/** Daily variance after one more daily return. */
export function nextVariance(variance: number, dailyReturn: number): number {
  return KEEP * variance + (1 - KEEP) * dailyReturn * dailyReturn;
}

/** Tick by which what is settled now must be paid: 09:00 New York of the next US session. */
export function dueTick(world: Readonly<World>): number {
  return tickAt(world, nextUsSession(world.calendar, world.nowSeconds).open - DUE_SECONDS);
}

/** The rate in force now, as a share of the position; 0 in a world without a clearing house. */
export function marginRate({ clearing, tick }: Readonly<World>): number {
  return tick >= clearing.fromTick ? clearing.rate : clearing.before;
}

/** The clearing house: after each settlement, and at midday after a large move, it sets its margin rate anew. */
export class MarginRates {
  constructor(
    private readonly world: World,
    private readonly log: Log,
    private readonly script: { readonly margin: MarginRules },
  ) {}

  /** Answers the daily settlement of a future whose settlement before was at `before` ticks (0: unknown). */
  settled(future: number, before: number, settlement: number): void {
    const { world } = this;
    const { clearing } = world;
    if (clearing.rate === 0 || this.script.margin.frozen || !(before > 0)) return;
    const move = clearing.settled[future] / before - 1;
    const variance = nextVariance(clearing.dailyVariance, move);
    const rate = this.rateAfter(variance, move);
    this.set(future, variance, rate, dueTick(world), REASON.settlement, settlement);
  }

  /** Whether a future has moved so far since its settlement that margin is called for at midday. */
  isIntradayCall(future: number): boolean {
    const { world, script } = this;
    const { clearing } = world;
    const before = clearing.settled[future];
    if (clearing.rate === 0 || !(before > 0)) return false;
    const move = world.market.mark[future] / before - 1;
    return Math.abs(move) > script.margin.intradayShare * marginRate(world);
  }

  /** Answers a payment of variation margin at midday: the rate takes the move so far into account at once. */
  calledIntraday(future: number, payment: number): void {
    const { world } = this;
    const { clearing, market } = world;
    if (this.script.margin.frozen) return;
    const move = market.mark[future] / clearing.settled[future] - 1;
    const rate = this.rateAfter(nextVariance(clearing.dailyVariance, move), move);
    // The day is not over: its return enters the average at the settlement.
    this.set(future, clearing.dailyVariance, rate, world.tick, REASON.intraday, payment);
  }

  /** The rate called for, which rises no faster than the rules allow unless the move was large. */
  private rateAfter(variance: number, move: number): number {
    const { floor, mostRise, intradayShare } = this.script.margin;
    const now = marginRate(this.world);
    const target = targetRate(Math.sqrt(variance), floor);
    const large = Math.abs(move) > intradayShare * now;
    return large ? target : Math.min(target, now * (1 + mostRise));
  }

  private set(
    future: number,
    variance: number,
    rate: number,
    fromTick: number,
    reason: number,
    cause: number,
  ): void {
    const { world, log } = this;
    const columns = { instrument: future, price: world.clearing.settled[future], value: rate, reason };
    emit(log, 'MarginRateSet', cause, columns, { dailyVol: Math.sqrt(variance), fromTick });
  }
}
