import { EVENT, EventBatch, REASON } from '../sim/events.ts';

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
    for (let row = 0; row < kept; row++) copyRow(source, rows[row], batch, row);
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

/** Column by column by name: a loop over `columnNames` meets six kinds of array and is far slower. */
function copyRow(from: EventBatch, source: number, to: EventBatch, row: number): void {
  to.tick[row] = from.tick[source];
  to.type[row] = from.type[source];
  to.actor[row] = from.actor[source];
  to.instrument[row] = from.instrument[source];
  to.cause[row] = from.cause[source];
  to.order[row] = from.order[source];
  to.counterparty[row] = from.counterparty[source];
  to.counterOrder[row] = from.counterOrder[source];
  to.side[row] = from.side[source];
  to.orderType[row] = from.orderType[source];
  to.price[row] = from.price[source];
  to.quantity[row] = from.quantity[source];
  to.value[row] = from.value[source];
  to.reason[row] = from.reason[source];
}

function gatherDetails(source: EventBatch, target: EventBatch, rows: Int32Array): void {
  target.details.length = 0;
  let row = 0;
  for (const { row: old, ...rest } of source.details) {
    while (row < target.length && rows[row] < old) row++;
    if (row < target.length && rows[row] === old) target.details.push({ row, ...rest });
  }
}
