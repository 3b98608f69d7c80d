import { z } from 'zod';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns, changed, type Setting } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';
import type { Kinds } from '../../scenarios/members.ts';
import { type Scenario, scenarioSchema } from '../../scenarios/scenario.ts';
import { whatIfsOf } from '../../scenarios/what-ifs.ts';
import type { AgentKind } from '../../sim/agents/agent.ts';
import { type Stream, Streams } from '../../sim/engine/random.ts';
import { formatTime, parseDuration, secondsOf } from '../../sim/engine/time.ts';
import { fuzzer } from './fuzzer.ts';

const SECONDS_PER_HOUR = 3600;
/** Most changes of one kind that are drawn together. */
const MOST_WHAT_IFS = 4;
const MOST_SETTINGS = 8;
/** Fields of a scenario that are not changed at random: its window is drawn apart, its cast line by line. */
const APART: readonly string[] = ['start', 'end', 'tick', 'cast'];
/** Ticks drawn, and how often: a finer one takes as much longer. */
const TICKS = ['60s', '60s', '60s', '60s', '300s', '10s'];

/** The kinds a soak knows: those of the software, and its own. */
export const soakKinds: Kinds = { ...agentKinds, fuzzer: fuzzer as unknown as AgentKind<unknown> };

/** What one seed of a soak runs. */
export interface Case {
  readonly seed: number;
  readonly scenario: Scenario;
  readonly whatIfs: readonly string[];
  /** Settings in force, as `path=value`. */
  readonly settings: readonly string[];
}

/** This share of seeds has an insurance fund that cannot last, so that the other side is called on. */
const POOR_FUND_SHARE = 0.3;

/** Draws the case of a seed: a scenario, a window of at most `hours`, what-ifs, settings within bounds, and a fuzzer. */
export function drawCase(seed: number, hours: number): Case {
  const streams = new Streams(`soak/${seed}`);
  streams.open('');
  const stream = streams.of('soak', 'case');
  const base = oneOf(stream, Object.values(builtIns));
  let scenario = withWindow(scenarioSchema.parse(base), stream, hours);
  const whatIfs = someOf(stream, whatIfsOf(scenario), MOST_WHAT_IFS);
  const first = changed(scenario, whatIfs, [], soakKinds);
  if ('problem' in first) throw new Error(`a what-if of ${base.id} cannot be applied`);
  scenario = complete(first.scenario);
  const fields = [...numbersOf(scenario)];
  // By kind first, then by field: there are many more treasuries and miners than insurance funds.
  const groups = [...new Set(fields.map(({ group }) => group))];
  const settings: string[] = [];
  for (let left = Math.floor(stream.uniform() * (MOST_SETTINGS + 1)); left > 0; left--) {
    const group = oneOf(stream, groups);
    const field = oneOf(
      stream,
      fields.filter((one) => one.group === group),
    );
    const setting = { path: field.path, value: drawValue(stream, field) };
    const next = accepted(scenario, setting);
    if (!next) continue; // fields that must agree with others
    scenario = next;
    settings.push(`${setting.path.join('.')}=${setting.value}`);
  }
  if (stream.uniform() < POOR_FUND_SHARE) {
    const insuranceFundUsd = Math.round(stream.uniform() * 1.2e8);
    scenario = { ...scenario, opening: { ...scenario.opening, insuranceFundUsd } };
    settings.push(`opening.insuranceFundUsd=${insuranceFundUsd}`);
  }
  return { seed, scenario: withFuzzer(scenario, stream), whatIfs: whatIfs.map(({ id }) => id), settings };
}

function withWindow(scenario: Scenario, stream: Stream, hours: number): Scenario {
  const tick = oneOf(stream, TICKS);
  const cost = 60 / Math.max(60 / 6, parseDuration(tick) ?? 60);
  const start = secondsOf(scenario.start);
  const all = (secondsOf(scenario.end) - start) / SECONDS_PER_HOUR;
  const length = Math.max(1, Math.ceil((stream.uniform() * Math.min(hours, all)) / Math.max(1, cost)));
  const from = start + Math.floor(stream.uniform() * (all - length + 1)) * SECONDS_PER_HOUR;
  return { ...scenario, tick, start: formatTime(from), end: formatTime(from + length * SECONDS_PER_HOUR) };
}

