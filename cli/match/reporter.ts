import { EVENT, type EventBatch, REASON } from '../../sim/events.ts';
import { reasons } from '../../sim/vocabulary.ts';
import type { LiveOrder, Registry } from './registry.ts';

/** A price level as a book shows it. */
interface Level {
  readonly priceTicks: number;
  readonly quantityLots: number;
  readonly orders: number;
}

/** Where the log's word for a reason needs another one here. */
const WORDS = new Map([
  ['cancelled', 'requested'],
  ['would-cross', 'would cross'],
  ['fok-unfilled', 'fok unfilled'],
]);
const WORD = reasons.map((reason) => WORDS.get(reason) ?? reason);

/** Translates rows of the log into lines with the caller's ids. */
export class Reporter {
  /** Types of event it wants to hear of. */
  static readonly types = [
    EVENT.OrderPlaced,
    EVENT.StopPlaced,
    EVENT.OrderRejected,
    EVENT.Traded,
    EVENT.OrderCancelled,
    EVENT.OrderReduced,
    EVENT.StopTriggered,
  ];
  /** The order whose placing is expected, and what to call it. */
  private expected: LiveOrder | undefined;
  private as: 'accepted' | 'replaced' = 'accepted';

  constructor(
    private readonly registry: Registry,
    private readonly print: (line: string) => void,
  ) {}

  /** Announces whose order the exchange will place or refuse next. */
  expect(live: LiveOrder, as: 'accepted' | 'replaced'): void {
    this.expected = live;
    this.as = as;
  }

  /** Says that an expected replacement changed nothing, if the exchange had nothing to record. */
  settle(price: number): void {
    if (this.expected) this.replaced(this.expected, `"price":${price}`);
  }

  /** Prints a refusal. */
  rejected(id: number, reason: string): void {
    this.print(`{"event":"rejected","id":${id},"reason":${JSON.stringify(reason)}}`);
  }

  /** Prints both sides of the book. */
  depth(bids: readonly Level[], asks: readonly Level[]): void {
    this.print(`{"event":"depth","bids":[${levels(bids)}],"asks":[${levels(asks)}]}`);
  }

  /** Takes a row of the log right after it happened. */
  hear(batch: EventBatch, row: number): void {
    const lots = batch.quantity[row];
    switch (batch.type[row]) {
      case EVENT.OrderPlaced:
        return this.placed(batch, row, `"price":${batch.price[row]}`);
      case EVENT.StopPlaced: {
        const limit = batch.value[row] > 0 ? `,"price":${batch.value[row]}` : '';
        return this.placed(batch, row, `"stop":${batch.price[row]}${limit}`);
      }
      case EVENT.OrderRejected:
        if (this.expected) this.rejected(this.expected.id, WORD[batch.reason[row]]);
        this.expected = undefined;
        return;
      case EVENT.Traded:
        return this.traded(batch, row);
      case EVENT.OrderCancelled:
        // The old place of an order that queues anew: its new one is announced next.
        if (batch.reason[row] !== REASON.replaced) this.lost(batch, row, 'cancelled');
        return;
      case EVENT.OrderReduced: {
        const live = this.registry.at(batch.order[row]);
        if (batch.reason[row] !== REASON.replaced) return this.lost(batch, row, 'reduced');
        this.registry.take(live, lots);
        return this.replaced(live, `"price":${batch.price[row]}`);
      }
      case EVENT.StopTriggered:
        return this.print(
          `{"event":"triggered","id":${this.registry.at(batch.order[row]).id},"price":${batch.value[row]}}`,
        );
    }
  }

  private placed(batch: EventBatch, row: number, prices: string): void {
    const live = this.expected;
    if (!live) throw new Error(`order ${batch.order[row]} was placed, but the caller sent none`);
    this.registry.bind(live, batch.order[row], batch.quantity[row]);
    if (this.as === 'replaced') return this.replaced(live, prices);
    this.expected = undefined;
    this.print(`{"event":"accepted","id":${live.id}}`);
  }

  private replaced(live: LiveOrder, prices: string): void {
    this.expected = undefined;
    this.print(`{"event":"replaced","id":${live.id},${prices},"quantity":${live.left}}`);
  }

  private traded(batch: EventBatch, row: number): void {
    const maker = this.registry.at(batch.counterOrder[row]);
    const taker = this.registry.at(batch.order[row]);
    const lots = batch.quantity[row];
    this.registry.take(maker, lots);
    this.registry.take(taker, lots);
    this.print(
      `{"event":"traded","maker":${maker.id},"taker":${taker.id},"price":${batch.price[row]},"quantity":${lots}}`,
    );
  }

  /** An order lost lots without a trade. */
  private lost(batch: EventBatch, row: number, event: 'cancelled' | 'reduced'): void {
    const live = this.registry.at(batch.order[row]);
    const lots = batch.quantity[row];
    this.registry.take(live, lots);
    this.print(
      `{"event":"${event}","id":${live.id},"quantity":${lots},"reason":"${WORD[batch.reason[row]]}"}`,
    );
  }
}

function levels(side: readonly Level[]): string {
  return side
    .map((level) => `{"price":${level.priceTicks},"quantity":${level.quantityLots},"orders":${level.orders}}`)
    .join(',');
}
