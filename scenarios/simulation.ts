import { Agent, type AgentKind } from '../sim/agents/agent.ts';
import type { Log } from '../sim/emit.ts';
import { EventLog } from '../sim/engine/log.ts';
import { Loop, type Plan } from '../sim/engine/loop.ts';
import { Streams } from '../sim/engine/random.ts';
import { type Participant, Schedule, type Wake } from '../sim/engine/schedule.ts';
import { formatTime, parseDuration, secondsOf } from '../sim/engine/time.ts';
import { EVENT, EventBatch } from '../sim/events.ts';
import { CommandQueue } from '../sim/market/commands.ts';
import { Market } from '../sim/market/market.ts';
import type { Script } from '../sim/market/script.ts';
import { View } from '../sim/market/view.ts';
import { evolve } from '../sim/world/evolve.ts';
import { World } from '../sim/world/world.ts';
import { agentKinds } from './cast.ts';
import { type Kinds, membersOf } from './members.ts';
import { openWorld } from './opening.ts';
import { LastRound, rewriteRows, rowsBefore } from './past.ts';
import type { Scenario } from './scenario.ts';
import { scriptOf, shocksFrom } from './script.ts';

const SECONDS_PER_HOUR = 3600;

export interface SimulationOptions {
  /** Rows in a batch of the log. */
  readonly batchRows?: number;
  /** Called before the first tick of each hour, with the seq of the event to come. */
  readonly onKeyframe?: (tick: number, seq: number) => void;
  /** Kinds of agent the cast may name. */
  readonly kinds?: Kinds;
}

/** A scenario put together: world, log, market rules and agents, ready to be stepped. */
export class Simulation {
  readonly world = new World();
  readonly log: Log;
  readonly streams: Streams;
  readonly loop: Loop;
  readonly plan: Plan;
  readonly view: View;
  readonly market: Market;
  private readonly script: { -readonly [K in keyof Script]: Script[K] };
  private readonly kinds: Kinds;
  private readonly schedule: Schedule<EventBatch>;
  private readonly queue = new CommandQueue();
  /** The cast by name, also those who do not act (yet), in the order in which the schedule knows them. */
  private readonly seats = new Map<string, Seat>();
  private readonly owned: Set<number>[] = [];

  constructor(
    private current: Scenario,
    readonly seed: string,
    { batchRows, onKeyframe, kinds = agentKinds }: SimulationOptions = {},
  ) {
    const { world } = this;
    this.kinds = kinds;
    this.log = new EventLog(new EventBatch(batchRows), (batch, row, seq) => evolve(world, batch, row, seq));
    this.streams = new Streams(`${current.id}/${seed}`);
    this.plan = planOf(current);
    this.view = new View(world);
    this.schedule = new Schedule<EventBatch>(this.log, (batch, row, participant) =>
      this.concerns(batch, row, participant),
    );
    this.script = { ...scriptOf(current) };
    this.market = new Market(world, this.log, this.queue, this.schedule, this.streams, this.script);
    this.loop = new Loop(this.plan, this.market, this.streams, (tick) =>
      onKeyframe?.(tick, this.log.nextSeq),
    );
  }

  /** The scenario in force. */
  get scenario(): Scenario {
    return this.current;
  }

  /** Writes the opening of the world into the log: listings, accounts, balance sheets. */
  begin(): void {
    const { current, seed, log, world, view, streams } = this;
    streams.open('opening');
    openWorld(current, seed, log, world, view, streams, membersOf(current, this.kinds));
    this.engage();
  }

  /**
   * Continues from a recorded past: rows are applied up to the opening of `tick`; rows of the batch in which it falls
   * are written again, so that the log goes on as if it had never stopped. Calls `keep` with each batch that stays
   * whole (sinks never see those) and returns how many there are. Needs a log of every event.
   */
  continueFrom(
    batches: Iterable<EventBatch>,
    tick: number,
    keep: (batch: EventBatch) => void = () => {},
  ): number {
    const { log, world } = this;
    const round = new LastRound();
    let whole = 0;
    for (const batch of batches) {
      const end = rowsBefore(batch, tick);
      round.read(batch, end);
      if (end === log.batch.capacity) {
        for (let row = 0; row < end; row++) evolve(world, batch, row, batch.first + row);
        log.batch.reset(batch.first + end);
        keep(batch);
        whole++;
        continue;
      }
      rewriteRows(batch, end, log);
      break;
    }
    this.loop.tick = tick;
    this.engage();
    round.visit((batch, row) => this.schedule.observe(batch, row, batch.first + row));
    return whole;
  }

  /**
   * Goes on under a scenario that holds since `fromTick` (this tick, or one that lies in the past it continued from):
   * acts and parameters of the cast, and what comes from outside. What is fixed at the opening is not looked at.
   */
  adopt(next: Scenario, fromTick: number): void {
    const { script } = this;
    const before = scriptOf(this.current).shocks;
    const { shocks, ...rest } = scriptOf(next);
    Object.assign(script, rest);
    script.shocks = shocksFrom(fromTick, script.shocks, before, shocks);
    for (const { name, acts, parameters } of membersOf(next, this.kinds)) {
      const seat = this.seats.get(name);
      if (!seat) continue;
      seat.acts = acts;
      seat.agent.context.parameters = parameters;
    }
    this.current = next;
  }

  /** Runs to the end of the window, or to a tick. */
  runUntil(tick = this.plan.ticks): void {
    const end = Math.min(tick, this.plan.ticks);
    while (this.loop.tick < end) this.loop.step();
  }

  /** Puts the agents to work. */
  private engage(): void {
    const { world, view, streams, queue } = this;
    for (const { name, kind, acts, parameters } of membersOf(this.current, this.kinds)) {
      const self = world.accountByName.get(name);
      if (self === undefined) continue;
      const accounts = world.accounts.flatMap((account, index) => (account.leader === self ? [index] : []));
      const wake = wakeOf(kind, this.current);
      const agent = new Agent(kind, wake, name, accounts, parameters, view, streams, queue);
      const seat = new Seat(agent, acts);
      this.seats.set(name, seat);
      this.owned.push(new Set(accounts));
      this.schedule.add(seat);
    }
    this.schedule.start();
  }

  private concerns(batch: EventBatch, row: number, participant: number): boolean {
    const accounts = this.owned[participant];
    return accounts.has(batch.actor[row]) || accounts.has(batch.counterparty[row]);
  }
}

/** An agent's place in the schedule; while it does not act, it is asked for nothing that no contract obliges it to. */
class Seat implements Participant {
  constructor(
    readonly agent: Agent<unknown>,
    public acts: boolean,
  ) {}

  get wake(): Wake {
    return this.agent.wake;
  }

  decide(cause: number, round: number): void {
    if (this.acts) this.agent.decide(cause, round);
    else this.agent.honour(cause, round);
  }
}

/** How a scenario's window is divided. */
export function planOf(scenario: Scenario): Plan {
  const start = secondsOf(scenario.start);
  const secondsPerTick = parseDuration(scenario.tick) ?? 60;
  return {
    ticks: Math.round((secondsOf(scenario.end) - start) / secondsPerTick),
    roundsPerTick: scenario.roundsPerTick,
    ticksPerKeyframe: Math.max(1, Math.round(SECONDS_PER_HOUR / secondsPerTick)),
    labelOf: (tick) => formatTime(start + tick * secondsPerTick).slice(0, 13),
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
