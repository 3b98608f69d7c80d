import { describe, expect, it } from 'vitest';
import { calm } from '../../scenarios/calm/scenario.ts';
import { feb5 } from '../../scenarios/feb-5-2026/scenario.ts';
import { MODEL_VERSION } from '../../scenarios/model.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { DigestChain } from '../../store/digest.ts';

/**
 * Digests of whole runs. A change of the model changes them: then raise MODEL_VERSION, say why in the commit, and write
 * the new digests here. A change that was meant to be only faster or tidier must leave them as they are.
 */
const GOLDEN = {
  model: '0.1.0',
  'feb-5-2026, seed 1, three days': '8bb09e10e96a5e0ab3ec267d6d54c9dfafdf67744cd3cb05acabb705e4ac6b37',
  'feb-5-2026, seed 7, six hours': '5203f07fea10174c5674bfd1d761517cdff906529009396fbcadecd23cc5bc70',
  'calm, seed 1, six hours': '9e678781398fbb3397e8ea56b328680abd07bee9eb7e6a1cdf9c22305fa6429f',
} as const;

const SIX_HOURS = 360;

function digestOf(input: ScenarioInput, seed: string, ticks?: number): string {
  const simulation = new Simulation(scenarioSchema.parse(input), seed);
  const chain = new DigestChain();
  simulation.log.drain((batch) => chain.add(batch));
  simulation.begin();
  simulation.runUntil(ticks);
  simulation.log.flush();
  return chain.head;
}

describe('golden digests', () => {
  it('belong to this version of the model', () => {
    expect(MODEL_VERSION).toBe(GOLDEN.model);
  });

  it('feb-5-2026, seed 1, three days', () => {
    expect(digestOf(feb5, '1')).toBe(GOLDEN['feb-5-2026, seed 1, three days']);
  });

  it('feb-5-2026, seed 7, six hours', () => {
    expect(digestOf(feb5, '7', SIX_HOURS)).toBe(GOLDEN['feb-5-2026, seed 7, six hours']);
  });

  it('calm, seed 1, six hours', () => {
    expect(digestOf(calm, '1', SIX_HOURS)).toBe(GOLDEN['calm, seed 1, six hours']);
  });
});
