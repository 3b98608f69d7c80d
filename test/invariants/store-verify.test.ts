import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DamagedRunError, UnusableInputError } from '../../store/errors.ts';
import { readManifest } from '../../store/manifest.ts';
import { openRunFolder } from '../../store/run-folder.ts';
import { countWholeBatches, verifyFiles } from '../../store/verify.ts';
import { failure, filesOf, wholeRun } from './store-runs.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cascade-store-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('verification', () => {
  it('finds any flipped byte in any file, and names the file', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    const { schemaBytes, batches: entries } = readManifest(dir);
    const flip = fc.record({
      file: fc.constantFrom('events.arrow', 'events.arrow', 'manifest.json', ...filesOf(dir)),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      mask: fc.integer({ min: 1, max: 255 }),
    });
    fc.assert(
      fc.property(flip, ({ file, at, mask }) => {
        const path = join(dir, file);
        const bytes = readFileSync(path);
        const altered = Buffer.from(bytes);
        const position = Math.floor(at * bytes.length);
        altered[position] ^= mask;
        writeFileSync(path, altered);
        const error = failure(() => verifyFiles(dir));
        writeFileSync(path, bytes);
        expect(error).toBeInstanceOf(DamagedRunError);
        expect(error.message).toContain(path);
        if (file !== 'events.arrow') return;
        const batch = entries.findIndex((entry) => position < entry.byteOffset + entry.byteLength);
        const place =
          position < schemaBytes ? 'schema' : batch < 0 ? 'after its last batch' : `batch ${batch} (`;
        expect(error.message).toContain(place);
      }),
      { numRuns: 400 },
    );
    verifyFiles(dir);
  });

  it('finds every flipped byte of a seal and of what surrounds it', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    const path = join(dir, 'manifest.json');
    const bytes = readFileSync(path);
    for (let position = bytes.length - 90; position < bytes.length; position++) {
      const altered = Buffer.from(bytes);
      altered[position] ^= 1;
      writeFileSync(path, altered);
      expect(() => verifyFiles(dir), `byte ${position}`).toThrow(DamagedRunError);
    }
  });

  it('finds what is cut off, added or missing', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    expect(filesOf(dir).length).toBe(7);
    for (const file of filesOf(dir)) {
      const path = join(dir, file);
      const bytes = readFileSync(path);
      for (const size of [bytes.length - 1, Math.floor(bytes.length / 2), 0]) {
        truncateSync(path, size);
        expect(() => verifyFiles(dir), `${file} cut to ${size}`).toThrow(DamagedRunError);
        writeFileSync(path, bytes);
      }
      appendFileSync(path, ' ');
      expect(() => verifyFiles(dir), `${file} and one more byte`).toThrow(DamagedRunError);
      rmSync(path);
      const error = failure(() => verifyFiles(dir));
      expect(error).toBeInstanceOf(file === 'manifest.json' ? UnusableInputError : DamagedRunError);
      writeFileSync(path, bytes);
    }
    writeFileSync(join(dir, 'keyframes', '0000099.json'), '{}');
    expect(() => verifyFiles(dir)).toThrow('0000099.json is in no manifest');
  });

  it('tells batch, bytes, time and remedy', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    const { byteOffset, byteLength } = readManifest(dir).batches[2];
    truncateSync(join(dir, 'events.arrow'), byteOffset + 10);
    const message =
      `${join(dir, 'events.arrow')} is altered or cut off in batch 2 ` +
      `(bytes ${byteOffset} to ${byteOffset + byteLength - 1}, 2026-02-05T00:08Z to 2026-02-05T00:11Z); ` +
      'restore it from a copy or run feb-5-2026 again with seed zürich';
    expect(failure(() => verifyFiles(dir)).message).toBe(message);
    expect(failure(() => openRunFolder(dir))).toMatchObject({ exitCode: 3, message });
  });

  it('stops a reader at the altered batch and not before', () => {
    const dir = join(root, 'a');
    wholeRun(dir);
    const path = join(dir, 'events.arrow');
    const bytes = readFileSync(path);
    bytes[readManifest(dir).batches[2].byteOffset + 900] ^= 4;
    writeFileSync(path, bytes);
    const reader = openRunFolder(dir).batches();
    expect([reader.next().done, reader.next().done]).toEqual([false, false]);
    expect(failure(() => reader.next()).message).toContain('batch 2');
    expect(countWholeBatches(dir, readManifest(dir))).toBe(2);
  });
});
