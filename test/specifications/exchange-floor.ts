import { type Columns, emit, type Log } from '../../sim/emit.ts';
import { EventLog, ROOT } from '../../sim/engine/log.ts';
import { BUY, EventBatch, eventAt, NOBODY, ORDER_TYPE, SELL, type SimEvent } from '../../sim/events.ts';
import { COMMAND, CommandQueue, STP } from '../../sim/market/commands.ts';
import { Exchange, type ExchangeRules } from '../../sim/market/exchange.ts';
import { februaryTerms, INSTRUMENT, listingsOf } from '../../sim/market/instruments.ts';
import type { EventType, OrderType } from '../../sim/vocabulary.ts';
import type { OrderBook } from '../../sim/world/book.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';

export type Venue = keyof typeof INSTRUMENT;
/** Rows of one floor's whole log. */
const BATCH_ROWS = 16_384;
const KINDS = ['ioc', 'fok', 'post-only'];

/**
 * A trading floor for specifications: the simulator's own listings, and orders and answers as short texts.
 *
 * An order reads "buy 5 @ 101", "sell 3" (a market order), "sell 2 stop 95", "sell 2 @ 94 stop 95", with any of ioc,
 * fok, post-only, reduce, oldest, decrement behind it. The orders of ann are called ann1, ann2, ... as they come.
 */
export class Floor {
  readonly world = new World();
  readonly log: Log;
  readonly exchange: Exchange;
  private readonly queue = new CommandQueue();
  /** Name of each order by number, and number of each by name. */
  private readonly names = new Map<number, string>();
  private readonly numbers = new Map<string, number>();
  private readonly sent = new Map<number, number>();

  constructor(
    readonly venue: Venue = 'BTC-PERP',
    rules?: ExchangeRules,
  ) {
    this.log = new EventLog(new EventBatch(BATCH_ROWS), (batch, row, seq) =>
      evolve(this.world, batch, row, seq),
    );
    for (const name of ['venue', 'insurance', 'rounding', 'outside', 'ann', 'bob', 'cat', 'dan']) {
      emit(
        this.log,
        'AccountOpened',
        ROOT,
        {},
        { leader: NOBODY, latency: 0, traders: 0, tags: 0, name, kind: 'trader' },
      );
    }
    for (const { ...terms } of listingsOf(februaryTerms)) emit(this.log, 'InstrumentListed', ROOT, {}, terms);
    this.happens('SessionOpened');
    this.exchange = new Exchange(this.world, this.log, rules);
  }

  get instrument(): number {
    return INSTRUMENT[this.venue];
  }

  /** Sends an order and tells what came of it. */
  send(owner: string, text: string): string[] {
    return this.execute(this.command(COMMAND.order, owner, text));
  }

  /** Changes an order by name to a text such as "buy 5 @ 101". */
  replace(order: string, text: string): string[] {
    const n = this.command(COMMAND.replace, ownerOf(order), text);
    this.queue.order[n] = this.numbers.get(order) ?? -1;
    return this.execute(n);
  }

  cancel(order: string, by = ownerOf(order)): string[] {
    const n = this.command(COMMAND.cancel, by, 'buy 1');
    this.queue.order[n] = this.numbers.get(order) ?? -1;
    return this.execute(n);
  }

  /** Gives a maker a ladder: levels, ticks between them, share of size lost to e with each. */
  ladder(owner: string, levels: number, stepTicks: number, decay = 0): void {
    this.happens('LadderShaped', {
      actor: this.account(owner),
      order: this.world.nextOrder,
      quantity: levels,
      price: stepTicks,
      value: decay,
    });
  }

  /** Quotes "5 @ 99 / 4 @ 101". */
  quote(owner: string, text: string): string[] {
    const n = this.command(COMMAND.quote, owner, 'buy 1');
    const [bidLots, bid, askLots, ask] = (text.match(/\d+/g) ?? []).map(Number);
    this.queue.price[n] = bid;
    this.queue.quantity[n] = bidLots;
    this.queue.askPrice[n] = ask;
    this.queue.askQuantity[n] = askLots;
    return this.execute(n);
  }

  /** Records something that is not the exchange's doing, in this floor's instrument unless told otherwise. */
  happens(type: EventType, columns: Columns = {}): void {
    emit(this.log, type, ROOT, { instrument: this.instrument, ...columns });
  }

