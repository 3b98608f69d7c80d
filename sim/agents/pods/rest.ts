import type { Context } from '../agent.ts';
import { ByAgent } from '../by-agent.ts';
import type { PodParameters } from './parameters.ts';

/** When a platform was last asked without having anything to decide: in the tick's later rounds only its plans go on. */
interface Rest {
  tick: number;
  /** How often its accounts had remembered something. */
  remembered: number;
  /** Whether any pod worked on a plan. */
  working: boolean;
}

const NEVER = -1;
const rests = new ByAgent((): Rest => ({ tick: NEVER, remembered: 0, working: false }));

/** Its rest, while nothing that it decides on has changed: the tick, what it remembers, calls and forced sales. */
export function restOf({ view, accounts }: Context<PodParameters>): Rest | undefined {
  const { world } = view;
  const rest = rests.of(view, accounts);
  if (rest.tick !== world.tick || world.marginCalls.size > 0 || world.forcedSales.size > 0) return undefined;
  return rest.remembered === sumOf(world.remembered, accounts) ? rest : undefined;
}

/** Notes that there is nothing to decide before something changes. A call or a sale under way may end within the tick. */
export function rest({ view, accounts }: Context<PodParameters>, working: boolean): void {
  const { world } = view;
  if (world.marginCalls.size > 0 || world.forcedSales.size > 0) return;
  const rest = rests.of(view, accounts);
  rest.tick = world.tick;
  rest.remembered = sumOf(world.remembered, accounts);
  rest.working = working;
}

function sumOf(remembered: readonly number[], accounts: readonly number[]): number {
  let sum = 0;
  for (let n = 0; n < accounts.length; n++) sum += remembered[accounts[n]];
  return sum;
}
