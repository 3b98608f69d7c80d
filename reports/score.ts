import type { CalmDay } from '../scenarios/calm-day.ts';
import type { Target } from '../scenarios/target.ts';
import { distanceOf, isMetAt } from './distance.ts';
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

/** How many rows there are of a class, and how many are met; those that could not be read count as missed. */
export interface ClassScore {
  readonly rows: number;
  readonly met: number;
}

/** A run beside history: held when every fitted row is met and enough of those held out. */
export interface Score {
  readonly fit: ClassScore;
  readonly heldOut: ClassScore;
  readonly held: boolean;
}

/** Share of the rows held out that a model must meet. */
export const HELD_OUT_SHARE = 0.7;

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

/** Whether rows hold together; contested ones never count. */
export function scoreOf(rows: readonly { readonly target: Target; readonly met: boolean | null }[]): Score {
  const classScore = (name: Target['class']): ClassScore => {
    const own = rows.filter(({ target }) => target.class === name);
    return { rows: own.length, met: own.filter(({ met }) => met === true).length };
  };
  const [fit, heldOut] = [classScore('fit'), classScore('held-out')];
  return { fit, heldOut, held: fit.met === fit.rows && heldOut.met >= HELD_OUT_SHARE * heldOut.rows };
}
