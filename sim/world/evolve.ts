import expOf from '@stdlib/math-base-special-exp';
import { BUY, EVENT, type EventBatch, NOBODY, ORDER_TYPE } from '../events.ts';
import { type Definition, eventTypes, vocabulary } from '../vocabulary.ts';
import { NONE } from './book.ts';
import { applyTrade, replaceQuotes, rest, takeOff } from './evolve-orders.ts';
import type { InstrumentKind, SessionName } from './instrument.ts';
import { LatentBook } from './latent.ts';
import { INSURANCE_ACCOUNT } from './ledger.ts';
import { MarketData } from './market-data.ts';
import { MAX_INSTRUMENTS, type World } from './world.ts';

const REMEMBERED = Uint8Array.from(eventTypes, (type) =>
  (vocabulary[type] as Definition).remembered ? 1 : 0,
);
/** Ticks over which a driver's recent variance is averaged. */
const DRIVER_MEMORY_TICKS = 120;
const STOP_REDUCE = ORDER_TYPE['stop-reduce'];
const FIRST_REDUCE = ORDER_TYPE['limit-reduce'];

/**
 * Applies one event to the world: the only place where the world changes. The live run and the replay both call it,
 * so what the log says is what happened.
 */
export function evolve(world: World, batch: EventBatch, row: number, seq: number): void {
  const type = batch.type[row];
  switch (type) {
    case EVENT.OrderPlaced:
      return placed(world, batch, row);
    case EVENT.Traded:
      return applyTrade(world, batch, row, seq);
    case EVENT.OrderRested:
      return rest(world);
    case EVENT.OrderCancelled:
      return takeOff(world, batch.instrument[row], batch.order[row]);
    case EVENT.OrderReduced:
      return reduced(world, batch, row);
    case EVENT.QuotesReplaced:
      return replaceQuotes(world, batch, row);
    case EVENT.Marked:
      return world.market.takeMark(
        world.instruments[batch.instrument[row]],
        batch.price[row],
        seq,
        batch.tick[row],
      );
    case EVENT.OrderRejected:
      return;
    case EVENT.StopPlaced:
      world.nextOrder = batch.order[row] + 1;
      if (batch.orderType[row] === STOP_REDUCE) world.reduceOnly.add(batch.order[row]);
      // A sell stop waits below the market like a bid, a buy stop above it like an offer.
      world.stops[batch.instrument[row]].insert(
        batch.order[row],
        -batch.side[row],
        batch.price[row],
        batch.quantity[row],
        batch.actor[row],
        batch.value[row],
      );
      return;
    case EVENT.StopTriggered: {
      const stops = world.stops[batch.instrument[row]];
      stops.removeSlot(stops.slotOf(batch.order[row]));
      return come(world, batch, row);
    }
    default:
      if (REMEMBERED[type] === 1) world.remember(batch.actor[row], batch.detailOf(row));
      return evolveRare(world, batch, row, seq);
  }
}

function come(world: World, batch: EventBatch, row: number): void {
  const incoming = world.incoming;
  incoming.order = batch.order[row];
  incoming.instrument = batch.instrument[row];
  incoming.owner = batch.actor[row];
  incoming.side = batch.side[row];
  incoming.quantity = batch.quantity[row];
  incoming.price = batch.price[row];
  incoming.tag = batch.type[row] === EVENT.OrderPlaced ? batch.value[row] : 0;
  incoming.orderType = batch.orderType[row];
}

/** A passive limit order rests at once; any other waits as the incoming order for its trades. */
function placed(world: World, batch: EventBatch, row: number): void {
  const orderType = batch.orderType[row];
  world.nextOrder = batch.order[row] + 1;
  if (orderType >= FIRST_REDUCE) world.reduceOnly.add(batch.order[row]);
  come(world, batch, row);
  const base = orderType >= FIRST_REDUCE ? orderType - FIRST_REDUCE + 1 : orderType;
  if (base !== ORDER_TYPE.limit && base !== ORDER_TYPE['post-only']) return;
  const best = world.books[batch.instrument[row]].bestPrice(-batch.side[row]);
  const crosses =
    best !== NONE && (batch.side[row] === BUY ? batch.price[row] >= best : batch.price[row] <= best);
  if (!crosses) rest(world);
}

