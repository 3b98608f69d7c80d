import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTurn, median } from '../measure.ts';

const COMMAND = fileURLToPath(new URL('../../bin/cascade', import.meta.url));
const REPETITIONS = 5;
const TELL_TIME =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write(String(user+system))})';
const LEVELS = ['full', 'decisions', 'digest'] as const;

/** What one run of the command reported of itself. */
interface Reported {
  readonly events: number;
  readonly ticks: number;
  readonly eventsPerSecond: number;
  readonly peakBytes: number;
  readonly logBytes: number;
}

/** The command as people run it: a new process each time, so that compiling is part of it. */
export interface CommandFigures {
  readonly events: number;
  readonly eventsPerMinute: number;
  readonly bytesPerEvent: number;
  readonly levels: readonly { readonly level: string; readonly rate: number; readonly peakBytes: number }[];
  /** Peak memory of the first day alone, for it must not grow with the length of a run. */
  readonly peakBytesOfOneDay: number;
  /** Processor milliseconds of `--help`, and milliseconds of one simulated hour, start and all. */
  readonly helpMs: number;
  readonly hourMs: number;
}

/** Runs the reference scenario at each log level in turn, and times the start. Leaves one full run in `dir`. */
export async function benchCommand(dir: string): Promise<CommandFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-bench-'));
  const at = (...more: string[]) => {
    const out = join(folder, 'run');
    rmSync(out, { recursive: true, force: true });
    return reportOf(['run', 'feb-5-2026', '--json', '--out', out, ...more]);
  };
  try {
    const given = await inTurn(REPETITIONS, {
      full: () => at('--log', 'full'),
      decisions: () => at('--log', 'decisions'),
      digest: () => at('--log', 'digest'),
      day: () => at('--until', '2026-02-05T00:00Z'),
      help: () => processorMs(['--help']),
      hour: () => wallMs(() => at('--until', '2026-02-04T01:00Z')),
    });
    reportOf(['run', 'feb-5-2026', '--json', '--out', dir]);
    const [full] = given.full;
    return {
      events: full.events,
      eventsPerMinute: full.events / full.ticks,
      bytesPerEvent: full.logBytes / full.events,
      levels: LEVELS.map((level) => ({
        level,
        rate: median(given[level].map(({ eventsPerSecond }) => eventsPerSecond)),
        peakBytes: median(given[level].map(({ peakBytes }) => peakBytes)),
      })),
      peakBytesOfOneDay: median(given.day.map(({ peakBytes }) => peakBytes)),
      helpMs: median(given.help),
      hourMs: median(given.hour),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function reportOf(parameters: readonly string[]): Reported {
  const { stdout, stderr, status } = spawnSync(process.execPath, [COMMAND, ...parameters], {
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  if (status !== 0) throw new Error(`cascade ${parameters.join(' ')} ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Reported;
}

/** Processor time of a whole process, which tells it of itself as it ends. */
function processorMs(parameters: readonly string[]): number {
  const told = spawnSync(process.execPath, ['--import', TELL_TIME, COMMAND, ...parameters], {
    encoding: 'utf8',
  });
  return Number(told.stderr.trim().split('\n').at(-1)) / 1000;
}

function wallMs(call: () => unknown): number {
  const start = performance.now();
  call();
  return performance.now() - start;
}
