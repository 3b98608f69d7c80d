import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, truncateSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { counted } from '../reports/format.ts';
import type { Names } from './arrow-columns.ts';
import { type LoggedBatch, readBatches } from './arrow-reader.ts';
import { schemaBytes } from './arrow-stream.ts';
import { type BatchKeeper, DirectKeeper, type Gathering } from './batch-keeper.ts';
import { GENESIS } from './digest.ts';
import { systemCode, UnusableInputError } from './errors.ts';
import {
  FORMAT,
  type Manifest,
  type ManifestHead,
  openingManifest,
  readManifest,
  type Unsealed,
  writeManifest,
} from './manifest.ts';
import { Recorder } from './recorder.ts';
import { ThreadedKeeper } from './threaded-keeper.ts';
import { EVENTS_FILE, eventsEnd, KEYFRAMES_FOLDER, readKeyframe, verifyBatch, verifySize } from './verify.ts';

/** A run on disk, opened for reading. */
export interface StoredRun {
  readonly dir: string;
  readonly manifest: Manifest;
  /**
   * The batches kept on disk from the given one on, each checked against its CRC-32 before it is read (DamagedRunError);
   * throws UnusableInputError when only their digest was kept.
   */
  batches(from?: number): Generator<LoggedBatch>;
  /** Contents of a keyframe file; throws DamagedRunError when it is missing or altered. */
  keyframe(index: number): unknown;
}

/**
 * Makes a run folder and returns what records into it; throws UnusableInputError when the folder holds something
 * already or cannot be made, and then leaves nothing behind.
 */
export function createRunFolder(
  dir: string,
  head: ManifestHead,
  names: () => Names,
  gathering?: Gathering,
): Recorder {
  const made = makeEmptyFolder(dir);
  try {
    const keepsEvents = head.logLevel !== 'digest';
    const schema = keepsEvents ? schemaBytes() : new Uint8Array(0);
    const manifest = openingManifest(head, schema, GENESIS);
    // The manifest first: from here on the run can be resumed, whenever it is killed.
    writeManifest(dir, manifest);
    mkdirSync(join(dir, KEYFRAMES_FOLDER));
    const keeper = keeperOf(dir, manifest, names, gathering);
    return new Recorder(dir, manifest, keeper, () => removeTraces(dir, made));
  } catch (error) {
    removeTraces(dir, made);
    throw usable(error, dir);
  }
}

/** Opens a run; throws UnusableInputError when there is none and DamagedRunError when manifest or sizes are wrong. */
export function openRunFolder(dir: string): StoredRun {
  const manifest = readManifest(dir);
  verifySize(dir, manifest);
  return {
    dir,
    manifest,
    batches: (from = 0) => storedBatches(dir, manifest, from),
    keyframe: (index) => readKeyframe(dir, manifest, index),
  };
}

/**
 * Opens a run to go on after its first `keepBatches` batches, dropping the later ones and the keyframes of after
 * `keepUntilSeq` (when it goes on from a keyframe within the first dropped batch, that keyframe's `seq`).
 * Damage in what is dropped does not matter; what is kept is trusted, so count whole batches first.
 */
export function reopenForAppend(
  dir: string,
  names: () => Names,
  keepBatches: number,
  keepUntilSeq?: number,
  gathering?: Gathering,
): Recorder {
  const before = readManifest(dir);
  const batches = before.batches.slice(0, keepBatches);
  const last = batches.at(-1);
  const events = last ? last.first + last.rows : 0;
  const keyframes = before.keyframes.filter(({ seq }) => seq <= (keepUntilSeq ?? events));
  const { results: _results, seal: _seal, ...rest } = before;
  const digest = last?.head ?? GENESIS;
  const manifest = { ...rest, format: FORMAT, status: 'running' as const, events, digest, batches };
  // The manifest first: bytes and files it does not name are no damage in a run that is not complete.
  writeManifest(dir, { ...manifest, keyframes: keyframes.filter(({ seq }) => seq <= events) });
  dropKeyframes(dir, new Set(keyframes.map(({ file }) => file)));
  if (before.logLevel !== 'digest' && last) truncateSync(join(dir, EVENTS_FILE), eventsEnd(manifest));
  return new Recorder(dir, { ...manifest, keyframes }, keeperOf(dir, manifest, names, gathering));
}

