import type { OrderRun } from '../../scenarios/experiments/run-order.ts';
import type { Kept } from './kept-file.ts';
import type { MemberResult } from './member.ts';

/** What a large order did to a run on a seed, or that run without one. */
export interface OrderResult extends OrderRun {
  readonly seed: number;
}

/** Members of ensembles. */
export const keptMembers: Kept<MemberResult> = {
  name: 'members',
  isWhole: ({ digest, readings, path, drawdown }) =>
    typeof digest === 'string' &&
    typeof readings === 'object' &&
    readings !== null &&
    Array.isArray(path) &&
    typeof drawdown === 'number',
};

/** Runs with large orders, from which impact is measured. */
export const keptOrders: Kept<OrderResult> = {
  name: 'orders',
  isWhole: ({ secondsPerTick, ...ticks }) =>
    typeof secondsPerTick === 'number' &&
    [ticks.indexUsd, ticks.doneCoins, ticks.coins].every((each) => Array.isArray(each)),
};
