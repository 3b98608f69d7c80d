import { createHash } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { formatTime } from '../sim/engine/time.ts';
import { END_OF_STREAM } from './arrow-schema.ts';
import { DamagedRunError } from './errors.ts';
import { type BatchEntry, type Manifest, readManifest, sha256 } from './manifest.ts';

export const EVENTS_FILE = 'events.arrow';
export const KEYFRAMES_FOLDER = 'keyframes';

const CHUNK_BYTES = 1 << 20;

/**
 * Reads every byte of a run folder and throws DamagedRunError at the first that is not as the manifest seals it, naming
 * file, batch, bytes and time. What a killed run left after its last whole batch is not damage.
 */
export function verifyFiles(dir: string): void {
  const manifest = readManifest(dir);
  if (keepsEvents(manifest)) {
    withEvents(dir, manifest, (file, size) => {
      verifySchema(dir, manifest, file);
      for (let i = 0; i < manifest.batches.length; i++) {
        if (!isWhole(file, manifest.batches[i])) throw damagedBatch(dir, manifest, i);
      }
      verifyEnd(dir, manifest, file, size);
    });
  }
  verifyKeyframes(dir, manifest);
}

/** How many batches from the start of events.arrow are as the manifest seals them. */
export function countWholeBatches(dir: string, manifest: Manifest): number {
  if (manifest.logLevel === 'digest' || manifest.batches.length === 0) return manifest.batches.length;
  return withEvents(dir, manifest, (file) => {
    if (hashOf(file, 0, manifest.schemaBytes) !== manifest.schemaSha256) return 0;
    const broken = manifest.batches.findIndex((batch) => !isWhole(file, batch));
    return broken < 0 ? manifest.batches.length : broken;
  });
}

/** Throws DamagedRunError unless the schema and one batch of events.arrow are as the manifest seals them. */
export function verifyBatch(dir: string, manifest: Manifest, index: number): void {
  withEvents(dir, manifest, (file) => {
    verifySchema(dir, manifest, file);
    if (!isWhole(file, manifest.batches[index])) throw damagedBatch(dir, manifest, index);
  });
}

/** Throws DamagedRunError unless events.arrow is as long as the manifest says; reads nothing of it. */
export function verifySize(dir: string, manifest: Manifest): void {
  if (!keepsEvents(manifest)) return;
  withEvents(dir, manifest, (_file, size) => {
    const cut = manifest.batches.findIndex((batch) => batch.byteOffset + batch.byteLength > size);
    if (cut >= 0) throw damagedBatch(dir, manifest, cut);
    const end = eventsEnd(manifest);
    if (size < end) throw damaged(dir, manifest, EVENTS_FILE, `ends at byte ${size} of ${end}`);
    const closed = end + END_OF_STREAM.length;
    if (manifest.status === 'complete' && size !== closed) {
      throw damaged(dir, manifest, EVENTS_FILE, `has ${size} bytes instead of ${closed}`);
    }
  });
}

/** The contents of a keyframe file, once they have the SHA-256 the manifest holds. */
export function readKeyframe(dir: string, manifest: Manifest, index: number): unknown {
  const { file, tick, sha256: expected } = manifest.keyframes[index];
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(dir, file));
  } catch {
    throw damaged(dir, manifest, file, `is missing (keyframe of ${timeAt(manifest, tick)})`);
  }
  if (sha256(bytes) !== expected) {
    const found = `${bytes.length} bytes have another SHA-256 than the manifest holds`;
    throw damaged(dir, manifest, file, `is altered (keyframe of ${timeAt(manifest, tick)}): its ${found}`);
  }
  return JSON.parse(bytes.toString('utf8'));
}

/** Byte of events.arrow after the last whole batch. */
export function eventsEnd(manifest: Pick<Manifest, 'batches' | 'schemaBytes'>): number {
  const last = manifest.batches.at(-1);
  return last ? last.byteOffset + last.byteLength : manifest.schemaBytes;
}

