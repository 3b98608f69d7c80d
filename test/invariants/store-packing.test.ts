import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Message, tableFromIPC } from 'apache-arrow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { metadataBytes, PREFIX_BYTES } from '../../store/arrow-schema.ts';
import { EventWriter } from '../../store/arrow-writer.ts';
import { DamagedRunError } from '../../store/errors.ts';
import { readManifest, writeManifest } from '../../store/manifest.ts';
import { createRunFolder, openRunFolder, reopenForAppend } from '../../store/run-folder.ts';
import { verifyFiles } from '../../store/verify.ts';
import { unpacked } from '../../store/zstd.ts';
import { contents, names, someBatches } from './store-batches.ts';
import { runOfBefore } from './store-before.ts';
import { batches, failure, grownNames, head, record, wholeRun } from './store-runs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cascade-packing-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a log on disk', () => {
  it('takes at most 12 bytes an event', () => {
    const simulation = new Simulation(scenarioSchema.parse(feb5), '1');
    const { accounts, instruments } = simulation.world;
    const known = () => ({
      accounts: accounts.map(({ name }) => name),
      instruments: instruments.map(({ id }) => id),
    });
    const recorder = createRunFolder(join(root, 'short'), head(), known);
    simulation.log.drain((batch) => recorder.batch(batch));
    simulation.begin();
    simulation.runUntil(120);
    simulation.log.flush();
    const { events } = recorder.finish();
    expect(events).toBeGreaterThan(50_000);
    expect(statSync(join(root, 'short', 'events.arrow')).size / events).toBeLessThan(12);
  });

  it('says before each packed buffer how long it is unpacked, as readers other than ours need it', () => {
    const path = join(root, 'events.arrow');
    const writer = new EventWriter(path, { names: () => names, startSeconds: 0, secondsPerTick: 60 });
    writer.write(someBatches(1, 2048)[0]);
    writer.close();
    const lengths = bodiesOf(readFileSync(path)).flat();
    expect(lengths.length).toBeGreaterThan(20);
    for (const { said, unpackedTo } of lengths) expect(said).toBe(unpackedTo);
    expect(lengths.filter(({ said }) => said > 0).length).toBeGreaterThan(15);
  });

  it('is found altered wherever in a packed buffer, and in which batch', () => {
    const dir = join(root, 'altered');
    const recorder = createRunFolder(dir, head(), () => names);
    for (const batch of someBatches(3, 1024)) recorder.batch(batch);
    recorder.finish();
    const { byteOffset, byteLength } = readManifest(dir).batches[1];
    const path = join(dir, 'events.arrow');
    const bytes = readFileSync(path);
    const magic = Buffer.of(0x28, 0xb5, 0x2f, 0xfd);
    const frame = bytes.indexOf(magic, byteOffset);
    const end = bytes.indexOf(magic, frame + 4);
    expect(frame).toBeGreaterThan(byteOffset);
    expect(end).toBeLessThan(byteOffset + byteLength);
    for (let at = frame; at < end; at += 7) {
      const altered = Buffer.from(bytes);
      altered[at] ^= 1 << (at & 7);
      writeFileSync(path, altered);
      const error = failure(() => verifyFiles(dir));
      expect(error).toBeInstanceOf(DamagedRunError);
      expect(error.message).toContain('altered or cut off in batch 1 (');
      expect(failure(() => [...openRunFolder(dir).batches()]).message).toContain('batch 1 (');
    }
  });
});

describe('a run folder of format 2, whose buffers are not packed', () => {
  it('is read and verified', () => {
    const manifest = runOfBefore(join(root, 'old'));
    expect(manifest.format).toBe(2);
    verifyFiles(join(root, 'old'));
    expect([...openRunFolder(join(root, 'old')).batches()].map(contents)).toEqual(batches.map(contents));
  });

  it('goes on packed when it is resumed, and has the digest of a run that was never interrupted', () => {
    const dir = join(root, 'old');
    const { digest } = runOfBefore(dir);
    const resumed = reopenForAppend(dir, grownNames, 3);
    record(resumed, batches.slice(3));
    expect(resumed.finish({ lowUsd: 60_001 })).toMatchObject({ format: 3, digest });
    verifyFiles(dir);
    expect([...openRunFolder(dir).batches()].map(contents)).toEqual(batches.map(contents));
    expect(tableFromIPC(readFileSync(join(dir, 'events.arrow'))).numRows).toBe(160);
  });

  it('tells which formats are read when it is another', () => {
    const dir = join(root, 'new');
    wholeRun(dir);
    const { seal: _, ...manifest } = readManifest(dir);
    writeManifest(dir, { ...manifest, format: 4 });
    expect(failure(() => readManifest(dir)).message).toContain(
      'has format 4, and this version reads 2 and 3;',
    );
  });
});

/** What the buffers of each record batch of a stream say they unpack to, and what they do; -1 for those left as they were. */
function bodiesOf(stream: Uint8Array): { said: number; unpackedTo: number }[][] {
  const bodies: { said: number; unpackedTo: number }[][] = [];
  for (let at = 0; ; ) {
    const length = metadataBytes(stream.subarray(at, at + PREFIX_BYTES));
    if (length <= 0) return bodies;
    const bodyAt = at + PREFIX_BYTES + length;
    const message = Message.decode(stream.subarray(at + PREFIX_BYTES, bodyAt));
    if (message.isRecordBatch()) {
      const filled = message.header().buffers.filter((buffer) => buffer.length > 0);
      bodies.push(
        filled.map(({ offset, length }) => {
          const buffer = stream.subarray(bodyAt + offset, bodyAt + offset + length);
          const said = Number(new DataView(buffer.buffer, buffer.byteOffset).getBigInt64(0, true));
          return { said, unpackedTo: said < 0 ? said : unpacked(buffer.subarray(8)).byteLength };
        }),
      );
    }
    at = bodyAt + message.bodyLength;
  }
}
