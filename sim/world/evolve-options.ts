import expOf from '@stdlib/math-base-special-exp';
import lnOf from '@stdlib/math-base-special-ln';
import { EVENT, type EventBatch } from '../events.ts';
import { type OptionPosition, VOL_POINT } from './records.ts';
import type { World } from './world.ts';

/** Half of what clients bought is forgotten after so many seconds. */
const DEMAND_HALF_LIFE_SECONDS = 4 * 3600;
const LN_2 = lnOf(2);

/** Options: asked for, dealt, settled, and the surface they are quoted on. Returns whether the event was one of these. */
export function evolveOptions(world: World, batch: EventBatch, row: number, seq: number): boolean {
  switch (batch.type[row]) {
    case EVENT.SurfaceMoved:
      Object.assign(world.surface, batch.detailOf(row));
      fadeDemand(world);
      return true;
    case EVENT.OptionRequested:
      world.optionRequests.push({ seq, client: batch.actor[row], ...optionOf(batch, row) });
      return true;
    case EVENT.OptionQuoted:
      return true;
    case EVENT.OptionBooked:
      book(world, batch, row, seq);
      return true;
    case EVENT.OptionRefused:
      lessen(world, batch.order[row], batch.quantity[row]);
      return true;
    case EVENT.OptionSettled:
      world.ledger.pay(batch.counterparty[row], batch.actor[row], batch.value[row]);
      world.options[Number(batch.detailOf(row).position)].quantityLots = 0;
      world.optionChanges++;
      return true;
    default:
      return false;
  }
}

/** What an event says of the option that was asked for or dealt. */
function optionOf(batch: EventBatch, row: number): Omit<OptionPosition, 'holder' | 'client'> {
  const terms = batch.detailOf(row) as Record<string, number>;
  return {
    strikeUsd: terms.strikeUsd,
    expirySeconds: terms.expirySeconds,
    put: terms.put === 1,
    settlesOn: batch.instrument[row],
    averagingSeconds: terms.averagingSeconds,
    quantityLots: batch.quantity[row],
  };
}

/** Adds to the position of the same two parties and terms, or takes the first place that is free. */
function book(world: World, batch: EventBatch, row: number, seq: number): void {
  const position: OptionPosition = {
    holder: batch.actor[row],
    client: batch.counterparty[row],
    ...optionOf(batch, row),
  };
  const { options } = world;
  const same = options.findIndex((option) => option.quantityLots !== 0 && isAlike(option, position));
  const free = same < 0 ? options.findIndex(({ quantityLots }) => quantityLots === 0) : -1;
  if (same >= 0) options[same].quantityLots += position.quantityLots;
  else if (free >= 0) options[free] = position;
  else options.push(position);
  // A short position receives its premium (value is what the holder pays, negative when it is paid).
  world.ledger.pay(position.holder, position.client, batch.value[row]);
  world.optionChanges++;
  world.newestBooking.set(position.holder, seq);
  const request = batch.order[row];
  if (request < 0) return;
  lessen(world, request, -position.quantityLots);
  addDemand(world, position, Number(batch.detailOf(row).vegaUsdPerPoint) / VOL_POINT, seq);
}

function isAlike(a: OptionPosition, b: OptionPosition): boolean {
  return (
    a.strikeUsd === b.strikeUsd &&
    a.expirySeconds === b.expirySeconds &&
    a.put === b.put &&
    a.holder === b.holder &&
    a.client === b.client &&
    a.settlesOn === b.settlesOn &&
    a.averagingSeconds === b.averagingSeconds
  );
}

/** Takes lots that were dealt or refused off a request; with none left it is answered. */
function lessen(world: World, seq: number, lots: number): void {
  const at = world.optionRequests.findIndex((request) => request.seq === seq);
  if (at < 0) throw new Error(`request ${seq} for an option was answered but is not open`);
  const request = world.optionRequests[at];
  request.quantityLots -= lots;
  if (request.quantityLots === 0) world.optionRequests.splice(at, 1);
}

/** The position is its holder's, the demand its client's. */
function addDemand(
  { optionDemand: demand }: World,
  { put, quantityLots }: OptionPosition,
  vegaUsd: number,
  seq: number,
): void {
  demand.vegaUsd += vegaUsd;
  if (put) demand.putLots -= quantityLots;
  else demand.callLots -= quantityLots;
  demand.grossLots += Math.abs(quantityLots);
  if (demand.seq >= 0 && Math.abs(vegaUsd) <= demand.largestVegaUsd) return;
  demand.seq = seq;
  demand.largestVegaUsd = Math.abs(vegaUsd);
}

/** A tick's worth of forgetting, once the surface has taken the demand in. */
function fadeDemand({ optionDemand: demand, secondsPerTick }: World): void {
  demand.seq = -1;
  demand.largestVegaUsd = 0;
  if (demand.grossLots === 0) return;
  const keep = expOf((-LN_2 * secondsPerTick) / DEMAND_HALF_LIFE_SECONDS);
  demand.vegaUsd *= keep;
  demand.putLots *= keep;
  demand.callLots *= keep;
  demand.grossLots *= keep;
}
