import { EVENT, type EventBatch, REASON } from '../events.ts';
import { CALL } from './phases.ts';
import type { World } from './world.ts';

/** Sessions, bands, halts and calls: whether and between which prices an instrument trades. Returns whether the event was one of these. */
export function evolveHalts(world: World, batch: EventBatch, row: number, seq: number): boolean {
  const i = batch.instrument[row];
  const { market, phases } = world;
  switch (batch.type[row]) {
    case EVENT.SessionOpened:
      world.inSession[i] = 1;
      market.forgetMarks(i);
      if (world.instruments[i].session === 'us-cash') phases.marketWideLevel = 0;
      return true;
    case EVENT.SessionClosed:
      world.inSession[i] = 0;
      market.close[i] = batch.price[row];
      world.haltedUntil[i] = -1;
      phases.endCall(i);
      phases.lift(i);
      return true;
    case EVENT.Halted:
      world.haltedUntil[i] = batch.value[row];
      phases.limitSince[i] = -1;
      return true;
    case EVENT.Resumed:
      world.haltedUntil[i] = -1;
      market.forgetMarks(i);
      return true;
    case EVENT.BandsSet:
      setBand(world, batch, row);
      phases.level[i] = batch.order[row];
      return true;
    case EVENT.LimitStateEntered:
      phases.limitSince[i] = batch.tick[row] * world.roundsPerTick + batch.value[row];
      phases.limitSeq[i] = seq;
      return true;
    case EVENT.LimitStateLeft:
      phases.limitSince[i] = -1;
      return true;
    case EVENT.CircuitBroken:
      phases.marketWideLevel = batch.quantity[row];
      return true;
    case EVENT.AuctionOpened:
      phases.call[i] = callFor(batch.reason[row]);
      setBand(world, batch, row);
      return true;
    case EVENT.PauseExtended:
      world.haltedUntil[i] = batch.value[row];
      phases.low[i] = batch.price[row];
      phases.high[i] = batch.quantity[row];
      return true;
    case EVENT.AuctionCleared:
      phases.endCall(i);
      phases.lift(i);
      phases.reference[i] = batch.price[row];
      return true;
    default:
      return false;
  }
}

function setBand({ phases }: World, batch: EventBatch, row: number): void {
  const i = batch.instrument[row];
  phases.low[i] = batch.price[row];
  phases.high[i] = batch.quantity[row];
  phases.reference[i] = batch.value[row];
}

function callFor(reason: number): number {
  if (reason === REASON.opening) return CALL.opening;
  return reason === REASON.closing ? CALL.closing : CALL.reopening;
}