function reduced(world: World, batch: EventBatch, row: number): void {
  const order = batch.order[row];
  if (world.incoming.order === order) {
    world.incoming.quantity -= batch.quantity[row];
    if (world.incoming.quantity === 0) world.incoming.order = -1;
    return;
  }
  const book = world.books[batch.instrument[row]];
  const slot = book.slotOf(order);
  if (slot === NONE) throw new Error(`order ${order} was reduced but does not rest in the book`);
  if (book.orderQuantity[slot] === batch.quantity[row]) takeOff(world, batch.instrument[row], order);
  else book.reduceSlot(slot, batch.quantity[row]);
}

/** Everything that happens at most a few times a tick. */
function evolveRare(world: World, batch: EventBatch, row: number, seq: number): void {
  const actor = batch.actor[row];
  const i = batch.instrument[row];
  const { ledger, market } = world;
  switch (batch.type[row]) {
    case EVENT.TickOpened:
      world.tick = batch.tick[row];
      world.tickSeq = seq;
      return;
    case EVENT.RoundOpened:
      market.roundFlowUsd = market.flowUsd;
      market.flowUsd = 0;
      return;
    case EVENT.RunStarted:
    case EVENT.InstrumentListed:
    case EVENT.AccountOpened:
      return begin(world, batch, row);
    case EVENT.Endowed:
      ledger.cash[actor] += batch.value[row];
      ledger.endowedCents += batch.value[row];
      if (i < MAX_INSTRUMENTS && batch.quantity[row] !== 0)
        ledger.endow(world.instruments[i], actor, batch.quantity[row], batch.price[row]);
      return;
    case EVENT.LatentFilled: {
      const { densityFarOut, correlationLength } = batch.detailOf(row) as Record<string, number>;
      world.latent.fill(densityFarOut, correlationLength);
      world.latentAccount = actor;
      return;
    }
    case EVENT.LadderShaped: {
      const levels = batch.quantity[row];
      const weights = Float64Array.from({ length: levels }, (_, j) => expOf(-j * batch.value[row]));
      world.ladders.set(world.ladderKey(actor, i), {
        levels,
        stepTicks: batch.price[row],
        weights,
        firstOrder: [-1, -1],
        shown: [0, 0],
        touchTicks: [0, 0],
        touchLots: [0, 0],
      });
      return;
    }
    case EVENT.SessionOpened:
      world.inSession[i] = 1;
      market.forgetMarks(i);
      return;
    case EVENT.SessionClosed:
      world.inSession[i] = 0;
      market.close[i] = batch.price[row];
      if (batch.value[row] === 1) lapse(world, i);
      return;
    case EVENT.Halted:
      world.haltedUntil[i] = batch.value[row];
      return;
    case EVENT.Resumed:
      world.haltedUntil[i] = -1;
      market.forgetMarks(i);
      return;
    case EVENT.ShockReleased:
      world.shocks.push({ id: String(batch.detailOf(row).id), seq });
      return;
    case EVENT.DriverMoved:
      world.driver[i] += batch.value[row];
      world.driverVariance[i] +=
        (batch.value[row] * batch.value[row] - world.driverVariance[i]) / DRIVER_MEMORY_TICKS;
      market.mark[i] = batch.price[row];
      market.markSeq[i] = seq;
      return;
    case EVENT.ValueMoved:
      world.value += batch.value[row];
      world.stress = Number(batch.detailOf(row).stress);
      return;
    case EVENT.LatentMoved: {
      const { decay, supply, diffusion, logPrice } = batch.detailOf(row) as Record<string, number>;
      world.newsMove = batch.value[row];
      world.latent.step(batch.value[row], diffusion, decay, supply, logPrice);
      return;
    }
    case EVENT.IndexMarked:
      market.takeIndex(batch.value[row], seq);
      market.mark[i] = batch.price[row];
      market.markSeq[i] = seq;
      return;
    case EVENT.PremiumSampled:
      world.premiumSum += batch.value[row];
      world.premiumSamples++;
      return;
    case EVENT.FundingPaid:
      ledger.fund(world.instruments[i], batch.price[row], batch.value[row]);
      world.fundingRate = batch.value[row];
      world.premiumSum = 0;
      world.premiumSamples = 0;
      return;
    case EVENT.VariationMarginPaid:
      ledger.settle(world.instruments[i], batch.price[row]);
      return;
    case EVENT.FutureExpired:
      ledger.expire(world.instruments[i], batch.price[row]);
      return;
    case EVENT.SurfaceMoved:
      Object.assign(world.surface, batch.detailOf(row));
      return;
    case EVENT.CollateralPosted:
      ledger.pay(batch.counterparty[row], actor, batch.value[row]);
      return;
    case EVENT.LiquidationStarted:
      world.liquidating.set(actor, seq);
      return;
    case EVENT.LiquidationEnded:
      world.liquidating.delete(actor);
      return;
    case EVENT.InsurancePaid:
      ledger.pay(INSURANCE_ACCOUNT, actor, batch.value[row]);
      world.insurancePaid.push({ tick: batch.tick[row], cents: batch.value[row] });
      return;
    case EVENT.AutoDeleveraged: {
      const buyer = batch.side[row] === BUY ? actor : batch.counterparty[row];
      const seller = batch.side[row] === BUY ? batch.counterparty[row] : actor;
      ledger.trade(world.instruments[i], buyer, seller, batch.price[row], batch.quantity[row]);
      return;
    }
    case EVENT.OptionBooked: {
      const { strikeUsd, expirySeconds, put } = batch.detailOf(row) as Record<string, number>;
      const client = batch.counterparty[row];
      const quantityLots = batch.quantity[row];
      world.options.push({ holder: actor, client, strikeUsd, expirySeconds, put: put === 1, quantityLots });
      // A short position receives its premium (value is what the holder pays, negative when it is paid).
      ledger.pay(actor, client, batch.value[row]);
      return;
    }
    case EVENT.OptionSettled:
      ledger.pay(batch.counterparty[row], actor, batch.value[row]);
      world.options[Number(batch.detailOf(row).position)].quantityLots = 0;
      return;
    case EVENT.BlocksMined:
      ledger.position[actor * ledger.width + i] += batch.quantity[row];
      ledger.endowedLots[i] += batch.quantity[row];
      return;
    case EVENT.NetworkMoved:
      world.network.blocks += batch.value[row];
      world.network.minutes += world.secondsPerTick / 60;
      world.network.hashrateEh = Number(batch.detailOf(row).hashrateEh);
      return;
    case EVENT.DifficultyRetargeted:
      world.network.difficulty = batch.value[row];
      world.network.blocks = Number(batch.detailOf(row).blocksCarried);
      world.network.minutes = 0;
      return;
    default:
      return;
  }
}

