import type { CalmDay } from '../scenarios/calm-day.ts';
import type { Target } from '../scenarios/target.ts';
import { distanceOf, isMetAt } from './distance.ts';
import { type ClassScore, classScore, leastHeldOut } from './ensemble/gate.ts';
import { read } from './measures.ts';
import type { Tape } from './tape.ts';

/** What is read off a run, by id of its target; null where there was nothing to read. */
export type Readings = Readonly<Record<string, number | null>>;

/** A row of history beside one run. */
export interface ScoredTarget {
  readonly target: Target;
  readonly simulated: number | null;
  /** Scoring deviations from history, signed; null where nothing could be read. */
  readonly distance: number | null;
  readonly met: boolean | null;
}

/** A run beside history: held when every fitted row is met and enough of those held out. */
export interface Score {
  readonly fit: ClassScore;
  readonly heldOut: ClassScore;
  readonly held: boolean;
}

/** Reads every target off a tape. */
export function readingsOf(targets: readonly Target[], tape: Tape, calm: CalmDay): Readings {
  return Object.fromEntries(targets.map(({ id, measure }) => [id, read(measure, tape, calm)]));
}

/** Sets readings beside history, row by row. */
export function scored(targets: readonly Target[], readings: Readings): ScoredTarget[] {
  return targets.map((target) => {
    const simulated = readings[target.id] ?? null;
    const distance = simulated === null ? null : distanceOf(target, simulated);
    return { target, simulated, distance, met: distance === null ? null : isMetAt(distance) };
  });
}

/** Whether rows hold together; contested ones never count, and of nothing else it cannot be said. */
export function scoreOf(rows: readonly Pick<ScoredTarget, 'target' | 'met'>[]): Score {
  const fit = classScore(rows, 'fit', 1);
  const heldOut = classScore(rows, 'held-out', leastHeldOut(fit.of));
  return { fit, heldOut, held: fit.of + heldOut.of > 0 && fit.holds && heldOut.holds };
}
