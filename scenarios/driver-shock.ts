import type { Driver } from '../sim/market/drivers.ts';
import type { ScenarioInput } from './scenario.ts';

/** Cumulative share of a shock released by each knot. */
export type Profile = readonly (readonly [time: string, cumulativeShare: number])[];

/** A scripted root: one driver, its measured total, and the share of it released by each knot. */
export interface DriverShock {
  readonly id: string;
  readonly driver: Driver;
  readonly title: string;
  /** Simple return of the driver over the whole shock. */
  readonly totalReturn: number;
  /** ISO UTC minute and cumulative share of the total log return; linear between knots, 0 first, 1 last. */
  readonly profile: Profile;
  /** What was measured and what is a modelling choice. */
  readonly source: string;
}

/** A shock that is released evenly. */
export const straight = (from: string, to: string): Profile => [
  [from, 0],
  [to, 1],
];

/** Shocks as a scenario holds them: without their sources. */
export function scripted(shocks: readonly DriverShock[]): NonNullable<ScenarioInput['outside']['shocks']> {
  return shocks.map(({ id, title, driver, totalReturn, profile }) => ({
    ...{ id, title, driver, totalReturn },
    profile: profile.map(([at, share]): [string, number] => [at, share]),
  }));
}
