import type { Context } from '../agent.ts';
import type { PodParameters } from './parameters.ts';

/** When a platform was asked last and had nothing to do, and how often its accounts had remembered something. */
interface Rest {
  tick: number;
  remembered: number;
}
const rests = new WeakMap<readonly number[], Rest>();

/** Whether nothing that it looks at has changed since it was asked and had nothing to do: a tick's later rounds. */
export function isResting({ view: { world }, accounts }: Context<PodParameters>): boolean {
  const rest = rests.get(accounts);
  if (rest === undefined || rest.tick !== world.tick) return false;
  if (world.marginCalls.size > 0 || world.forcedSales.size > 0) return false;
  return rest.remembered === sumOf(world.remembered, accounts);
}

/** Notes that there is nothing to do before something changes. */
export function rest({ view: { world }, accounts }: Context<PodParameters>): void {
  rests.set(accounts, { tick: world.tick, remembered: sumOf(world.remembered, accounts) });
}

function sumOf(remembered: readonly number[], accounts: readonly number[]): number {
  let sum = 0;
  for (let n = 0; n < accounts.length; n++) sum += remembered[accounts[n]];
  return sum;
}
