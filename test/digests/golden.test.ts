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
  'feb-5-2026, seed 1, three days': 'f7174313ddbf153cbd22daf57864edfe5db3df79404318e9cc15cfec87003dfb',
  'feb-5-2026, seed 7, six hours': 'b60a5e9087adb7e8f981da7c436fd7fa53fcefe0ed3c935585a1eded803490a9',
  'calm, seed 1, six hours': 'e847db4604e8cb7782a0633beeca22d17fa6f6d3b4ac1c609fa8f4b6f72c5460',
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
