import { Agent, type AgentKind } from '../../sim/agents/agent.ts';
import { Orders } from '../../sim/agents/orders.ts';
import type { Setup } from '../../sim/agents/setup.ts';
import { emit, type Log } from '../../sim/emit.ts';
import { combine, hashName } from '../../sim/engine/hash.ts';
import { EventLog } from '../../sim/engine/log.ts';
import { Streams } from '../../sim/engine/random.ts';
import { BUY, EventBatch, type EventOf, eventAt, NOBODY, SELL, type SimEvent } from '../../sim/events.ts';
import { Arrivals, LATENCY } from '../../sim/market/arrivals.ts';
import { CommandQueue } from '../../sim/market/commands.ts';
import { Exchange } from '../../sim/market/exchange.ts';
import { BOOKS, februaryTerms, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import { checkInvariants } from '../../sim/market/invariants.ts';
import { OptionDealing } from '../../sim/market/option-dealing.ts';
import { OptionClearing } from '../../sim/market/options.ts';
import { View } from '../../sim/market/view.ts';
import { type EventType, eventTypes } from '../../sim/vocabulary.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { isContract } from '../../sim/world/instrument.ts';
import { World } from '../../sim/world/world.ts';

/** The account on the other side of everything brought in. */
export const PUBLIC = 4;
const CAMP = 5;
const SURFACE = { shortVol: 0.6, longVol: 0.52, riskReversal: -0.13 };

type Decider = { decide(cause: number, round: number): void };

/** What one minute looks like: spot, and what else has changed. */
export interface Minute {
  readonly usd: number;
  readonly surface?: Partial<typeof SURFACE>;
  /** Minutes since the last one (1 by default). */
  readonly after?: number;
}

/** All books of the market with one bid and one offer around a given price, and agents brought in one by one. */
export class DeskWorld {
  readonly world = new World();
  readonly log: Log;
  readonly queue = new CommandQueue();
  readonly events: SimEvent[] = [];
  readonly view: View;
  readonly streams = new Streams('test/1');
  readonly exchange: Exchange;
  tick = -1;

  constructor(readonly start: { seconds: number; usd: number; open: readonly number[]; depthLots?: number }) {
    const { world } = this;
    this.log = new EventLog(new EventBatch(8192), (batch, row, seq) => evolve(world, batch, row, seq));
    this.log.listen([...eventTypes.keys()], (batch, row) => this.events.push(eventAt(batch, row)));
    this.view = new View(world);
    this.streams.open('opening');
    this.exchange = new Exchange(world, this.log);
    const numbers = { startSeconds: start.seconds, secondsPerTick: 60, roundsPerTick: 6 };
    const network = { difficulty: 0, blocksSinceRetarget: 0, minutesSinceRetarget: 0 };
    const vols = { openingPriceUsd: start.usd, openingDailyVol: 0.025, calmDailyVol: 0.025 };
    const texts = { scenario: 'test', seed: '1', model: 'test' };
    emit(this.log, 'RunStarted', -1, {}, { ...numbers, ...network, ...vols, ...texts });
    for (const listing of listingsOf(februaryTerms))
      emit(this.log, 'InstrumentListed', -1, {}, { ...listing });
    for (const name of ['venue', 'insurance', 'rounding', 'outside', 'investors', 'camp']) this.open(name);
    for (const account of [PUBLIC, CAMP]) emit(this.log, 'Endowed', -1, { actor: account, value: 1e15 });
    for (const i of BOOKS) {
      if (!isContract(world.instruments[i].kind))
        emit(this.log, 'Endowed', -1, { actor: CAMP, instrument: i, quantity: 1e10 });
      const columns = { actor: CAMP, instrument: i, order: world.nextOrder, quantity: 1, price: 1, value: 1 };
      emit(this.log, 'LadderShaped', -1, columns);
    }
    for (const instrument of start.open) emit(this.log, 'SessionOpened', -1, { instrument });
    this.mark(start.usd);
    emit(this.log, 'SurfaceMoved', -1, {}, SURFACE);
    emit(this.log, 'BorrowUpdated', -1, { instrument: INSTRUMENT.IBIT, quantity: 1e9 });
  }

  private open(name: string, leader = NOBODY, tags = 0): number {
    const latency = LATENCY.dealer;
    emit(this.log, 'AccountOpened', -1, {}, { name, kind: 'test', leader, latency, traders: 0, tags });
    return this.world.accounts.length - 1;
  }

  /** Brings an agent in, as a scenario would. */
  join<P>(kind: AgentKind<P>, name: string, parameters: P): Agent<P> {
    const { log, world } = this;
    const tags = kind.tags ?? 0;
    const self = this.open(name, NOBODY, tags);
    const setup: Setup<P> = {
      name,
      parameters,
      view: this.view,
      self,
      random: (purpose) => this.streams.of(name, purpose),
      account: (accountName) => this.open(accountName, self, tags),
      credit: (usd, account = self) => {
        emit(this.log, 'CreditGranted', -1, { actor: account, value: Math.round(usd * 100) });
      },
      cash: (usd, account = self) => {
        emit(log, 'Endowed', -1, { actor: account, value: Math.round(usd * 100) });
      },
      holding: (instrument, quantity, account = self, price = world.market.mark[instrument]) => {
        emit(log, 'Endowed', -1, { actor: account, instrument, quantity, price });
        if (isContract(world.instruments[instrument].kind) || quantity < 0)
          emit(log, 'Endowed', -1, { actor: PUBLIC, instrument, quantity: -quantity, price });
      },
      ladder: () => {},
      option: ({ put, settlesOn, quantityLots, premiumUsd, ...terms }) => {
        const columns = {
          actor: self,
          instrument: settlesOn,
          counterparty: PUBLIC,
          quantity: quantityLots,
          value: Math.round(premiumUsd * 100),
        };
        emit(log, 'OptionBooked', -1, columns, { ...terms, put: put ? 1 : 0 });
      },
      latentBook: () => {},
      remember: (detail, account = self) => {
        emit(log, 'ParametersSet', -1, { actor: account }, detail);
      },
    };
    kind.open(setup);
    const accounts = world.accounts.flatMap(({ leader }, index) => (leader === self ? [index] : []));
    return new Agent(kind, {}, name, accounts, parameters, this.view, this.streams, this.queue);
  }

  /** Ticks of an instrument for a bitcoin at so many US dollars. */
  ticksOf(instrument: number, usd: number): number {
    return Math.round(
      instrument === INSTRUMENT.IBIT
        ? usd * februaryTerms.coinsPerShare * 100
        : this.view.ticksOf(instrument, usd),
    );
  }

  private mark(usd: number): void {
    for (const instrument of BOOKS)
      emit(this.log, 'Marked', -1, { instrument, price: this.ticksOf(instrument, usd) });
    const instrument = INSTRUMENT['BTC-INDEX'];
    emit(this.log, 'IndexMarked', -1, { instrument, price: Math.round(usd), value: usd });
  }

  /** Moves a driver by a log return. */
  drive(instrument: number, value: number): void {
    emit(this.log, 'DriverMoved', -1, { instrument, price: 10_000, value });
  }

  /** Opens or closes the session of an instrument. */
  session(instrument: number, open: boolean): void {
    if (open) emit(this.log, 'SessionOpened', -1, { instrument });
    else
      emit(this.log, 'SessionClosed', -1, {
        instrument,
        price: this.world.market.mark[instrument],
      });
  }

  /** Opens the next minute: books are quoted one tick either side of the price, marks and surface follow. */
  openMinute({ usd, surface = {}, after = 1 }: Minute): void {
    this.tick += after;
    this.log.tick = this.tick;
    if (this.tick % 60 === 0) this.streams.open(`${this.tick}`);
    emit(this.log, 'TickOpened', -1, {});
    this.mark(usd);
    emit(this.log, 'SurfaceMoved', -1, {}, { ...this.world.surface, ...surface });
    new OptionClearing(this.world, this.log).step();
    for (const instrument of this.start.open) this.quote(instrument, usd);
  }

  /** Takes what rests beyond the new price, then quotes one tick either side of it. */
  private quote(i: number, usd: number): void {
    if (!this.world.isOpen(i)) return;
    const depth = this.start.depthLots ?? 1e8;
    const mid = this.ticksOf(i, usd);
    this.send((camp) => camp.quote(i, mid - 1, 0, mid + 1, 0));
    this.send((camp) => camp.send(i, BUY, mid - 1, depth, 'flow', { type: 'ioc' }));
    this.send((camp) => camp.send(i, SELL, mid + 1, depth, 'flow', { type: 'ioc' }));
    this.send((camp) => camp.quote(i, mid - 1, depth, mid + 1, depth));
  }

  /** Books an option of the public's against an account: the public buys (negative lots: sells). */
  book(client: number, put: boolean, strikeUsd: number, expirySeconds: number, quantity: number): void {
    const columns = { actor: PUBLIC, instrument: INSTRUMENT['BTC-INDEX'], counterparty: client, quantity };
    const terms = { strikeUsd, expirySeconds, put: put ? 1 : 0, averagingSeconds: 1800 };
    emit(this.log, 'OptionBooked', -1, columns, terms);
  }

  /** An account asks for an option (negative lots: to sell); returns the seq of its request. */
  request(
    actor: number,
    quantity: number,
    terms: { put: boolean; strikeUsd: number; expirySeconds: number; on?: number },
  ): number {
    const { put, strikeUsd, expirySeconds, on = INSTRUMENT['BTC-INDEX'] } = terms;
    const detail = { strikeUsd, expirySeconds, put: put ? 1 : 0 };
    const averagingSeconds = on === INSTRUMENT['BTC-INDEX'] ? 1800 : 0;
    const cause = this.world.market.indexSeq;
    return emit(
      this.log,
      'OptionRequested',
      cause,
      { actor, instrument: on, quantity },
      { ...detail, averagingSeconds },
    );
  }

  /** The public takes lots from the camp: turnover that the next minute's mark reports. */
  turnover(instrument: number, lots: number): void {
    this.send((trader) => trader.market(instrument, BUY, lots, 'flow'), PUBLIC);
  }

  /** Executes one command at once, the camp's unless another account is named. */
  private send(command: (orders: Orders) => void, account = CAMP): void {
    const queue = new CommandQueue();
    const orders = new Orders(queue, account, eventTypes);
    orders.begin(this.world.tickSeq);
    command(orders);
    this.exchange.execute(queue, 0);
  }

  /** Lets agents decide and executes what they send; one call is one round. */
  round(agents: readonly Decider[], causes: readonly number[] = []): void {
    const { queue, world } = this;
    const asked = world.optionRequests.length;
    queue.clear();
    for (const [n, agent] of agents.entries()) agent.decide(causes[n] ?? world.tickSeq, 0);
    new Arrivals(world.accounts).sequence(queue, combine(hashName('test'), this.tick));
    for (let at = 0; at < queue.count; at++) this.exchange.execute(queue, queue.sequenced[at]);
    new OptionDealing(world, this.log).answer(queue, asked);
    checkInvariants(world);
  }

  /** What has happened of a type. */
  all<K extends EventType>(type: K): EventOf<K>[] {
    return this.events.filter((event): event is SimEvent & EventOf<K> => event.type === type);
  }
}
