import { EventLog } from '../../sim/engine/log.ts';
import { EventBatch } from '../../sim/events.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';
import { DigestChain } from '../../store/digest.ts';
import { inTurn, median, recordedBatches, reference, secondsOf } from '../measure.ts';

const TICKS = 1_440;
const REPETITIONS = 5;

/** Events a second of the whole simulation, and of its own events pushed through book, ledger and log alone. */
export interface FloorRates {
  readonly events: number;
  readonly simulated: number;
  readonly pushed: number;
  /** Share of the limit that the whole simulation reaches. */
  readonly ratio: number;
}

/** Measures the limit of this design: no agent decides, no rule is asked, the log alone is written and applied. */
export async function benchFloor(): Promise<FloorRates> {
  const { batches: recorded } = recordedBatches(TICKS);
  const events = recorded.reduce((sum, { length }) => sum + length, 0);
  const heads = new Set<string>();
  const { simulated, pushed } = await inTurn(REPETITIONS, {
    simulated: () => events / simulate(heads),
    pushed: () => events / push(recorded, heads),
  });
  if (heads.size !== 1) throw new Error('the events pushed are not those simulated');
  const rates = { simulated: median(simulated), pushed: median(pushed) };
  return { events, ...rates, ratio: rates.simulated / rates.pushed };
}

function simulate(heads: Set<string>): number {
  const simulation = reference();
  const chain = new DigestChain();
  simulation.log.drain((batch) => chain.add(batch));
  const seconds = secondsOf(() => {
    simulation.begin();
    simulation.runUntil(TICKS);
    simulation.log.flush();
  });
  heads.add(chain.head);
  return seconds;
}

function push(recorded: readonly EventBatch[], heads: Set<string>): number {
  const world = new World();
  const log = new EventLog(new EventBatch(), (batch, row, seq) => evolve(world, batch, row, seq));
  const chain = new DigestChain();
  log.drain((batch) => chain.add(batch));
  const seconds = secondsOf(() => {
    for (const batch of recorded) pushBatch(batch, log);
    log.flush();
  });
  heads.add(chain.head);
  return seconds;
}

function pushBatch(from: EventBatch, log: EventLog<EventBatch>): void {
  let next = 0;
  for (let row = 0; row < from.length; row++) {
    const to = log.batch;
    const at = to.length;
    to.type[at] = from.type[row];
    to.actor[at] = from.actor[row];
    to.instrument[at] = from.instrument[row];
    to.order[at] = from.order[row];
    to.counterparty[at] = from.counterparty[row];
    to.counterOrder[at] = from.counterOrder[row];
    to.side[at] = from.side[row];
    to.orderType[at] = from.orderType[row];
    to.price[at] = from.price[row];
    to.quantity[at] = from.quantity[row];
    to.value[at] = from.value[row];
    to.reason[at] = from.reason[row];
    if (from.details[next]?.row === row) to.details.push({ row: at, fields: from.details[next++].fields });
    log.tick = from.tick[row];
    log.commit(from.cause[row]);
  }
}
