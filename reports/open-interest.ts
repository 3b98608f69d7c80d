import { EVENT, type EventBatch, NO_INSTRUMENT } from '../sim/events.ts';
import { Column } from './columns.ts';
import type { Roster } from './roster.ts';

/** Kinds of instrument that are positions and no holdings: every long has a short. */
const CONTRACTS: readonly string[] = ['perp', 'future'];

/** Long positions by contract, tick by tick, followed through every change of hands. */
export class OpenInterest {
  /** Signed lots by instrument and account. */
  private readonly positions: Float64Array[] = [];
  private readonly open: number[] = [];
  private readonly byTick: Column[] = [];

  /** Makes room for what the roster has learned. */
  widen({ instruments, accounts }: Roster): void {
    for (const [i, { kind }] of instruments.entries()) {
      if (!CONTRACTS.includes(kind)) continue;
      const held = this.positions[i];
      if (held && held.length >= accounts.length) continue;
      const wider = new Float64Array(Math.max(64, 2 * accounts.length));
      if (held) wider.set(held);
      this.positions[i] = wider;
      this.open[i] ??= 0;
      this.byTick[i] ??= new Column(Number.NaN);
    }
  }

  /** Takes a row that may have moved positions. */
  take(batch: EventBatch, row: number): void {
    const i = batch.instrument[row];
    if (i === NO_INSTRUMENT || !this.positions[i]) return;
    const lots = batch.quantity[row];
    const tick = batch.tick[row];
    switch (batch.type[row]) {
      case EVENT.Endowed:
        this.move(i, batch.actor[row], lots);
        break;
      case EVENT.Traded:
      case EVENT.AutoDeleveraged:
        this.move(i, batch.actor[row], batch.side[row] * lots);
        this.move(i, batch.counterparty[row], -batch.side[row] * lots);
        break;
      case EVENT.FutureExpired:
        this.positions[i].fill(0);
        this.open[i] = 0;
        break;
      default:
        return;
    }
    this.byTick[i].set(tick + 1, this.open[i]);
  }

  /** Long lots of an instrument at the opening of each tick; zeros for what is no contract. */
  lots(instrument: number, ticks: number): Float64Array {
    const column = this.byTick[instrument];
    if (!column) return new Float64Array(ticks);
    const lots = column.carried(ticks);
    const first = lots.findIndex((value) => !Number.isNaN(value));
    // Positions of the opening are there from its first moment on.
    return first < 0 ? new Float64Array(ticks) : lots.fill(lots[first], 0, first);
  }

  private move(instrument: number, account: number, lots: number): void {
    const held = this.positions[instrument];
    const before = held[account];
    held[account] = before + lots;
    this.open[instrument] += Math.max(0, before + lots) - Math.max(0, before);
  }
}
