import { builtIns } from '../scenarios/catalogue.ts';
import type { ParameterSets } from '../scenarios/parameter-sets.ts';
import { type Scenario, scenarioSchema } from '../scenarios/scenario.ts';
import type { Measure, Target } from '../scenarios/target.ts';
import { parseTime } from '../sim/engine/time.ts';
import { canonicalJson } from '../store/canonical.ts';
import { sha256 } from '../store/manifest.ts';

type Row = Pick<Target, 'id' | 'measure'>;

/**
 * Ids of an event's rows that some sets, or those before them, were fitted to. A row of another built-in scenario that only
 * has the same name is another one, and so is a fact of calm markets. Of scenarios that are not known the name has to do,
 * unless the sets say what their rows ask.
 */
export function usedRows(
  sets: Pick<ParameterSets, 'scenario' | 'objective' | 'before'>,
  { id }: Pick<Scenario, 'id'>,
  rows: readonly Row[],
): readonly string[] {
  const used = [sets, ...(sets.before ?? [])].flatMap(({ scenario, objective }) => {
    const { targets, asking } = objective;
    const theirs = scenario === id ? null : rowsOf(scenario);
    const named = (theirs ?? []).filter((row) => targets.includes(row.id));
    const fitted = new Set([...(asking ?? []), ...named.map(rowDigest)]);
    const goesByName = scenario === id || (theirs === null && asking === undefined);
    return rows.filter((row) => (goesByName && targets.includes(row.id)) || fitted.has(rowDigest(row)));
  });
  return [...new Set(used.map((row) => row.id))];
}

/** Ids of facts of calm markets that some sets were fitted to: of whichever calm scenario, they are the same facts. */
export const usedFacts = (
  { objective, before = [] }: Pick<ParameterSets, 'objective' | 'before'>,
  facts: readonly string[],
): readonly string[] =>
  facts.filter((fact) => [{ objective }, ...before].some((stage) => stage.objective.targets.includes(fact)));

/** Rows of a built-in scenario; null of one that is not known. */
function rowsOf(scenario: string): readonly Row[] | null {
  if (!Object.hasOwn(builtIns, scenario)) return null;
  return scenarioSchema.parse(builtIns[scenario]).history.targets;
}

/** What a row asks, as a digest: the same under another name, with another figure, or however its times and lists are written. */
export const rowDigest = ({ measure }: Pick<Row, 'measure'>): string => sha256(canonicalJson(plain(measure)));

/** Where a bitcoin has a price: what is asked of one of these prices is all but answered by the others. */
const BITCOIN: readonly string[] = ['BTC-INDEX', 'BTC-SPOT', 'BTC-SPOT-US', 'BTC-PERP'];
const OF_PRICES: readonly Measure['of'][] = [
  'price',
  'price-return',
  'price-low',
  'price-high',
  'time-of-low',
  'realised-vol',
];

/** A measure with its times as seconds, its lists of instruments in one order, and one name for the price of a bitcoin. */
function plain(measure: Measure): Record<string, unknown> {
  const fields = Object.entries(measure).map(([name, value]) => [name, plainValue(value)]);
  const ofPrice = OF_PRICES.includes(measure.of) && 'instrument' in measure;
  const one = ofPrice && BITCOIN.includes(measure.instrument) ? { instrument: 'bitcoin' } : {};
  return { ...Object.fromEntries(fields), ...one };
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') return parseTime(value) ?? value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? [...value].sort() : value;
}
