import { rewriteRows } from '../../scenarios/past.ts';
import { EventLog } from '../../sim/engine/log.ts';
import { EventBatch } from '../../sim/events.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';
import { DigestChain } from '../../store/digest.ts';
import { inTurn, lived, median, recordedBatches, secondsOf } from '../measure.ts';

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
  const chain = new DigestChain();
  const seconds = secondsOf(() => lived(TICKS, (batch) => chain.add(batch)));
  heads.add(chain.head);
  return seconds;
}

function push(recorded: readonly EventBatch[], heads: Set<string>): number {
  const world = new World();
  const log = new EventLog(new EventBatch(), (batch, row, seq) => evolve(world, batch, row, seq));
  const chain = new DigestChain();
  log.drain((batch) => chain.add(batch));
  const seconds = secondsOf(() => {
    for (const batch of recorded) rewriteRows(batch, batch.length, log);
    log.flush();
  });
  heads.add(chain.head);
  return seconds;
}
