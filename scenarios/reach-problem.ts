import { formatTime, SECONDS_PER_DAY, secondsOf } from '../sim/engine/time.ts';
import { usClosesOf } from './calendar.ts';
import { rowPath } from './history-problem.ts';
import { type Kinds, namesOf } from './members.ts';
import type { Problem } from './problem.ts';
import type { Scenario } from './scenario.ts';
import type { Measure, Target } from './target.ts';

const FUNDING_SECONDS = 8 * 3600;

/**
 * What of a scenario no run of it can show: news and history outside its window, and companies that are not in its cast.
 * Apart from `checkScenario`, since a run that is cut short on purpose has all of these.
 */
export function reachProblem(scenario: Scenario, kinds: Kinds): Problem | null {
  return outsideProblem(scenario) ?? historyOutside(scenario) ?? companyProblem(scenario, kinds);
}

function companyProblem({ cast, history }: Scenario, kinds: Kinds): Problem | null {
  const companies = Object.entries(cast)
    .filter(([, { kind }]) => kinds[kind].emits.includes('TreasuryDecided'))
    .flatMap(([line, { count }]) => namesOf(line, count));
  for (const target of history.targets) {
    const { measure } = target;
    if (measure.of !== 'mnav-low' || companies.includes(measure.institution)) continue;
    const path = [...rowPath(target), 'measure', 'institution'];
    return { path, holds: measure.institution, right: 'treasury company', known: companies };
  }
  return null;
}

function outsideProblem({ start, end, outside }: Scenario): Problem | null {
  const [from, to] = [secondsOf(start), secondsOf(end)];
  for (const { id, profile } of outside.shocks) {
    const [first, last] = [profile[0][0], profile[profile.length - 1][0]];
    if (secondsOf(first) < to && secondsOf(last) > from) continue;
    const isLate = secondsOf(first) >= to;
    const at = ['outside', 'shocks', id, 'profile', isLate ? '0' : `${profile.length - 1}`, '0'];
    const right = isLate ? `before the scenario's end, ${end}` : `after the scenario's start, ${start}`;
    return { path: at, holds: isLate ? first : last, right };
  }
  for (const { id, time } of outside.flags) {
    if (secondsOf(time) >= from && secondsOf(time) < to) continue;
    const right = `from the scenario's start, ${start}, to before its end, ${end}`;
    return { path: ['outside', 'flags', id, 'time'], holds: time, right };
  }
  return null;
}

function historyOutside(scenario: Scenario): Problem | null {
  const { path, targets } = scenario.history;
  for (const [n, { time }] of path.entries())
    if (!isWithin(time, scenario))
      return { path: ['history', 'path', `${n}`, 'time'], holds: time, right: windowOf(scenario) };
  for (const target of targets) {
    const problem = timeProblem(target, scenario) ?? dayProblem(target, scenario);
    if (problem) return problem;
  }
  return null;
}

const windowOf = ({ start, end }: Scenario): string => `within the scenario's window, ${start} to ${end}`;

function isWithin(time: string, { start, end }: Scenario): boolean {
  const seconds = secondsOf(time);
  return seconds >= secondsOf(start) && seconds <= secondsOf(end);
}

const TIMES = ['from', 'to', 'at', 'against', 'since'] as const;

/** Times of a row, and the payments that it reads. */
function timeProblem(target: Target, scenario: Scenario): Problem | null {
  const { measure } = target;
  const times = measure as Partial<Record<(typeof TIMES)[number], string>>;
  const at = (field: string): readonly string[] => [...rowPath(target), 'measure', field];
  for (const field of TIMES) {
    const time = times[field];
    if (time !== undefined && !isWithin(time, scenario))
      return { path: at(field), holds: time, right: windowOf(scenario) };
  }
  if (measure.of !== 'funding') return null;
  const seconds = secondsOf(measure.at);
  const isPaid =
    seconds % FUNDING_SECONDS === 0 &&
    seconds > secondsOf(scenario.start) &&
    seconds < secondsOf(scenario.end);
  const right = `00:00, 08:00 or 16:00 UTC between start, ${scenario.start}, and end, ${scenario.end}: funding is paid then`;
  return isPaid ? null : { path: at('at'), holds: measure.at, right };
}

/** Days of a row: whole ones where flows are summed, and the closes that returns are taken between. */
function dayProblem(target: Target, scenario: Scenario): Problem | null {
  const { measure } = target;
  const field = measure.of === 'fund-flow' ? 'tradeDate' : 'day';
  const day = (measure as Partial<Record<typeof field, string>>)[field];
  if (day === undefined) return null;
  const at = (name: string): readonly string[] => [...rowPath(target), 'measure', name];
  const [begins, from, to] = [day, scenario.start, scenario.end].map(secondsOf);
  const closes = usClosesOf(scenario).map((seconds) => formatTime(seconds).slice(0, 10));
  if (!readsCloses(measure)) {
    const isWhole = begins >= from && begins + SECONDS_PER_DAY <= to;
    const right = `a day that lies wholly ${windowOf(scenario)}`;
    if (!isWhole) return { path: at(field), holds: day, right };
    if (measure.of !== 'fund-flow' || closes.includes(day)) return null;
    return { path: at(field), holds: day, right: 'a day on which US shares trade' };
  }
  const isSeen = measure.instrument.startsWith('CME')
    ? begins + SECONDS_PER_DAY > from && begins < to
    : closes.includes(day);
  if (!isSeen) {
    const known = closes.length === 0 ? 'there is none' : closes.join(', ');
    return {
      path: at(field),
      holds: day,
      right: `a day whose US close lies ${windowOf(scenario)} (${known})`,
    };
  }
  if (measure.of !== 'close-return' || measure.previousUsd !== undefined || closes.indexOf(day) > 0)
    return null;
  return {
    path: at('previousUsd'),
    holds: undefined,
    right: `the close before ${day} in US dollars, as that lies before the scenario's start, ${scenario.start}`,
  };
}

type OfCloses = Extract<Measure, { of: 'close-return' | 'correlation-gap' }>;

const readsCloses = (measure: Measure): measure is OfCloses =>
  measure.of === 'close-return' || measure.of === 'correlation-gap';
