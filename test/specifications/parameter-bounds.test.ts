import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { agentKinds } from '../../scenarios/cast.ts';
import { builtIns } from '../../scenarios/catalogue.ts';
import { checkScenario } from '../../scenarios/check.ts';

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
}

/** Every number under a schema, by its name; entries of a list go by the name of the list. */
function* numbersOf(node: Node, name: string): Generator<readonly [string, Node]> {
  if (node.type === 'number' || node.type === 'integer') yield [name, node];
  if (node.items) yield* numbersOf(node.items, name);
  for (const [key, inner] of Object.entries(node.properties ?? {})) yield* numbersOf(inner, `${name}.${key}`);
}

const numbers = Object.values(agentKinds).flatMap(({ kind, parameters }) => [
  ...numbersOf(z.toJSONSchema(parameters, { io: 'input', unrepresentable: 'any' }) as Node, kind),
]);

/** What checkScenario says of feb-5-2026 with one parameter changed, or null when it has no objection. */
function objection(line: string, change: object): string | null {
  const base = structuredClone(builtIns['feb-5-2026']);
  const member = base.cast[line];
  const cast = { ...base.cast, [line]: { ...member, parameters: { ...member.parameters, ...change } } };
  const checked = checkScenario({ ...base, cast });
  if (!('problem' in checked)) return null;
  const { path, right } = checked.problem;
  return `${path.slice(3).join('.')}: ${right}`;
}

describe('every parameter that is a number', () => {
  // Amounts of dollars and bitcoin have bounds in common, which checkScenario knows.
  it('has a largest value, its own or that of its unit', () => {
    const endless = numbers.filter(([name, { maximum, exclusiveMaximum }]) => {
      const most = Math.min(maximum ?? Infinity, exclusiveMaximum ?? Infinity);
      return most >= Number.MAX_SAFE_INTEGER && !/(usd|coins)$/i.test(name);
    });
    expect(endless).toEqual([]);
  });

  it('has a least value', () => {
    const endless = numbers.filter(([, { minimum, exclusiveMinimum }]) => {
      const least = Math.max(minimum ?? -Infinity, exclusiveMinimum ?? -Infinity);
      return least <= Number.MIN_SAFE_INTEGER;
    });
    expect(endless).toEqual([]);
  });
});

describe('a value beyond what the model can reckon with', () => {
  it.each([
    ['miner-1', { hashrateEh: 1e9 }, 'hashrateEh: a number of at most 100000'],
    ['miner-1', { joulesPerTerahash: 1e6 }, 'joulesPerTerahash: a number of at most 1000'],
    ['miner-1', { usdPerKwh: 1e5 }, 'usdPerKwh: a number of at most 10'],
    ['miner-1', { overheadShare: 1e5 }, 'overheadShare: a number of at most 10'],
    ['maker-1', { touchUsdPerBp: 2.5e12 }, 'touchUsdPerBp: a number of at most 1000000000'],
    [
      'platform',
      { equityBetas: { coin: 1e6, software: 0.5, crypto: 1 } },
      'equityBetas.coin: a number of at most 10',
    ],
    ['dealer-crypto', { strikesUsd: [64e9] }, 'strikesUsd.0: a number of at most 10000000'],
    ['dealer-crypto', { lowStrikesUsd: [5] }, 'lowStrikesUsd.0: a number of at least 1000'],
    ['leveraged-traders', { openingMargin: 1.3e6 }, 'openingMargin: a number of at most 20'],
    ['leveraged-traders', { cohorts: 2001 }, 'cohorts: a number of at most 2000'],
    ['treasury-1', { perDrawdown: 1e6 }, 'perDrawdown: a number of at most 10'],
    ['treasury-1', { perVol: -1e6 }, 'perVol: a number of at least -10'],
  ])('is refused: %s %j', (line, change, said) => {
    expect(objection(line, change)).toBe(said);
    expect(objection(line, {})).toBeNull();
  });
});

