import { held } from '../scenarios/catalogue.ts';
import { type Dimension, dimensionSchema } from '../scenarios/parameter-sets.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { withChanges } from './changes.ts';
import { UsageError } from './errors.ts';
import type { RunnableScenario } from './scenario-source.ts';
import { shown } from './shown.ts';

const EXAMPLE = '--vary pod-platform.crowding=0:1';
const WORDS = ['log', 'whole'];

/** What a search varies: what the reader named, else what the scenario calls uncertain. */
export const variedBy = (
  { vary }: { readonly vary: readonly string[] },
  { uncertain }: Scenario,
): readonly string[] => (vary.length > 0 ? vary : uncertain);

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
  const twice = dimensions.find(({ path }, i) => dimensions.findIndex((one) => one.path === path) < i);
  if (twice) throw new UsageError(`--vary names "${twice.path}" twice; name each setting once.`);
  return dimensions;
}

function dimensionOf(text: string, { scenario, kinds }: RunnableScenario): Dimension {
  const [path, range = ''] = text.split('=', 2);
  const [from, to, ...words] = range.split(':');
  const [low, high] = [numberOf(from), numberOf(to)];
  if (low === null || high === null || words.some((word) => !WORDS.includes(word)))
    throw new UsageError(
      `--vary ${text} is no range; write path=from:to, with :log for even factors and :whole for whole numbers, such as ${EXAMPLE}.`,
    );
  // Both ends go through the scenario's own checks, which know the path and what it may hold.
  for (const end of [low, high]) withChanges(scenario, { whatIf: [], set: [`${path}=${end}`] }, kinds);
  const checked = dimensionSchema.safeParse({
    ...{ path, low, high, title: path, unit: '', default: defaultOf(scenario, path) },
    prior: words.includes('log') ? 'log-uniform' : 'uniform',
    ...(words.includes('whole') ? { whole: true } : {}),
  });
  if (checked.success) return checked.data;
  const [{ path: field, message }] = checked.error.issues;
  throw new UsageError(`--vary ${text} has the end "${String(field[0])}", which ${message}.`);
}

function numberOf(text: string | undefined): number | null {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
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
