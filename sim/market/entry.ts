import { BUY, baseOf, isReduceOnly, ORDER_TYPE, REASON, SELL } from '../events.ts';
import { NONE } from '../world/book.ts';
import { LARGEST } from '../world/book-checks.ts';
import type { World } from '../world/world.ts';
import { type CommandQueue, STP } from './commands.ts';
import { isUnfunded } from './funds.ts';
import type { Matching } from './matching.ts';
import { protectedPrice, withinBand } from './price-limits.ts';
import { shortSaleRefusal } from './short-sales.ts';

/** What an exchange looks at before it takes an order, and the price at which the order enters. */
export class Entry {
  constructor(
    private readonly world: World,
    private readonly matching: Matching,
    /** Share of the mid beyond which market orders do not trade. */
    private readonly protection: number,
    private readonly checksFunds: boolean,
  ) {}

  /** Why an order cannot be taken, or none. */
  refusal(queue: CommandQueue, n: number): number {
    const { world } = this;
    const i = queue.instrument[n];
    const side = queue.side[n];
    const price = queue.price[n];
    const base = baseOf(queue.orderType[n]);
    const quantity = queue.quantity[n];
    if (!(quantity >= 1) || quantity !== Math.trunc(quantity)) return REASON['off-lot'];
    if (quantity > LARGEST) return REASON['out-of-range'];
    const collects = world.isCollecting(i);
    if (world.inSession[i] !== 1 && !collects) return REASON.closed;
    if (isReduceOnly(queue.orderType[n]) && this.matching.reducible(queue.actor[n], i, side) === 0)
      return REASON['reduce-only'];
    const limit = base === ORDER_TYPE.market ? 0 : price;
    if (side === SELL && base !== ORDER_TYPE.stop && world.instruments[i].kind === 'etf') {
      const why = shortSaleRefusal(world, queue.actor[n], i, quantity, limit);
      if (why !== REASON.none) return why;
    }
    if (this.checksFunds && isUnfunded(world, queue.actor[n], i, side, quantity, limit))
      return REASON['no-funds'];
    if (base === ORDER_TYPE.market && !collects) return world.isOpen(i) ? REASON.none : REASON.halted;
    if (base === ORDER_TYPE.market) return this.refusalInCall(queue, n);
    if (price !== Math.trunc(price)) return REASON['off-tick'];
    if (!this.inRange(i, price)) return REASON['out-of-range'];
    if (base === ORDER_TYPE.stop)
      return queue.value[n] === 0 || this.inRange(i, queue.value[n]) ? REASON.none : REASON['out-of-range'];
    if (collects) return this.refusalInCall(queue, n);
    const crosses = this.crosses(i, side, withinBand(this.world, i, side, price));
    const passive = !crosses && (base === ORDER_TYPE.limit || base === ORDER_TYPE['post-only']);
    if (!passive && !world.isOpen(i)) return REASON.halted;
    return crosses && base === ORDER_TYPE['post-only'] ? REASON['would-cross'] : REASON.none;
  }

  /** Why an order cannot wait for an auction: it must trade at once, may only reduce, or would meet an own one there. */
  private refusalInCall(queue: CommandQueue, n: number): number {
    const i = queue.instrument[n];
    const side = queue.side[n];
    const type = queue.orderType[n];
    if (type === ORDER_TYPE.ioc || type === ORDER_TYPE.fok || isReduceOnly(type)) return REASON.halted;
    if (queue.stp[n] === STP.cancelOldest) return REASON.none;
    const own = this.matching.ownFacing(i, queue.actor[n], side, this.priceOf(queue, n));
    return own === NONE ? REASON.none : REASON['self-trade'];
  }

  /** The price at which an order (no stop) enters: its own within the band, or as far as a market order may trade. */
  priceOf(queue: CommandQueue, n: number): number {
    const i = queue.instrument[n];
    const side = queue.side[n];
    return baseOf(queue.orderType[n]) === ORDER_TYPE.market
      ? this.protectedPrice(i, side)
      : withinBand(this.world, i, side, queue.price[n]);
  }

  private crosses(instrument: number, side: number, price: number): boolean {
    const best = this.world.books[instrument].bestPrice(-side);
    return best !== NONE && (side === BUY ? price >= best : price <= best);
  }

  private inRange(instrument: number, price: number): boolean {
    return price >= 1 && price <= this.world.instruments[instrument].maxPriceTicks;
  }

  /** How far a market order may trade here. */
  protectedPrice(instrument: number, side: number): number {
    return protectedPrice(this.world, this.protection, instrument, side);
  }
}