/** What keeps the batches that continue a run. */
function keeperOf(dir: string, state: Unsealed, names: () => Names, gathering?: Gathering): BatchKeeper {
  const { digest: head, logLevel, startSeconds, secondsPerTick, batches } = state;
  const last = batches.at(-1);
  const append = last && { accounts: last.accounts, instruments: last.instruments };
  const file = { path: join(dir, EVENTS_FILE), startSeconds, secondsPerTick, ...(append ? { append } : {}) };
  const plan = { head, logLevel, file: logLevel === 'digest' ? null : file };
  return gathering?.thread
    ? new ThreadedKeeper(plan, names, gathering.thread)
    : new DirectKeeper(plan, names, gathering?.make());
}

function* storedBatches(dir: string, manifest: Manifest, from: number): Generator<LoggedBatch> {
  if (manifest.logLevel === 'digest') {
    throw new UnusableInputError(
      `${dir} keeps no events: it was recorded with log level "digest"; run it again with "--log full"`,
    );
  }
  for (let i = from; i < manifest.batches.length; i++) {
    verifyBatch(dir, manifest, i);
    const { byteOffset, byteLength } = manifest.batches[i];
    yield* readBatches(join(dir, EVENTS_FILE), byteOffset, byteOffset + byteLength);
  }
}

/** Makes sure there is an empty folder; returns the topmost folder made for it, or undefined when there was one. */
function makeEmptyFolder(dir: string): string | undefined {
  let made: string | undefined;
  let files: string[];
  try {
    made = makeFolders(dir);
    files = readdirSync(dir);
  } catch (error) {
    throw usable(error, dir);
  }
  if (files.length === 0) return made;
  throw new UnusableInputError(
    `The folder ${dir} already holds ${counted(files.length, 'file')}, such as ${files.sort()[0]}; name another one with --out, or remove it`,
  );
}

/** Takes back what a failed creation wrote, and the folders made for it unless others have begun to use them. */
function removeTraces(dir: string, made: string | undefined): void {
  for (const name of readdirSync(dir)) rmSync(join(dir, name), { recursive: true, force: true });
  if (made === undefined) return;
  try {
    for (let at = resolve(dir); at.length >= resolve(made).length; at = dirname(at)) rmdirSync(at);
  } catch (error) {
    if (systemCode(error) !== 'ENOTEMPTY') throw error;
  }
}

function dropKeyframes(dir: string, keep: ReadonlySet<string>): void {
  const folder = join(dir, KEYFRAMES_FOLDER);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (!keep.has(`${KEYFRAMES_FOLDER}/${name}`)) rmSync(join(folder, name), { recursive: true });
  }
}

/** Makes a folder and those above it that are missing; returns the topmost it made. Step by step, because the recursive call never returns where the file system refuses (`/proc`). */
function makeFolders(dir: string): string | undefined {
  const missing: string[] = [];
  for (let at = resolve(dir); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.unshift(at);
  for (const folder of missing) mkdirSync(folder);
  return missing[0];
}

/** A failed system call as a sentence for whoever named the folder; anything else as it is. */
function usable(error: unknown, dir: string): unknown {
  const code = systemCode(error);
  if (code === '') return error;
  if (code === 'EEXIST' || code === 'ENOTDIR')
    return new UnusableInputError(`There is a file where ${dir} would be; name another folder with --out`);
  return new UnusableInputError(
    `The folder ${dir} cannot be made (${code}); name another one with --out, or mend its permissions`,
  );
}
