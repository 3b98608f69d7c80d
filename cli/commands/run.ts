import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { planOf } from '../../scenarios/simulation.ts';
import { parseDuration, secondsOf } from '../../sim/engine/time.ts';
import type { ManifestHead } from '../../store/manifest.ts';
import { startRun } from '../../store/runs.ts';
import {
  aboutSets,
  type ChosenSets,
  chosenSets,
  oneSet,
  withSetAndChanges,
  wordsOfSet,
} from '../chosen-sets.ts';
import type { RunOptions } from '../contract.ts';
import { drive, INTERRUPTED, observe } from '../drive.ts';
import { UsageError } from '../errors.ts';
import { loadScenario } from '../scenario-source.ts';
import { summaryJson, summaryText } from '../summary.ts';
import { type Io, paint } from '../terminal.ts';
import { tickAt } from '../window.ts';
import { folded } from '../wrap.ts';

const DEFAULT_SEED = '1';
const RUNS_FOLDER = 'runs';
/** A second that fits the folder's name. */
const MOST_ALIKE = 10_000;

/** Runs a scenario from its opening to its end into a new run folder. */
export async function runCommand(source: string, options: RunOptions, io: Io): Promise<number> {
  const loaded = await loadScenario(source);
  const { kinds } = loaded;
  const chosen = chosenSets(loaded, options, io);
  const number = chosen === null ? 0 : oneSet(chosen, options);
  const { scenario, patches } = withSetAndChanges(loaded, chosen, number, options);
  const seed = seedOf(options.seed);
  const head = headOf(scenario, seed, options, patches);
  const dir = options.out ?? freeFolder(`${scenario.id}-${seed}`);
  const session = startRun(dir, head, scenario, observe(), kinds);
  const run = await drive(dir, session, head.untilTick, io);
  if (!run) return INTERRUPTED;
  if (options.json) {
    const set = chosen && { set: { number, ...aboutSets(chosen), ...chosen.sets.sets[number - 1] } };
    io.out(JSON.stringify({ ...summaryJson(run), ...set }));
  } else io.out([summaryText(run, io), ...(chosen ? [setText(chosen, number, io)] : [])].join('\n\n'));
  return 0;
}

/** Which parameters a run had. */
function setText(chosen: ChosenSets, number: number, io: Io): string {
  const text = `${paint('Parameters', 'cyan', io.color)} ${wordsOfSet(chosen, number)}`;
  return folded(text, io.columns, 2).join('\n');
}

/** The first folder of this name under runs/ that is not there yet: "name", "name-2", "name-3", ... */
export function freeFolder(name: string): string {
  const safe = join(RUNS_FOLDER, name.replace(/[^\p{L}\p{N}._-]/gu, '-'));
  for (let n = 1; n < MOST_ALIKE; n++) {
    const dir = n === 1 ? safe : `${safe}-${n}`;
    if (!existsSync(dir)) return dir;
  }
  throw new UsageError(`There are ${MOST_ALIKE} runs named ${safe} already; name a folder with --out.`);
}

function seedOf(given: string | undefined): string {
  if (given === '') throw new UsageError('--seed holds no text; give a number or a word, such as 7.');
  return given ?? DEFAULT_SEED;
}

function headOf(
  scenario: Scenario,
  seed: string,
  options: RunOptions,
  patches: readonly unknown[],
): ManifestHead {
  const { ticks } = planOf(scenario);
  const startSeconds = secondsOf(scenario.start);
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const window = { startSeconds, secondsPerTick, ticks };
  const untilTick = options.until === undefined ? ticks : tickAt('--until', options.until, window, 1);
  return {
    model: MODEL_VERSION,
    scenario: scenario.id,
    seed,
    logLevel: options.log,
    resolved: scenario,
    patches,
    whatIfs: options.whatIf,
    startSeconds,
    secondsPerTick,
    ticks,
    untilTick,
  };
}
