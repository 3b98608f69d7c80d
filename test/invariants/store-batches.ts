import fc from 'fast-check';
import { type Detail, ROOT } from '../../sim/engine/log.ts';
import { columnNames, EVENT, EventBatch, NO_INSTRUMENT, NOBODY, REASON } from '../../sim/events.ts';
import { eventTypes, orderTypes, reasons } from '../../sim/vocabulary.ts';

/** Names for the codes that random batches use. */
export const names = {
  accounts: ['scenario', 'dealer-1', 'dealer-2', 'fonds für Zürich', 'miner'],
  instruments: ['BTC-SPOT', 'BTC-PERP', 'MSTR'],
};

/** Details with names and values of every kind. */
export const anyDetail: fc.Arbitrary<Detail> = fc.dictionary(
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ unit: 'binary', maxLength: 8 })),
  { maxKeys: 3 },
);

const int32 = { min: -2_147_483_648, max: 2_147_483_647 };

const anyRow = fc.record({
  ticks: fc.nat(3),
  type: fc.nat(eventTypes.length - 1),
  actor: fc.oneof(fc.nat(names.accounts.length - 1), fc.constant(NOBODY)),
  instrument: fc.oneof(fc.nat(names.instruments.length - 1), fc.constant(NO_INSTRUMENT)),
  cause: fc.integer({ min: ROOT, max: 1000 }),
  order: fc.integer({ min: -1, max: 1000 }),
  counterparty: fc.oneof(fc.nat(names.accounts.length - 1), fc.constant(NOBODY)),
  counterOrder: fc.integer({ min: -1, max: 1000 }),
  side: fc.integer({ min: -1, max: 1 }),
  orderType: fc.nat(orderTypes.length - 1),
  price: fc.integer(int32),
  quantity: fc.double(),
  value: fc.double(),
  reason: fc.nat(reasons.length - 1),
  detail: fc.option(anyDetail),
});

/** A log of random events in batches of at most `capacity` rows, all but the last one full. */
export const anyBatches = (capacity: number, maxRows: number): fc.Arbitrary<EventBatch[]> =>
  fc.array(anyRow, { minLength: 1, maxLength: maxRows }).map((rows) => {
    const batches: EventBatch[] = [];
    let tick = 0;
    for (let start = 0; start < rows.length; start += capacity) {
      const batch = new EventBatch(capacity);
      batch.reset(start);
      for (const { ticks, detail, ...columns } of rows.slice(start, start + capacity)) {
        const row = batch.length++;
        tick += ticks;
        Object.entries({ ...columns, tick }).forEach(([name, value]) => {
          batch[name as (typeof columnNames)[number]][row] = value;
        });
        if (detail) batch.details.push({ row, fields: detail });
      }
      batches.push(batch);
    }
    return batches;
  });

/** The same log every time: `count` full batches with trades, quotes, latent steps and institutional decisions. */
export function someBatches(count: number, capacity = 32): EventBatch[] {
  return Array.from({ length: count }, (_, index) => {
    const batch = new EventBatch(capacity);
    batch.reset(index * capacity);
    for (let row = 0; row < capacity; row++) fillRow(batch, row);
    return batch;
  });
}

const KINDS = [
  EVENT.TickOpened,
  EVENT.OrderPlaced,
  EVENT.Traded,
  EVENT.QuotesReplaced,
  EVENT.LatentMoved,
  EVENT.HedgeTargetSet,
  EVENT.OrderCancelled,
  EVENT.Marked,
];
const PURPOSES = [REASON.quote, REASON.hedge, REASON.latent, REASON.none, REASON.liquidation];

function fillRow(batch: EventBatch, row: number): void {
  const seq = batch.first + row;
  const type = KINDS[seq % KINDS.length];
  batch.length = row + 1;
  batch.tick[row] = Math.floor(seq / KINDS.length);
  batch.type[row] = type;
  batch.cause[row] = type === EVENT.TickOpened ? ROOT : seq - (seq % KINDS.length);
  batch.reason[row] = PURPOSES[seq % PURPOSES.length];
  if (type !== EVENT.TickOpened) batch.instrument[row] = seq % 2;
  if (type === EVENT.Traded) {
    batch.actor[row] = seq % 3;
    batch.counterparty[row] = (seq + 1) % 3;
    batch.order[row] = seq;
    batch.counterOrder[row] = seq - 1;
    batch.side[row] = seq % 2 === 0 ? 1 : -1;
    batch.price[row] = 630_000 + seq;
    batch.quantity[row] = 1 + (seq % 9);
  }
  if (type === EVENT.HedgeTargetSet) {
    batch.actor[row] = 1;
    batch.value[row] = seq * 0.1;
    batch.details.push({ row, fields: { fromSpot: seq / 7, fromVol: -0, fromTime: 0, fromFlow: 1e-9 } });
  }
}

/** What a batch holds, bit for bit. */
export function contents(batch: EventBatch): Record<string, unknown> {
  const columns = columnNames.map((name) => {
    const { buffer, byteOffset, byteLength } = batch[name].subarray(0, batch.length);
    return [name, Buffer.from(buffer, byteOffset, byteLength).toString('hex')];
  });
  const details = batch.details.map(({ row, fields }) => ({ row, fields }));
  return { ...Object.fromEntries(columns), first: batch.first, length: batch.length, details };
}
