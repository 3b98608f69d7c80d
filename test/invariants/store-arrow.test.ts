import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecordBatch, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { columnNames, EventBatch, NO_INSTRUMENT, NOBODY } from '../../sim/events.ts';
import { eventTypes, orderTypes, reasons } from '../../sim/vocabulary.ts';
import { readBatches } from '../../store/arrow-reader.ts';
import { fileColumns } from '../../store/arrow-schema.ts';
import { EventWriter } from '../../store/arrow-writer.ts';
import { detailText } from '../../store/detail.ts';
import { DigestChain, GENESIS } from '../../store/digest.ts';
import { anyBatches, anyDetail, contents, names, someBatches } from './store-batches.ts';

let folder = '';
let path = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-store-'));
  path = join(folder, 'events.arrow');
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = { names: () => names, startSeconds: 1_770_249_600, secondsPerTick: 60 };

function write(batches: readonly EventBatch[]) {
  const writer = new EventWriter(path, options);
  const written = batches.map((batch) => writer.write(batch));
  writer.close();
  return written;
}

const read = (from?: number, until?: number) => [...readBatches(path, from, until)].map(contents);

describe('the event file', () => {
  it('gives back every batch bit for bit, nulls and details included', () => {
    fc.assert(
      fc.property(anyBatches(16, 70), (batches) => {
        write(batches);
        expect(read()).toEqual(batches.map(contents));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same digest read back as when it was written', () => {
    fc.assert(
      fc.property(anyBatches(16, 40), (batches) => {
        write(batches);
        const before = new DigestChain();
        const after = new DigestChain();
        for (const batch of batches) before.add(batch);
        for (const batch of readBatches(path)) after.add(batch);
        expect(after.head).toBe(before.head);
      }),
      { numRuns: 20 },
    );
  });

  it('has its bytes out when write returns, so that the batch can be reused', () => {
    const batches = someBatches(3);
    const writer = new EventWriter(path, options);
    const reused = new EventBatch(32);
    for (const batch of batches) {
      reused.reset(batch.first);
      for (const name of columnNames) reused[name].set(batch[name] as never);
      reused.length = batch.length;
      const expected = contents(reused);
      writer.write(reused);
      reused.reset(9999);
      expect(read().at(-1)).toEqual(expected);
    }
    writer.close();
  });

  it('shows an analyst named columns with names for codes, UTC times and nulls', () => {
    const [batch] = someBatches(1);
    write([batch]);
    const table = tableFromIPC(readFileSync(path));
    expect(table.schema.fields.map(({ name }) => name)).toEqual([...fileColumns]);
    expect(`${table.schema.fields[2].type}`).toBe('Timestamp<MILLISECOND, UTC>');
    const trade = table.get(10)?.toJSON();
    expect(trade).toMatchObject({
      seq: 10,
      tick: 1,
      type: 'Traded',
      actor: 'dealer-1',
      counterparty: 'dealer-2',
    });
    expect(trade).toMatchObject({ instrument: 'BTC-SPOT', cause: 8, order: 10, counterOrder: 9, side: 1 });
    expect(trade).toMatchObject({
      orderType: 'none',
      reason: 'quote',
      price: 630_010,
      quantity: 2,
      detail: null,
    });
    expect(trade?.time).toBe(Date.UTC(2026, 1, 5, 0, 1));
    const nothing = {
      actor: null,
      instrument: null,
      cause: null,
      order: null,
      counterparty: null,
      detail: null,
    };
    expect(table.get(8)?.toJSON()).toMatchObject({ ...nothing, counterOrder: null });
    expect(table.get(5)?.toJSON().detail).toMatch(/^\{"fromSpot":0\.714\d+,"fromVol":-0,/);
  });

  it('keeps dictionaries in the order of the codes', () => {
    write(someBatches(1));
    const table = tableFromIPC(readFileSync(path));
    const dictionary = (column: string) => [...(table.getChild(column)?.data[0].dictionary ?? [])];
    expect(dictionary('type')).toEqual(eventTypes);
    expect(dictionary('orderType')).toEqual(orderTypes);
    expect(dictionary('reason')).toEqual(reasons);
    expect(dictionary('actor')).toEqual(names.accounts);
    expect(dictionary('counterparty')).toEqual(names.accounts);
    expect(dictionary('instrument')).toEqual(names.instruments);
  });

  it('writes no index that points outside its dictionary, even under a null', () => {
    const [batch] = someBatches(1);
    write([batch]);
    const [record]: RecordBatch[] = tableFromIPC(readFileSync(path)).batches;
    expect(batch.actor).toContain(NOBODY);
    expect(batch.instrument).toContain(NO_INSTRUMENT);
    for (const [column, size] of [
      ['actor', names.accounts.length],
      ['counterparty', names.accounts.length],
      ['instrument', names.instruments.length],
    ] as const) {
      const { values } = record.data.children[fileColumns.indexOf(column)];
      expect(Math.max(...values.subarray(0, batch.length))).toBeLessThan(size);
    }
  });

  it('learns new names between batches', () => {
    const batches = someBatches(3);
    batches[2].actor[4] = 3;
    batches[2].instrument[4] = 2;
    let known = { accounts: names.accounts.slice(0, 3), instruments: names.instruments.slice(0, 2) };
    const writer = new EventWriter(path, { ...options, names: () => known });
    writer.write(batches[0]);
    writer.write(batches[1]);
    known = names;
    writer.write(batches[2]);
    writer.close();
    expect(read()).toEqual(batches.map(contents));
    const table = tableFromIPC(readFileSync(path));
    expect(table.get(68)?.toJSON()).toMatchObject({ seq: 68, actor: 'fonds für Zürich', instrument: 'MSTR' });
    expect(table.get(2)?.toJSON()).toMatchObject({ seq: 2, counterparty: 'scenario' });
  });

  it('refuses an account that has no name', () => {
    const [batch] = someBatches(1);
    batch.actor[7] = 5;
    expect(() => write([batch])).toThrow('actor 5 of event 7 is not among the 5 that have names');
  });

  it('refuses a detail that JSON cannot hold', () => {
    const [batch] = someBatches(1);
    batch.details.push({ row: 31, fields: { drawdown: Number.NaN } });
    expect(() => write([batch])).toThrow('the detail "drawdown" of an event is NaN');
  });

  it('yields every whole batch of a truncated stream', () => {
    const batches = someBatches(4);
    const written = write(batches);
    const whole = statSync(path).size;
    const cuts = written.flatMap(({ byteOffset, byteLength }) => [
      byteOffset,
      byteOffset + 3,
      byteOffset + byteLength - 1,
    ]);
    for (const size of [whole - 1, ...cuts.reverse(), 100, 5, 0]) {
      truncateSync(path, size);
      const kept = written.filter(({ byteOffset, byteLength }) => byteOffset + byteLength <= size).length;
      expect(read(), `cut at byte ${size}`).toEqual(batches.slice(0, kept).map(contents));
    }
  });

  it('reads from and up to a batch without what lies outside', () => {
    const batches = someBatches(4);
    const written = write(batches);
    expect(read(written[2].byteOffset)).toEqual(batches.slice(2).map(contents));
    expect(read(written[1].byteOffset, written[2].byteOffset)).toEqual([contents(batches[1])]);
  });
});

describe('the digest chain', () => {
  it('changes with any column, row, detail, number or order of batches', () => {
    const digest = (change: (batch: EventBatch) => void): string => {
      const [batch] = someBatches(1);
      change(batch);
      return new DigestChain().add(batch);
    };
    const changes: ((batch: EventBatch) => void)[] = [
      () => {},
      (batch) => batch.price.fill(1, 31),
      (batch) => batch.value.fill(-0, 0, 1),
      (batch) => batch.reason.fill(3, 31),
      (batch) => batch.details.pop(),
      (batch) => batch.details.splice(0, 1, { ...batch.details[0], row: 6 }),
      (batch) => batch.details.splice(0, 1, { row: 5, fields: { ...batch.details[0].fields, fromVol: 0 } }),
      (batch) => batch.reset(0),
      (batch) => {
        batch.first = 1;
      },
      (batch) => {
        batch.length = 31;
      },
    ];
    expect(new Set(changes.map(digest)).size).toBe(changes.length);
    const [first, second] = someBatches(2);
    const chain = (...batches: EventBatch[]) =>
      batches.reduce((head, batch) => new DigestChain(head).add(batch), GENESIS);
    expect(chain(first, second)).not.toBe(chain(second, first));
  });

  it('hashes a detail name by name and value by value, however its text was made', () => {
    const spelled = (value: number | string) => (Object.is(value, -0) ? '-0' : JSON.stringify(value));
    fc.assert(
      fc.property(anyDetail, (fields) => {
        const parts = Object.keys(fields).map((name) => `${JSON.stringify(name)}:${spelled(fields[name])}`);
        expect(detailText(fields)).toBe(`{${parts.join(',')}}`);
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on rows beyond the length, nor on capacity', () => {
    const [small] = someBatches(1);
    const large = new EventBatch(64);
    for (const name of columnNames) large[name].set(small[name] as never);
    large.details.push(...small.details);
    large.length = 32;
    large.price[40] = 7;
    expect(new DigestChain().add(large)).toBe(new DigestChain().add(small));
  });
});
