import { describe, expect, it } from 'vitest';
import { calm } from '../../scenarios/calm/scenario.ts';
import { type ScenarioInput, scenarioSchema } from '../../scenarios/scenario.ts';
import { Simulation } from '../../scenarios/simulation.ts';
import { street } from '../../scenarios/street.ts';
import { EVENT } from '../../sim/events.ts';

const SEEDS = 60;
const MINUTES = 40;

interface Result {
  /** Equity in dollars at the end. */
  readonly equity: number;
  /** Trades with takers: who stands first in a queue has more of them. */
  readonly fills: number;
}

/** How two like makers end. */
function results(seed: number, cast: ScenarioInput['cast']): { a: Result; b: Result } {
  const simulation = new Simulation(scenarioSchema.parse({ ...calm, cast }), String(seed));
  const fills = new Map<number, number>();
  simulation.log.listen([EVENT.Traded], ({ counterparty }, row) => {
    fills.set(counterparty[row], (fills.get(counterparty[row]) ?? 0) + 1);
  });
  simulation.begin();
  simulation.runUntil(MINUTES);
  const result = (name: string): Result => {
    const account = simulation.world.accountByName.get(name);
    if (account === undefined) throw new Error(`${name} is not in the cast`);
    return { equity: simulation.view.equityCents(account) / 100, fills: fills.get(account) ?? 0 };
  };
  return { a: result('maker-a'), b: result('maker-b') };
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
    const pairs = Array.from({ length: SEEDS }, (_, seed) =>
      results(seed, { ...others, 'maker-a': twin, 'maker-b': twin }),
    );
    for (const measure of ['equity', 'fills'] as const) {
      const gaps = pairs.map(({ a, b }) => a[measure] - b[measure]);
      expect(gaps.some((gap) => gap !== 0)).toBe(true);
      expect(Math.abs(tStatistic(gaps)), measure).toBeLessThan(3);
    }
  });

  it('the order of the cast changes nothing but account numbers', () => {
    for (let seed = 0; seed < 5; seed++) {
      const first = results(seed, { ...others, 'maker-a': twin, 'maker-b': twin });
      const swapped = results(seed, { 'maker-b': twin, 'maker-a': twin, ...others });
      expect(swapped).toEqual(first);
    }
  });
});
