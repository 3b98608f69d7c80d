import {
  type AbcState,
  openAbc,
  posteriorOf,
  sampleAbc,
  TooFewPoints,
} from '../../reports/calibration/abc.ts';
import { openPolish } from '../../reports/calibration/polish.ts';
import { counted } from '../../reports/format.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Target } from '../../scenarios/target.ts';
import { canonicalJson } from '../../store/canonical.ts';
import { RESULTS_FORMAT } from '../../store/ensemble/member.ts';
import { sha256 } from '../../store/manifest.ts';
import { calibrationText, generationText } from '../calibration-text.ts';
import { withChanges } from '../changes.ts';
import type { CalibrateOptions } from '../contract.ts';
import { UsageError } from '../errors.ts';
import { evaluator, type RunAll, refuseTooMany, searchSeeds } from '../evaluation.ts';
import { sayGone } from '../gone-uncertain.ts';
import { basisOf, type Question } from '../member-readings.ts';
import { type Objective, objectiveFor } from '../objective.ts';
import { refuseOutputFile } from '../outputs.ts';
import { polishedSet } from '../polished.ts';
import { codeDigest } from '../scenario-code.ts';
import { loadScenario } from '../scenario-source.ts';
import { keptSearch } from '../search-file.ts';
import { dimensionsIn, drawnIn, type Stage, setsOf, stageOf, valuesIn } from '../stage.ts';
import type { Io } from '../terminal.ts';
import { refuseMany } from '../vary.ts';
import { note } from '../wrap.ts';

/** Points simulated together where each run answers all its minutes, which are in memory until distances are known. */
const WITH_MINUTES = 32;

/** What a search is handed: who simulates, and what history says of a scenario. */
export interface SearchParts {
  /** Simulates members of the scenario that was read from `source`, reading off each what is asked. */
  readonly runner: (source: string, question: Question, io: Io) => RunAll;
  readonly rowsOf: (scenario: Scenario) => readonly Target[];
  /** The time that a file says it was made, ISO 8601 UTC. */
  readonly now: () => string;
}

/**
 * Looks for parameter sets that come near history, or near calm markets where nothing happens, on top of sets that an
 * earlier stage accepted; and says how far each setting was narrowed from what was thought of it.
 */
export async function calibrateCommand(
  source: string,
  options: CalibrateOptions,
  io: Io,
  { runner, rowsOf, now }: SearchParts,
): Promise<number> {
  refuseOutputFile('--out', options.out);
  const loaded = await loadScenario(source);
  const { kinds } = loaded;
  const changed = withChanges(loaded.scenario, options, kinds);
  const { scenario } = changed;
  const objective = objectiveFor(source, scenario, rowsOf(scenario));
  const stage = stageOf(loaded, changed, options, objective, io);
  if (objective.isEvent) refuseMany(options, stage);
  sayGone(loaded, io);
  sayUsed(objective, rowsOf(loaded.scenario), io);
  refuseTooMany(options.budget + options.polish, options.seeds);
  const seeds = searchSeeds(options.seeds);
  const run = runner(source, objective.question, io);
  const together = objective.question.series ? WITH_MINUTES : undefined;
  const simulate = evaluator({ scenario, kinds }, seeds, run, together);

  const { history: _, ...resolved } = scenario;
  const reads = { format: RESULTS_FORMAT, basis: basisOf(objective.question, scenario) };
  const problem = { known: objective.known, reads, resolved, code: await codeDigest(loaded.modules) };
  const kept = keptSearch<AbcState>(options.out, askedBy(source, options, stage, problem));
  const begin = kept.found ?? opened(options, stage);
  if (stage.before) note(beforeText(stage.before), io);
  const state = await sampleAbc(
    begin,
    (points) =>
      simulate(
        points.map((point) => valuesIn(stage, point)),
        objective.distance,
      ),
    (next) => {
      io.err(generationText(next));
      kept.keep(next);
    },
  ).catch(refuseUnread);
  const [atDefault = null] = await simulate([{ settings: {} }], objective.distance);
  const accepted = posteriorOf(state).map(({ point }) => valuesIn(stage, point));
  const calmDays = objective.isEvent ? [] : await simulate(accepted, objective.calmDay);
  const about = { scenario: scenario.id, seeds, made: now(), calmDays };
  const sets = setsOf(stage, state, objective, about);
  const [{ weight: _weight, ...first }] = sets.sets;
  const polished =
    options.polish === 0 ? null : await polishedSet(state, first, options, stage, simulate, objective);
  // Seeds of a polished set agree better; that they come nearer as well is not said.
  const nearest = polished && polished.distance < first.distance ? polished : first;
  kept.done(sets, polished === first ? null : polished);
  const told = { ended: state.ended, generations: state.generations.map(({ proposal: _, ...rest }) => rest) };
  if (options.json)
    io.out(
      JSON.stringify({
        file: options.out ?? null,
        ...told,
        atDefault,
        nearest,
        ...(polished && { polished }),
        ...sets,
      }),
    );
  else {
    const about = { atDefault, nearest, polished, source, file: options.out, objective, stage };
    io.out(calibrationText(sets, state, about, io));
  }
  return 0;
}

/** Says of a search that learnt nothing what to look at. */
function refuseUnread(error: unknown): never {
  if (!(error instanceof TooFewPoints)) throw error;
  const why = 'rows cannot be read off runs of this window, or the scenario refuses values between the ends';
  throw new UsageError(`In this search ${error.message}: ${why}; widen the window or narrow the ranges.`);
}

/** Says which rows a command line lets a fit use that the scenario itself keeps from it. */
function sayUsed({ targets }: Objective, own: readonly Target[], io: Io): void {
  const kept = targets.filter(({ id }) => own.some((row) => row.id === id && row.class !== 'fit'));
  if (kept.length > 0)
    note(
      `--set lets this fit use ${counted(kept.length, 'row')} that the scenario itself does not: ${kept.map(({ id }) => id).join(', ')}`,
      io,
    );
}

/** What must be the same for a search to go on. */
function askedBy(
  source: string,
  { vary, whatIf, set, seeds, luck, budget, population }: CalibrateOptions,
  stage: Stage,
  problem: object,
): object {
  return {
    ...{ scenario: source, model: MODEL_VERSION, vary, whatIf, set, seeds, luck, budget, population },
    dimensions: dimensionsIn(stage),
    before: stage.before && sha256(JSON.stringify(stage.before.sets)),
    problem: sha256(canonicalJson(problem)),
  };
}

const beforeText = ({ file, sets }: NonNullable<Stage['before']>): string =>
  `Each point takes one of ${counted(sets.sets.length, 'set')} of ${file} by weight, accepted for ${sets.scenario}`;

/** A search that has not begun; refused at once where a later step of it could not be afforded. */
function opened({ population, budget, luck, polish: more }: CalibrateOptions, stage: Stage): AbcState {
  const dimensions = stage.searched.length;
  const start = new Array<number>(dimensions).fill(0.5);
  if (more > 0) affordable('--polish', () => openPolish({ start, seed: luck, budget: more }));
  return affordable('--population and --budget', () =>
    openAbc({ dimensions, drawn: drawnIn(stage), population, budget, seed: luck }),
  );
}

function affordable<T>(flags: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${flags} will not do: ${error.message}.`);
    throw error;
  }
}
