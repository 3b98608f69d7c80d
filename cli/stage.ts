import { type AbcState, type Particle, posteriorOf } from '../reports/calibration/abc.ts';
import { identifiability } from '../reports/calibration/identifiability.ts';
import { type Point, pointAt, settingsAt } from '../reports/calibration/space.ts';
import type { CalmDay } from '../scenarios/calm-day.ts';
import { MODEL_VERSION } from '../scenarios/model.ts';
import {
  type Dimension,
  type ParameterSet,
  type ParameterSets,
  type SetValues,
  setAtShare,
} from '../scenarios/parameter-sets.ts';
import { type ChangedScenario, withChanges } from './changes.ts';
import { type ChosenSets, readSets, setsFor, withSet } from './chosen-sets.ts';
import type { CalibrateOptions, ChangeOptions } from './contract.ts';
import { UsageError } from './errors.ts';
import { fixedBy, placesOf, touch } from './fixed.ts';
import type { Objective } from './objective.ts';
import type { LoadedScenario } from './scenario-source.ts';
import type { Io } from './terminal.ts';
import { rowDigest, usedFacts, usedRows } from './used-rows.ts';
import { spaceOf } from './vary.ts';
import { note } from './wrap.ts';

/** One stage of a calibration: what it searches, what it draws with every point, and the stage before. */
export interface Stage {
  /** Coordinates of a point that are searched, then those that are drawn. */
  readonly searched: readonly Dimension[];
  readonly informed: readonly Dimension[];
  /** Accepted sets of which each point takes one by weight, with a last coordinate of its own; null for the first stage. */
  readonly before: ChosenSets | null;
}

/** The stage that a command line asks for: on top of the sets it names, or else the scenario. Throws a UsageError. */
export function stageOf(
  loaded: LoadedScenario,
  changed: ChangedScenario,
  options: Pick<CalibrateOptions, 'from' | 'vary' | 'set' | 'whatIf'>,
  objective: Pick<Objective, 'isEvent' | 'rows' | 'targets'>,
  io: Pick<Io, 'err' | 'columns'>,
): Stage {
  const { scenario } = changed;
  const { kinds } = loaded;
  const space = spaceOf(options, { scenario, kinds }, fixedBy(changed, options));
  const before = setsBefore(loaded, options, objective, io);
  if (before === null) return { ...space, before };
  const held = before.sets.dimensions.flatMap(({ path }) => placesOf(scenario, path));
  const isHeld = ({ path }: Dimension): boolean => touch(placesOf(scenario, path), held);
  const again = space.searched.find(isHeld);
  if (again)
    throw new UsageError(
      `"${before.file}" sets ${again.path} already, and this search would vary it; name other settings with --vary, or go on from sets without it.`,
    );
  refuseFixed(loaded, changed, before, options);
  // What the stage before has drawn it has learned about: its sets say it now.
  return { ...space, informed: space.informed.filter((dimension) => !isHeld(dimension)), before };
}

/** What the stage before accepted: no row may speak twice, in its fit and in this one. Throws a UsageError. */
function setsBefore(
  { scenario, parameterSets }: LoadedScenario,
  { from }: Pick<CalibrateOptions, 'from'>,
  objective: Pick<Objective, 'isEvent' | 'rows' | 'targets'>,
  io: Pick<Io, 'err' | 'columns'>,
): ChosenSets | null {
  const file = from ?? parameterSets;
  if (file === null) return null;
  const sets = readSets(file);
  const { isEvent, rows: facts, targets } = objective;
  const used = isEvent ? usedRows(sets, scenario, targets) : usedFacts(sets, facts);
  if (used.length === 0) return { file, sets: setsFor(scenario, { file, sets }, io) };
  const [first] = used;
  const rows = used.length === 1 ? `the row ${first}` : `${used.length} rows, such as ${first},`;
  if (from !== undefined)
    throw new UsageError(
      `"${file}" was fitted to ${rows} to which this calibration would fit again; go on from sets that were fitted to others, such as those of calm markets.`,
    );
  note(
    `The scenario's own sets, ${file}, were fitted to ${rows} of this calibration, which does not go on from them`,
    io,
  );
  return null;
}

/** Refuses to go on from sets of what the command line fixes, in the scenario or in these sets: they would undo it. */
function refuseFixed(
  loaded: LoadedScenario,
  changed: ChangedScenario,
  before: ChosenSets,
  options: ChangeOptions,
): void {
  const { patches } = withChanges(withSet(loaded, before, 1).scenario, options, loaded.kinds);
  const fixed = fixedBy({ ...changed, patches: [...changed.patches, ...patches] }, options);
  for (const { path } of before.sets.dimensions) {
    const flag = fixed(path);
    if (flag !== null)
      throw new UsageError(
        `${flag} fixes ${path}, which "${before.file}" sets; leave it out, or go on from sets without it.`,
      );
  }
}

/** Coordinates of a point that no search moves. */
export const drawnIn = ({ informed, before }: Stage): number => informed.length + (before === null ? 0 : 1);

/** What a point says, on top of the set of the stage before that it takes: the calm day is that one's. */
export function valuesIn({ searched, informed, before }: Stage, point: Point): SetValues {
  const own = settingsAt([...searched, ...informed], point);
  if (before === null) return { settings: own };
  const { sets } = before.sets;
  const { settings, calmDay } = sets[setAtShare(sets, point[point.length - 1]) - 1];
  return { settings: { ...own, ...settings }, ...(calmDay && { calmDay }) };
}

/** Everything that a stage's sets hold. */
export const dimensionsIn = ({ searched, informed, before }: Stage): readonly Dimension[] => [
  ...searched,
  ...informed,
  ...(before?.sets.dimensions ?? []),
];

/** A stage's accepted points as a file has them, with how far each setting was narrowed from what was thought at first. */
export function setsOf(
  stage: Stage,
  state: AbcState,
  { rows, targets }: Objective,
  about: {
    readonly scenario: string;
    readonly seeds: readonly number[];
    readonly made: string;
    /** What a calm day amounts to at each accepted point, in the order of `posteriorOf`; null where it was not asked. */
    readonly calmDays: readonly (CalmDay | null)[];
  },
): ParameterSets {
  const particles = posteriorOf(state);
  const dimensions = dimensionsIn(stage);
  const { tolerance, evaluations } = state.generations[state.generations.length - 1];
  const { before } = stage;
  return {
    ...{ model: MODEL_VERSION, scenario: about.scenario, made: about.made },
    dimensions: [...dimensions],
    identifiability: identifiability(
      dimensions,
      particles.map((particle) => inAll(stage, particle)),
    ),
    evaluations,
    objective: { targets: [...rows], asking: targets.map(rowDigest), seeds: [...about.seeds], tolerance },
    ...(before === null ? {} : { before: [...(before.sets.before ?? []), ownOf(before.sets)] }),
    sets: particles.map(({ point, distance, weight }, n): ParameterSet => {
      const calmDay = about.calmDays[n] ?? null;
      return { ...valuesIn(stage, point), ...{ distance, weight }, ...(calmDay && { calmDay }) };
    }),
  };
}

/** A point with the settings of the stage before as coordinates, where each of their first priors is uniform. */
function inAll(stage: Stage, particle: Particle): Particle {
  const { searched, informed, before } = stage;
  const own = particle.point.slice(0, searched.length + informed.length);
  const first = pointAt(before?.sets.dimensions ?? [], valuesIn(stage, particle.point).settings);
  return { ...particle, point: [...own, ...first] };
}

const ownOf = ({ scenario, evaluations, objective }: ParameterSets) => ({
  scenario,
  evaluations,
  objective,
});
