import { emit, type Log } from '../emit.ts';
import { REASON } from '../events.ts';
import { CALL } from '../world/phases.ts';
import type { World } from '../world/world.ts';
import { Auctions } from './auctions.ts';
import { Bands } from './bands.ts';
import { isInSession, newYorkClock, US_CLOSE_MINUTE } from './calendar.ts';
import type { Exchange } from './exchange.ts';
import { defaultHalts, type HaltRules } from './halt-rules.ts';
import { BOOKS, FUTURES, INSTRUMENT } from './instruments.ts';
import { defaultMarginRules, dueTick, MarginRates, type MarginRules } from './margin-rates.ts';
import { MarketWideBreaker } from './market-wide.ts';
import { Pauses } from './pauses.ts';
import { triggerStops } from './stops.ts';
import { navTicks, SHARE } from './trust.ts';

/** Futures settle daily at 16:00 New York. */
const SETTLEMENT_MINUTE = US_CLOSE_MINUTE;
/** After a large move variation margin is called for at midday, too. */
const INTRADAY_MINUTE = 12 * 60;
/** What opens and closes: the books, and the broad index, whose close the market-wide breaker counts from. */
const KEEP_HOURS: readonly number[] = [...BOOKS, INSTRUMENT.SPX];

const defaultRules = { halts: defaultHalts, margin: defaultMarginRules };

/** Opens and closes sessions, by auction where there is one, settles and expires futures, ends pauses. */
export class Sessions {
  readonly bands: Bands;
  private readonly world: World;
  private readonly log: Log;
  private readonly auctions: Auctions;
  private readonly pauses: Pauses;
  private readonly breaker: MarketWideBreaker;
  private readonly rates: MarginRates;

  constructor(
    private readonly exchange: Exchange,
    private readonly script: { readonly halts: HaltRules; readonly margin: MarginRules } = defaultRules,
  ) {
    this.world = exchange.world;
    this.log = exchange.log;
    this.auctions = new Auctions(exchange);
    this.pauses = new Pauses(exchange, this.auctions, script);
    this.bands = new Bands(exchange, this.pauses, script);
    this.breaker = new MarketWideBreaker(exchange, this.auctions, script);
    this.rates = new MarginRates(this.world, this.log, script);
  }

  /** Start of a tick: openings, closings, expiries and ends of halts. */
  step(): void {
    const { world, log } = this;
    for (const i of KEEP_HOURS) {
      const { session, expirySeconds } = world.instruments[i];
      const expired = expirySeconds > 0 && world.nowSeconds >= expirySeconds;
      const open = !expired && isInSession(world.calendar, session, world.nowSeconds);
      if (open && world.inSession[i] === 0) this.open(i);
      if (!open && world.inSession[i] === 1) this.close(i, expired);
      if (expired && world.ledger.openInterest[i] > 0) {
        emit(log, 'FutureExpired', world.market.indexSeq, { instrument: i, price: this.finalPrice(i) });
      }
      if (world.haltedUntil[i] >= 0 && world.haltedUntil[i] < world.tick) this.reopen(i);
    }
    this.call();
    if (world.clearing.dueTick >= 0 && world.tick >= world.clearing.dueTick) this.payDue();
    const { minute } = newYorkClock(world.nowSeconds);
    if (world.nowSeconds % 60 !== 0) return;
    if (minute === SETTLEMENT_MINUTE) this.settle();
    if (minute === INTRADAY_MINUTE) this.callIntraday();
  }

  /** After marks are known: moves bands, and halts what moved too fast. */
  watchBands(): void {
    this.breaker.step();
    this.bands.step();
  }

  private open(i: number): void {
    const opened = emit(this.log, 'SessionOpened', this.world.tickSeq, { instrument: i });
    if (this.world.isCollecting(i)) this.trade(i, opened);
  }

  /** Ends a call by its auction. The band stands on its price before any stop that it meets is let go. */
  private trade(i: number, cause: number): void {
    this.auctions.clear(i, cause);
    this.bands.set(i);
    triggerStops(this.exchange, i);
  }

