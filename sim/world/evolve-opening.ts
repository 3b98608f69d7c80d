import expOf from '@stdlib/math-base-special-exp';
import { parseTime, SECONDS_PER_DAY } from '../engine/time.ts';
import { EVENT, type EventBatch, NOBODY } from '../events.ts';
import type { TimedSession } from './calendar.ts';
import type { InstrumentKind, SessionName } from './instrument.ts';
import { LatentBook } from './latent.ts';
import { MarketData } from './market-data.ts';
import { MAX_INSTRUMENTS, type World } from './world.ts';

/** How the world begins: the run, listings, accounts and what they bring. Returns whether the event was one of these. */
export function evolveOpening(world: World, batch: EventBatch, row: number): boolean {
  const actor = batch.actor[row];
  const i = batch.instrument[row];
  const { ledger } = world;
  switch (batch.type[row]) {
    case EVENT.RunStarted:
      startRun(world, batch, row);
      return true;
    case EVENT.InstrumentListed:
      list(world, batch, row);
      return true;
    case EVENT.HoursCleared:
      world.calendar.hours[sessionOf(batch, row)] = [];
      return true;
    case EVENT.HoursSet:
      setHours(world, batch, row);
      return true;
    case EVENT.SpecialDaySet:
      setSpecialDay(world, batch, row);
      return true;
    case EVENT.AccountOpened:
      openAccount(world, batch, row);
      return true;
    case EVENT.Endowed:
      ledger.cash[actor] += batch.value[row];
      ledger.endowedCents += batch.value[row];
      if (i < MAX_INSTRUMENTS && batch.quantity[row] !== 0)
        ledger.endow(world.instruments[i], actor, batch.quantity[row], batch.price[row]);
      return true;
    case EVENT.CreditGranted:
      ledger.credit[actor] = batch.value[row];
      return true;
    case EVENT.LatentFilled: {
      const { densityFarOut, correlationLength } = batch.detailOf(row) as Record<string, number>;
      world.latent.fill(densityFarOut, correlationLength);
      world.latentAccount = actor;
      return true;
    }
    case EVENT.LadderShaped: {
      const levels = batch.quantity[row];
      const weights = Float64Array.from({ length: levels }, (_, j) => expOf(-j * batch.value[row]));
      world.ladders.set(world.ladderKey(actor, i), {
        levels,
        stepTicks: batch.price[row],
        weights,
        firstOrder: [batch.order[row], batch.order[row] + levels],
        shown: [0, 0],
        touchTicks: [0, 0],
        touchLots: [0, 0],
      });
      world.nextOrder = batch.order[row] + 2 * levels;
      return true;
    }
    default:
      return false;
  }
}

type Fields = Record<string, number> & Record<string, string>;

function startRun(world: World, batch: EventBatch, row: number): void {
  const d = batch.detailOf(row) as Fields;
  world.startSeconds = d.startSeconds;
  world.secondsPerTick = d.secondsPerTick;
  world.roundsPerTick = d.roundsPerTick;
  world.calmDailyVol = d.calmDailyVol;
  world.scenario = d.scenario;
  world.seed = d.seed;
  world.model = d.model;
  const { secondsPerTick, roundsPerTick, openingPriceUsd, openingDailyVol } = d;
  world.market = new MarketData(
    MAX_INSTRUMENTS,
    secondsPerTick,
    roundsPerTick,
    openingPriceUsd,
    openingDailyVol,
  );
  world.latent = new LatentBook(d.openingPriceUsd);
  world.network.difficulty = d.difficulty;
  world.network.blocks = d.blocksSinceRetarget;
  world.network.minutes = d.minutesSinceRetarget;
}

const sessionOf = (batch: EventBatch, row: number): TimedSession =>
  (batch.detailOf(row) as Fields).session as string as TimedSession;

function setHours({ calendar }: World, batch: EventBatch, row: number): void {
  const { opensMinute, closesMinute } = batch.detailOf(row) as Fields;
  const session = sessionOf(batch, row);
  calendar.hours[session] = [...calendar.hours[session], { opens: opensMinute, closes: closesMinute }];
}

function setSpecialDay({ calendar }: World, batch: EventBatch, row: number): void {
  const { date, closesMinute } = batch.detailOf(row) as Fields;
  const day = (parseTime(date) ?? 0) / SECONDS_PER_DAY;
  calendar.specialDays.push({ session: sessionOf(batch, row), day, closes: closesMinute });
}

function openAccount(world: World, batch: EventBatch, row: number): void {
  const d = batch.detailOf(row) as Fields;
  world.open({
    name: d.name,
    kind: d.kind,
    leader: d.leader === NOBODY ? world.accounts.length : d.leader,
    latency: d.latency,
    traders: d.traders,
    tags: d.tags,
    lends: d.lends ?? 0,
  });
}

function list(world: World, batch: EventBatch, row: number): void {
  const d = batch.detailOf(row) as Fields;
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
