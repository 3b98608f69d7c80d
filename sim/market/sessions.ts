import { emit, type Log } from '../emit.ts';
import { REASON } from '../events.ts';
import type { World } from '../world/world.ts';
import { isInSession, newYorkClock, US_CLOSE_MINUTE, usHours } from './calendar.ts';
import type { Exchange } from './exchange.ts';
import { BOOKS, FUTURES, INSTRUMENT } from './instruments.ts';
import { defaultMarginRules, MarginRates, type MarginRules } from './margin-rates.ts';

/** CME dynamic circuit breaker: a move of 10 % within a rolling hour pauses the future for two minutes. */
const FUTURE_BAND = 0.1;
const FUTURE_WINDOW_MINUTES = 60;
const FUTURE_PAUSE_MINUTES = 2;
/** Limit up-limit down: 5 % from the mean of five minutes (doubled in the last 25) pauses the share for five minutes. */
const SHARE_BAND = 0.05;
const SHARE_WINDOW_MINUTES = 5;
const SHARE_PAUSE_MINUTES = 5;
const LATE_MINUTES = 25;
/** Futures settle daily at 16:00 New York. */
const SETTLEMENT_MINUTE = US_CLOSE_MINUTE;
/** After a large move variation margin is called for at midday, too. */
const INTRADAY_MINUTE = 12 * 60;

/** Opens and closes sessions, settles and expires futures, pauses what moved too fast. */
export class Sessions {
  private readonly world: World;
  private readonly log: Log;

  private readonly rates: MarginRates;

  constructor(
    private readonly exchange: Exchange,
    script: { readonly margin: MarginRules } = { margin: defaultMarginRules },
  ) {
    this.world = exchange.world;
    this.log = exchange.log;
    this.rates = new MarginRates(this.world, this.log, script);
  }

  /** Start of a tick: openings, closings, expiries and ends of halts. */
  step(): void {
    const { world, log } = this;
    for (const i of BOOKS) {
      const { session, expirySeconds } = world.instruments[i];
      const expired = expirySeconds > 0 && world.nowSeconds >= expirySeconds;
      const open = !expired && isInSession(world.calendar, session, world.nowSeconds);
      if (open && world.inSession[i] === 0) emit(log, 'SessionOpened', world.tickSeq, { instrument: i });
      if (!open && world.inSession[i] === 1) this.close(i, expired);
      if (expired && world.ledger.openInterest[i] > 0) {
        emit(log, 'FutureExpired', world.market.indexSeq, { instrument: i, price: this.finalPrice(i) });
      }
      if (world.haltedUntil[i] >= 0 && world.haltedUntil[i] < world.tick) {
        emit(log, 'Resumed', world.tickSeq, { instrument: i, reason: REASON['circuit-breaker'] });
      }
    }
    const { minute } = newYorkClock(world.nowSeconds);
    if (world.nowSeconds % 60 !== 0) return;
    if (minute === SETTLEMENT_MINUTE) this.settle();
    if (minute === INTRADAY_MINUTE) this.callIntraday();
  }

  /** After marks are known: pauses an instrument whose mark left its band. */
  watchBands(): void {
    const { world } = this;
    const perMinute = Math.max(1, Math.round(60 / world.secondsPerTick));
    for (const i of [...FUTURES, INSTRUMENT.IBIT]) {
      if (world.inSession[i] !== 1 || world.haltedUntil[i] >= 0) continue;
      if (i === INSTRUMENT.IBIT) this.watchShare(i, this.marks(i, SHARE_WINDOW_MINUTES * perMinute));
      else this.watchFuture(i, this.marks(i, FUTURE_WINDOW_MINUTES * perMinute));
    }
  }

  /** The marks of the last `ticks` ticks since the venue opened, newest last. */
  private marks(i: number, ticks: number): number[] {
    const marks: number[] = [];
    for (let ago = Math.min(ticks, this.world.market.ticksPerHour) - 1; ago >= 0; ago--) {
      const mark = this.world.market.markAgo(i, this.world.tick, ago);
      if (mark > 0) marks.push(mark);
    }
    return marks;
  }

  private watchFuture(i: number, marks: readonly number[]): void {
    if (marks.length === 0) return;
    const now = marks[marks.length - 1];
    let low = now;
    let high = now;
    for (const mark of marks) {
      if (mark < low) low = mark;
      if (mark > high) high = mark;
    }
    const reference = high - now > now - low ? high : low;
    // Divided once, so that a move of exactly the band compares equal to it.
    if (Math.abs(now - reference) / reference >= FUTURE_BAND) this.halt(i, reference, FUTURE_PAUSE_MINUTES);
  }

  private watchShare(i: number, marks: readonly number[]): void {
    if (marks.length === 0) return;
    let sum = 0;
    for (const mark of marks) sum += mark;
    const mean = sum / marks.length;
    const { nowSeconds, calendar } = this.world;
    const close = usHours(calendar, nowSeconds)?.close ?? US_CLOSE_MINUTE;
    const isLate = newYorkClock(nowSeconds).minute >= close - LATE_MINUTES;
    const band = isLate ? 2 * SHARE_BAND : SHARE_BAND;
    if (Math.abs(marks[marks.length - 1] - mean) / mean >= band)
      this.halt(i, Math.round(mean), SHARE_PAUSE_MINUTES);
  }

  /** Halts for so many minutes, but at least for this tick. */
  private halt(i: number, referenceTicks: number, minutes: number): void {
    const { world, log } = this;
    const value = world.tick + Math.max(1, Math.round((minutes * 60) / world.secondsPerTick)) - 1;
    emit(log, 'Halted', world.market.markSeq[i], {
      instrument: i,
      reason: REASON['circuit-breaker'],
      price: referenceTicks,
      value,
    });
  }

  /** Shares trade by day orders; futures orders and all stops are good until cancelled, or until their instrument is gone. */
  private close(i: number, expired: boolean): void {
    const { world, log, exchange } = this;
    const price = world.market.mark[i];
    const closed = emit(log, 'SessionClosed', world.tickSeq, { instrument: i, price });
    if (expired || world.instruments[i].session === 'us-cash') exchange.clear(i, closed, { stops: expired });
  }

  /** Daily settlement; the nearest future that is settled decides on the margin rate. */
  private settle(): void {
    let rated = false;
    for (const i of FUTURES) {
      if (!this.canSettle(i)) continue;
      const before = this.world.clearing.settled[i];
      const paid = this.payVariation(i, REASON.settlement);
      if (!rated) this.rates.settled(i, before, paid);
      rated = true;
    }
  }

  /** At midday, when the nearest future has moved far: all are settled to their marks, and the rate is set anew. */
  private callIntraday(): void {
    const nearest = FUTURES.find((i) => this.canSettle(i));
    if (nearest === undefined || !this.rates.isIntradayCall(nearest)) return;
    for (const i of FUTURES) {
      if (!this.canSettle(i)) continue;
      const paid = this.payVariation(i, REASON.intraday);
      if (i === nearest) this.rates.calledIntraday(i, paid);
    }
  }

  private canSettle(i: number): boolean {
    const { world } = this;
    return world.inSession[i] === 1 && world.market.mark[i] > 0 && world.ledger.openInterest[i] > 0;
  }

  private payVariation(i: number, reason: number): number {
    const { world, log } = this;
    const columns = { instrument: i, price: world.market.mark[i], reason };
    return emit(log, 'VariationMarginPaid', world.market.markSeq[i], columns);
  }

  private finalPrice(i: number): number {
    const { world } = this;
    return Math.round(world.market.indexUsd / world.instruments[i].tickUsd);
  }
}
