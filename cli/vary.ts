import { MOST_COORDINATES } from '../reports/sensitivity/low-discrepancy.ts';
import { expanded, held } from '../scenarios/catalogue.ts';
import { type Dimension, dimensionSchema, isInformed } from '../scenarios/parameter-sets.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { withChanges } from './changes.ts';
import { UsageError } from './errors.ts';
import type { RunnableScenario } from './scenario-source.ts';
import { shown } from './shown.ts';

const EXAMPLE = '--vary pod-platform.crowding=0:1';
const WORDS = ['log', 'whole'];
/** Rows of an event tell no more settings apart than these. */
const MOST_SEARCHED = 6;

/** What a search varies: what the reader named, else what the scenario calls uncertain. */
export const variedBy = (
  { vary }: { readonly vary: readonly string[] },
  { uncertain }: Scenario,
): readonly string[] => (vary.length > 0 ? vary : uncertain);

/** What a calibration moves, and what it draws with every point. */
export interface Space {
  /** Of which only ends are known: what is searched. */
  readonly searched: readonly Dimension[];
  /** Of which a likely value is known: balance sheets. */
  readonly informed: readonly Dimension[];
}

/**
 * What a calibration varies. What the reader names takes the place of what the scenario says without a likely value;
 * what it says with one is drawn besides, unless the reader names it, or fixes it with --set.
 */
export function spaceOf(
  { vary, set }: { readonly vary: readonly string[]; readonly set: readonly string[] },
  { scenario, kinds }: RunnableScenario,
): Space {
  const named = dimensionsOf(variedBy({ vary }, scenario), { scenario, kinds });
  const fixed = new Set([...vary, ...set].flatMap((text) => placesOf(scenario, pathOf(text))));
  const isFree = ({ path }: Dimension): boolean => !placesOf(scenario, path).some((at) => fixed.has(at));
  const own =
    vary.length === 0 || scenario.uncertain.length === 0
      ? []
      : dimensionsOf(scenario.uncertain, { scenario, kinds }).filter(isInformed);
  const all = vary.length === 0 ? named.filter(isFree) : [...named, ...own.filter(isFree)];
  const searched = all.filter((dimension) => !isInformed(dimension));
  if (searched.length === 0)
    throw new UsageError(
      `Nothing is left to search, as all settings to vary have a likely value or are fixed by --set; name one without it, such as ${EXAMPLE}.`,
    );
  if (all.length >= MOST_COORDINATES)
    throw new UsageError(
      `${all.length} settings are to be varied; a search takes ${MOST_COORDINATES - 1} at most.`,
    );
  return { searched, informed: all.filter(isInformed) };
}

/** Refuses to search more settings of an event than its rows can tell apart. */
export function refuseMany({ vary }: { readonly vary: readonly string[] }, { searched }: Space): void {
  if (searched.length <= MOST_SEARCHED) return;
  const who = vary.length > 0 ? '--vary names' : 'The scenario calls uncertain';
  throw new UsageError(
    `${who} ${searched.length} settings without a likely value, and an event can tell ${MOST_SEARCHED} apart at most; leave some out ("cascade sensitivity" says which), or say what is likely of them: path=from:likely:to.`,
  );
}

/** Whole paths that a short one means, as texts. */
export const placesOf = (scenario: Scenario, path: string): readonly string[] =>
  expanded(scenario, path.split('.')).map((full) => full.join('.'));

/** The path of a setting or a range. */
export const pathOf = (text: string): string => text.split('=', 1)[0];

/** The dimensions that "path=from:to[:log][:whole]" texts mean in a scenario; throws a UsageError that says what would be right. */
export function dimensionsOf(
  texts: readonly string[],
  { scenario, kinds }: RunnableScenario,
): readonly Dimension[] {
  if (texts.length === 0)
    throw new UsageError(
      `--vary is missing, and the scenario calls nothing uncertain; name settings to vary, such as ${EXAMPLE}.`,
    );
  const dimensions = texts.map((text) => dimensionOf(text, { scenario, kinds }));
  const places = dimensions.map(({ path }) => placesOf(scenario, path));
  const twice = places.findIndex((own, i) =>
    places.slice(0, i).some((before) => own.some((place) => before.includes(place))),
  );
  if (twice >= 0)
    throw new UsageError(`--vary names "${dimensions[twice].path}" twice; name each setting once.`);
  return dimensions;
}

function dimensionOf(text: string, { scenario, kinds }: RunnableScenario): Dimension {
  const [path, range = ''] = text.split('=', 2);
  const [values, words] = partsOf(range);
  const [low, high] = [values[0], values[values.length - 1]];
  const isRange = values.length === 2 || values.length === 3;
  if (!isRange || words.some((word) => !WORDS.includes(word)))
    throw new UsageError(
      `--vary ${text} is no range; write path=from:to or path=from:likely:to, with :log for even factors and :whole for whole numbers, such as ${EXAMPLE}.`,
    );
  const likely = values.length === 3 ? { likely: values[1] } : {};
  // Both ends go through the scenario's own checks, which know the path and what it may hold.
  for (const end of [low, high]) withChanges(scenario, { whatIf: [], set: [`${path}=${end}`] }, kinds);
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
  throw new UsageError(`--vary ${text} has the ${what}, which ${message}.`);
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
