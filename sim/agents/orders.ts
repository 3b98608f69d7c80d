import type { Columns } from '../emit.ts';
import type { Detail } from '../engine/log.ts';
import { ORDER_TYPE, REASON } from '../events.ts';
import { COMMAND, type CommandQueue, FIRST_ROW_CAUSE, STP } from '../market/commands.ts';
import type { EventType, OrderType, Reason } from '../vocabulary.ts';

/** What an order may say beyond side, price and size. */
export interface OrderOptions {
  readonly type?: OrderType;
  /** Account it is for, when the agent has several. */
  readonly account?: number;
  /** The event it answers; by default what woke the agent, or what it declared just before. */
  readonly cause?: number;
  /** Self-trade prevention; the incoming order is cancelled by default. */
  readonly stp?: keyof typeof STP;
  /** A number of the agent's own kept with the order. */
  readonly tag?: number;
}

/** An agent's outbox. Once it has declared an event, its later commands of the same round cite that event. */
export class Orders {
  private cause = -1;
  /** The reason given last, and its code: most agents give one reason over and over. */
  private reason: Reason = 'none';
  private reasonCode = REASON.none;

  constructor(
    private readonly queue: CommandQueue,
    private readonly self: number,
    /** Events it may declare. */
    private readonly emits: readonly EventType[],
  ) {}

  /** Opens the outbox for one decision. */
  begin(cause: number): void {
    this.cause = cause;
  }

  /** Declares an event of the agent itself; its detail is folded into what the agent remembers. */
  declare(type: EventType, columns: Columns, detail?: Detail, cause = this.cause): void {
    if (!this.emits.includes(type))
      throw new Error(`an agent declared ${type}, which its kind does not list among the events it emits`);
    const n = this.queue.next(COMMAND.declare, this.self, cause);
    this.queue.declarations[n] = { type, columns: { actor: this.self, ...columns }, detail };
    this.cause = FIRST_ROW_CAUSE - n;
  }

  /** Sends an order: `side` +1 or -1, price in ticks (ignored for market orders), size in lots. */
  send(
    instrument: number,
    side: number,
    priceTicks: number,
    lots: number,
    reason: Reason,
    options: OrderOptions = PLAIN,
  ): void {
    const n = this.queue.next(COMMAND.order, options.account ?? this.self, options.cause ?? this.cause);
    this.fill(n, instrument, side, priceTicks, lots, reason, options);
  }

  /** Sends a protected market order. */
  market(instrument: number, side: number, lots: number, reason: Reason, account = this.self): void {
    const n = this.queue.next(COMMAND.order, account, this.cause);
    this.queue.instrument[n] = instrument;
    this.queue.side[n] = side;
    this.queue.orderType[n] = ORDER_TYPE.market;
    this.queue.quantity[n] = lots;
    this.queue.reason[n] = this.codeOf(reason);
  }

  /** Withdraws a resting order. */
  cancel(instrument: number, order: number, account = this.self): void {
    const n = this.queue.next(COMMAND.cancel, account, this.cause);
    this.queue.instrument[n] = instrument;
    this.queue.order[n] = order;
  }

  /** Replaces a resting order (or places a new one when it is gone already). */
  replace(
    instrument: number,
    order: number,
    side: number,
    priceTicks: number,
    lots: number,
    reason: Reason,
    options: OrderOptions = PLAIN,
  ): void {
    const n = this.queue.next(COMMAND.replace, options.account ?? this.self, options.cause ?? this.cause);
    this.queue.order[n] = order;
    this.fill(n, instrument, side, priceTicks, lots, reason, options);
  }

  /** Replaces the account's ladders: touch prices in ticks and touch sizes in lots; size 0 pulls a side. */
  quote(
    instrument: number,
    bidTicks: number,
    bidLots: number,
    askTicks: number,
    askLots: number,
    account = this.self,
  ): void {
    const n = this.queue.next(COMMAND.quote, account, this.cause);
    this.queue.instrument[n] = instrument;
    this.queue.price[n] = bidTicks;
    this.queue.quantity[n] = bidLots;
    this.queue.askPrice[n] = askTicks;
    this.queue.askQuantity[n] = askLots;
  }

  private fill(
    n: number,
    instrument: number,
    side: number,
    priceTicks: number,
    lots: number,
    reason: Reason,
    options: OrderOptions,
  ): void {
    const queue = this.queue;
    queue.instrument[n] = instrument;
    queue.side[n] = side;
    queue.orderType[n] = options.type === undefined ? ORDER_TYPE.limit : ORDER_TYPE[options.type];
    queue.price[n] = priceTicks;
    queue.quantity[n] = lots;
    queue.reason[n] = this.codeOf(reason);
    if (options.tag !== undefined) queue.value[n] = options.tag;
    if (options.stp !== undefined) queue.stp[n] = STP[options.stp];
  }

  private codeOf(reason: Reason): number {
    if (reason !== this.reason) {
      this.reason = reason;
      this.reasonCode = REASON[reason];
    }
    return this.reasonCode;
  }
}

const PLAIN: OrderOptions = Object.freeze({});
