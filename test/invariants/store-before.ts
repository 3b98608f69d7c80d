import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { makeData, RecordBatch, RecordBatchStreamWriter, Struct } from 'apache-arrow';
import { ColumnBuilder, dictionariesOf } from '../../store/arrow-columns.ts';
import { readBatches } from '../../store/arrow-reader.ts';
import { END_OF_STREAM, schema } from '../../store/arrow-schema.ts';
import { type Manifest, readManifest, writeManifest } from '../../store/manifest.ts';
import { names } from './store-batches.ts';
import { wholeRun } from './store-runs.ts';

/** The whole run as it was recorded before format 3. */
export function runOfBefore(dir: string): Manifest {
  wholeRun(dir);
  const { seal: _, ...manifest } = readManifest(dir);
  const dictionaries = dictionariesOf({ ...names, instruments: names.instruments.slice(0, 2) });
  const type = new Struct(schema.fields);
  let bytes = readFileSync(join(dir, 'events.arrow')).subarray(0, manifest.schemaBytes);
  const entries = [];
  for (const [n, batch] of [...readBatches(join(dir, 'events.arrow'))].entries()) {
    const columns = new ColumnBuilder(manifest.startSeconds, manifest.secondsPerTick);
    const children = columns.build(batch, dictionaries);
    const data = makeData({ type, length: batch.length, children });
    const whole = RecordBatchStreamWriter.writeAll([new RecordBatch(schema, data)]).toUint8Array(true);
    const piece = whole.subarray(manifest.schemaBytes, whole.length - END_OF_STREAM.length);
    const byteOffset = bytes.length;
    entries.push({
      ...manifest.batches[n],
      ...{ byteOffset, byteLength: piece.length, crc32: crc32(piece) },
      ...{ accounts: 5, instruments: 2 },
    });
    bytes = Buffer.concat([bytes, piece]);
  }
  writeFileSync(join(dir, 'events.arrow'), Buffer.concat([bytes, END_OF_STREAM]));
  return writeManifest(dir, { ...manifest, format: 2, batches: entries });
}
