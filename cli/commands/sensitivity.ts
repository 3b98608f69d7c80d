import { median } from 'd3-array';
import { ensembleDistance } from '../../reports/calibration/distance.ts';
import { type Point, settingsAt } from '../../reports/calibration/space.ts';
import { counted } from '../../reports/format.ts';
import type { Readings } from '../../reports/score.ts';
import { elementaryEffects, morrisDesign, pointsOf } from '../../reports/sensitivity/morris.ts';
import { MOST_DIMENSIONS, saltelliDesign, sobolIndices } from '../../reports/sensitivity/sobol-indices.ts';
import { recordedAt } from '../../scenarios/given.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import type { Target } from '../../scenarios/target.ts';
import { replaceFile } from '../../store/replace-file.ts';
import { withChanges } from '../changes.ts';
import { chosenSets, oneSet, withSet, wordsOfSet } from '../chosen-sets.ts';
import type { SensitivityOptions } from '../contract.ts';
import { UsageError } from '../errors.ts';
import { evaluator, refuseTooMany, searchSeeds } from '../evaluation.ts';
import { fixedBy } from '../fixed.ts';
import { sayGone } from '../gone-uncertain.ts';
import { unknownName } from '../nearest.ts';
import { isFitted, seedReadings } from '../objective.ts';
import { refuseOutputFile } from '../outputs.ts';
import { loadScenario } from '../scenario-source.ts';
import { morrisTable, sobolTable } from '../sensitivity-table.ts';
import type { Io } from '../terminal.ts';
import { variedBy, whoVaries } from '../vary.ts';
import { note, sideBySide } from '../wrap.ts';
import type { SearchParts } from './calibrate.ts';

/** Ways through the space that a screening takes, and rows of a Sobol design, where no budget is given. */
const WAYS = 20;
const ROWS = 64;
/** Points that are simulated before progress is said. */
const BATCH = 32;

/** Says which settings a result depends on: by how much (Morris), or which share of its variance (Sobol). */
export async function sensitivityCommand(
  source: string,
  options: SensitivityOptions,
  io: Io,
  { runner, rowsOf }: Omit<SearchParts, 'now'>,
): Promise<number> {
  refuseOutputFile('--out', options.out);
  const loaded = await loadScenario(source);
  const { kinds } = loaded;
  const named = chosenSets(loaded, {}, io);
  const number = named === null ? 0 : oneSet(named, {});
  const changed = withChanges(withSet(loaded, named, number).scenario, options, kinds);
  const { scenario } = changed;
  const result = resultOf(rowsOf(scenario), options.of, source);
  // How much hangs on the size of news is a question; only a fit must not move it.
  const dimensions = variedBy(options, { scenario, kinds }, fixedBy(changed, options), recordedAt);
  if (dimensions.length === 0)
    throw new UsageError(
      'Nothing is left to vary, as all that the scenario calls uncertain is fixed by --set or --what-if; leave one out, or name a setting with --vary.',
    );
  const plan = planOf(options, dimensions.length);
  refuseTooMany(plan.points.length, options.seeds);
  const asked = result.targets.map(({ id, measure }) => ({ id, measure }));
  const simulate = evaluator({ scenario, kinds }, searchSeeds(options.seeds), runner(source, { asked }, io));
  if (options.vary.length === 0) sayGone(loaded, io);
  if (named) note(`The scenario has ${wordsOfSet(named, number)}`, io);
  const results: (number | null)[] = [];
  for (let from = 0; from < plan.points.length; from += BATCH) {
    const some = plan.points
      .slice(from, from + BATCH)
      .map((point) => ({ settings: settingsAt(dimensions, point) }));
    results.push(...(await simulate(some, (seeds) => result.of(seedReadings(seeds)))));
    io.err(`${results.length} of ${counted(plan.points.length, 'point')} simulated`);
  }
  const facts = [
    `${scenario.id} · model ${MODEL_VERSION}`,
    `what ${result.title} depends on`,
    `${counted(plan.points.length, 'point')} of ${counted(options.seeds, 'seed')}`,
  ];
  const head = {
    scenario: scenario.id,
    model: MODEL_VERSION,
    method: options.method,
    of: options.of ?? 'distance',
  };
  const paths = dimensions.map(({ path }) => path);
  const { found, text } = plan.read(results, paths, io);
  const json = JSON.stringify({
    ...head,
    seeds: options.seeds,
    points: plan.points.length,
    dimensions,
    found,
  });
  if (options.out !== undefined) replaceFile(options.out, `${json}\n`);
  io.out(options.json ? json : `${sideBySide(facts, io.columns).join('\n')}\n\n${text}`);
  return 0;
}