/** Day orders lapse with the session. */
function lapse(world: World, instrument: number): void {
  const book = world.books[instrument];
  for (const side of [1, -1]) {
    for (let slot = book.bestSlot(side); slot !== NONE; slot = book.bestSlot(side)) {
      takeOff(world, instrument, book.orderId[slot]);
    }
  }
}

function begin(world: World, batch: EventBatch, row: number): void {
  const d = batch.detailOf(row) as Record<string, number> & Record<string, string>;
  if (batch.type[row] === EVENT.RunStarted) {
    world.startSeconds = d.startSeconds;
    world.secondsPerTick = d.secondsPerTick;
    world.roundsPerTick = d.roundsPerTick;
    world.calmDailyVol = d.calmDailyVol;
    world.scenario = d.scenario;
    world.seed = d.seed;
    world.model = d.model;
    world.market = new MarketData(MAX_INSTRUMENTS, d.secondsPerTick, d.openingPriceUsd, d.openingDailyVol);
    world.latent = new LatentBook(d.openingPriceUsd);
    world.network.difficulty = d.difficulty;
    world.network.blocks = d.blocksSinceRetarget;
    world.network.minutes = d.minutesSinceRetarget;
  } else if (batch.type[row] === EVENT.AccountOpened) {
    world.open({
      name: d.name,
      kind: d.kind,
      leader: d.leader === NOBODY ? world.accounts.length : d.leader,
      latency: d.latency,
      traders: d.traders,
      tags: d.tags,
    });
  } else {
    world.list({
      index: world.instruments.length,
      id: d.id,
      title: d.title,
      kind: d.kind as string as InstrumentKind,
      session: d.session as string as SessionName,
      tickUsd: d.tickUsd,
      coinsPerLot: d.coinsPerLot,
      centsPerTickLot: d.centsPerTickLot,
      makerFeeBps: d.makerFeeBps,
      takerFeeBps: d.takerFeeBps,
      feeCentsPerLot: d.feeCentsPerLot,
      expirySeconds: d.expirySeconds,
      maxPriceTicks: d.maxPriceTicks,
    });
  }
}
