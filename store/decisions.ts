import { columnNames, EVENT, EventBatch, REASON } from '../sim/events.ts';

/** Events a log of decisions leaves out: ticking, drivers and quotes, which are most of a log and decide nothing. */
const LEFT_OUT: readonly number[] = [
  EVENT.TickOpened,
  EVENT.DriverMoved,
  EVENT.ValueMoved,
  EVENT.LatentMoved,
  EVENT.QuotesReplaced,
];
/** Events left out when they are a maker's quoting or the latent book's doing. */
const ORDERING: readonly number[] = [EVENT.OrderPlaced, EVENT.OrderCancelled, EVENT.OrderRested];
const QUOTING: readonly number[] = [REASON.quote, REASON.latent];

/** Copies of a batch without what a log of decisions leaves out, in one buffer used again for every batch. */
export class DecisionFilter {
  private batch = new EventBatch(0);
  private seq = new Int32Array(0);
  private rows = new Int32Array(0);

  /** The rows kept and their sequence numbers; both are good until the next call. */
  filter(source: EventBatch): { batch: EventBatch; seq: Int32Array } {
    if (this.batch.capacity < source.length) {
      this.batch = new EventBatch(source.capacity);
      this.seq = new Int32Array(source.capacity);
      this.rows = new Int32Array(source.capacity);
    }
    const { batch, seq, rows } = this;
    let kept = 0;
    for (let row = 0; row < source.length; row++) {
      if (isLeftOut(source, row)) continue;
      rows[kept] = row;
      seq[kept] = source.first + row;
      kept++;
    }
    batch.first = source.first;
    batch.length = kept;
    for (const name of columnNames) gather(source[name], batch[name], rows, kept);
    gatherDetails(source, batch, rows);
    return { batch, seq };
  }
}

const quiet = new Uint8Array(256);
const orders = new Uint8Array(256);
const quotes = new Uint8Array(256);
for (const type of LEFT_OUT) quiet[type] = 1;
for (const type of ORDERING) orders[type] = 1;
for (const reason of QUOTING) quotes[reason] = 1;

const isLeftOut = (batch: EventBatch, row: number): boolean =>
  quiet[batch.type[row]] !== 0 || (orders[batch.type[row]] !== 0 && quotes[batch.reason[row]] !== 0);

type Column = EventBatch[(typeof columnNames)[number]];

function gather(from: Column, to: Column, rows: Int32Array, length: number): void {
  for (let row = 0; row < length; row++) to[row] = from[rows[row]];
}

function gatherDetails(source: EventBatch, target: EventBatch, rows: Int32Array): void {
  target.details.length = 0;
  let row = 0;
  for (const { row: old, fields } of source.details) {
    while (row < target.length && rows[row] < old) row++;
    if (row < target.length && rows[row] === old) target.details.push({ row, fields });
  }
}
