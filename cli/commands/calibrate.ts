import { sum } from 'd3-array';
import { type AbcState, openAbc, posteriorOf, sampleAbc } from '../../reports/calibration/abc.ts';
import { distanceOf, objectiveOf } from '../../reports/calibration/distance.ts';
import { identifiability } from '../../reports/calibration/identifiability.ts';
import { openPolish, polish } from '../../reports/calibration/polish.ts';
import { defaultPoint, type Point, settingsAt } from '../../reports/calibration/space.ts';
import { covarianceOf } from '../../reports/calibration/weighted.ts';
import type { Readings } from '../../reports/score.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Dimension, ParameterSets } from '../../scenarios/parameter-sets.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Target } from '../../scenarios/target.ts';
import { calibrationText, generationText } from '../calibration-text.ts';
import { withChanges } from '../changes.ts';
import type { CalibrateOptions } from '../contract.ts';
import { UsageError } from '../errors.ts';
import { evaluator, type RunAll, seedsUpTo } from '../evaluation.ts';
import { loadScenario } from '../scenario-source.ts';
import { keptSearch } from '../search-file.ts';
import type { Io } from '../terminal.ts';
import { dimensionsOf, variedBy } from '../vary.ts';

/** A polish goes out no narrower than this, in prior widths. */
const LEAST_SPREAD = 0.01;

/** What a search is handed: who simulates, and what history says of a scenario. */
export interface SearchParts {
  /** Simulates members of the scenario that was read from `source`, reading the targets off each. */
  readonly runner: (source: string, targets: readonly Target[], io: Io) => RunAll;
  readonly rowsOf: (scenario: Scenario) => readonly Target[];
  /** The time that a file says it was made, ISO 8601 UTC. */
  readonly now: () => string;
}

/** The nearest set that was found, and the scenario's own, beside history. */
export interface Nearest {
  readonly settings: Readonly<Record<string, number>>;
  readonly distance: number;
}

/** Looks for parameter sets that come near history, and says how far history narrows what was thought of them. */
export async function calibrateCommand(
  source: string,
  options: CalibrateOptions,
  io: Io,
  { runner, rowsOf, now }: SearchParts,
): Promise<number> {
  const { scenario: base, kinds } = await loadScenario(source);
  const { scenario } = withChanges(base, options, kinds);
  const targets = rowsOf(scenario).filter((target) => target.class === 'fit');
  if (targets.length === 0)
    throw new UsageError(
      `Of "${source}" no history is known that a fit may use; name a scenario with fitted rows, such as feb-5-2026.`,
    );
  const dimensions = dimensionsOf(variedBy(options, scenario), { scenario, kinds });
  const seeds = seedsUpTo(options.seeds);
  const readings = evaluator({ scenario, kinds }, dimensions, seeds, runner(source, targets, io));
  const distances = async (points: readonly Point[]): Promise<(number | null)[]> =>
    (await readings(points)).map((found) => found && distanceOf(targets, found));

  const asked = { scenario: source, model: MODEL_VERSION, ...given(options) };
  const kept = keptSearch<AbcState>(options.out, asked);
  const begin = kept.found ?? opened(options, dimensions.length);
  const state = await sampleAbc(begin, distances, (next) => {
    io.err(generationText(next));
    kept.keep(next);
  });
  const [atDefault = null] = await distances([defaultPoint(dimensions)]);
  const polished = options.polish === 0 ? null : await best(state, options, readings, targets);
  const sets = setsOf(state, dimensions, { scenario, targets, seeds, made: now() });
  const nearest: Nearest = polished
    ? { settings: settingsAt(dimensions, polished.point), distance: polished.distance }
    : sets.sets[0];
  kept.done(sets, polished && nearest);
  const told = { ended: state.ended, generations: state.generations.map(({ proposal: _, ...rest }) => rest) };
  if (options.json)
    io.out(JSON.stringify({ file: options.out ?? null, ...told, atDefault, nearest, ...sets }));
  else io.out(calibrationText(sets, state, { atDefault, nearest, source, file: options.out }, io));
  return 0;
}

/** What must be the same for a search to go on. */
const given = ({ vary, whatIf, set, seeds, luck, budget, population }: CalibrateOptions) => ({
  ...{ vary, whatIf, set, seeds, luck, budget, population },
});

/** A search that has not begun; refused at once where a later step of it could not be afforded. */
function opened({ population, budget, luck, polish: more }: CalibrateOptions, dimensions: number): AbcState {
  const start = new Array<number>(dimensions).fill(0.5);
  if (more > 0) affordable('--polish', () => openPolish({ start, seed: luck, budget: more }));
  return affordable('--population and --budget', () =>
    openAbc({ dimensions, population, budget, seed: luck }),
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

/** Goes on from the nearest accepted point, as widely as accepted ones lie apart. */
async function best(
  state: AbcState,
  { polish: budget, luck }: CalibrateOptions,
  readings: (points: readonly Point[]) => Promise<readonly (readonly Readings[] | null)[]>,
  targets: readonly Target[],
): Promise<{ readonly point: Point; readonly distance: number } | null> {
  const particles = posteriorOf(state);
  const spread = covarianceOf(particles).map((row, i) => Math.max(LEAST_SPREAD, Math.sqrt(row[i])));
  const distances = new Map<string, number>();
  const begin = openPolish({ start: particles[0].point, spread, seed: luck, budget });
  const found = await polish(begin, async (points) =>
    (await readings(points)).map((seeds, n) => {
      if (seeds === null) return null;
      distances.set(points[n].join(), distanceOf(targets, seeds));
      return objectiveOf(targets, seeds);
    }),
  );
  if (found.best === null) return null;
  const { point } = found.best;
  return { point, distance: distances.get(point.join()) ?? Number.NaN };
}

interface About {
  readonly scenario: Scenario;
  readonly targets: readonly Target[];
  readonly seeds: readonly number[];
  readonly made: string;
}

function setsOf(state: AbcState, dimensions: readonly Dimension[], about: About): ParameterSets {
  const particles = posteriorOf(state);
  const total = sum(particles, ({ weight }) => weight);
  const { tolerance, evaluations } = state.generations[state.generations.length - 1];
  return {
    ...{ model: MODEL_VERSION, scenario: about.scenario.id, made: about.made },
    dimensions: [...dimensions],
    identifiability: identifiability(dimensions, particles),
    evaluations,
    objective: { targets: about.targets.map(({ id }) => id), seeds: [...about.seeds], tolerance },
    sets: particles.map(({ point, distance, weight }) => ({
      settings: settingsAt(dimensions, point),
      distance,
      weight: weight / total,
    })),
  };
}