/** What is asked about: a number a point, from what its seeds read. */
interface Result {
  readonly title: string;
  readonly targets: readonly Target[];
  of(seeds: readonly Readings[]): number | null;
}

function resultOf(rows: readonly Target[], id: string | undefined, source: string): Result {
  if (rows.length === 0)
    throw new UsageError(
      `Of "${source}" no history is known; name a scenario with rows of it, such as feb-5-2026.`,
    );
  if (id === undefined) {
    const targets = rows.filter(isFitted);
    if (targets.length === 0)
      throw new UsageError(
        `No row of "${source}" is one that a fit may use, so there is no distance from history to ask about; name a row with --of, such as ${rows[0].id}.`,
      );
    return { title: 'the distance from history', targets, of: (seeds) => ensembleDistance(targets, seeds) };
  }
  const target = rows.find((row) => row.id === id);
  if (!target)
    throw unknownName(
      'row of history',
      id,
      rows.map((row) => row.id),
    );
  const of = (seeds: readonly Readings[]): number | null => {
    const read = seeds.map((one) => one[id] ?? null).filter((value) => value !== null);
    // What most seeds cannot say, the ensemble does not say.
    return 2 * read.length >= seeds.length ? (median(read) ?? null) : null;
  };
  return { title: `"${target.title}"`, targets: [target], of };
}

/** Points to simulate, and how their results are read. */
interface Plan {
  readonly points: readonly Point[];
  read(
    results: readonly (number | null)[],
    paths: readonly string[],
    io: Io,
  ): { readonly found: readonly object[]; readonly text: string };
}

function planOf({ vary, method, budget, luck }: SensitivityOptions, dimensions: number): Plan {
  const named = <T extends object>(found: readonly T[], paths: readonly string[]) =>
    found.map((one, i) => ({ path: paths[i], ...one }));
  if (method === 'morris') {
    const width = dimensions + 1;
    const trajectories = countOf(budget, width, WAYS);
    const design = morrisDesign({ dimensions, trajectories, seed: luck });
    return {
      points: pointsOf(design),
      read(results, paths, io) {
        const found = named(elementaryEffects(design, results, luck), paths);
        return { found, text: morrisTable(found, io) };
      },
    };
  }
  if (dimensions > MOST_DIMENSIONS)
    throw new UsageError(
      `${whoVaries({ vary })} ${dimensions} settings; Sobol indices take ${MOST_DIMENSIONS} at most: screen them with --method morris first.`,
    );
  const rows = 2 ** Math.floor(Math.log2(countOf(budget, dimensions + 2, ROWS)));
  return {
    points: saltelliDesign({ dimensions, rows, seed: luck }),
    read(results, paths, io) {
      const found = named(sobolIndices(dimensions, results, luck), paths);
      return { found, text: sobolTable(found, io) };
    },
  };
}

/** Rows of a design that a budget buys: two at least, or nothing can be said of their spread. */
function countOf(budget: number | undefined, width: number, usual: number): number {
  if (budget === undefined) return usual;
  if (budget < 2 * width)
    throw new UsageError(
      `--budget holds ${budget}; with so many settings it must be at least ${2 * width} points.`,
    );
  return Math.floor(budget / width);
}
