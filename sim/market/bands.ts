import { emit, type Log } from '../emit.ts';
import { BUY, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { type Collar, NO_COLLAR } from './auctions.ts';
import { minutesLeft } from './calendar.ts';
import type { Exchange } from './exchange.ts';
import type { FutureRule, HaltRules, ShareRule, WindowRule } from './halt-rules.ts';
import { FUTURES, INSTRUMENT, SPOTS } from './instruments.ts';
import { type Extremes, MarkWindow } from './mark-window.ts';
import { type Pauses, widened } from './pauses.ts';
import { withdrawBeyond } from './price-limits.ts';

const SHARE = INSTRUMENT.IBIT;
/** Every instrument that some scenario may halt on its own. */
const BANDED: readonly number[] = [...SPOTS, ...FUTURES, SHARE];
/** In the last minutes of its session the share's band is wider (from 15:35 on an ordinary day). */
const LATE_MINUTES = 25;

/** A band to be set, what it is measured from, and which of the static limits it is. */
interface Wanted extends Collar {
  readonly reference: number;
  readonly level: number;
}

/** Keeps trading within bands: sets them, watches for limit states, pauses what leaves them and reopens it by auction. */
export class Bands {
  private readonly world: World;
  private readonly log: Log;
  private readonly windows = new Map<number, MarkWindow>();

  constructor(
    private readonly exchange: Exchange,
    private readonly pauses: Pauses,
    private readonly script: { readonly halts: HaltRules },
  ) {
    this.world = exchange.world;
    this.log = exchange.log;
  }

  /** After the marks of a tick: pauses a venue whose mark moved too far within its window, or moves its band. */
  step(): void {
    for (const i of BANDED) {
      if (!this.world.isOpen(i)) continue;
      const wanted = this.wanted(i);
      if (wanted === null) continue;
      if (this.ruleOf(i).rule !== 'dynamic' || !this.leaves(i, wanted)) this.move(i, wanted);
    }
  }

  /** After a round: a band within which nobody can trade for long enough pauses its instrument. */
  watchLimits(round: number): void {
    const { world } = this;
    for (const i of BANDED) if (world.phases.isBanded(i) && world.isOpen(i)) this.watchLimit(i, round);
  }

  /** Sets the band by the marks and the auction there were so far. */
  set(i: number): void {
    const wanted = this.wanted(i);
    if (wanted !== null) this.move(i, wanted);
  }

  /** Moves the band, if it is to stand elsewhere; orders beyond it leave. */
  private move(i: number, { low, high, reference, level }: Wanted): void {
    const { phases, market } = this.world;
    if (low === phases.low[i] && high === phases.high[i] && level === phases.level[i]) return;
    const columns = { instrument: i, price: low, quantity: high, value: reference, order: level };
    const set = emit(this.log, 'BandsSet', market.markSeq[i], columns);
    withdrawBeyond(this.exchange, i, set);
  }

  private get limits(): readonly number[] {
    return this.script.halts.future.limits;
  }

  private ruleOf(i: number): ShareRule | FutureRule | WindowRule {
    const { share, future, spot } = this.script.halts;
    if (i === SHARE) return share;
    return SPOTS.includes(i) ? spot : future;
  }

  /** The band that the rule wants now, or null while there is no price to measure it from. */
  private wanted(i: number): Wanted | null {
    const { phases, market, clearing } = this.world;
    const rule = this.ruleOf(i);
    const kind = rule.rule;
    switch (kind) {
      case 'none':
        return phases.isBanded(i) ? { ...NO_COLLAR, reference: 0, level: 0 } : null;
      case 'luld':
        return this.aroundMean(i, rule);
      case 'static': {
        // A fork may have left fewer limits than were met.
        const level = Math.min(phases.level[i], this.limits.length - 1);
        const reference = clearing.settled[i] || market.mark[i];
        return reference === 0 ? null : { ...around(reference, this.limits[level]), reference, level };
      }
      case 'dynamic':
        return this.aroundExtremes(i, rule);
      default:
        return kind satisfies never;
    }
  }

  /** The band around the mean of the window, or as it stands while that has hardly moved. */
  private aroundMean(i: number, rule: ShareRule): Wanted | null {
    const { phases, tick, nowSeconds, calendar, instruments } = this.world;
    const standing = phases.reference[i];
    let reference = Math.round(this.window(i, rule.windowMinutes).mean(tick) ?? standing);
    // An auction's price is the first reference after it.
    if (standing > 0 && Math.abs(reference - standing) < rule.referenceStep * standing) reference = standing;
    if (reference === 0) return null;
    const isLate = minutesLeft(calendar, instruments[i].session, nowSeconds) <= LATE_MINUTES;
    return { ...around(reference, isLate ? rule.lateFactor * rule.band : rule.band), reference, level: 0 };
  }

  /** As far below the highest and above the lowest mark of the window as it may move. */
  private aroundExtremes(i: number, { band, windowMinutes }: Omit<WindowRule, 'rule'>): Wanted | null {
    const { lowest, highest, newest } = this.extremes(i, windowMinutes);
    if (newest === 0) return null;
    return { low: around(highest, band).low, high: around(lowest, band).high, reference: newest, level: 0 };
  }

  /** Lowest, highest and newest mark of the last minutes since the venue opened; before one, its auction's price. */
  private extremes(i: number, minutes: number): Extremes {
    const price = this.world.phases.reference[i];
    return (
      this.window(i, minutes).extremes(this.world.tick) ?? { lowest: price, highest: price, newest: price }
    );
  }

  /** Marks of the last minutes, at most of the hour for which the market keeps them. */
  private window(i: number, minutes: number): MarkWindow {
    const { market, secondsPerTick } = this.world;
    const ticks = Math.min(minutes * Math.max(1, Math.round(60 / secondsPerTick)), market.ticksPerHour);
    const known = this.windows.get(i);
    // The rule may have become another since: a run can go on under another scenario.
    if (known?.ticks === ticks) return known;
    const window = new MarkWindow(market, i, ticks);
    this.windows.set(i, window);
    return window;
  }

  /** Pauses what the newest mark takes to the edge of its band or beyond; whether it did. */
  private leaves(i: number, { low, high, reference: now }: Wanted): boolean {
    const { world, script } = this;
    if (now > low && now < high) return false;
    const { pauseMinutes, windowMinutes } = SPOTS.includes(i) ? script.halts.spot : script.halts.future;
    const { lowest, highest } = this.extremes(i, windowMinutes);
    const until = world.tick + this.pauses.ticks(pauseMinutes) - 1;
    this.pauses.halt(i, world.market.markSeq[i], until, now <= low ? highest : lowest);
    return true;
  }

  /**
   * A limit state is on while the best offer is at or below the lower edge of a band or the best bid at or above its upper
   * one; for the share also while the best bid is below the band or the best offer above it (limit up-limit down's
   * straddle state). A side that is empty is neither.
   */
  private watchLimit(i: number, round: number): void {
    const { world, log } = this;
    const { phases, market, tick, roundsPerTick, secondsPerTick } = world;
    const book = world.books[i];
    const bid = book.bestPrice(BUY);
    const ask = book.bestPrice(SELL);
    const straddles = i === SHARE;
    const isLow =
      (ask !== NONE && ask <= phases.low[i]) || (straddles && bid !== NONE && bid < phases.low[i]);
    const isHigh = bid >= phases.high[i] || (straddles && ask > phases.high[i]);
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
    this.endLimitState(i, phases.limitSeq[i], side, (rounds * secondsPerTick) / roundsPerTick);
  }

  /** Pauses what has been in a limit state for long enough: static limits widen, but the last of them just holds. */
  private endLimitState(i: number, cause: number, side: number, seconds: number): void {
    const { phases, tick } = this.world;
    const rule = this.ruleOf(i);
    const edge = side === SELL ? phases.low[i] : phases.high[i];
    if (rule.rule === 'none') return;
    const until = tick + this.pauses.ticks(rule.pauseMinutes);
    if (rule.rule === 'luld') {
      if (seconds < rule.limitStateSeconds) return;
      const collar = widened({ low: phases.low[i], high: phases.high[i] }, rule.collar, side);
      return this.pauses.halt(i, cause, until, edge, collar);
    }
    if (rule.rule === 'dynamic') return this.pauses.halt(i, cause, until, edge);
    const level = phases.level[i] + 1;
    if (level >= this.limits.length) return;
    const reference = phases.reference[i];
    const { low, high } = around(reference, this.limits[level]);
    emit(this.log, 'BandsSet', cause, {
      instrument: i,
      price: low,
      quantity: high,
      value: reference,
      order: level,
    });
    this.pauses.halt(i, cause, until, edge, { low, high });
  }
}

/** Prices within a share of a reference, to the nearest tick. */
function around(referenceTicks: number, share: number): Collar {
  const width = Math.round(referenceTicks * share);
  return { low: referenceTicks - width, high: referenceTicks + width };
}
