import type { Context } from '../agent.ts';
import { type BookGreeks, type Leg, type LegVols, type Quote, volsOf } from './book.ts';
import { type Explained, explainChange } from './hedge.ts';
import { EXPIRY } from './opening.ts';
import type { DealerParameters } from './parameters.ts';
import { sameQuote } from './strip.ts';

/** What a decision to hedge was made on. */
export interface Measured {
  readonly legs: readonly Leg[];
  readonly now: Quote;
  readonly greeks: BookGreeks;
  readonly band: number;
  /** Bitcoin held as hedge. */
  readonly held: number;
  /** Seq of the newest option booked. */
  readonly bookedSeq: number;
}

/** Declares the target, what moved it since the last one, and the greeks it was read from. */
export function declareTarget(
  { view, parameters: p, memory, orders }: Context<DealerParameters>,
  { legs, now, greeks, band, held, bookedSeq }: Measured,
  side: number,
  waitingSinceTick: number,
  tookTick = memory.tookTick,
): void {
  const { spotUsd, shortVol, longVol, riskReversal, seconds } = memory;
  const targetCoins = -greeks.deltaCoins;
  const last = solvedLast.get(memory);
  const vols = volsNow(last, legs, now, p.skewStickiness);
  const before = { spotUsd, surface: { shortVol, longVol, riskReversal }, seconds };
  const explained = explainChange({
    legs,
    before,
    now,
    volsBefore: volsBefore(memory, legs, before, p.skewStickiness),
    volsNow: vols,
    targetBefore: memory.targetCoins,
    targetNow: targetCoins,
    averagingSeconds: EXPIRY[p.home].averagingSeconds,
    isSameBook: last?.legs === legs && last.ssr === p.skewStickiness,
  });
  orders.declare(
    'HedgeTargetSet',
    { value: targetCoins },
    {
      fromSpot: explained.fromSpot,
      fromVol: explained.fromVol,
      fromTime: explained.fromTime,
      fromFlow: explained.fromFlow,
      heldCoins: held,
      bandCoins: band,
      gammaCoinsPerPercent: greeks.gammaCoins * now.spotUsd * 0.01,
      vegaUsdPerPoint: greeks.vegaUsd * 0.01,
      vannaCoinsPerPoint: greeks.vannaCoins * 0.01,
      charmCoinsPerDay: greeks.charmCoins / 365,
      targetCoins,
      spotUsd: now.spotUsd,
      shortVol: now.surface.shortVol,
      longVol: now.surface.longVol,
      riskReversal: now.surface.riskReversal,
      seconds: now.seconds,
      side,
      setTick: view.world.tick,
      waitingSinceTick,
      tookTick,
      bookedSeq,
    },
    bookedSeq > memory.bookedSeq && isMostlyFlow(explained) ? bookedSeq : view.world.market.indexSeq,
  );
  solvedLast.set(memory, { legs, quote: now, ssr: p.skewStickiness, vols, spare: last?.vols });
}

/** Whether options booked moved the target by more than any other cause. */
function isMostlyFlow({ fromSpot, fromVol, fromTime, fromFlow }: Explained): boolean {
  return Math.abs(fromFlow) > Math.max(Math.abs(fromSpot), Math.abs(fromVol), Math.abs(fromTime));
}

/** A book and the volatilities it was last solved for. */
interface Solved {
  readonly legs: readonly Leg[];
  readonly quote: Quote;
  readonly ssr: number;
  readonly vols: LegVols;
  /** Room for the volatilities of now: those that are no longer needed. */
  readonly spare: LegVols | undefined;
}

/** By what a dealer remembers: only saves solving the same again, and is not needed when a run is taken up anew. */
const solvedLast = new WeakMap<object, Solved>();

/** Volatilities of the legs now, where those of the last declared target are not. */
function volsNow(last: Solved | undefined, legs: readonly Leg[], now: Quote, ssr: number): LegVols {
  const spare = last?.spare;
  return volsOf(legs, now, ssr, spare?.vol.length === legs.length ? spare : undefined);
}

/** Volatilities of the legs at the last declared target. */
function volsBefore(memory: object, legs: readonly Leg[], before: Quote, ssr: number): LegVols {
  const last = solvedLast.get(memory);
  const isSame = last !== undefined && last.ssr === ssr && sameQuote(last.quote, before);
  return isSame && sameLegs(last.legs, legs) ? last.vols : volsOf(legs, before, ssr);
}

/** Whether two books have the same volatilities at the same market. */
const sameLegs = (a: readonly Leg[], b: readonly Leg[]): boolean =>
  a === b ||
  (a.length === b.length &&
    a.every((leg, n) => leg.strikeUsd === b[n].strikeUsd && leg.expirySeconds === b[n].expirySeconds));