  /** Ends a pause, unless its auction may not clear yet. */
  private reopen(i: number): void {
    const { world, log } = this;
    const reopens = world.phases.call[i] === CALL.reopening;
    if (reopens && !this.pauses.mayReopen(i)) return;
    const reason = REASON['circuit-breaker'];
    const resumed = emit(log, 'Resumed', world.tickSeq, { instrument: i, reason });
    if (reopens) this.trade(i, resumed);
  }

  /** Begins to collect orders for the opening and the closing auction of the share, whole ticks before them. */
  private call(): void {
    const { world, auctions } = this;
    const { openingMinutes, closingMinutes } = this.script.halts.auctions;
    const { session } = world.instruments[SHARE];
    const isIn = (minutes: number): boolean =>
      isInSession(world.calendar, session, world.nowSeconds + Math.max(minutes * 60, world.secondsPerTick));
    const call = world.phases.call[SHARE];
    if (world.inSession[SHARE] === 1) {
      const closes = closingMinutes > 0 && call !== CALL.closing && !isIn(closingMinutes);
      if (closes && !this.breaker.endsTheDay)
        auctions.open(SHARE, CALL.closing, world.tickSeq, world.market.mark[SHARE]);
    } else if (openingMinutes > 0 && call === CALL.none && isIn(openingMinutes)) {
      auctions.open(SHARE, CALL.opening, world.tickSeq, navTicks(world));
    }
  }

  /**
   * The official close is the closing auction's price where something traded in it. Shares trade by day orders; futures
   * orders and all stops are good until cancelled, or until their instrument is gone.
   */
  private close(i: number, expired: boolean): void {
    const { world, log, exchange } = this;
    let price = world.market.mark[i];
    let cause = world.tickSeq;
    if (world.isCollecting(i) && !(i === SHARE && this.breaker.endsTheDay)) {
      if (world.haltedUntil[i] >= world.tick)
        emit(log, 'Resumed', cause, { instrument: i, reason: REASON['circuit-breaker'] });
      const cleared = this.auctions.clear(i, cause);
      cause = cleared.seq;
      if (cleared.priceTicks > 0) price = cleared.priceTicks;
    }
    const closed = emit(log, 'SessionClosed', cause, { instrument: i, price });
    if (expired || i === SHARE) exchange.clear(i, closed, { stops: expired });
  }

  /** What yesterday's settlement made due, citing it. */
  private payDue(): void {
    const { world, log } = this;
    const columns = { value: world.ledger.dueCents(), reason: REASON.settlement };
    emit(log, 'VariationMarginPaid', world.clearing.dueSeq, columns);
  }

  /** Daily settlement, to be paid by the next morning; the nearest future that is settled decides on the margin rate. */
  private settle(): void {
    const { world, log } = this;
    const value = dueTick(world);
    let rated = false;
    for (const i of FUTURES) {
      if (!this.canSettle(i)) continue;
      const before = world.clearing.settled[i];
      const columns = { instrument: i, price: world.market.mark[i], value };
      const settled = emit(log, 'FutureSettled', world.market.markSeq[i], columns);
      if (!rated) this.rates.settled(i, before, settled);
      rated = true;
    }
  }

  /** At midday, when the nearest future has moved far: all are settled to their marks, and the rate is set anew. */
  private callIntraday(): void {
    const nearest = FUTURES.find((i) => this.canSettle(i));
    if (nearest === undefined || !this.rates.isIntradayCall(nearest)) return;
    for (const i of FUTURES) {
      if (!this.canSettle(i)) continue;
      const paid = this.payNow(i);
      if (i === nearest) this.rates.calledIntraday(i, paid);
    }
  }

  private canSettle(i: number): boolean {
    const { world } = this;
    return world.inSession[i] === 1 && world.market.mark[i] > 0 && world.ledger.openInterest[i] > 0;
  }

  /** Settles a future to its mark and has it paid at once. */
  private payNow(i: number): number {
    const { world, log } = this;
    const price = world.market.mark[i];
    const terms = world.instruments[i];
    let value = 0;
    for (let account = 0; account < world.accounts.length; account++)
      value += Math.max(0, world.ledger.unrealised(terms, account, price));
    const columns = { instrument: i, price, value, reason: REASON.intraday };
    return emit(log, 'VariationMarginPaid', world.market.markSeq[i], columns);
  }

  private finalPrice(i: number): number {
    const { world } = this;
    return Math.round(world.market.indexUsd / world.instruments[i].tickUsd);
  }
}
