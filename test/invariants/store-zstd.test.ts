import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consecutiveFrame, isConsecutive } from '../../store/consecutive-frame.ts';
import { packed, unpacked } from '../../store/zstd.ts';

const bytesFrom = (values: Int32Array): Uint8Array => new Uint8Array(values.buffer);
const consecutive = (first: number, count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, row) => first + row);

describe('packing', () => {
  it('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(400), (bytes, times) => {
        const long = Buffer.concat([bytes, new Uint8Array(bytes.length * times).fill(7), bytes]);
        expect(Buffer.compare(unpacked(packed(long)), long)).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  it('gives the same bytes on every machine and Node: a changed encoder needs a changed format', () => {
    const values = Int32Array.from({ length: 40_000 }, (_, row) => Math.imul(row, row) % 977);
    expect(
      createHash('sha256')
        .update(packed(bytesFrom(values)))
        .digest('hex'),
    ).toBe('27bf54d1aff8554c01ec82bcaaf4067a6cb0b8a5eeb04cd0e1d9a1df9e55f849');
  });

  it('gives back consecutive integers, from wherever they begin, in a fraction of their bytes', () => {
    const first = fc.oneof(
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 9001 }),
      fc.constantFrom(0, 255, 65_536 - 700, 2 ** 24 - 300, -1000),
    );
    fc.assert(
      fc.property(first, fc.integer({ min: 512, max: 9000 }), (from, count) => {
        const bytes = bytesFrom(consecutive(from, count));
        expect(isConsecutive(bytes)).toBe(true);
        expect(Buffer.compare(unpacked(consecutiveFrame(bytes)), bytes)).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(packed(bytesFrom(consecutive(65_536, 65_536))).byteLength).toBeLessThan(6000);
  });

  it('takes for consecutive only what is', () => {
    expect(isConsecutive(bytesFrom(consecutive(5, 511)))).toBe(false);
    for (const row of [0, 1, 300, 599]) {
      const values = consecutive(5, 600);
      values[row]++;
      expect(isConsecutive(bytesFrom(values))).toBe(false);
    }
    expect(isConsecutive(bytesFrom(consecutive(5, 600)).subarray(0, 2399))).toBe(false);
  });

  it('refuses what is no frame, is cut off, or claims to be too large', () => {
    const frame = packed(bytesFrom(consecutive(0, 600)));
    expect(() => unpacked(frame.subarray(0, 3))).toThrow('no Zstandard frame');
    expect(() => unpacked(Uint8Array.from(frame, (byte) => byte ^ 1))).toThrow('no Zstandard frame');
    expect(() => unpacked(frame.subarray(0, frame.length - 9))).toThrow();
    const huge = Uint8Array.from(frame);
    huge.fill(0xff, 5, 9);
    expect(() => unpacked(huge)).toThrow('a frame of 4294967295 bytes is more than 268435456');
  });
});
