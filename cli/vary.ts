import { MOST_COORDINATES } from '../reports/sensitivity/low-discrepancy.ts';
import { changed, held } from '../scenarios/catalogue.ts';
import { checkScenario } from '../scenarios/check.ts';
import { measuredAt } from '../scenarios/given.ts';
import { type Dimension, dimensionSchema, isInformed } from '../scenarios/parameter-sets.ts';
import type { Problem } from '../scenarios/problem.ts';
import { goldenShare } from '../sim/engine/golden.ts';
import type { SearchOptions } from './contract.ts';
import { UsageError } from './errors.ts';
import { type Fixed, pathOf, placesOf, touch } from './fixed.ts';
import { problemError, type RunnableScenario } from './scenario-source.ts';
import { shown } from './shown.ts';

const EXAMPLE = 'pod-platform.crowding=0:1';
const WORDS = ['log', 'whole'];
/** Rows of an event tell no more settings apart than these. */
const MOST_SEARCHED = 6;

/** A range as it was written, and where. */
interface Written {
  readonly text: string;
  readonly where: string;
}

/** What a path names that a search has to leave as it is, or null. */
type Given = (path: string) => string | null;

/** What a calibration moves, and what it draws with every point. */
export interface Space {
  /** Of which only ends are known: what is searched. */
  readonly searched: readonly Dimension[];
  /** Of which a likely value is known: balance sheets. */
  readonly informed: readonly Dimension[];
}

/**
 * What a search varies: what the reader names, which nothing else on the command line may fix, or else what the scenario
 * calls uncertain, without what is fixed. `given` says what the reader may not name. Throws a UsageError.
 */
export function variedBy(
  { vary }: Pick<SearchOptions, 'vary'>,
  { scenario, kinds }: RunnableScenario,
  fixed: Fixed,
  given: Given = measuredAt,
): readonly Dimension[] {
  if (vary.length === 0) return uncertainIn({ scenario, kinds }, fixed);
  for (const path of vary.map(pathOf)) {
    const flag = fixed(path);
    if (flag !== null)
      throw new UsageError(`--vary names ${path}, which ${flag} fixes; leave one of the two out.`);
  }
  const all = vary.map((text) => ({ text, where: `--vary ${text}` }));
  refuseGiven(all, given);
  return dimensionsOf(all, { scenario, kinds });
}

/** What a scenario calls uncertain, but for what is fixed; throws a UsageError where nothing is left. */
export function uncertainIn({ scenario, kinds }: RunnableScenario, fixed: Fixed): readonly Dimension[] {
  const { id, uncertain } = scenario;
  if (uncertain.length === 0)
    throw new UsageError(
      `--vary is missing, and the scenario calls nothing uncertain; name settings to vary, such as --vary ${EXAMPLE}.`,
    );
  const all = uncertain.map((text, n) => ({ text, where: `uncertain.${n} of scenario "${id}" (${text})` }));
  refuseGiven(all, measuredAt);
  return dimensionsOf(
    all.filter(({ text }) => fixed(pathOf(text)) === null),
    { scenario, kinds },
  );
}

/** Refuses to move what is known of the event: parameters answer to it, and not it to them. */
function refuseGiven(all: readonly Written[], given: Given): void {
  for (const { text, where } of all) {
    const what = given(pathOf(text));
    if (what !== null)
      throw new UsageError(
        `${where} would move ${what}, which is measured; name a setting of the model, such as ${EXAMPLE}.`,
      );
  }
}

/**
 * What a calibration varies. What the reader names takes the place of what the scenario says without a likely value;
 * what it says with one is drawn besides, unless the reader names it or fixes it.
 */
export function spaceOf(
  { vary }: Pick<SearchOptions, 'vary'>,
  { scenario, kinds }: RunnableScenario,
  fixed: Fixed,
): Space {
  const varied = variedBy({ vary }, { scenario, kinds }, fixed);
  const places = varied.flatMap(({ path }) => placesOf(scenario, path));
  const isFree = ({ path }: Dimension): boolean => !touch(placesOf(scenario, path), places);
  const isDrawn = vary.length > 0 && scenario.uncertain.length > 0;
  const drawn = isDrawn ? uncertainIn({ scenario, kinds }, fixed).filter(isInformed).filter(isFree) : [];
  const all = [...varied, ...drawn];
  const searched = all.filter((dimension) => !isInformed(dimension));
  if (searched.length === 0)
    throw new UsageError(
      `Nothing is left to search, as all settings to vary have a likely value or are fixed by --set or --what-if; name one without it, such as --vary ${EXAMPLE}.`,
    );
  if (all.length >= MOST_COORDINATES)
    throw new UsageError(
      `${all.length} settings are to be varied; a search takes ${MOST_COORDINATES - 1} at most.`,
    );
  return { searched, informed: all.filter(isInformed) };
}

