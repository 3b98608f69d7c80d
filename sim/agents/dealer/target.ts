import type { Context } from '../agent.ts';
import { type BookGreeks, type Leg, type LegVols, type Quote, volsOf } from './book.ts';
import { explainChange } from './hedge.ts';
import { EXPIRY } from './opening.ts';
import type { DealerParameters } from './parameters.ts';

/** What a decision to hedge was made on. */
export interface Measured {
  /** Legs unsettled at the start of the minute, and those of them that live on. */
  readonly known: readonly Leg[];
  readonly live: readonly Leg[];
  readonly now: Quote;
  /** Volatilities of the live legs. */
  readonly vols: LegVols;
  readonly greeks: BookGreeks;
  readonly band: number;
  /** Bitcoin held as hedge. */
  readonly held: number;
}

/** Declares the target, what moved it since the last one, and the greeks it was read from. */
export function declareTarget(
  { view, parameters: p, memory, orders }: Context<DealerParameters>,
  { known, live, now, vols, greeks, band, held }: Measured,
  side: number,
  waitingSinceTick: number,
): void {
  const { shortVol, longVol, riskReversal } = memory;
  const targetCoins = -greeks.deltaCoins;
  const explained = explainChange({
    known,
    before: {
      spotUsd: memory.spotUsd,
      surface: { shortVol, longVol, riskReversal },
      seconds: memory.seconds,
    },
    now,
    volsNow: known.length === live.length ? vols : volsOf(known, now, p.skewStickiness),
    targetBefore: memory.targetCoins,
    targetNow: targetCoins,
    ssr: p.skewStickiness,
    averagingSeconds: EXPIRY[p.home].averagingSeconds,
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
    },
    view.world.market.indexSeq,
  );
}
