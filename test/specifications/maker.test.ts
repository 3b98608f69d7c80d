import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { calm } from '../../scenarios/calm/scenario.ts';
import { agentKinds } from '../../scenarios/cast.ts';
import { scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { type AgentKind, defineAgent } from '../../sim/agents/agent.ts';
import { BUY, SELL } from '../../sim/events.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';

const PERP = INSTRUMENT['BTC-PERP'];
const ROUNDS_A_MINUTE = 6;

/** US dollars bought in a round; negative: sold. */
type Plan = (round: number) => number;

/** Somebody who does as a test says, round by round, and buys as much as he sells on top of it. */
const takerOf = (plan: Plan, bothWaysUsd: number) =>
  defineAgent({
    kind: 'test-taker',
    about: 'Take what a test says.',
    parameters: z.strictObject({}),
    wake: { rounds: 'every' },
    latency: 'other',
    uses: ['takes'],
    emits: [],
    open: ({ cash }) => cash(1e12),
    decide({ view, round, orders }) {
      const usd = plan(view.world.tick * ROUNDS_A_MINUTE + round);
      for (const signed of [usd, bothWaysUsd, -bothWaysUsd]) {
        const lots = view.lotsOfUsd(PERP, Math.abs(signed));
        if (lots > 0) orders.market(PERP, signed > 0 ? BUY : SELL, lots, 'flow');
      }
    },
  });

/** Middle of its quotes for the perp, basis points above the first, minute by minute, where it stands alone against a taker. */
function path(plan: Plan, minutes: number, { bothWaysUsd = 0, ...given }: Record<string, number> = {}) {
  const alone = { attention: 0, skewBp: 0, inventoryLimitUsd: 1e12, capitalUsd: 1e12, creditUsd: 1e12 };
  // Deep enough for whatever is taken.
  const deep = { touchUsdPerBp: 1e8 };
  const kinds = { ...agentKinds, 'test-taker': takerOf(plan, bothWaysUsd) as unknown as AgentKind<unknown> };
  const cast = {
    maker: { kind: 'maker', parameters: { ...alone, ...deep, ...given } },
    taker: { kind: 'test-taker' },
  };
  const input = { ...calm, uncertain: [], cast, outside: { ...calm.outside, valueNoisePerDay: 0 } };
  const simulation = new Simulation(scenarioSchema.parse(input), '1', { kinds });
  simulation.begin();
  const at: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    simulation.runUntil(minute + 1);
    const { world } = simulation;
    const ladder = world.ladders.get(world.ladderKey(world.accountByName.get('maker') ?? -1, PERP));
    if (!ladder) throw new Error('the maker quotes nothing');
    at.push(10_000 * Math.log((ladder.touchTicks[0] + ladder.touchTicks[1]) / 2));
  }
  return at.map((value) => value - at[0]);
}

const MILLION = 1e6;
const steadily: Plan = () => MILLION;

describe('a market maker', () => {
  it('raises its quotes by its impact for flow that it did not foresee, and for as long as that comes', () => {
    const moves = path(steadily, 12, { foretoldQuick: 0, foretoldSlow: 0, impactBpPerMillion: 0.5 });
    // Six rounds of a million a minute, from the second minute on.
    expect((moves[11] - moves[1]) / 10).toBeCloseTo(3, 0);
  });

  it('learns less from flow the longer it has been steady', () => {
    const moves = path(steadily, 121);
    const early = moves[10] - moves[0];
    const late = moves[120] - moves[110];
    expect(early).toBeGreaterThan(5);
    expect(late).toBeLessThan(0.25 * early);
  });

  it('is moved further by a burst than by the same amount over an hour', () => {
    const burst = path((round) => (round < 60 ? 6 * MILLION : 0), 61);
    const spread = path((round) => (round < 360 ? MILLION : 0), 61);
    expect(burst[60]).toBeGreaterThan(1.3 * spread[60]);
    expect(spread[60]).toBeGreaterThan(0);
  });

  it('gives part of a move back when expected flow does not come', () => {
    const moves = path((round) => (round < 60 ? 6 * MILLION : 0), 61);
    expect(moves[60]).toBeLessThan(0.8 * moves[9]);
    expect(moves[60]).toBeGreaterThan(0);
  });

  it('learns less from a dollar where it quotes more because more is traded, but for a depth power of 0', () => {
    const once: Plan = (round) => (round >= 180 && round < 186 ? 10 * MILLION : 0);
    const move = (given: Record<string, number>) => {
      const moves = path(once, 33, given);
      return moves[31] - moves[29];
    };
    const quiet = move({});
    const busy = move({ bothWaysUsd: 15 * MILLION });
    expect(busy).toBeLessThan(0.75 * quiet);
    expect(busy).toBeGreaterThan(0.3 * quiet);
    expect(move({ bothWaysUsd: 15 * MILLION, depthPower: 0 })).toBeGreaterThan(0.9 * quiet);
  });
});
