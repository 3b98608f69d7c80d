import { Agent, type AgentKind } from '../../sim/agents/agent.ts';
import type { Setup } from '../../sim/agents/setup.ts';
import { emit, type Log } from '../../sim/emit.ts';
import { combine, hashName } from '../../sim/engine/hash.ts';
import { EventLog } from '../../sim/engine/log.ts';
import { Streams } from '../../sim/engine/random.ts';
import { EventBatch, type EventOf, eventAt, NOBODY, ORDER_TYPE, type SimEvent } from '../../sim/events.ts';
import { Arrivals, LATENCY } from '../../sim/market/arrivals.ts';
import { COMMAND, CommandQueue } from '../../sim/market/commands.ts';
import { Exchange } from '../../sim/market/exchange.ts';
import { februaryTerms, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { LiquidationEngine } from '../../sim/market/liquidation.ts';
import { marginEquityCents } from '../../sim/market/perp-margin.ts';
import { View } from '../../sim/market/view.ts';
import { type EventType, eventTypes, type OrderType } from '../../sim/vocabulary.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';

export const PERP = INSTRUMENT['BTC-PERP'];
export const SPOT = INSTRUMENT['BTC-SPOT'];
/** The account that holds the other side of every opening position. */
export const PUBLIC = 4;

/** What a hand-made perp venue starts with. */
export interface PerpWorldOptions {
  readonly openingUsd?: number;
  readonly fundUsd?: number;
  readonly rules?: ConstructorParameters<typeof LiquidationEngine>[2];
  readonly seed?: string;
}

/** A position brought to the venue: bitcoin lots of 0.01, negative when short. */
export interface Position {
  readonly cashUsd: number;
  readonly lots: number;
  readonly entryUsd: number;
  readonly traders?: number;
  /** Lots of spot bitcoin beside the cash: the account is margined across both. */
  readonly coinLots?: number;
}

/** A perp venue with a real exchange and liquidation engine, and no other market around it. */
export class PerpWorld {
  readonly world = new World();
  readonly log: Log;
  readonly queue = new CommandQueue();
  readonly events: SimEvent[] = [];
  readonly view: View;
  readonly streams: Streams;
  readonly exchange: Exchange;
  engine: LiquidationEngine;
  tick = -1;

  constructor(readonly options: PerpWorldOptions = {}) {
    const { openingUsd = 70_000, fundUsd = 1e9, seed = '1' } = options;
    const { world } = this;
    this.log = new EventLog(new EventBatch(8192), (batch, row, seq) => evolve(world, batch, row, seq));
    this.log.listen([...eventTypes.keys()], (batch, row) => this.events.push(eventAt(batch, row)));
    this.view = new View(world);
    this.streams = new Streams(`test/${seed}`);
    this.streams.open('opening');
    this.exchange = new Exchange(world, this.log);
    this.engine = this.freshEngine();
    const numbers = { startSeconds: 1_770_163_200, secondsPerTick: 60, roundsPerTick: 6 };
    const network = { difficulty: 0, blocksSinceRetarget: 0, minutesSinceRetarget: 0 };
    const vols = { openingPriceUsd: openingUsd, openingDailyVol: 0.03, calmDailyVol: 0.025 };
    const texts = { scenario: 'test', seed, model: 'test' };
    emit(this.log, 'RunStarted', -1, {}, { ...numbers, ...network, ...vols, ...texts });
    for (const listing of listingsOf(februaryTerms))
      emit(this.log, 'InstrumentListed', -1, {}, { ...listing });
    for (const name of ['venue', 'insurance', 'rounding', 'outside', 'investors']) this.open(name);
    emit(this.log, 'Endowed', -1, { actor: 1, value: fundUsd * 100 });
    emit(this.log, 'Endowed', -1, { actor: PUBLIC, value: 1e15 });
    for (const instrument of [PERP, SPOT]) emit(this.log, 'SessionOpened', -1, { instrument });
    this.setIndex(openingUsd);
    this.setMark(openingUsd);
  }

  /** An engine that has seen nothing yet. */
  freshEngine(): LiquidationEngine {
    return new LiquidationEngine(this.exchange, this.queue, this.options.rules);
  }

  private open(name: string, leader = NOBODY, traders = 0): number {
    emit(this.log, 'AccountOpened', -1, {}, { name, kind: 'test', leader, latency: LATENCY.other, traders });
    return this.world.accounts.length - 1;
  }

  private endow(account: number, cents: number): void {
    emit(this.log, 'Endowed', -1, { actor: account, value: cents });
  }

  private hold(account: number, instrument: number, lots: number, priceTicks: number): void {
    emit(this.log, 'Endowed', -1, { actor: account, instrument, quantity: lots, price: priceTicks });
    emit(this.log, 'Endowed', -1, { actor: PUBLIC, instrument, quantity: -lots, price: priceTicks });
  }

  /** An account with a position; it is watched unless `traders` is 0. */
  account(name: string, { cashUsd, lots, entryUsd, traders = 1, coinLots = 0 }: Position): number {
    const account = this.open(name, NOBODY, traders);
    this.endow(account, Math.round(cashUsd * 100));
    if (lots !== 0) this.hold(account, PERP, lots, entryUsd);
    if (coinLots > 0) emit(this.log, 'Endowed', -1, { actor: account, instrument: SPOT, quantity: coinLots });
    return account;
  }

  /** Brings an agent in, as a scenario would; its accounts' contracts are held against the public. */
  join<P>(kind: AgentKind<P>, name: string, parameters: P): Agent<P> {
    const self = this.open(name);
    const setup: Setup<P> = {
      name,
      parameters,
      view: this.view,
      self,
      random: (purpose) => this.streams.of(name, purpose),
      account: (accountName, traders = 0) => this.open(accountName, self, traders),
      credit: () => expectNothing('credit'),
      cash: (usd, account = self) => this.endow(account, Math.round(usd * 100)),
      holding: (i, lots, account = self, entry = this.world.market.mark[i]) => {
        if (i === PERP) this.hold(account, i, lots, entry);
        else emit(this.log, 'Endowed', -1, { actor: account, instrument: i, quantity: lots });
      },
      ladder: () => expectNothing('ladder'),
      option: () => expectNothing('option'),
      latentBook: () => expectNothing('latent book'),
      remember: (detail, account = self) => {
        emit(this.log, 'ParametersSet', -1, { actor: account }, detail);
      },
    };
    kind.open(setup);
    const accounts = this.world.accounts.flatMap(({ leader }, index) => (leader === self ? [index] : []));
    return new Agent(kind, {}, name, accounts, parameters, this.view, this.streams, this.queue);
  }

  setMark(usd: number): void {
    emit(this.log, 'Marked', -1, { instrument: PERP, price: usd });
  }

  setIndex(usd: number): void {
    emit(this.log, 'IndexMarked', -1, {
      instrument: INSTRUMENT['BTC-INDEX'],
      price: Math.round(usd),
      value: usd,
    });
  }

  /** Opens the next tick at a mark and lets the engine look. */
  openTick(markUsd: number, indexUsd = markUsd): void {
    this.log.tick = ++this.tick;
    emit(this.log, 'TickOpened', -1, {});
    this.setIndex(indexUsd);
    this.setMark(markUsd);
    this.engine.watch();
  }

  /** Sends an order at once, outside the rounds. */
  order(
    actor: number,
    side: number,
    usd: number,
    lots: number,
    type: OrderType = 'limit',
    instrument: number = PERP,
  ): void {
    const queue = new CommandQueue();
    const n = queue.next(COMMAND.order, actor, this.world.tickSeq);
    queue.instrument[n] = instrument;
    queue.side[n] = side;
    queue.orderType[n] = ORDER_TYPE[type];
    queue.price[n] = usd;
    queue.quantity[n] = lots;
    this.exchange.execute(queue, n);
  }

  /** One micro-round: the engine's orders and the agents' decisions, then clearing. */
  round(round = 0, agents: readonly { decide(cause: number, round: number): void }[] = []): void {
    const { queue, world } = this;
    queue.clear();
    this.engine.command();
    for (const agent of agents) agent.decide(world.tickSeq, round);
    const key = combine(combine(hashName(this.streams.root), this.tick), round);
    new Arrivals(world.accounts).sequence(queue, key);
    for (let at = 0; at < queue.count; at++) this.exchange.execute(queue, queue.sequenced[at]);
    this.engine.settle();
    checkInvariants(world);
  }

  /** What has happened of a type. */
  all<K extends EventType>(type: K): EventOf<K>[] {
    return this.events.filter((event): event is SimEvent & EventOf<K> => event.type === type);
  }

  /** Equity of an account at the mark as the venue counts it, cents. */
  equityCents(account: number): number {
    return marginEquityCents(this.world, account);
  }
}

function expectNothing(what: string): never {
  throw new Error(`a perp world has no ${what}`);
}
