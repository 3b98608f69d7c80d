import { BUY, EVENT, type EventBatch, REASON } from '../events.ts';
import { INSURANCE_ACCOUNT } from './ledger.ts';
import type { World } from './world.ts';

/** Payments, margin, liquidation and mined coins: what moves the ledger without a trade. Returns whether the event was one of these. */
export function evolveBalance(world: World, batch: EventBatch, row: number, seq: number): boolean {
  const actor = batch.actor[row];
  const i = batch.instrument[row];
  const { ledger } = world;
  switch (batch.type[row]) {
    case EVENT.FundingPaid:
      ledger.fund(world.instruments[i], batch.price[row], batch.value[row]);
      world.funding.rate = batch.value[row];
      world.funding.premiumSum = 0;
      world.funding.premiumSamples = 0;
      return true;
    case EVENT.FutureSettled:
      ledger.settle(world.instruments[i], batch.price[row], ledger.due);
      world.clearing.settled[i] = batch.price[row];
      world.clearing.dueTick = batch.value[row];
      world.clearing.dueSeq = seq;
      world.phases.level[i] = 0;
      return true;
    case EVENT.VariationMarginPaid:
      if (batch.reason[row] === REASON.settlement) {
        ledger.payDue();
        world.clearing.dueTick = -1;
      } else ledger.settle(world.instruments[i], batch.price[row]);
      return true;
    case EVENT.MarginRateSet:
      setMarginRate(world, batch, row, seq);
      return true;
    case EVENT.FutureExpired:
      ledger.expire(world.instruments[i], batch.price[row]);
      return true;
    case EVENT.CollateralPosted:
      ledger.pay(batch.counterparty[row], actor, batch.value[row]);
      return true;
    case EVENT.MarginCalled: {
      const { dueTick, restoreCents } = batch.detailOf(row) as Record<string, number>;
      const [tick, shortfallCents] = [batch.tick[row], batch.value[row]];
      world.marginCalls.set(actor, { seq, tick, dueTick, shortfallCents, restoreCents });
      return true;
    }
    case EVENT.MarginCallCured:
      world.marginCalls.delete(actor);
      return true;
    case EVENT.ForcedSaleStarted:
      world.marginCalls.delete(actor);
      world.forcedSales.set(actor, seq);
      return true;
    case EVENT.ForcedSaleEnded:
      world.forcedSales.delete(actor);
      return true;
    case EVENT.LiquidationStarted:
      world.liquidating.set(actor, seq);
      return true;
    case EVENT.LiquidationEnded:
      world.liquidating.delete(actor);
      return true;
    case EVENT.InsurancePaid:
      ledger.pay(INSURANCE_ACCOUNT, actor, batch.value[row]);
      world.insurancePaid.push({ tick: batch.tick[row], cents: batch.value[row] });
      return true;
    case EVENT.AutoDeleveraged: {
      const buyer = batch.side[row] === BUY ? actor : batch.counterparty[row];
      const seller = batch.side[row] === BUY ? batch.counterparty[row] : actor;
      ledger.trade(world.instruments[i], buyer, seller, batch.price[row], batch.quantity[row]);
      return true;
    }
    case EVENT.NoteSettled:
      ledger.pay(batch.counterparty[row], actor, batch.value[row]);
      return true;
    case EVENT.BlocksMined:
      ledger.mint(i, actor, batch.quantity[row]);
      return true;
    default:
      return false;
  }
}

/** Until the new rate holds, the one it replaces does. */
function setMarginRate({ clearing, tick }: World, batch: EventBatch, row: number, seq: number): void {
  const { dailyVol, fromTick } = batch.detailOf(row) as Record<string, number>;
  if (tick >= clearing.fromTick) clearing.before = clearing.rate;
  clearing.rate = batch.value[row];
  clearing.rateSeq = seq;
  clearing.fromTick = fromTick;
  clearing.dailyVariance = dailyVol * dailyVol;
  clearing.settled[batch.instrument[row]] = batch.price[row];
}
