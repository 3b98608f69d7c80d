import type { Log } from '../sim/emit.ts';
import { EVENT, type EventBatch } from '../sim/events.ts';

/** Rows of a batch before the opening of a tick. */
export function rowsBefore(batch: EventBatch, tick: number): number {
  const { length, tick: ticks, type } = batch;
  if (length > 0 && ticks[length - 1] < tick) return length;
  for (let row = 0; row < length; row++) {
    if (type[row] === EVENT.TickOpened && ticks[row] === tick) return row;
  }
  return length;
}

/** Writes the first `end` rows of a recorded batch again, as they were. */
export function rewriteRows(from: EventBatch, end: number, log: Log): void {
  let next = 0;
  for (let row = 0; row < end; row++) {
    const to = log.batch;
    const at = to.length;
    to.type[at] = from.type[row];
    to.actor[at] = from.actor[row];
    to.instrument[at] = from.instrument[row];
    to.order[at] = from.order[row];
    to.counterparty[at] = from.counterparty[row];
    to.counterOrder[at] = from.counterOrder[row];
    to.side[at] = from.side[row];
    to.orderType[at] = from.orderType[row];
    to.price[at] = from.price[row];
    to.quantity[at] = from.quantity[row];
    to.value[at] = from.value[row];
    to.reason[at] = from.reason[row];
    if (from.details[next]?.row === row) to.details.push({ row: at, fields: from.details[next++].fields });
    log.tick = from.tick[row];
    log.commit(from.cause[row]);
  }
}

/** Where the rows of the newest round lie: what they woke agents to must be known when a run goes on after them. */
export class LastRound {
  private readonly parts: { batch: EventBatch; from: number; to: number }[] = [];

  /** Reads on to a row of the next batch, which must stay as it is until the round is asked for. */
  read(batch: EventBatch, to: number): void {
    const type = batch.type;
    let from = to;
    while (from > 0 && type[from - 1] !== EVENT.RoundOpened) from--;
    if (from > 0) this.parts.length = 0;
    this.parts.push({ batch, from, to });
  }

  /** Its rows in their order. */
  visit(use: (batch: EventBatch, row: number) => void): void {
    for (const { batch, from, to } of this.parts) for (let row = from; row < to; row++) use(batch, row);
  }
}
