import { type Falls, fallsOf } from '../ensemble/gate.ts';
import type { Fact } from './fact.ts';

/** Without shocks a fall from a running high in three days by more than this is none of a calm market, and how often one may happen. */
export const CONTROL_DRAWDOWN = 0.08;
export const MOST_CONTROL_FALLS = 0.02;

/** What a calm scenario must show. */
export interface FactsGate {
  /** All must be in their bands. */
  readonly facts: { readonly met: number; readonly of: number; readonly holds: boolean };
  /** The negative control: without shocks there is no crash. */
  readonly control: Falls;
  /** Runs on which an invariant broke: none may. */
  readonly broken: { readonly count: number; readonly holds: boolean };
  readonly holds: boolean;
}

/** Asks whether facts, the largest drawdown of each seed (fractions) and the broken runs pass. */
export function factsGateOf(
  told: readonly Fact[],
  drawdowns: readonly number[],
  brokenRuns: number,
): FactsGate {
  const met = told.filter((fact) => fact.met).length;
  const facts = { met, of: told.length, holds: met === told.length };
  const control = fallsOf(drawdowns, CONTROL_DRAWDOWN, MOST_CONTROL_FALLS);
  const broken = { count: brokenRuns, holds: brokenRuns === 0 };
  return { facts, control, broken, holds: facts.holds && control.holds && broken.holds };
}
