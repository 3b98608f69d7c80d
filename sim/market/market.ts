import { emit, type Log } from '../emit.ts';
import { combine, hashName } from '../engine/hash.ts';
import type { Phases } from '../engine/loop.ts';
import type { Streams } from '../engine/random.ts';
import type { Schedule } from '../engine/schedule.ts';
import { type EventBatch, NOBODY } from '../events.ts';
import type { World } from '../world/world.ts';
import { Arrivals } from './arrivals.ts';
import type { CommandQueue } from './commands.ts';
import { Exchange } from './exchange.ts';
import { checkInvariants } from './invariants.ts';
import { LiquidationEngine } from './liquidation.ts';
import { Network } from './network.ts';
import { OptionDealing } from './option-dealing.ts';
import { OptionClearing } from './options.ts';
import { Outside } from './outside.ts';
import { PrimaryMarket } from './primary.ts';
import { Reference } from './reference.ts';
import type { Script } from './script.ts';
import { Sessions } from './sessions.ts';

/** The market's side of the tick loop: phases in their fixed order. */
export class Market implements Phases {
  readonly exchange: Exchange;
  readonly outside: Outside;
  private readonly sessions: Sessions;
  private readonly reference: Reference;
  private readonly liquidation: LiquidationEngine;
  private readonly network: Network;
  private readonly options: OptionClearing;
  private readonly dealing: OptionDealing;
  private readonly primary: PrimaryMarket;
  private readonly key: number;
  private readonly arrivals: Arrivals;

  constructor(
    readonly world: World,
    readonly log: Log,
    readonly queue: CommandQueue,
    private readonly schedule: Schedule<EventBatch>,
    streams: Streams,
    script: Script,
  ) {
    this.exchange = new Exchange(world, log, { checksFunds: true });
    this.outside = new Outside(world, log, streams, script);
    this.sessions = new Sessions(this.exchange, script);
    this.reference = new Reference(world, log);
    this.liquidation = new LiquidationEngine(this.exchange, queue);
    this.network = new Network(world, log, streams, script);
    this.options = new OptionClearing(world, log);
    this.dealing = new OptionDealing(world, log);
    this.primary = new PrimaryMarket(world, log, script);
    this.arrivals = new Arrivals(world.accounts);
    this.key = hashName(streams.root);
  }

  /** Calendar, drivers, reference data, risk engines. */
  openTick(tick: number): number {
    const { log } = this;
    log.tick = tick;
    const opened = emit(log, 'TickOpened', -1, {});
    this.sessions.step();
    this.outside.step();
    this.network.step();
    this.reference.step();
    this.options.step();
    this.primary.step();
    this.sessions.watchBands();
    this.liquidation.watch();
    return opened;
  }

  /** One micro-round: everybody decides on the same frozen world, then commands arrive one by one. */
  round(tick: number, round: number, tickSeq: number): void {
    const { queue, exchange, world } = this;
    const asked = world.optionRequests.length;
    queue.clear();
    emit(this.log, 'RoundOpened', tickSeq, { value: round });
    this.liquidation.command();
    this.schedule.run(tick, round, tickSeq);
    const key = combine(combine(this.key, tick), round);
    this.arrivals.sequence(queue, key);
    for (let at = 0; at < queue.count; at++) exchange.execute(queue, queue.sequenced[at]);
    this.sessions.bands.watchLimits(round);
    this.acceptBaskets();
    if (asked > 0) this.dealing.answer(queue, asked);
    this.liquidation.settle();
  }

  /** The trust answers the orders for baskets that came in this round. */
  private acceptBaskets(): void {
    const { declarations, declaredSeq } = this.queue;
    if (declarations.length === 0) return;
    for (const [n, declared] of declarations.entries()) {
      if (declared?.type !== 'BasketsOrdered') continue;
      const { actor = NOBODY, quantity = 0 } = declared.columns;
      this.primary.accept({ seq: declaredSeq[n], actor, baskets: quantity });
    }
  }

  /** The invariants; a broken one stops the run. */
  closeTick(): void {
    checkInvariants(this.world);
  }
}
