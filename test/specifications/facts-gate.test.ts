import { describe, expect, it } from 'vitest';
import { factsValidationOf, factsValidationText } from '../../cli/facts-validation.ts';
import type { Fact } from '../../reports/stylised/fact.ts';
import { factsGateOf } from '../../reports/stylised/facts-gate.ts';

const fact = (met: boolean): Fact => ({
  ...{ id: 'fact', title: 'a fact', value: 1, error: 0.1, band: [0, 2], met, source: 'a test', said: 'said' },
});
const falls = (deep: number, of: number): number[] =>
  Array.from({ length: of }, (_, n) => (n < deep ? 0.0801 : 0.08));

describe('the gate of a calm scenario', () => {
  it('holds where every fact is met, fewer than 2 % of seeds fall by more than 8 %, and nothing broke', () => {
    expect(factsGateOf([fact(true), fact(true)], falls(1, 51), 0)).toMatchObject({
      facts: { met: 2, of: 2, holds: true },
      control: { count: 1, of: 51, holds: true },
      holds: true,
    });
  });

  it.each([
    ['one fact is missed', [fact(true), fact(false)], falls(0, 10), 0],
    ['2 % of seeds fall', [fact(true)], falls(1, 50), 0],
    ['no seed came to its end', [fact(true)], [], 0],
    ['an invariant broke', [fact(true)], falls(0, 10), 1],
  ])('does not where %s', (_, facts, drawdowns, broken) => {
    expect(factsGateOf(facts, drawdowns, broken).holds).toBe(false);
  });

  it('says so', () => {
    const io = { out: () => {}, err: () => {}, interactive: false, columns: 100, color: false };
    const text = factsValidationText('title', factsValidationOf([fact(true)], falls(0, 10), [], 10), io);
    expect(text).toContain('✓ facts: 1 of 1 stylised fact in their bands');
    expect(text).toMatch(/\n\nas real markets over 10 seeds$/);
  });
});