/** Who names what is varied, as a sentence that goes on with how many settings. */
export const whoVaries = ({ vary }: Pick<SearchOptions, 'vary'>): string =>
  vary.length > 0 ? '--vary names' : 'The scenario calls uncertain';

/** Refuses to search more settings of an event than its rows can tell apart. */
export function refuseMany({ vary }: Pick<SearchOptions, 'vary'>, { searched }: Space): void {
  if (searched.length <= MOST_SEARCHED) return;
  throw new UsageError(
    `${whoVaries({ vary })} ${searched.length} settings without a likely value, and an event can tell ${MOST_SEARCHED} apart at most; leave some out ("cascade sensitivity" says which), or say what is likely of them: path=from:likely:to.`,
  );
}

/** The dimensions that "path=from:to[:log][:whole]" texts mean in a scenario; throws a UsageError that says what would be right. */
function dimensionsOf(all: readonly Written[], { scenario, kinds }: RunnableScenario): readonly Dimension[] {
  const dimensions = all.map((written) => dimensionOf(written, { scenario, kinds }));
  const places = dimensions.map(({ path }) => placesOf(scenario, path));
  const twice = places.findIndex((own, i) => places.slice(0, i).some((before) => touch(own, before)));
  if (twice >= 0)
    throw new UsageError(
      `${all[twice].where} names "${dimensions[twice].path}" twice; name each setting once.`,
    );
  return dimensions;
}

function dimensionOf({ text, where }: Written, { scenario, kinds }: RunnableScenario): Dimension {
  const [path, range = ''] = text.split('=', 2);
  const [values, words] = partsOf(range);
  const [low, high] = [values[0], values[values.length - 1]];
  const isRange = values.length === 2 || values.length === 3;
  if (!isRange || words.some((word) => !WORDS.includes(word)))
    throw new UsageError(
      `${where} is no range; write path=from:to or path=from:likely:to, with :log for even factors and :whole for whole numbers, such as ${EXAMPLE}.`,
    );
  const likely = values.length === 3 ? { likely: values[1] } : {};
  // Values go through the scenario's own checks, which know the path and what it may hold.
  const problemWith = (value: number): Problem | null => {
    const end = changed(scenario, [], [{ path: path.split('.'), value }], kinds);
    const checked = 'problem' in end ? end : checkScenario(end.scenario, kinds);
    return 'problem' in checked ? checked.problem : null;
  };
  for (const value of [low, high]) {
    const problem = problemWith(value);
    if (problem) throw problemError(problem, where);
  }
  // No round number of anything.
  const between = low + goldenShare(1) * (high - low);
  const refused = words.includes('whole') ? null : problemWith(between);
  if (refused)
    throw new UsageError(
      `${where} takes in ${shown(between)}, which must be ${refused.right}; for whole numbers alone write path=from:to:whole.`,
    );
  const checked = dimensionSchema.safeParse({
    ...{ path, low, high, title: path, unit: '', default: defaultOf(scenario, path) },
    ...{
      prior: `${words.includes('log') ? 'log-' : ''}${'likely' in likely ? 'triangular' : 'uniform'}`,
      ...likely,
    },
    ...(words.includes('whole') ? { whole: true } : {}),
  });
  if (checked.success) return checked.data;
  const [{ path: field, message }] = checked.error.issues;
  const what = field[0] === 'likely' ? 'likely value' : `end "${String(field[0])}"`;
  throw new UsageError(`${where} has the ${what}, which ${message}.`);
}

/** Numbers as far as they go, and what stands behind them. */
function partsOf(range: string): readonly [values: readonly number[], words: readonly string[]] {
  const parts = range.split(':');
  const values = parts.map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const end = values.findIndex((value) => !Number.isFinite(value));
  return end < 0 ? [values, []] : [values.slice(0, end), parts.slice(end)];
}

/** What the scenario holds; lines of a kind that hold different values cannot be varied as one. */
function defaultOf(scenario: RunnableScenario['scenario'], path: string): number {
  const found = [...new Set(held(scenario, path.split('.')))];
  const [value] = found;
  if (typeof value !== 'number')
    throw new UsageError(`${path} holds ${shown(value)} in the scenario; only numbers can be varied.`);
  if (found.length > 1)
    throw new UsageError(
      `${path} holds ${found.map(shown).join(', ')} in different lines of the cast; vary it line by line, by their names.`,
    );
  return value;
}
