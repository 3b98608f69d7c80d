import { EVENT, type EventBatch } from '../events.ts';
import type { World } from './world.ts';

/** Creation, redemption and lending of trust shares. Returns whether the event was one of these. */
export function evolvePrimary(world: World, batch: EventBatch, row: number, seq: number): boolean {
  const { primary, ledger } = world;
  const i = batch.instrument[row];
  switch (batch.type[row]) {
    case EVENT.BasketsAccepted: {
      const { tradeDate, publishedDate } = batch.detailOf(row) as Record<string, string>;
      primary.due.push({
        seq,
        account: batch.actor[row],
        baskets: batch.quantity[row],
        navTicks: batch.price[row],
        dueTick: batch.value[row],
        age: 0,
        tradeDate,
        publishedDate,
      });
      return true;
    }
    case EVENT.SharesCreated:
    case EVENT.SharesRedeemed:
      exchangeBaskets(world, batch, row);
      primary.due.splice(
        primary.due.findIndex((due) => due.seq === batch.order[row]),
        1,
      );
      return true;
    case EVENT.DeliveryFailed: {
      const due = primary.due.find(({ seq: accepted }) => accepted === batch.order[row]);
      if (!due) throw new Error(`baskets accepted by event ${batch.order[row]} failed but are not due`);
      due.dueTick = batch.value[row];
      due.age = Number(batch.detailOf(row).age);
      return true;
    }
    case EVENT.BorrowUpdated:
      primary.lendableShares = batch.quantity[row];
      return true;
    case EVENT.BorrowFeePaid:
      ledger.lend(world.instruments[i], batch.price[row], batch.value[row], batch.counterparty[row]);
      return true;
    case EVENT.ShortSaleRestricted:
      primary.restrictedUntilTick = batch.value[row];
      return true;
    case EVENT.ShortSalesFreed:
      primary.restrictedUntilTick = -1;
      return true;
    default:
      return false;
  }
}

/** Coins and the balance in cash go one way, shares the other. */
function exchangeBaskets(world: World, batch: EventBatch, row: number): void {
  const { ledger } = world;
  const participant = batch.actor[row];
  const trust = batch.counterparty[row];
  const sign = batch.type[row] === EVENT.SharesCreated ? 1 : -1;
  const { coinInstrument, coinLots } = batch.detailOf(row) as Record<string, number>;
  ledger.deliver(coinInstrument, participant, trust, sign * coinLots);
  ledger.pay(participant, trust, sign * batch.value[row]);
  ledger.mint(batch.instrument[row], participant, sign * batch.quantity[row]);
}
