import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedRunError, systemCode, UnusableInputError } from './errors.ts';

export const MANIFEST_FILE = 'manifest.json';

/** What of the events is kept on disk: all, all but quotes and ticking, or none but the digest. */
export type LogLevel = 'full' | 'decisions' | 'digest';

/** What a run is made from; the same head gives the same folder, byte for byte. */
export interface ManifestHead {
  readonly model: string;
  readonly scenario: string;
  readonly seed: string;
  readonly logLevel: LogLevel;
  /** The scenario's data after patches. */
  readonly resolved: unknown;
  readonly patches: readonly unknown[];
  readonly whatIfs: readonly string[];
  /** Seconds since 1970 of tick 0. */
  readonly startSeconds: number;
  readonly secondsPerTick: number;
  readonly ticks: number;
  readonly untilTick: number;
  /** Where the run left its parents, the oldest first; absent for a run that is nobody's branch. */
  readonly forks?: readonly ForkPoint[];
}

/** Where a run branched off another. */
export interface ForkPoint {
  /** First tick under the changed scenario. */
  readonly tick: number;
  /** Digest of the parent's log. */
  readonly parent: string;
  /** The parent's resolved scenario. */
  readonly before: unknown;
}

/** One batch of the log and where its rows stand in events.arrow (nowhere when the log level is "digest"). */
export interface BatchEntry {
  /** Sequence number of its first event. */
  readonly first: number;
  /** Events in the batch. */
  readonly rows: number;
  /** Events of the batch that are kept in the file. */
  readonly kept: number;
  readonly fromTick: number;
  readonly toTick: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Of the file's bytes: tells where a byte was flipped. What the events say is guarded by `head`. */
  readonly crc32: number;
  /** Digest chain after the batch. */
  readonly head: string;
  /** Names in the file's dictionaries after the batch. */
  readonly accounts: number;
  readonly instruments: number;
}

/** The state of institutions at one moment. */
export interface KeyframeEntry {
  /** Path inside the run folder. */
  readonly file: string;
  readonly tick: number;
  /** Events before it. */
  readonly seq: number;
  /** Digest of the world. */
  readonly state: string;
  /** Of the file's bytes. */
  readonly sha256: string;
}

/** A manifest before it is sealed. It names nothing of the machine, so equal runs have equal manifests. */
export interface Unsealed extends ManifestHead {
  readonly format: number;
  readonly status: 'running' | 'complete';
  readonly events: number;
  /** Head of the digest chain over all events. */
  readonly digest: string;
  /** The bytes events.arrow begins with. */
  readonly schemaBytes: number;
  readonly schemaSha256: string;
  readonly batches: readonly BatchEntry[];
  readonly keyframes: readonly KeyframeEntry[];
  readonly results?: unknown;
}

/** What manifest.json holds. */
export interface Manifest extends Unsealed {
  /** SHA-256 of the file's text with this value left empty. */
  readonly seal: string;
}

/** Format 3 packs the buffers of events.arrow; whatever reads it tells them from those of format 2, which are as they were. */
export const FORMAT = 3;
const READABLE: readonly number[] = [2, FORMAT];
const SEAL_DIGITS = 64;
const BEFORE_SEAL = '"seal": "';
const AFTER_SEAL = '"\n}\n';

/** The opening state of a manifest, fields in the order in which the file holds them. */
export function openingManifest(head: ManifestHead, schema: Uint8Array, digest: string): Unsealed {
  const { model, scenario, seed, logLevel, resolved, patches, whatIfs } = head;
  const { startSeconds, secondsPerTick, ticks, untilTick, forks } = head;
  return {
    format: FORMAT,
    status: 'running',
    ...{ model, scenario, seed, logLevel, resolved, patches, whatIfs },
    ...{ startSeconds, secondsPerTick, ticks, untilTick, ...(forks ? { forks } : {}) },
    events: 0,
    digest,
    schemaBytes: schema.byteLength,
    schemaSha256: sha256(schema),
    batches: [],
    keyframes: [],
  };
}

/** Seals a manifest and puts it in place of the one before it, whole or not at all. */
export function writeManifest(dir: string, manifest: Unsealed): Manifest {
  const blank = `${JSON.stringify({ ...manifest, seal: '' }, null, 2)}\n`;
  const seal = sha256(blank);
  const text = `${blank.slice(0, -AFTER_SEAL.length)}${seal}${AFTER_SEAL}`;
  const path = join(dir, MANIFEST_FILE);
  writeFileSync(`${path}.tmp`, text);
  renameSync(`${path}.tmp`, path);
  return { ...manifest, seal };
}

/** The manifest of a run; throws UnusableInputError where there is none and DamagedRunError where its seal is broken. */
export function readManifest(dir: string): Manifest {
  const path = join(dir, MANIFEST_FILE);
  const bytes = readBytes(dir, path);
  if (!isSealed(bytes)) {
    throw new DamagedRunError(
      `${path} is damaged: its ${bytes.length} bytes do not have the SHA-256 it is sealed with; restore it from a copy or run the scenario again`,
    );
  }
  const manifest = JSON.parse(bytes.toString('utf8')) as Manifest;
  if (!READABLE.includes(manifest.format)) {
    throw new UnusableInputError(
      `${path} has format ${manifest.format}, and this version reads ${READABLE.join(' and ')}; run the scenario again`,
    );
  }
  return manifest;
}

/** SHA-256 in hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex');
}

function readBytes(dir: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') {
      throw new UnusableInputError(`${path} cannot be read (${code}); check its permissions`);
    }
    throw new UnusableInputError(
      `There is no run in ${dir}: it has no ${MANIFEST_FILE}; name a folder that "cascade run" wrote`,
    );
  }
}

/** Compares the text from the seal to the end as bytes, so that nothing in it can change unseen. */
function isSealed(bytes: Buffer): boolean {
  const end = Buffer.byteLength(AFTER_SEAL);
  const body = bytes.subarray(0, Math.max(0, bytes.length - SEAL_DIGITS - end));
  if (!body.subarray(-BEFORE_SEAL.length).equals(Buffer.from(BEFORE_SEAL))) return false;
  const seal = createHash('sha256').update(body).update(AFTER_SEAL).digest('hex');
  return bytes.subarray(body.length).equals(Buffer.from(`${seal}${AFTER_SEAL}`));
}
