import { Simulation } from '../../scenarios/simulation.ts';
import { EVENT, type EventBatch } from '../../sim/events.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { isContract } from '../../sim/world/instrument.ts';
import { INSURANCE_ACCOUNT } from '../../sim/world/ledger.ts';
import { World } from '../../sim/world/world.ts';
import { stateOf } from '../../store/state.ts';
import { type Case, soakKinds } from './draw.ts';

/** What one pass did; `problem` is null when everything held. */
export interface Passed {
  readonly events: number;
  readonly ticks: number;
  readonly liquidations: number;
  readonly deleveraged: number;
  readonly problem: string | null;
}

/**
 * Runs a case with its invariants on and watches what they cannot see: trades outside a session, accounts let go in
 * debt, an insurance fund that does not add up, open interest that was miscounted. With `replay` the log is folded on
 * the way into a second world, which must end up the same. `onTick` sees the world after each tick.
 */
export function pass(
  { seed, scenario }: Case,
  replay: boolean,
  onTick: (world: World) => void = () => {},
): Passed {
  const simulation = new Simulation(scenario, `${seed}`, { batchRows: 16_384, kinds: soakKinds });
  const { world, log, loop, plan } = simulation;
  const counts = { events: 0, liquidations: 0, deleveraged: 0 };
  const folded = replay ? new World() : null;
  log.drain((batch) => {
    counts.events += batch.length;
    if (folded) for (let row = 0; row < batch.length; row++) evolve(folded, batch, row, batch.first + row);
  });
  const { LiquidationStarted, LiquidationEnded, AutoDeleveraged, Traded } = EVENT;
  // A listener also hears of what others have asked for.
  log.listen([LiquidationStarted, LiquidationEnded, AutoDeleveraged, Traded], (batch, row) => {
    switch (batch.type[row]) {
      case LiquidationStarted:
        counts.liquidations++;
        break;
      case LiquidationEnded:
        checkEnd(world, batch, row);
        break;
      case AutoDeleveraged:
        counts.deleveraged++;
        break;
      case Traded:
        checkTrade(world, batch, row);
    }
  });
  let problem: string | null = null;
  try {
    simulation.begin();
    const fundCents = world.ledger.cash[INSURANCE_ACCOUNT];
    while (!loop.done) {
      loop.step();
      onTick(world);
      checkFund(world, fundCents);
    }
    log.flush();
    checkOpenInterest(world);
    if (folded && stateOf(folded) !== stateOf(world)) throw new Error('folding the log gives another world');
  } catch (error) {
    problem = `tick ${loop.tick} of ${plan.ticks}: ${error instanceof Error ? error.message : error}`;
  }
  return { ...counts, ticks: loop.tick, problem };
}

function checkEnd(world: World, batch: EventBatch, row: number): void {
  if (batch.value[row] >= 0) return;
  throw new Error(`${world.accounts[batch.actor[row]].name} was let go with ${batch.value[row]} cents`);
}

function checkTrade(world: World, batch: EventBatch, row: number): void {
  const i = batch.instrument[row];
  if (world.inSession[i] !== 1 || world.haltedUntil[i] >= world.tick)
    throw new Error(`${world.instruments[i].id} traded while it was closed or halted`);
  if (!(batch.price[row] >= 1) || !(batch.quantity[row] >= 1))
    throw new Error(`${batch.quantity[row]} lots traded at ${batch.price[row]}`);
}

/** What the fund has lost is what it has paid out. */
function checkFund({ ledger, insurancePaid }: World, openedCents: number): void {
  let paid = 0;
  for (const { cents } of insurancePaid) paid += cents;
  const left = ledger.cash[INSURANCE_ACCOUNT];
  if (openedCents - paid !== left)
    throw new Error(`the fund opened with ${openedCents} cents, paid ${paid} and holds ${left}`);
}

/** Open interest, counted fill by fill, is the sum of long positions. */
function checkOpenInterest({ ledger, instruments }: World): void {
  for (const { id, index, kind } of instruments) {
    if (!isContract(kind)) continue;
    let long = 0;
    for (let account = 0; account < ledger.accounts; account++)
      long += Math.max(0, ledger.lots(account, index));
    if (long !== ledger.openInterest[index])
      throw new Error(`${id} has ${long} lots open, counted were ${ledger.openInterest[index]}`);
  }
}
