import { emit, type Log } from '../emit.ts';
import { REASON } from '../events.ts';
import { CALL } from '../world/phases.ts';
import type { World } from '../world/world.ts';
import { type Auctions, type Collar, NO_COLLAR } from './auctions.ts';
import type { Exchange } from './exchange.ts';
import type { HaltRules } from './halt-rules.ts';
import { SHARE } from './trust.ts';

/** Pauses of single instruments: how they begin, and whether they may end. */
export class Pauses {
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
  ticks(minutes: number): number {
    return Math.max(1, Math.ceil((minutes * 60) / this.world.secondsPerTick));
  }
}

/** A collar with its lower (-1) or upper (+1) edge moved outward by a share of it; 0 leaves it. */
export function widened({ low, high }: Collar, share: number, side: number): Collar {
  return {
    low: side < 0 ? Math.max(1, low - Math.round(low * share)) : low,
    high: side > 0 ? high + Math.round(high * share) : high,
  };
}
