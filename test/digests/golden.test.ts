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
  'feb-5-2026, seed 1, three days': 'TO-BE-SET',
  'feb-5-2026, seed 7, six hours': 'TO-BE-SET',
  'calm, seed 1, six hours': 'TO-BE-SET',
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
