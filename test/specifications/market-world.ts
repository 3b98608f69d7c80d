import { Orders } from '../../sim/agents/orders.ts';
import { emit, type Log } from '../../sim/emit.ts';
import { EventLog } from '../../sim/engine/log.ts';
import { formatTime, secondsOf } from '../../sim/engine/time.ts';
import { BUY, EventBatch, type EventOf, eventAt, NOBODY, SELL, type SimEvent } from '../../sim/events.ts';
import { LATENCY } from '../../sim/market/arrivals.ts';
import { CommandQueue } from '../../sim/market/commands.ts';
import { Exchange } from '../../sim/market/exchange.ts';
import { februaryTerms, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import { OptionClearing } from '../../sim/market/options.ts';
import { Reference } from '../../sim/market/reference.ts';
import { Sessions } from '../../sim/market/sessions.ts';
import { type EventType, eventTypes, type OrderType } from '../../sim/vocabulary.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { isContract } from '../../sim/world/instrument.ts';
import { World } from '../../sim/world/world.ts';

/** Instruments by the names under which the listings know them. */
export type Listed = keyof typeof INSTRUMENT;

export interface MarketWorldOptions {
  /** UTC time of tick 0. */
  readonly start: string;
  readonly usd?: number;
  readonly secondsPerTick?: number;
  /** Volatility a day with which estimates start. */
  readonly dailyVol?: number;
  /** Whether accounts need money and holdings for what they trade. */
  readonly checksFunds?: boolean;
  /** Venues that are in session from the beginning. */
  readonly open?: readonly Listed[];
}

/** An option booked by hand; quantity negative when the holder is short. */
export interface BookedOption {
  readonly holder: string;
  readonly client: string;
  readonly on: Listed;
  readonly put: boolean;
  readonly strikeUsd: number;
  readonly expiry: string;
  readonly lots: number;
  readonly averagingSeconds?: number;
}

/**
 * Every listed instrument, empty books, and the rules of a tick one by one: whoever writes a specification opens ticks,
 * calls the rules that matter and fills books and marks by hand. Whoever is named for the first time gets an account.
 */
export class MarketWorld {
  readonly world = new World();
  readonly log: Log;
  readonly events: SimEvent[] = [];
  readonly exchange: Exchange;
  readonly sessions: Sessions;
  readonly reference: Reference;
  readonly options: OptionClearing;
  private readonly startSeconds: number;

  constructor({
    start,
    usd = 70_000,
    secondsPerTick = 60,
    dailyVol = 0.0125,
    checksFunds = false,
    open = [],
  }: MarketWorldOptions) {
    const { world } = this;
    this.startSeconds = secondsOf(start);
    this.log = new EventLog(new EventBatch(8192), (batch, row, seq) => evolve(world, batch, row, seq));
    this.log.listen([...eventTypes.keys()], (batch, row) => this.events.push(eventAt(batch, row)));
    this.exchange = new Exchange(world, this.log, { checksFunds });
    this.sessions = new Sessions(this.exchange);
    this.reference = new Reference(world, this.log);
    this.options = new OptionClearing(world, this.log);
    const numbers = { startSeconds: this.startSeconds, secondsPerTick, roundsPerTick: 6 };
    const network = { difficulty: 0, blocksSinceRetarget: 0, minutesSinceRetarget: 0 };
    const vols = { openingPriceUsd: usd, openingDailyVol: dailyVol, calmDailyVol: 0.025 };
    const texts = { scenario: 'test', seed: '1', model: 'test' };
    emit(this.log, 'RunStarted', -1, {}, { ...numbers, ...network, ...vols, ...texts });
    for (const listing of listingsOf(februaryTerms))
      emit(this.log, 'InstrumentListed', -1, {}, { ...listing });
    for (const name of ['venue', 'insurance', 'rounding', 'outside', 'public']) this.account(name);
    // Whoever sells shares without owning any finds them to borrow.
    emit(this.log, 'BorrowUpdated', -1, { instrument: INSTRUMENT.IBIT, quantity: 1e9 });
    for (const venue of open) emit(this.log, 'SessionOpened', -1, { instrument: INSTRUMENT[venue] });
  }

  account(name: string): number {
    const found = this.world.accountByName.get(name);
    if (found !== undefined) return found;
    const terms = { kind: 'test', leader: NOBODY, latency: LATENCY.other, traders: 0, tags: 0 };
    emit(this.log, 'AccountOpened', -1, {}, { name, ...terms });
    return this.world.accounts.length - 1;
  }

  cents(name: string): number {
    return this.world.ledger.cash[this.account(name)];
  }

  lots(name: string, venue: Listed): number {
    return this.world.ledger.lots(this.account(name), INSTRUMENT[venue]);
  }

  /** Brings in cash, and lets the account owe so much; US dollars. */
  fund(name: string, cashUsd: number, creditUsd = 0): void {
    const actor = this.account(name);
    emit(this.log, 'Endowed', -1, { actor, value: Math.round(cashUsd * 100) });
    emit(this.log, 'CreditGranted', -1, { actor, value: Math.round(creditUsd * 100) });
  }

  /** Brings a holding in; the public has the other side of contracts. */
  hold(name: string, venue: Listed, quantity: number, price = 1): void {
    const instrument = INSTRUMENT[venue];
    emit(this.log, 'Endowed', -1, { actor: this.account(name), instrument, quantity, price });
    if (!isContract(this.world.instruments[instrument].kind)) return;
    emit(this.log, 'Endowed', -1, { actor: this.account('public'), instrument, quantity: -quantity, price });
  }

  book({ holder, client, on, put, lots, strikeUsd, expiry, averagingSeconds = 0 }: BookedOption): void {
    const columns = {
      actor: this.account(holder),
      instrument: INSTRUMENT[on],
      counterparty: this.account(client),
      quantity: lots,
    };
    const terms = { strikeUsd, expirySeconds: secondsOf(expiry), put: put ? 1 : 0, averagingSeconds };
    emit(this.log, 'OptionBooked', -1, columns, terms);
  }

  /** Opens the next tick, or the one that begins at a later time. */
  tick(time?: string): void {
    const { world, log } = this;
    const next = world.tickSeq < 0 ? 0 : world.tick + 1;
    log.tick = time === undefined ? next : (secondsOf(time) - this.startSeconds) / world.secondsPerTick;
    emit(log, 'TickOpened', -1, {});
  }

  /** Opens every tick up to the one that begins at a time. */
  until(time: string, step: () => void): void {
    while (this.world.tickSeq < 0 || this.world.nowSeconds < secondsOf(time)) {
      this.tick();
      step();
    }
  }

  mark(venue: Listed, price: number): void {
    emit(this.log, 'Marked', this.world.tickSeq, { instrument: INSTRUMENT[venue], price });
  }

  index(usd: number): void {
    const columns = { instrument: INSTRUMENT['BTC-INDEX'], price: Math.round(usd), value: usd };
    emit(this.log, 'IndexMarked', this.world.tickSeq, columns);
  }

  /** Sends one order and returns the events that answer it; `price` is the trigger of a stop. */
  order(
    name: string,
    venue: Listed,
    side: 'buy' | 'sell',
    lots: number,
    price: number,
    type: OrderType = 'limit',
  ): SimEvent[] {
    const sign = side === 'buy' ? BUY : SELL;
    return this.execute(name, (orders) =>
      orders.send(INSTRUMENT[venue], sign, price, lots, 'flow', { type }),
    );
  }

  cancel(name: string, venue: Listed, order: number): SimEvent[] {
    return this.execute(name, (orders) => orders.cancel(INSTRUMENT[venue], order));
  }

  /** A maker's bid and offer over ladders of a few levels. */
  quote(name: string, venue: Listed, bid: number, ask: number, lots: number, levels = 3): SimEvent[] {
    const instrument = INSTRUMENT[venue];
    const actor = this.account(name);
    if (!this.world.ladders.has(this.world.ladderKey(actor, instrument))) {
      const shape = { order: this.world.nextOrder, quantity: levels, price: 1 };
      emit(this.log, 'LadderShaped', -1, { actor, instrument, ...shape });
    }
    return this.execute(name, (orders) => orders.quote(instrument, bid, lots, ask, lots));
  }

  private execute(name: string, command: (orders: Orders) => void): SimEvent[] {
    const queue = new CommandQueue();
    const orders = new Orders(queue, this.account(name), []);
    orders.begin(this.world.tickSeq);
    const from = this.events.length;
    command(orders);
    this.exchange.execute(queue, 0);
    return this.events.slice(from);
  }

  /** Orders of a venue, best first: its resting bids and offers, and its waiting stops. */
  resting(venue: Listed): { bids: number[]; asks: number[]; stops: number } {
    const book = this.world.books[INSTRUMENT[venue]];
    const prices = (side: number): number[] =>
      book.levels(side, 100).flatMap(({ priceTicks, orders }) => Array<number>(orders).fill(priceTicks));
    return { bids: prices(BUY), asks: prices(SELL), stops: this.world.stops[INSTRUMENT[venue]].orders };
  }

  /** What has happened of a type, in one venue when it is named. */
  all<K extends EventType>(type: K, venue?: Listed): EventOf<K>[] {
    const instrument = venue === undefined ? undefined : INSTRUMENT[venue];
    return this.events.filter(
      (event): event is SimEvent & EventOf<K> =>
        event.type === type && (instrument === undefined || event.instrument === instrument),
    );
  }

  /** UTC time at which a tick begins. */
  timeOf(tick: number): string {
    return formatTime(this.startSeconds + tick * this.world.secondsPerTick);
  }
}
