import { emit, type Log } from '../../sim/emit.ts';
import { EventLog, ROOT } from '../../sim/engine/log.ts';
import { BUY, EventBatch, NOBODY, ORDER_TYPE, SELL } from '../../sim/events.ts';
import { LATENCY } from '../../sim/market/arrivals.ts';
import { COMMAND, CommandQueue } from '../../sim/market/commands.ts';
import { Exchange } from '../../sim/market/exchange.ts';
import { NONE } from '../../sim/world/book.ts';
import { LARGEST } from '../../sim/world/book-checks.ts';
import { evolve } from '../../sim/world/evolve.ts';
import { World } from '../../sim/world/world.ts';
import { UsageError } from '../errors.ts';
import { contradictionIn, type NewOrder, type Operation, type Replacement } from './operations.ts';
import { type LiveOrder, Registry } from './registry.ts';
import { Reporter } from './reporter.ts';

/** The one instrument: a contract without fees or value, so that owners have positions but owe nobody anything. */
const LISTING = {
  tickUsd: 1,
  coinsPerLot: 1,
  centsPerTickLot: 0,
  makerFeeBps: 0,
  takerFeeBps: 0,
  feeCentsPerLot: 0,
  expirySeconds: 0,
  maxPriceTicks: LARGEST,
  id: 'MATCH',
  title: 'The instrument of cascade match',
  kind: 'perp',
  session: 'always',
};
/** Accounts the ledger needs before anybody else's. */
const OPENED_FIRST = ['venue', 'insurance', 'rounding', 'outside'];
const BATCH_ROWS = 4096;

/** One empty book behind the simulator's own exchange; prints what happens to the caller's orders, a line an event. */
export class MatchVenue {
  private readonly world = new World();
  private readonly log: Log;
  private readonly exchange: Exchange;
  private readonly queue = new CommandQueue();
  private readonly registry = new Registry();
  private readonly reporter: Reporter;
  private readonly owners = new Map<string, number>();
  /** Account of all orders without an owner. */
  private readonly anonymous: number;

  constructor(print: (line: string) => void) {
    const { world } = this;
    const batch = new EventBatch(BATCH_ROWS);
    this.log = new EventLog(batch, (rows, row, seq) => evolve(world, rows, row, seq));
    for (const name of OPENED_FIRST) this.open(name);
    emit(this.log, 'InstrumentListed', ROOT, {}, LISTING);
    emit(this.log, 'SessionOpened', ROOT, { instrument: 0 });
    this.anonymous = this.open('anonymous');
    // No protection: the caller's market orders take whatever there is.
    const rules = { protection: Number.POSITIVE_INFINITY, omnibus: this.anonymous };
    this.exchange = new Exchange(world, this.log, rules);
    this.reporter = new Reporter(this.registry, print);
    this.log.listen(Reporter.types, (rows, row) => this.reporter.hear(rows, row));
  }

  /** Executes one operation; throws a UsageError where there is no room for one more owner. */
  execute(operation: Operation): void {
    switch (operation.op) {
      case 'order':
        return this.order(operation);
      case 'cancel':
        return this.cancel(operation.id);
      case 'replace':
        return this.replace(operation);
      case 'depth': {
        const book = this.world.books[0];
        return this.reporter.depth(book.levels(BUY, LARGEST), book.levels(SELL, LARGEST));
      }
      default:
        operation satisfies never;
    }
  }

  private order(order: NewOrder): void {
    const why = this.registry.isTaken(order.id) ? 'duplicate id' : contradictionIn(order);
    if (why !== null) return this.reporter.rejected(order.id, why);
    const { id, side, postOnly, tif, reduceOnly, stp } = order;
    const account = order.owner === null ? this.anonymous : this.accountOf(order.owner);
    const live = { id, account, side, postOnly, tif, reduceOnly, stp, order: NONE, left: 0 };
    const n = this.command(COMMAND.order, live);
    const { queue } = this;
    queue.orderType[n] = typeOf(baseOf(order), reduceOnly);
    queue.quantity[n] = order.quantity;
    queue.price[n] = order.stop ?? order.limit ?? (side === BUY ? LARGEST : 1);
    queue.value[n] = order.stop === null ? 0 : (order.limit ?? 0);
    this.reporter.expect(live, 'accepted');
    this.exchange.execute(queue, n);
  }

  private cancel(id: number): void {
    const live = this.registry.find(id);
    if (!live) return this.reporter.rejected(id, 'unknown order');
    this.exchange.execute(this.queue, this.command(COMMAND.cancel, live));
  }

  private replace({ id, price, quantity, stop }: Replacement): void {
    const live = this.registry.find(id);
    if (!live) return this.reporter.rejected(id, 'unknown order');
    const { queue, world } = this;
    const waits = world.stops[0].slotOf(live.order) !== NONE;
    if (stop !== null && !waits) return this.reporter.rejected(id, 'not a waiting stop');
    const book = waits ? world.stops[0] : world.books[0];
    const slot = book.slotOf(live.order);
    const why =
      waits && price !== null && contradictionIn({ ...live, limit: price, stop: book.orderPrice[slot] });
    if (why) return this.reporter.rejected(id, why);
    const n = this.command(COMMAND.replace, live);
    queue.orderType[n] = typeOf(waits ? 'stop' : live.postOnly ? 'post-only' : 'limit', live.reduceOnly);
    queue.quantity[n] = quantity ?? live.left;
    queue.price[n] = (waits ? stop : price) ?? book.orderPrice[slot];
    queue.value[n] = waits ? (price ?? book.orderTag[slot]) : 0;
    this.reporter.expect(live, 'replaced');
    this.exchange.execute(queue, n);
    this.reporter.settle(queue.price[n]);
  }

  private command(kind: number, live: LiveOrder): number {
    const { queue } = this;
    queue.clear();
    const n = queue.next(kind, live.account, ROOT);
    queue.instrument[n] = 0;
    queue.order[n] = live.order;
    queue.side[n] = live.side;
    queue.stp[n] = live.stp;
    return n;
  }

  private accountOf(owner: string): number {
    const known = this.owners.get(owner);
    if (known !== undefined) return known;
    if (this.world.accounts.length === NOBODY) {
      throw new UsageError(
        `"owner" is "${owner}", one more than the ${this.owners.size} there is room for; leave it out where it does not matter.`,
      );
    }
    const account = this.open(`owner ${owner}`);
    this.owners.set(owner, account);
    return account;
  }

  private open(name: string): number {
    const detail = { leader: NOBODY, latency: LATENCY.other, traders: 0, tags: 0, name, kind: 'match' };
    emit(this.log, 'AccountOpened', ROOT, {}, detail);
    return this.world.accounts.length - 1;
  }
}

type Base = 'limit' | 'ioc' | 'fok' | 'post-only' | 'market' | 'stop';

function baseOf({ stop, postOnly, tif, limit }: NewOrder): Base {
  if (stop !== null) return 'stop';
  if (postOnly) return 'post-only';
  if (tif === 'fok') return 'fok';
  if (limit === null) return 'market';
  return tif === 'ioc' ? 'ioc' : 'limit';
}

function typeOf(base: Base, reduceOnly: boolean): number {
  return ORDER_TYPE[reduceOnly ? (`${base}-reduce` as const) : base];
}