function withFuzzer(scenario: Scenario, stream: Stream): Scenario {
  const parameters = {
    perRound: stream.uniform() * 6,
    meanUsd: oneOf(stream, [20_000, 300_000, 3_000_000]),
    absurdShare: oneOf(stream, [0, 0.05, 0.3]),
    collateralUsd: oneOf(stream, [10_000, 5e6, 2e8]),
  };
  const { cast } = scenario;
  return complete({
    ...scenario,
    cast: { ...cast, fuzzer: { kind: 'fuzzer', count: 1, acts: true, parameters } },
  });
}

function complete(scenario: Scenario): Scenario {
  const checked = checkScenario(scenario, soakKinds);
  if ('problem' in checked) {
    const { path, right } = checked.problem;
    throw new Error(`${path.join('.')} must be ${right}`);
  }
  return checked.scenario;
}

/** The scenario with one more setting, or null where the check refuses it. */
function accepted(scenario: Scenario, setting: Setting): Scenario | null {
  const next = changed(scenario, [], [setting], soakKinds);
  if ('problem' in next) return null;
  const checked = checkScenario(next.scenario, soakKinds);
  return 'problem' in checked ? null : checked.scenario;
}

/** A number of a scenario, its bounds, and what it holds. */
interface Field {
  /** The kind of agent, or the part of the scenario, it belongs to. */
  readonly group: string;
  readonly path: readonly string[];
  readonly value: unknown;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** Every number that a scenario declares: its own fields, and the parameters of each line of its cast. */
function* numbersOf(scenario: Scenario): Generator<Field> {
  const own = jsonSchemaOf(scenarioSchema);
  for (const name of Object.keys(own.properties ?? {}))
    if (!APART.includes(name))
      yield* under(own.properties?.[name] ?? {}, name, [name], (scenario as Record<string, unknown>)[name]);
  for (const [line, { kind, parameters }] of Object.entries(scenario.cast))
    yield* under(jsonSchemaOf(soakKinds[kind].parameters), kind, ['cast', line, 'parameters'], parameters);
}

const jsonSchemaOf = (schema: z.ZodType): Node =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node;

function* under(node: Node, group: string, path: readonly string[], value: unknown): Generator<Field> {
  if (node.type === 'number' || node.type === 'integer') {
    const least = Math.max(node.minimum ?? -Infinity, node.exclusiveMinimum ?? -Infinity);
    const most = Math.min(node.maximum ?? Infinity, node.exclusiveMaximum ?? Infinity);
    yield { group, path, value, least, most, whole: node.type === 'integer' };
  }
  for (const [name, inner] of Object.entries(node.properties ?? {}))
    yield* under(inner, group, [...path, name], (value as Record<string, unknown> | undefined)?.[name]);
}

/** A value within a field's bounds: mostly one near what it holds, now and then any, or a bound itself. */
function drawValue(stream: Stream, { value, least, most, whole }: Field): number {
  const how = stream.uniform();
  const u = stream.uniform();
  const bounded = Math.abs(least) < Number.MAX_SAFE_INTEGER && Math.abs(most) < Number.MAX_SAFE_INTEGER;
  const held = typeof value === 'number' && value !== 0 ? value : null;
  const near = held === null ? u : held * Math.exp(Math.log(2) * 2 * (u - 0.5) * 2);
  const drawn = bounded && (how < 0.2 || held === null) ? least + u * (most - least) : near;
  const exact = bounded && how > 0.95 ? (u < 0.5 ? least : most) : drawn;
  const within = Math.min(most, Math.max(least, exact));
  return whole ? Math.round(within) : within;
}

const oneOf = <T>(stream: Stream, from: readonly T[]): T => from[Math.floor(stream.uniform() * from.length)];

function someOf<T>(stream: Stream, from: readonly T[], most: number): T[] {
  const left = [...from];
  const count = Math.min(left.length, Math.floor(stream.uniform() * (most + 1)));
  return Array.from({ length: count }, () => left.splice(Math.floor(stream.uniform() * left.length), 1)[0]);
}
