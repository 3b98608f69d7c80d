import { Agent, type AgentKind } from '../sim/agents/agent.ts';
import type { Log } from '../sim/emit.ts';
import { EventLog } from '../sim/engine/log.ts';
import { Loop, type Plan } from '../sim/engine/loop.ts';
import { Streams } from '../sim/engine/random.ts';
import { Schedule, type Wake } from '../sim/engine/schedule.ts';
import { formatTime, parseDuration, secondsOf } from '../sim/engine/time.ts';
import { EVENT, EventBatch } from '../sim/events.ts';
import { CommandQueue } from '../sim/market/commands.ts';
import { Market } from '../sim/market/market.ts';
import type { Script } from '../sim/market/script.ts';
import { View } from '../sim/market/view.ts';
import { evolve } from '../sim/world/evolve.ts';
import { World } from '../sim/world/world.ts';
import { membersOf } from './members.ts';
import { openWorld } from './opening.ts';
import type { Scenario } from './scenario.ts';

const SECONDS_PER_HOUR = 3600;

/** A scenario put together: world, log, market rules and agents, ready to be stepped. */
export class Simulation {
  readonly world = new World();
  readonly log: Log;
  readonly streams: Streams;
  readonly loop: Loop;
  readonly plan: Plan;
  readonly view: View;
  readonly market: Market;
  private readonly schedule: Schedule<EventBatch>;
  private readonly queue = new CommandQueue();
  /** Index of the participant that owns each account, by participant. */
  private readonly owned: Set<number>[] = [];

  constructor(
    readonly scenario: Scenario,
    readonly seed: string,
    options: { batchRows?: number; onKeyframe?: (tick: number, seq: number) => void } = {},
  ) {
    const { world } = this;
    this.log = new EventLog(new EventBatch(options.batchRows), (batch, row, seq) =>
      evolve(world, batch, row, seq),
    );
    this.streams = new Streams(`${scenario.id}/${seed}`);
    this.plan = planOf(scenario);
    this.view = new View(world);
    this.schedule = new Schedule<EventBatch>(this.log, (batch, row, participant) =>
      this.concerns(batch, row, participant),
    );
    this.market = new Market(world, this.log, this.queue, this.schedule, this.streams, scriptOf(scenario));
    this.loop = new Loop(this.plan, this.market, this.streams, (tick) =>
      options.onKeyframe?.(tick, this.log.nextSeq),
    );
  }

  /** Writes the opening of the world into the log: listings, accounts, balance sheets. */
  begin(): void {
    this.streams.open('opening');
    openWorld(this.scenario, this.seed, this.log, this.world, this.view, this.streams);
    this.engage();
  }

  /**
   * Continues from a recorded past: rows are applied up to the opening of `tick`; rows of the batch in which it falls
   * are written again, so that the log goes on as if it had never stopped. Returns the batches that stay whole.
   */
  continueFrom(batches: Iterable<EventBatch>, tick: number): number {
    const { log, world } = this;
    let whole = 0;
    for (const batch of batches) {
      const end = rowsBefore(batch, tick);
      if (end === batch.length && batch.length === log.batch.capacity) {
        for (let row = 0; row < end; row++) {
          this.heed(batch, row);
          evolve(world, batch, row, batch.first + row);
        }
        log.batch.reset(batch.first + batch.length);
        whole++;
        continue;
      }
      for (let row = 0; row < end; row++) {
        this.heed(batch, row);
        copyRow(batch, row, log.batch);
        log.tick = batch.tick[row];
        log.commit(batch.cause[row]);
      }
      if (end < batch.length) break;
    }
    this.loop.tick = tick;
    this.engage();
    for (const { row, seq, batch } of this.lastRound) this.schedule.observe(batch, row, seq);
    this.lastRound.length = 0;
    return whole;
  }

  /** Events of the round being folded: what they wake must be known when the run goes on. */
  private readonly lastRound: { batch: EventBatch; row: number; seq: number }[] = [];

  private heed(batch: EventBatch, row: number): void {
    if (batch.type[row] === EVENT.RoundOpened) this.lastRound.length = 0;
    else {
      const copy = new EventBatch(1);
      copyRow(batch, row, copy);
      this.lastRound.push({ batch: copy, row: 0, seq: batch.first + row });
    }
  }

  /** Runs to the end of the window, or to a tick. */
  runUntil(tick = this.plan.ticks): void {
    const end = Math.min(tick, this.plan.ticks);
    while (this.loop.tick < end) this.loop.step();
  }

  /** Puts the agents to work. */
  private engage(): void {
    const { world, view, streams, queue } = this;
    for (const { name, kind, acts, parameters } of membersOf(this.scenario)) {
      const self = world.accountByName.get(name);
      if (self === undefined || !acts) continue;
      const accounts = world.accounts.flatMap((account, index) => (account.leader === self ? [index] : []));
      const agent = new Agent(
        kind,
        wakeOf(kind, this.scenario),
        name,
        accounts,
        parameters,
        view,
        streams,
        queue,
      );
      this.owned.push(new Set(accounts));
      this.schedule.add(agent);
    }
    this.schedule.start();
  }

  private concerns(batch: EventBatch, row: number, participant: number): boolean {
    const accounts = this.owned[participant];
    return accounts.has(batch.actor[row]) || accounts.has(batch.counterparty[row]);
  }
}

function planOf(scenario: Scenario): Plan {
  const start = secondsOf(scenario.start);
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  return {
    ticks: Math.round((secondsOf(scenario.end) - start) / secondsPerTick),
    roundsPerTick: scenario.roundsPerTick,
    ticksPerKeyframe: Math.max(1, Math.round(SECONDS_PER_HOUR / secondsPerTick)),
    labelOf: (tick) => formatTime(start + tick * secondsPerTick).slice(0, 13),
  };
}

function scriptOf(scenario: Scenario): Script {
  const start = secondsOf(scenario.start);
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  const tickOf = (time: string): number => (secondsOf(time) - start) / secondsPerTick;
  const { shocks, flags, ...rest } = scenario.outside;
  return {
    ...rest,
    shocks: shocks.map(({ profile, ...shock }) => ({
      ...shock,
      knots: profile.map(([at, share]) => [tickOf(at), share] as const),
    })),
    flags: flags.map(({ time, ...flag }) => ({ ...flag, tick: tickOf(time) })),
    latent: scenario.latent,
    curtailedShare: scenario.network.curtailedShare,
  };
}

function wakeOf(kind: AgentKind<unknown>, scenario: Scenario): Wake {
  const { rounds, every, on, onOwn } = kind.wake;
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  return {
    ...(rounds ? { rounds } : {}),
    ...(every ? { everyTicks: Math.max(1, Math.round((parseDuration(every) ?? 60) / secondsPerTick)) } : {}),
    ...(on ? { on: on.map((type) => EVENT[type]) } : {}),
    ...(onOwn ? { onOwn: onOwn.map((type) => EVENT[type]) } : {}),
  };
}

/** Rows of a batch before the opening of a tick. */
function rowsBefore(batch: EventBatch, tick: number): number {
  for (let row = 0; row < batch.length; row++) {
    if (batch.type[row] === EVENT.TickOpened && batch.tick[row] === tick) return row;
  }
  return batch.length;
}

function copyRow(from: EventBatch, row: number, to: EventBatch): void {
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
  const fields = from.detailOf(row);
  if (Object.keys(fields).length > 0) to.details.push({ row: at, fields });
}
