import { parseDuration, secondsOf } from '../sim/engine/time.ts';
import { calendarProblem } from './calendar.ts';
import { agentKinds } from './cast.ts';
import { historyProblem } from './history-problem.ts';
import { type Kinds, namesOf } from './members.ts';
import { type Problem, problemOf } from './problem.ts';
import { type Scenario, scenarioSchema } from './scenario.ts';

const SECONDS_PER_HOUR = 3600;

/** A checked scenario with every default filled in, or the first problem. */
export type Checked = { readonly scenario: Scenario } | { readonly problem: Problem };

/** A scenario is checked once or twice a process: code made for its schemas would take longer than reading it. */
const AS_IT_IS = { jitless: true };

/** Accounts of the market itself. */
const TAKEN = ['venue', 'insurance', 'rounding', 'outside'];

/** Checks a scenario, whoever wrote it: fields, units and bounds, then the parameters of each agent, then what must agree. */
export function checkScenario(input: unknown, kinds: Kinds = agentKinds): Checked {
  const parsed = scenarioSchema.safeParse(input, AS_IT_IS);
  if (!parsed.success) return { problem: problemOf(parsed.error.issues[0], scenarioSchema, input, []) };
  const scenario = parsed.data;
  const cast: Scenario['cast'] = {};
  for (const line of Object.keys(scenario.cast)) {
    const member = scenario.cast[line];
    if (!Object.hasOwn(kinds, member.kind)) {
      const known = Object.keys(kinds);
      return {
        problem: { path: ['cast', line, 'kind'], holds: member.kind, right: 'kind of agent', known },
      };
    }
    const schema = kinds[member.kind].parameters;
    const own = schema.safeParse(member.parameters, AS_IT_IS);
    const place = ['cast', line, 'parameters'];
    if (!own.success) return { problem: problemOf(own.error.issues[0], schema, member.parameters, place) };
    cast[line] = { ...member, parameters: own.data as Record<string, unknown> };
  }
  const complete = { ...scenario, cast };
  const problem = excess(complete.cast, ['cast']) ?? disagreement(complete) ?? historyProblem(complete);
  return problem ? { problem } : { scenario: complete };
}

/** Beyond these the ledger's exact integers end, or more bitcoin is asked for than there will ever be. */
const BOUNDS = [
  { unit: /usd$/i, most: 1e13 },
  { unit: /coins$/i, most: 21e6 },
  { unit: /./, most: 1e15 },
];

/** The first number of a cast that is too large for its unit, or null. */
function excess(value: unknown, path: readonly string[]): Problem | null {
  if (typeof value === 'number') {
    const bound = BOUNDS.find(({ unit }) => unit.test(path[path.length - 1]));
    if (!bound || Math.abs(value) <= bound.most) return null;
    return { path, holds: value, right: `a number of at most ${bound.most}` };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, inner] of Object.entries(value)) {
    const problem = excess(inner, [...path, name]);
    if (problem) return problem;
  }
  return null;
}

/** A third of the highest price that the share's book holds, so that bitcoin may rise in the window. */
const MOST_SHARE_USD = 400;

/** Knots out of order, and news that is there before it breaks or never all told. */
function profileProblem({ id, profile }: Scenario['outside']['shocks'][number]): Problem | null {
  const at = (knot: number, part: number) => ['outside', 'shocks', id, 'profile', `${knot}`, `${part}`];
  const back = profile.findIndex(([time], k) => k > 0 && secondsOf(time) <= secondsOf(profile[k - 1][0]));
  if (back >= 0) {
    const right = `later than the knot before it, ${profile[back - 1][0]}`;
    return { path: at(back, 0), holds: profile[back][0], right };
  }
  const last = profile.length - 1;
  if (profile[0][1] !== 0)
    return { path: at(0, 1), holds: profile[0][1], right: '0: nothing is released at the first knot' };
  if (profile[last][1] !== 1)
    return { path: at(last, 1), holds: profile[last][1], right: '1: all is released by the last knot' };
  return null;
}

/** What no single field can tell. */
function disagreement(scenario: Scenario): Problem | null {
  const { start, end, tick, cast, outside, listings, calendar, halts } = scenario;
  if (secondsOf(end) <= secondsOf(start))
    return { path: ['end'], holds: end, right: `later than start, ${start}` };
  if (secondsOf(start) % SECONDS_PER_HOUR !== 0)
    return { path: ['start'], holds: start, right: 'a full hour: keyframes and funding count in hours' };
  if (SECONDS_PER_HOUR % (parseDuration(tick) ?? 0) !== 0)
    return { path: ['tick'], holds: tick, right: 'a duration that divides an hour' };
  for (const shock of outside.shocks) {
    const problem = profileProblem(shock);
    if (problem) return problem;
  }
  const { futureExpiries } = listings;
  for (const [n, expiry] of futureExpiries.entries()) {
    const path = ['listings', 'futureExpiries', `${n}`];
    const before = futureExpiries[n - 1];
    if (secondsOf(expiry) <= secondsOf(start))
      return { path, holds: expiry, right: `later than start, ${start}` };
    if (before !== undefined && secondsOf(expiry) <= secondsOf(before))
      return { path, holds: expiry, right: `later than the expiry before it, ${before}` };
  }
  const dearest = MOST_SHARE_USD / scenario.opening.spotUsd;
  if (listings.coinsPerShare > dearest)
    return {
      path: ['listings', 'coinsPerShare'],
      holds: listings.coinsPerShare,
      right: `at most ${dearest.toPrecision(3)} at this opening.spotUsd: a share may cost ${MOST_SHARE_USD} dollars`,
    };
  const misplaced = calendarProblem(calendar);
  if (misplaced) return misplaced;
  for (const [path, limits] of [
    [['halts', 'future', 'limits'], halts.future.limits],
    [['halts', 'marketWide', 'levels'], halts.marketWide.levels],
  ] as const) {
    const at = limits.findIndex((limit, n) => n > 0 && limit <= limits[n - 1]);
    if (at > 0)
      return {
        path: [...path, `${at}`],
        holds: limits[at],
        right: `more than the one before it, ${limits[at - 1]}`,
      };
  }
  const { calmCorrelation, correlationRise } = outside.driverRules;
  if (calmCorrelation + correlationRise >= 1)
    return {
      path: ['outside', 'driverRules', 'correlationRise'],
      holds: correlationRise,
      right: `a number that stays below 1 together with calmCorrelation, ${calmCorrelation}`,
    };
  const ids = [...outside.shocks, ...outside.flags].map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) < i);
  if (twice !== undefined)
    return {
      path: ['outside', 'shocks'],
      holds: twice,
      right: 'shocks and flags with an id of their own each',
    };
  const names = new Set(TAKEN);
  for (const line of Object.keys(cast)) {
    for (const name of namesOf(line, cast[line].count)) {
      if (names.has(name))
        return { path: ['cast', line], holds: name, right: 'a line whose agents have names of their own' };
      names.add(name);
    }
  }
  return null;
}
