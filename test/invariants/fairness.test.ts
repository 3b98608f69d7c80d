import { describe, expect, it } from 'vitest';
import { calm } from '../../scenarios/calm/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { street } from '../../scenarios/street.ts';

const SEEDS = 60;
const MINUTES = 40;

/** Equity in dollars that two like makers end with, by name. */
function results(seed: number, cast: ScenarioInput['cast']): { a: number; b: number } {
  const simulation = new Simulation(scenarioSchema.parse({ ...calm, cast }), String(seed));
  simulation.begin();
  simulation.runUntil(MINUTES);
  const equity = (name: string): number => {
    const account = simulation.world.accountByName.get(name);
    if (account === undefined) throw new Error(`${name} is not in the cast`);
    return simulation.view.equityCents(account) / 100;
  };
  return { a: equity('maker-a'), b: equity('maker-b') };
}

function tStatistic(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance =
    values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / (values.length - 1);
  return mean / Math.sqrt(variance / values.length);
}

describe('who is listed first has no advantage', () => {
  const others = Object.fromEntries(Object.entries(street).filter(([name]) => !name.startsWith('maker')));
  const twin = { kind: 'maker' };

  it('two identical makers fare alike over many seeds', () => {
    const gaps: number[] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      const { a, b } = results(seed, { ...others, 'maker-a': twin, 'maker-b': twin });
      gaps.push(a - b);
    }
    expect(gaps.some((gap) => gap !== 0)).toBe(true);
    expect(Math.abs(tStatistic(gaps))).toBeLessThan(3);
  });

  it('the order of the cast changes nothing but account numbers', () => {
    for (let seed = 0; seed < 5; seed++) {
      const first = results(seed, { ...others, 'maker-a': twin, 'maker-b': twin });
      const swapped = results(seed, { 'maker-b': twin, 'maker-a': twin, ...others });
      expect(swapped).toEqual(first);
    }
  });
});