describe('parameters that contradict each other', () => {
  const tranche = { initialUsd: 60, barrierUsd: 42, days: 500, share: 1 };

  it.each([
    ['note-desk', { notionalUsd: -1 }, 'notionalUsd: a number of at least 0'],
    [
      'note-desk',
      { tranches: [{ ...tranche, initialUsd: -60 }] },
      'tranches.0.initialUsd: a number of more than 0',
    ],
    [
      'leveraged-traders',
      { leverages: [{ leverage: 2, weight: 1, traderNotionalUsd: -5 }] },
      'leverages.0.traderNotionalUsd: a number of at least 1',
    ],
    [
      'note-desk',
      { tranches: [tranche, { ...tranche, barrierUsd: 61 }] },
      'tranches.1.barrierUsd: below the initial level: the put knocks in on the way down',
    ],
    [
      'note-desk',
      { tranches: [{ ...tranche, barrierUsd: 60 }] },
      'tranches.0.barrierUsd: below the initial level: the put knocks in on the way down',
    ],
    [
      'note-desk',
      { tranches: [tranche, tranche].map((one) => ({ ...one, share: 0.7 })) },
      'tranches: a list whose shares sum to 1',
    ],
    [
      'dealer-crypto',
      {
        tenors: [
          { days: 2, share: 0.2 },
          { days: 9, share: 0.4 },
        ],
      },
      'tenors: a list whose shares sum to 1',
    ],
    [
      'leveraged-traders',
      { leverages: [{ leverage: 2, weight: 0.9, traderNotionalUsd: 5 }] },
      'leverages: a list whose weights sum to 1',
    ],
    [
      'adviser-band',
      { weights: { etf: 0.5, software: 0.4, gold: 0.2 } },
      'weights: weights that sum to at most 1: they are shares of one portfolio',
    ],
  ])('%s %j is refused', (line, change, said) => {
    expect(objection(line, change)).toBe(said);
    expect(objection(line, {})).toBeNull();
  });

  it.each([
    ['treasury-1', { curedLtv: 0.7 }, 'curedLtv: at most covenantLtv, 0.6'],
    ['treasury-1', { buybackBelow: 1.2 }, 'buybackBelow: at most issueAbove, 1.1'],
    ['platform', { cutDrawdown: 0.08 }, 'cutDrawdown: at most stopDrawdown, 0.075'],
    ['platform', { cutMost: 0.1 }, 'cutAtThreshold: at most cutMost, 0.1'],
    ['prime-broker', { calmCureHours: 1 }, 'stressedCureHours: at most calmCureHours, 1'],
    ['leveraged-traders', { shortLeverage: 4 }, 'shortLeverage: at most shortLeverageLimit, 3'],
    ['dealer-crypto', { narrowestBand: 0.3 }, 'narrowestBand: at most widestBand, 0.25'],
    ['note-desk', { widestBand: 0.01 }, 'narrowestBand: at most widestBand, 0.01'],
    ['stop-holders', { depth: 0.003 }, 'nearest: below depth, 0.003'],
    ['meta-orders', { shortestMinutes: 91 }, 'shortestMinutes: at most longestMinutes, 90'],
    ['trend-followers', { fastMinutes: 360 }, 'fastMinutes: below slowMinutes, 360'],
    ['whale', { costAboveUsd: 45_000 }, 'costAboveUsd: below costBelowUsd, 45000'],
    ['etf-2x', { sliceMinutes: 31 }, 'sliceMinutes: at most windowMinutes, 30'],
  ])('a low above its high is refused: %s %j', (line, change, said) => {
    expect(objection(line, change)).toBe(said);
    expect(objection(line, {})).toBeNull();
  });

  it('may be equal where a low may reach its high', () => {
    expect(objection('treasury-1', { curedLtv: 0.6 })).toBeNull();
    expect(objection('platform', { cutDrawdown: 0.075 })).toBeNull();
  });

  it('thirds of a whole are a whole', () => {
    const share = 1 / 3;
    expect(objection('dealer-crypto', { tenors: [2, 9, 23].map((days) => ({ days, share })) })).toBeNull();
  });
});
