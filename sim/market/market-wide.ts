import expOf from '@stdlib/math-base-special-exp';
import { emit, type Log } from '../emit.ts';
import { REASON } from '../events.ts';
import { CALL } from '../world/phases.ts';
import type { World } from '../world/world.ts';
import type { Auctions } from './auctions.ts';
import { minutesLeft } from './calendar.ts';
import type { Exchange } from './exchange.ts';
import type { HaltRules } from './halt-rules.ts';
import { INSTRUMENT } from './instruments.ts';
import { SHARE } from './trust.ts';

const INDEX = INSTRUMENT.SPX;
/** In the last minutes of the session, from 15:25 on an ordinary day, only the last level halts (NYSE rule 7.12). */
const LAST_MINUTES = 35;

/** Halts shares when the broad index has fallen so far since its last close: each level once a session, the last for the day. */
export class MarketWideBreaker {
  private readonly world: World;
  private readonly log: Log;

  constructor(
    exchange: Exchange,
    private readonly auctions: Auctions,
    private readonly script: { readonly halts: HaltRules },
  ) {
    this.world = exchange.world;
    this.log = exchange.log;
  }

  /** After the drivers of a tick have moved. */
  step(): void {
    const { world, log } = this;
    const { rule, levels } = this.script.halts.marketWide;
    if (rule === 'off' || world.inSession[SHARE] !== 1) return;
    const decline = this.decline();
    let level = levels.length;
    while (level > 0 && decline < levels[level - 1]) level--;
    if (level <= world.phases.marketWideLevel) return;
    const isLast = level === levels.length;
    const left = minutesLeft(world.calendar, world.instruments[SHARE].session, world.nowSeconds);
    if (!isLast && left <= LAST_MINUTES) return;
    const columns = { instrument: INDEX, price: world.market.mark[INDEX], quantity: level, value: decline };
    this.halt(emit(log, 'CircuitBroken', world.market.markSeq[INDEX], columns), isLast, left);
  }

  /** Whether nothing reopens or closes by auction any more today. */
  get endsTheDay(): boolean {
    return this.world.phases.marketWideLevel === this.script.halts.marketWide.levels.length;
  }

  /** For so many minutes, then an auction; or for what is left of the session. */
  private halt(cause: number, forTheDay: boolean, minutesToClose: number): void {
    const { world, log, auctions } = this;
    const minutes = forTheDay ? minutesToClose : this.script.halts.marketWide.pauseMinutes;
    const until = world.tick + Math.max(1, Math.ceil((minutes * 60) / world.secondsPerTick)) - 1;
    const reference = world.market.mark[SHARE];
    const halted = emit(log, 'Halted', cause, {
      instrument: SHARE,
      reason: REASON['market-wide'],
      price: reference,
      value: Math.max(until, world.haltedUntil[SHARE]),
    });
    if (!forTheDay) auctions.open(SHARE, CALL.reopening, halted, reference);
  }

  /** Fall of the index since its last close (since the window began, before there was one), as a share. */
  private decline(): number {
    const { market, driver } = this.world;
    const close = market.close[INDEX];
    // Divided once, so that a fall of exactly a level compares equal to it.
    return close > 0 ? (close - market.mark[INDEX]) / close : 1 - expOf(driver[INDEX]);
  }
}
