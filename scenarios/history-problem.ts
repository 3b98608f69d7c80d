import { secondsOf } from '../sim/engine/time.ts';
import { listingsOf } from '../sim/market/instruments.ts';
import type { InstrumentKind } from '../sim/world/instrument.ts';
import { ruleOf } from './measure-rules.ts';
import type { Problem } from './problem.ts';
import type { Scenario } from './scenario.ts';
import type { Measure, Target } from './target.ts';

const SECONDS_PER_MINUTE = 60;

/** What is wrong with a history that no single field can tell: rows by id, instruments, windows, bounds, units. */
export function historyProblem(scenario: Scenario): Problem | null {
  const { path, targets } = scenario.history;
  for (const [n, { time }] of path.entries()) {
    if (n === 0 || secondsOf(time) > secondsOf(path[n - 1].time)) continue;
    const right = `later than the point before it, ${path[n - 1].time}`;
    return { path: ['history', 'path', `${n}`, 'time'], holds: time, right };
  }
  const ids = targets.map(({ id }) => id);
  const twice = ids.findIndex((id, n) => ids.indexOf(id) < n);
  if (twice >= 0) {
    const right = `an id of its own: that of row ${ids.indexOf(ids[twice])} is the same`;
    return { path: ['history', 'targets', `${twice}`, 'id'], holds: ids[twice], right };
  }
  for (const target of targets) {
    const problem =
      followsProblem(target, targets) ??
      contestedProblem(target) ??
      figureProblem(target) ??
      instrumentProblem(target.measure, scenario) ??
      measureProblem(target);
    if (problem) return { ...problem, path: [...rowPath(target), ...problem.path] };
  }
  return null;
}

/** Where a row stands, by its id, as --set names it. */
export const rowPath = ({ id }: Pick<Target, 'id'>): readonly string[] => ['history', 'targets', id];

/** What a row follows from are other rows. */
function followsProblem({ id, follows = [] }: Target, targets: readonly Target[]): Problem | null {
  const known = targets.map((target) => target.id).filter((other) => other !== id);
  const n = follows.findIndex((other) => !known.includes(other));
  return n < 0 ? null : { path: ['follows', `${n}`], holds: follows[n], right: 'other row', known };
}

/** Who reads that sources disagree wants to know what each says, and what stands. */
function contestedProblem({ class: of, readings = [], verdict = '' }: Target): Problem | null {
  if (of !== 'contested') return null;
  if (readings.length === 0)
    return { path: ['readings'], holds: undefined, right: 'what each source says, as the row is contested' };
  if (verdict === '')
    return {
      path: ['verdict'],
      holds: undefined,
      right: 'which reading stands and why, as the row is contested',
    };
  return null;
}

/** A figure, its tolerance and its unit. */
function figureProblem({ history, tolerance, unit, measure }: Target): Problem | null {
  if (Array.isArray(history)) {
    const [least, most] = history;
    if (least === null && most === null)
      return { path: ['history'], holds: history, right: 'a list with one bound at least: [least, most]' };
    if (least !== null && most !== null && least > most)
      return { path: ['history', '0'], holds: least, right: `at most the upper bound, ${most}` };
  } else if (unit === 'yes') {
    if (history !== 0 && history !== 1)
      return { path: ['history'], holds: history, right: '1 for yes or 0 for no, as the unit is "yes"' };
  } else if (tolerance === 0)
    return {
      path: ['tolerance'],
      holds: 0,
      right:
        'a number of more than 0: only bounds, such as [null, 0], and a yes are met or missed without one',
    };
  const { units } = ruleOf(measure);
  if (units.includes(unit)) return null;
  return { path: ['unit'], holds: unit, right: `${either(units)}, as ${measureName(measure)} is` };
}

const either = (words: readonly string[]): string => words.join(' or ');

