import type { AgentKind } from '../../sim/agents/agent.ts';
import { agentKinds } from '../cast.ts';
import type { Kinds } from '../members.ts';
import { type ScenarioInput, scenarioSchema } from '../scenario.ts';
import { Simulation } from '../simulation.ts';
import { coinsDone, WORKED_ON, workedOrder } from './worked-order.ts';

/** A large order that is put into a scenario. */
export interface WorkedOrder {
  readonly side: 'buy' | 'sell';
  readonly coins: number;
  /** Share of turnover, its own included. */
  readonly participation: number;
  readonly startMinutes: number;
}

/** A run tick by tick: spot index at its opening, bitcoin of the order done by its end, bitcoin traded within it on the order's books. */
export interface OrderRun {
  readonly secondsPerTick: number;
  readonly indexUsd: readonly number[];
  readonly doneCoins: readonly number[];
  readonly coins: readonly number[];
}

/** What a run of an order may be given besides. */
export interface RunOrderOptions {
  /** Kinds of agent the cast may name, the order's own apart. */
  readonly kinds?: Kinds;
  /** Called before each hour of the window, with the tick. */
  readonly onHour?: (tick: number) => void;
}

const NAME = 'worked-order';
/** An order that is short of less than this, bitcoin, is done. */
const LOT = 0.01;

/**
 * Runs a scenario with a large order in it until as much time has passed after its last fill as it took, or to the end of
 * the window. Without an order the same account is there and does nothing, so that both runs have the same luck.
 */
export function runOrder(
  input: ScenarioInput,
  seed: number,
  order: WorkedOrder | null,
  { kinds: own = agentKinds, onHour = () => {} }: RunOrderOptions = {},
): OrderRun {
  const parameters = { ...(order ?? { side: 'sell' as const, coins: 0 }) };
  const line = { kind: workedOrder.kind, acts: order !== null, parameters };
  const scenario = scenarioSchema.parse({ ...input, cast: { ...input.cast, [NAME]: line } });
  const kinds = { ...own, [workedOrder.kind]: workedOrder as unknown as AgentKind<unknown> };
  const simulation = new Simulation(scenario, `${seed}`, { kinds, onKeyframe: onHour });
  const { world, view, loop } = simulation;
  simulation.begin();
  const account = world.accountByName.get(NAME) ?? 0;
  const indexUsd: number[] = [];
  const doneCoins: number[] = [];
  const coins: number[] = [];
  const startTick = (order?.startMinutes ?? 0) / view.minutesPerTick;
  const { ticks } = simulation.plan;
  let doneTick = ticks;
  // One tick more, at whose opening the last one's trades are in the index.
  while (loop.tick < Math.min(ticks, 2 * doneTick - startTick + 1)) {
    loop.step();
    indexUsd.push(world.market.indexUsd);
    doneCoins.push(coinsDone(view, account));
    let traded = 0;
    for (const i of WORKED_ON) traded += view.coins(i, world.market.volume[i]);
    coins.push(traded);
    if (order && doneTick === ticks && doneCoins[loop.tick - 1] > order.coins - LOT) doneTick = loop.tick;
  }
  return { secondsPerTick: world.secondsPerTick, indexUsd, doneCoins, coins };
}
