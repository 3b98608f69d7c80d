import type { Detail } from '../../engine/log.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import { coinsPerShare } from '../../market/trust.ts';
import { volsOf } from '../dealer/book.ts';
import type { Setup } from '../setup.ts';
import { ALIVE, KNOCKED_BEFORE, noteLeg, tranchesOf } from './notes.ts';
import { sellOverlay } from './overlay.ts';
import type { NoteDeskParameters } from './parameters.ts';
import { FUTURE, hedgeShares, measure } from './target.ts';

const SHARE = INSTRUMENT.IBIT;

/**
 * Takes the notes as issued, knocks in what lies through its barrier already and sells the overlay. It starts neutral:
 * shares against the notes, futures sold against the overlay, since shares it does not hold it cannot sell.
 */
export function openNoteDesk(setup: Setup<NoteDeskParameters>): void {
  const { parameters: p, view, self, cash, holding, remember } = setup;
  const { world } = view;
  cash(p.cashUsd);
  const spotUsd = (world.market.mark[SHARE] * world.instruments[SHARE].centsPerTickLot) / 100;
  const knocked: Record<string, number> = {};
  for (const [n, { knocked: before, observation, barrierUsd }] of p.tranches.entries())
    knocked[`knocked${n}`] =
      before || (observation !== 'maturity' && spotUsd <= barrierUsd) ? KNOCKED_BEFORE : ALIVE;
  const quote = { spotUsd, surface: world.surface, seconds: world.nowSeconds };
  const tranches = tranchesOf(world, p, knocked);
  sellOverlay(setup, tranches, volsOf(tranches.map(noteLeg), quote, p.skewStickiness).vol, spotUsd);
  const { notes, overlay, targetShares } = measure({ view, self, parameters: p, memory: knocked }, spotUsd);
  const futures = view.lotsOfCoins(FUTURE, -overlay.deltaCoins * coinsPerShare(world));
  holding(FUTURE, futures);
  holding(SHARE, Math.max(0, Math.trunc(targetShares - view.coins(FUTURE, futures) / coinsPerShare(world))));
  const { shortVol, longVol, riskReversal } = world.surface;
  const memory: Detail = {
    ...knocked,
    noteShares: -notes.deltaCoins,
    overlayShares: -overlay.deltaCoins,
    heldShares: hedgeShares(view, self),
    excessShares: 0,
    knockInSeq: -1,
    spotUsd,
    shortVol,
    longVol,
    riskReversal,
    seconds: quote.seconds,
  };
  remember(memory);
}
