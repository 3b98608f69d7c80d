import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agentKinds } from '../../scenarios/cast.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { openingOnly } from '../../sim/agents/opening-only.ts';
import { cascade, inEmptyFolder, json } from './commands-support.ts';
import { watchedKinds } from './parameter-reads.ts';

type Cast = ScenarioInput['cast'];
type Changes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The reference cast with a fund that is in no cast, and parameters laid over some of its lines. */
function castWith(changes: Changes): Cast {
  const cast: Cast = {
    ...feb5.cast,
    'yen-fund': { kind: 'yen-carry', parameters: { variant: 'short-puts' } },
  };
  for (const [line, parameters] of Object.entries(changes))
    cast[line] = { ...cast[line], parameters: { ...cast[line].parameters, ...parameters } };
  return cast;
}

/** What is needed for everybody to come to what they do rarely; what some do only in a panic is asked for an hour. */
const strict = { haircut: 0.3, calmCureHours: 0.2, stressedCureHours: 0.2, callAgainMinutes: 1 };
const RARELY: Changes = {
  platform: { freeCashShare: 0, varBudget: 0.03 },
  'prime-broker': strict,
  'authorised-participant': { costBp: 0, feeBp: 0 },
  'treasury-1': { secured: true, covenantLtv: 0.01, curedLtv: 0.005 },
  'miner-5': { usdPerKwh: 0.5 },
  'basis-capital': { hurdle: 0.01 },
  'leveraged-traders': { coverAfterFall: 0.01, coverRise: 0.005 },
};
const PANIC: Changes = {
  platform: { freeCashShare: 0 },
  'prime-broker': { ...strict, initialFactor: 1, stressedAbove: 1 },
  // Makers mark what is closed where bitcoin trades, so that nights bring them no losses on paper: a tiny real one must do.
  'maker-1': { lossPull: 0.0001 },
};
const headline = { id: 'seized-coins', title: 'Coins seized', time: '2026-02-04T01:00Z', size: 0.5 };

/** What each kind reads of its parameters, from the first tick on, in the reference scenario cut short, changed twice. */
function readsOf(): ReadonlyMap<string, ReadonlySet<string>> {
  const { kinds, reads } = watchedKinds();
  const flags = [...(feb5.outside.flags ?? []), headline];
  for (const [changes, end] of [
    [RARELY, '2026-02-05T21:01Z'],
    [PANIC, '2026-02-04T03:00Z'],
  ] as const) {
    const scenario = { ...feb5, end, cast: castWith(changes), outside: { ...feb5.outside, flags } };
    const simulation = new Simulation(scenarioSchema.parse(scenario), '1', { kinds });
    simulation.log.drain(() => {});
    simulation.begin();
    simulation.runUntil();
  }
  return reads;
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
}

const namesIn = ({ properties = {} }: Node, prefix = ''): string[] =>
  Object.entries(properties).flatMap(([key, node]) =>
    node.properties ? namesIn(node, `${prefix}${key}.`) : [prefix + key],
  );

describe('a parameter', () => {
  const reads = readsOf();

  it.each(Object.values(agentKinds).map((kind) => [kind.kind, kind] as const))(
    'of %s is called opening only if, and only if, nothing reads it after the opening',
    (name, { parameters }) => {
      const all = namesIn(z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }) as Node);
      const declared = openingOnly(parameters);
      const isDeclared = (one: string) =>
        declared.some((group) => one === group || one.startsWith(`${group}.`));
      const seen = reads.get(name) ?? new Set();
      expect(all.filter((one) => seen.has(one) && isDeclared(one))).toEqual([]);
      expect(all.filter((one) => !seen.has(one) && !isDeclared(one))).toEqual([]);
    },
  );

  it('that is opening only says so in the catalogue, and one that acts does not', async () => {
    interface Listed {
      readonly kind: string;
      readonly parameters: readonly { readonly name: string; readonly openingOnly: boolean }[];
    }
    const { agents } = await json<{ agents: Listed[] }>('list', 'agents');
    const said = (kind: string, name: string) =>
      agents.find((one) => one.kind === kind)?.parameters.find((one) => one.name === name)?.openingOnly;
    expect(said('pod-platform', 'leverage.basis')).toBe(true);
    expect(said('pod-platform', 'threshold')).toBe(false);
    const { out } = await cascade('list', 'agents');
    expect(out).toMatch(/opening only/);
  });
});

describe('cascade fork', () => {
  inEmptyFolder();
  const fork = (...set: string[]) =>
    cascade(
      'fork',
      'parent',
      '--at',
      '2026-01-27T00:05Z',
      ...set.flatMap((one) => ['--set', one]),
      '--out',
      'next',
    );

  it('refuses what agents read only when a run opens, in one sentence, and takes what acts', async () => {
    await cascade('run', 'calm', '--until', '2026-01-27T00:10Z', '--out', 'parent');
    for (const [set, field] of [
      ['maker.creditUsd=1e9', 'maker-1.parameters.creditUsd'],
      ['investors.coins=1e6', 'investors.parameters.coins'],
    ])
      expect(await fork(set)).toEqual({
        code: 2,
        out: '',
        err: `cascade: A fork cannot change cast.${field}, which is read only when a run opens; run the scenario from its opening with that change, or change one that "cascade list agents calm" does not call opening only.\n`,
      });
    const { code, err } = await fork('maker.halfSpreadBp=2');
    expect({ code, err }).toEqual({ code: 0, err: '' });
  }, 60_000);
});