/** "open-interest in usd": what settles the unit of a measure. */
function measureName(measure: Measure): string {
  if ('unit' in measure) return `${measure.of} in ${measure.unit}`;
  return 'against' in measure && measure.against !== undefined ? `${measure.of} against a time` : measure.of;
}

/** Instruments that a measure names: whether they are listed, and whether the measure can be read off them. */
function instrumentProblem(measure: Measure, { listings }: Scenario): Problem | null {
  const listed = new Map(listingsOf(listings).map(({ id, kind }) => [id, kind]));
  const { kinds } = ruleOf(measure);
  for (const { path, id } of instrumentsOf(measure)) {
    const kind = listed.get(id);
    const at = ['measure', ...path];
    if (kind === undefined) return { path: at, holds: id, right: 'instrument', known: [...listed.keys()] };
    if (path[0] === 'first' || path[0] === 'second' || kinds === null) continue;
    if (isOf(kinds, kind, id)) continue;
    const fit = [...listed].filter(([name, other]) => isOf(kinds, other, name)).map(([name]) => name);
    return { path: at, holds: id, right: `${either(fit)}, which ${measure.of} can be read off` };
  }
  for (const list of ['instruments', 'lessThanOf'] as const) {
    const ids = (measure as Partial<Record<typeof list, readonly string[]>>)[list] ?? [];
    const twice = ids.findIndex((id, n) => ids.indexOf(id) < n);
    if (twice >= 0)
      return {
        path: ['measure', list, `${twice}`],
        holds: ids[twice],
        right: 'another instrument than those before it',
      };
  }
  return null;
}

/** Of the drivers only the broad index keeps hours that end in a close. */
const isOf = (kinds: readonly InstrumentKind[], kind: InstrumentKind, id: string): boolean =>
  kinds.includes(kind) && (kind !== 'driver' || id === 'SPX');

interface Named {
  readonly path: readonly string[];
  readonly id: string;
}

function instrumentsOf(measure: Measure): Named[] {
  const found: Named[] = [];
  if ('instrument' in measure) found.push({ path: ['instrument'], id: measure.instrument });
  for (const list of ['instruments', 'lessThanOf'] as const) {
    const ids = (measure as Partial<Record<typeof list, readonly string[]>>)[list] ?? [];
    found.push(...ids.map((id, n) => ({ path: [list, `${n}`], id })));
  }
  if (measure.of === 'correlation-gap')
    for (const side of ['first', 'second'] as const)
      found.push({ path: [side, 'instrument'], id: measure[side].instrument });
  return found;
}

/** What the fields of a measure must agree on. */
function measureProblem({ measure }: Target): Problem | null {
  const at = (...path: string[]): string[] => ['measure', ...path];
  if ('from' in measure) {
    const { from, to } = measure;
    const seconds = secondsOf(to) - secondsOf(from);
    if (seconds <= 0) return { path: at('to'), holds: to, right: `later than from, ${from}` };
    const bar = 'barMinutes' in measure ? measure.barMinutes : 0;
    if (bar * SECONDS_PER_MINUTE > seconds) {
      const right = `at most ${seconds / SECONDS_PER_MINUTE}, the minutes from ${from} to ${to}`;
      return { path: at('barMinutes'), holds: bar, right };
    }
    if ('since' in measure && secondsOf(measure.since) >= secondsOf(from))
      return { path: at('since'), holds: measure.since, right: `earlier than from, ${from}` };
  }
  switch (measure.of) {
    case 'term-inversion-high':
      if (measure.shortDays < measure.longDays) return null;
      return {
        path: at('shortDays'),
        holds: measure.shortDays,
        right: `less than longDays, ${measure.longDays}`,
      };
    case 'correlation-gap':
      for (const side of ['first', 'second'] as const) {
        const { length } = measure[side].closes;
        if (length === measure.closes.length) continue;
        const right = `a list of ${measure.closes.length} closes, one for each of the instrument's own`;
        return { path: at(side, 'closes'), holds: measure[side].closes, right };
      }
      return null;
    default:
      return null;
  }
}
