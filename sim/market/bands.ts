import { emit, type Log } from '../emit.ts';
import { BUY, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { CALL } from '../world/phases.ts';
import type { World } from '../world/world.ts';
import { type Auctions, type Collar, NO_COLLAR } from './auctions.ts';
import { minutesLeft } from './calendar.ts';
import type { Exchange } from './exchange.ts';
import type { FutureRule, HaltRules, ShareRule, WindowRule } from './halt-rules.ts';
import { FUTURES, INSTRUMENT, SPOTS } from './instruments.ts';

const SHARE = INSTRUMENT.IBIT;
/** Every instrument that some scenario may halt on its own. */
const BANDED: readonly number[] = [...SPOTS, ...FUTURES, SHARE];
/** In the last minutes of its session the share's band is wider (from 15:35 on an ordinary day). */
const LATE_MINUTES = 25;

/** Keeps trading within bands: sets them, watches for limit states, pauses what leaves them and reopens it by auction. */
export class Bands {
  private readonly world: World;
  private readonly log: Log;

  constructor(
    private readonly exchange: Exchange,
    private readonly auctions: Auctions,
    private readonly script: { readonly halts: HaltRules },
  ) {
    this.world = exchange.world;
    this.log = exchange.log;
  }

  /** After the marks of a tick: moves the bands, and pauses a venue whose mark moved too far within its window. */
  step(): void {
    for (const i of BANDED) {
      if (!this.world.isOpen(i)) continue;
      const rule = this.ruleOf(i);
      if (rule.rule === 'dynamic') this.watchMarks(i, rule);
      if (this.world.isOpen(i)) this.set(i);
    }
  }

  /** After a round: a band within which nobody can trade for long enough pauses its instrument. */
  watchLimits(round: number): void {
    const { world } = this;
    for (const i of BANDED) if (world.phases.isBanded(i) && world.isOpen(i)) this.watchLimit(i, round);
  }

  /** Moves the band to where the rule wants it now, if that is elsewhere; orders beyond it leave. */
  set(i: number): void {
    const { phases, market } = this.world;
    const wanted = this.wanted(i);
    if (wanted === null) return;
    const { low, high, reference, level } = wanted;
    if (low === phases.low[i] && high === phases.high[i] && level === phases.level[i]) return;
    const columns = { instrument: i, price: low, quantity: high, value: reference, order: level };
    const set = emit(this.log, 'BandsSet', market.markSeq[i], columns);
    const book = this.world.books[i];
    for (const [side, edge] of [
      [BUY, high],
      [SELL, low],
    ])
      while (book.bestSlot(side) !== NONE && side * (book.bestPrice(side) - edge) > 0)
        this.exchange.matching.withdraw(set, i, book, book.bestSlot(side), REASON.band);
  }

  /** Pauses an instrument up to the end of a tick, orders being collected until it reopens. */
  halt(
    i: number,
    cause: number,
    untilTick: number,
    referenceTicks: number,
    collar: Collar = NO_COLLAR,
  ): void {
    const reason = REASON['circuit-breaker'];
    const columns = { instrument: i, reason, price: referenceTicks, value: untilTick };
    const halted = emit(this.log, 'Halted', cause, columns);
    this.auctions.open(i, CALL.reopening, halted, referenceTicks, collar);
  }

  /** Whether the share's auction may end its pause; if not, the pause is extended. */
  mayReopen(i: number): boolean {
    const { world, auctions } = this;
    if (i !== SHARE) return true;
    const { share } = this.script.halts;
    const { low, high } = { low: world.phases.low[i], high: world.phases.high[i] };
    const clearingTicks = auctions.indicative(i);
    const empty = clearingTicks === 0;
    if (!empty && clearingTicks >= low && clearingTicks <= high) return true;
    const wider = widened({ low, high }, share.collar, empty ? 0 : clearingTicks < low ? -1 : 1);
    emit(
      this.log,
      'PauseExtended',
      world.tickSeq,
      {
        instrument: i,
        price: wider.low,
        quantity: wider.high,
        value: world.tick + this.ticks(share.pauseMinutes) - 1,
        reason: empty ? REASON.unfilled : REASON.band,
      },
      { clearingTicks },
    );
    return false;
  }

  /** Whole ticks that cover so many minutes. */
  private ticks(minutes: number): number {
    return Math.max(1, Math.ceil((minutes * 60) / this.world.secondsPerTick));
  }

  private get limits(): readonly number[] {
    return this.script.halts.future.limits;
  }

  private ruleOf(i: number): ShareRule | FutureRule | WindowRule {
    const { share, future, spot } = this.script.halts;
    if (i === SHARE) return share;
    return SPOTS.includes(i) ? spot : future;
  }

  private wanted(i: number): (Collar & { reference: number; level: number }) | null {
    const { phases, market } = this.world;
    const rule = this.ruleOf(i);
    const kind = rule.rule;
    switch (kind) {
      case 'none':
        return phases.isBanded(i) ? { ...NO_COLLAR, reference: 0, level: 0 } : null;
      case 'luld':
        return this.aroundMean(i, rule);
      case 'static': {
        const level = phases.level[i];
        const reference = phases.settlement[i] || market.mark[i];
        return { ...around(reference, this.limits[level]), reference, level };
      }
      case 'dynamic': {
        const marks = this.marks(i, rule.windowMinutes);
        if (marks.length === 0) marks.push(phases.reference[i]);
        const reference = marks[marks.length - 1];
        if (reference === 0) return null;
        const lowest = marks.reduce((a, b) => Math.min(a, b));
        const highest = marks.reduce((a, b) => Math.max(a, b));
        const { low } = around(highest, rule.band);
        return { low, high: around(lowest, rule.band).high, reference, level: 0 };
      }
      default:
        return kind satisfies never;
    }
  }

  /** The band around the mean of the window, or as it stands while that has hardly moved. */
  private aroundMean(i: number, rule: ShareRule): ReturnType<Bands['wanted']> {
    const { phases, nowSeconds, calendar, instruments } = this.world;
    const marks = this.marks(i, rule.windowMinutes);
    const standing = phases.reference[i];
    let reference = marks.length > 0 ? Math.round(marks.reduce((a, b) => a + b) / marks.length) : standing;
    // An auction's price is the first reference after it.
    if (standing > 0 && Math.abs(reference - standing) < rule.referenceStep * standing) reference = standing;
    if (reference === 0) return null;
    const isLate = minutesLeft(calendar, instruments[i].session, nowSeconds) <= LATE_MINUTES;
    return { ...around(reference, isLate ? rule.lateFactor * rule.band : rule.band), reference, level: 0 };
  }

  /** The marks of the last minutes since the venue opened, newest last. */
  private marks(i: number, minutes: number): number[] {
    const { market, tick, secondsPerTick } = this.world;
    const ticks = minutes * Math.max(1, Math.round(60 / secondsPerTick));
    const marks: number[] = [];
    for (let ago = Math.min(ticks, market.ticksPerHour) - 1; ago >= 0; ago--) {
      const mark = market.markAgo(i, tick, ago);
      if (mark > 0) marks.push(mark);
    }
    return marks;
  }

  private watchMarks(i: number, { band, windowMinutes, pauseMinutes }: Omit<WindowRule, 'rule'>): void {
    const { market, tick } = this.world;
    const marks = this.marks(i, windowMinutes);
    if (marks.length === 0) return;
    const now = marks[marks.length - 1];
    const low = marks.reduce((a, b) => Math.min(a, b));
    const high = marks.reduce((a, b) => Math.max(a, b));
    const reference = high - now > now - low ? high : low;
    // Divided once, so that a move of exactly the band compares equal to it.
    if (Math.abs(now - reference) / reference < band) return;
    this.halt(i, market.markSeq[i], tick + this.ticks(pauseMinutes) - 1, reference);
  }

  /** A limit state is on while offers stand at the lower edge, or nobody bids above it; or the same at the upper edge. */
  private watchLimit(i: number, round: number): void {
    const { world, log } = this;
    const { phases, market, tick, roundsPerTick, secondsPerTick } = world;
    const book = world.books[i];
    const bid = book.bestPrice(BUY);
    const ask = book.bestPrice(SELL);
    const isLow = (ask !== NONE && ask <= phases.low[i]) || (bid !== NONE && bid < phases.low[i]);
    const isHigh = bid >= phases.high[i] || ask > phases.high[i];
    const since = phases.limitSince[i];
    const cause = Math.max(market.lastSeq[i], market.markSeq[i]);
    if (!isLow && !isHigh) {
      if (since >= 0) emit(log, 'LimitStateLeft', cause, { instrument: i });
      return;
    }
    const limitTicks = isLow ? phases.low[i] : phases.high[i];
    const side = isLow ? SELL : BUY;
    if (since < 0)
      emit(log, 'LimitStateEntered', cause, { instrument: i, side, price: limitTicks, value: round });
    const rounds = tick * roundsPerTick + round - phases.limitSince[i];
    this.endLimitState(i, cause, side, (rounds * secondsPerTick) / roundsPerTick);
  }

  /** Pauses what has been in a limit state for long enough: static limits widen, but the last of them just holds. */
  private endLimitState(i: number, cause: number, side: number, seconds: number): void {
    const { phases, tick } = this.world;
    const rule = this.ruleOf(i);
    const edge = side === SELL ? phases.low[i] : phases.high[i];
    if (rule.rule === 'none') return;
    const until = tick + this.ticks(rule.pauseMinutes);
    if (rule.rule === 'luld') {
      if (seconds < rule.limitStateSeconds) return;
      const collar = widened({ low: phases.low[i], high: phases.high[i] }, rule.collar, side);
      return this.halt(i, cause, until, edge, collar);
    }
    if (rule.rule === 'dynamic') return this.halt(i, cause, until, edge);
    const level = phases.level[i] + 1;
    if (level === this.limits.length) return;
    const reference = phases.reference[i];
    const { low, high } = around(reference, this.limits[level]);
    emit(this.log, 'BandsSet', cause, {
      instrument: i,
      price: low,
      quantity: high,
      value: reference,
      order: level,
    });
    this.halt(i, cause, until, edge, { low, high });
  }
}

/** Prices within a share of a reference, to the nearest tick. */
function around(referenceTicks: number, share: number): Collar {
  const width = Math.round(referenceTicks * share);
  return { low: referenceTicks - width, high: referenceTicks + width };
}

/** A collar with its lower (-1) or upper (+1) edge moved outward by a share of it; 0 leaves it. */
function widened({ low, high }: Collar, share: number, side: number): Collar {
  return {
    low: side < 0 ? Math.max(1, low - Math.round(low * share)) : low,
    high: side > 0 ? high + Math.round(high * share) : high,
  };
}