/** Whether there must be a file of events: none yet where a run was killed before its first batch. */
const keepsEvents = ({ logLevel, status, batches }: Manifest): boolean =>
  logLevel !== 'digest' && (status === 'complete' || batches.length > 0);

function withEvents<T>(dir: string, manifest: Manifest, use: (file: number, size: number) => T): T {
  let file: number;
  try {
    file = openSync(join(dir, EVENTS_FILE), 'r');
  } catch {
    throw damaged(dir, manifest, EVENTS_FILE, 'is missing');
  }
  try {
    return use(file, fstatSync(file).size);
  } finally {
    closeSync(file);
  }
}

const isWhole = (file: number, batch: BatchEntry): boolean =>
  checksumOf(file, batch.byteOffset, batch.byteLength) === batch.crc32;

function verifySchema(dir: string, manifest: Manifest, file: number): void {
  if (hashOf(file, 0, manifest.schemaBytes) === manifest.schemaSha256) return;
  throw damaged(
    dir,
    manifest,
    EVENTS_FILE,
    `is altered in its schema, bytes 0 to ${manifest.schemaBytes - 1}`,
  );
}

function verifyEnd(dir: string, manifest: Manifest, file: number, size: number): void {
  if (manifest.status === 'running') return;
  const end = eventsEnd(manifest);
  const isClosed =
    size === end + END_OF_STREAM.length && hashOf(file, end, END_OF_STREAM.length) === sha256(END_OF_STREAM);
  if (isClosed) return;
  throw damaged(
    dir,
    manifest,
    EVENTS_FILE,
    `is altered after its last batch: from byte ${end} on it holds something else than the end of a stream`,
  );
}

function verifyKeyframes(dir: string, manifest: Manifest): void {
  for (let i = 0; i < manifest.keyframes.length; i++) readKeyframe(dir, manifest, i);
  if (manifest.status === 'running') return;
  const known = new Set(manifest.keyframes.map(({ file }) => file));
  const folder = join(dir, KEYFRAMES_FOLDER);
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const file = `${KEYFRAMES_FOLDER}/${name}`;
    if (!known.has(file)) throw damaged(dir, manifest, file, 'is in no manifest');
  }
}

/** SHA-256 of a byte range, or of what there is of it. */
function hashOf(file: number, offset: number, length: number): string {
  const hash = createHash('sha256');
  for (const chunk of chunksOf(file, offset, length)) hash.update(chunk);
  return hash.digest('hex');
}

/** CRC-32 of a byte range, or of what there is of it. */
function checksumOf(file: number, offset: number, length: number): number {
  let sum = 0;
  for (const chunk of chunksOf(file, offset, length)) sum = crc32(chunk, sum);
  return sum;
}

/** A byte range piece by piece, each good until the next is asked for. */
function* chunksOf(file: number, offset: number, length: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(Math.min(length, CHUNK_BYTES));
  let done = 0;
  while (done < length) {
    const got = readSync(file, chunk, 0, Math.min(chunk.length, length - done), offset + done);
    if (got === 0) return;
    yield chunk.subarray(0, got);
    done += got;
  }
}

const timeAt = (manifest: Manifest, tick: number): string =>
  formatTime(manifest.startSeconds + tick * manifest.secondsPerTick);

function damagedBatch(dir: string, manifest: Manifest, index: number): DamagedRunError {
  const { byteOffset, byteLength, fromTick, toTick } = manifest.batches[index];
  const bytes = `bytes ${byteOffset} to ${byteOffset + byteLength - 1}`;
  const times = `${timeAt(manifest, fromTick)} to ${timeAt(manifest, toTick)}`;
  return damaged(dir, manifest, EVENTS_FILE, `is altered or cut off in batch ${index} (${bytes}, ${times})`);
}

function damaged(dir: string, manifest: Manifest, file: string, fact: string): DamagedRunError {
  const remedy =
    manifest.status === 'running'
      ? `"cascade resume ${dir}" derives it again`
      : `restore it from a copy or run ${manifest.scenario} again with seed ${manifest.seed}`;
  return new DamagedRunError(`${join(dir, file)} ${fact}; ${remedy}`);
}
