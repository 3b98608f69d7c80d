import { type FamilyScore, familyScores, type Gate, gateOf, totalScore } from '../reports/ensemble/gate.ts';
import { type Row, rowOf } from '../reports/ensemble/row.ts';
import type { Target } from '../scenarios/target.ts';
import type { BrokenMember, Ensemble } from './ensemble.ts';

/** An ensemble beside history. */
export interface Validation {
  readonly rows: readonly Row[];
  readonly families: readonly FamilyScore[];
  /** Root mean square deviation over families; null without counted rows. */
  readonly score: number | null;
  readonly gate: Gate;
  readonly broken: readonly BrokenMember[];
  readonly seeds: number;
}

/** Sets what an ensemble's members read beside history, row by row, and asks the gate; members that broke read nothing. */
export function validationOf(
  targets: readonly Target[],
  { results, broken }: Pick<Ensemble, 'results' | 'broken'>,
): Validation {
  const whole = results.filter((result) => result !== null);
  const rows = targets.map((target) =>
    rowOf(
      target,
      whole.map(({ readings }) => readings[target.id] ?? null),
    ),
  );
  const families = familyScores(rows);
  const gate = gateOf(
    rows,
    whole.map(({ drawdown }) => drawdown),
    broken.length,
  );
  return { rows, families, score: totalScore(families), gate, broken, seeds: results.length };
}
