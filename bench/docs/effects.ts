import type { Effect, Pair } from './pair.ts';
import { pairs } from './pairs.ts';
import { runOf } from './run.ts';

/** One minute more than the US close, so that its index is there. */
const CLOSE = '2026-02-05T21:01Z';
/** Figures that are kept: enough to tell runs apart, and the same on every Node. */
const FIGURES = 6;

/** What one seed gave: every effect of every pair, first without the change and then with it. */
export interface SeedResult {
  readonly seed: number;
  /** By pair, then by effect. */
  readonly values: readonly (readonly (readonly [reference: number, changed: number])[])[];
}

/** Runs one pair on one seed; `reference` gives the same effects without the change. */
export function runPair(
  { what, until, effects }: Pair,
  seed: number,
  reference: readonly number[],
): readonly (readonly [number, number])[] {
  const after = measured(what, seed, until, effects);
  return effects.map((_, n) => [reference[n], after[n]]);
}

/** Measures of the reference scenario for every pair, in one run a horizon. */
export function references(seed: number): readonly (readonly number[])[] {
  const found = new Map<Pair['until'], number[]>();
  for (const until of ['close', 'end'] as const) {
    const effects = pairs.filter((pair) => pair.until === until).flatMap((pair) => pair.effects);
    found.set(until, measured({}, seed, until, effects));
  }
  return pairs.map(({ until, effects }) => (found.get(until) ?? []).splice(0, effects.length));
}

function measured(
  what: Pair['what'],
  seed: number,
  until: Pair['until'],
  effects: readonly Effect[],
): number[] {
  const run = runOf(what, seed, until === 'close' ? CLOSE : undefined);
  return effects.map(({ measure }) => Number(measure.of(run).toPrecision(FIGURES)));
}