  /** Orders of both sides in the order in which they would trade: name, lots and price. */
  book(): { bids: string[]; asks: string[] } {
    const book = this.world.books[this.instrument];
    return { bids: this.queued(book, BUY), asks: this.queued(book, SELL) };
  }

  account(name: string): number {
    const account = this.world.accountByName.get(name);
    if (account === undefined) throw new Error(`nobody is called ${name}`);
    return account;
  }

  lots(name: string): number {
    return this.world.ledger.lots(this.account(name), this.instrument);
  }

  cents(name: string): number {
    return this.world.ledger.cash[this.account(name)];
  }

  /** Events since a row, as texts. */
  private execute(n: number): string[] {
    const from = this.log.batch.length;
    this.exchange.execute(this.queue, n);
    const answers: string[] = [];
    for (let row = from; row < this.log.batch.length; row++)
      answers.push(this.told(eventAt(this.log.batch, row)));
    return answers;
  }

  private told(event: SimEvent): string {
    switch (event.type) {
      case 'OrderPlaced':
        return `${this.christen(event.order, event.actor)} placed ${event.quantityLots} @ ${event.priceTicks}`;
      case 'StopPlaced':
        return `${this.christen(event.order, event.actor)} waits`;
      case 'StopTriggered':
        return `${this.names.get(event.order)} triggered at ${event.lastTicks}`;
      case 'OrderRested':
        return `${this.names.get(event.order)} rested ${event.quantityLots} @ ${event.priceTicks}`;
      case 'OrderRejected':
        return `rejected: ${event.reason}`;
      case 'OrderCancelled':
        return `${this.names.get(event.order)} cancelled ${event.quantityLots}: ${event.reason}`;
      case 'OrderReduced':
        return `${this.names.get(event.order)} reduced by ${event.quantityLots}: ${event.reason}`;
      case 'Traded':
        return `${this.names.get(event.takerOrder)} traded ${event.quantityLots} @ ${event.priceTicks} with ${this.names.get(event.makerOrder)}`;
      case 'QuotesReplaced': {
        for (let level = 0; level < event.levels; level++)
          this.christen(event.firstOrder + level, event.actor);
        return `${event.side === BUY ? 'bid' : 'ask'} ${event.touchLots} @ ${event.touchTicks}, ${event.levels} levels`;
      }
      default:
        throw new Error(`an exchange does not say ${event.type}`);
    }
  }

  private christen(order: number, actor: number | null): string {
    const owner = actor ?? -1;
    const count = (this.sent.get(owner) ?? 0) + 1;
    this.sent.set(owner, count);
    const name = `${this.world.accounts[owner].name}${count}`;
    this.names.set(order, name);
    this.numbers.set(name, order);
    return name;
  }

  private queued(book: OrderBook, side: number): string[] {
    const orders: string[] = [];
    for (let price = book.bestPrice(side); price !== -1; price = book.nextPrice(side, price)) {
      for (let slot = book.headAt(side, price); slot !== -1; slot = book.nextInLevel(slot))
        orders.push(`${this.names.get(book.orderId[slot])} ${book.orderQuantity[slot]} @ ${price}`);
    }
    return orders;
  }

  private command(kind: number, owner: string, text: string): number {
    const { queue } = this;
    queue.clear();
    const n = queue.next(kind, this.account(owner), ROOT);
    const words = text.split(' ');
    const after = (word: string): number => Number(words[words.indexOf(word) + 1]);
    const limit = words.includes('@') ? after('@') : 0;
    const stop = words.includes('stop');
    const base = stop ? 'stop' : (KINDS.find((kind) => words.includes(kind)) ?? (limit ? 'limit' : 'market'));
    const type = `${base}${words.includes('reduce') ? '-reduce' : ''}` as OrderType;
    queue.instrument[n] = this.instrument;
    queue.side[n] = words[0] === 'buy' ? BUY : SELL;
    queue.quantity[n] = Number(words[1]);
    queue.orderType[n] = ORDER_TYPE[type];
    queue.price[n] = stop ? after('stop') : limit;
    queue.value[n] = stop ? limit : 0;
    if (words.includes('oldest')) queue.stp[n] = STP.cancelOldest;
    if (words.includes('decrement')) queue.stp[n] = STP.decrement;
    return n;
  }
}

const ownerOf = (order: string): string => order.replace(/\d+$/, '');
