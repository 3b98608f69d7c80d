import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { timeShort, usdPrice } from '../reports/format.ts';
import { nextTimeline, type Timeline } from '../reports/timeline.ts';
import type { Manifest } from '../store/manifest.ts';
import type { Observer, Session } from '../store/session.ts';
import { EVENTS_FILE } from '../store/verify.ts';
import { gather, type Results } from './gather.ts';
import { Progress } from './progress.ts';
import type { Io } from './terminal.ts';
import { timeOf } from './window.ts';

/** Exit code of a run that Ctrl-C stopped: 128 and the number of SIGINT. */
export const INTERRUPTED = 130;

/** What it took to run. */
export interface Effort {
  /** Events that this process brought about, and the seconds it took. */
  readonly events: number;
  readonly wallSeconds: number;
  readonly peakBytes: number;
  readonly logBytes: number;
}

/** A finished run. */
export interface Finished {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly metrics: Results;
  readonly effort: Effort;
}

/** Built beside this code; run from source there is none, and batches are kept on the simulation's own thread. */
const threadFile = new URL('./keeping-thread.js', import.meta.url);

/** What a run keeps as it goes: results from each batch, balance sheets at each keyframe. */
export function observe(): Observer {
  let timeline: Timeline | null = null;
  return {
    gathering: { make: gather, thread: existsSync(threadFile) ? threadFile : null },
    timeline(tick, world) {
      timeline = nextTimeline(timeline, tick, world);
      return timeline;
    },
  };
}

/** Runs a session to its end with a progress bar; null when Ctrl-C stopped it, and then says how to go on. */
export async function drive(
  dir: string,
  session: Session,
  untilTick: number,
  io: Io,
): Promise<Finished | null> {
  const { simulation } = session;
  const { world, log, loop } = simulation;
  const from = { tick: loop.tick, events: loop.tick === 0 ? 0 : log.nextSeq, ms: performance.now() };
  const progress = new Progress(io, untilTick - from.tick);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    const onTick = (tick: number): void =>
      progress.update(
        tick - from.tick,
        () => `${timeShort(world.nowSeconds)}  ${usdPrice(world.market.indexUsd)}`,
      );
    const manifest = await session.run({ onTick, signal: stop.signal });
    progress.finish();
    if (!manifest) {
      io.err(
        `Stopped at ${timeOf(world, loop.tick)}, ${Math.round((100 * loop.tick) / untilTick)} % of the run; go on with "cascade resume ${dir}".`,
      );
      return null;
    }
    const effort = {
      events: manifest.events - from.events,
      wallSeconds: (performance.now() - from.ms) / 1000,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      logBytes: manifest.logLevel === 'digest' ? 0 : statSync(join(dir, EVENTS_FILE)).size,
    };
    return { dir, manifest, metrics: manifest.results as Results, effort };
  } finally {
    progress.finish();
    process.off('SIGINT', interrupt);
  }
}
