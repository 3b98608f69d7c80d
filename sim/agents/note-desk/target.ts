import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { watchedBarrier } from '../../market/barrier.ts';
import { INSTRUMENT } from '../../market/instruments.ts';
import { coinsPerShare } from '../../market/trust.ts';
import type { View } from '../../market/view.ts';
import type { Context } from '../agent.ts';
import { type BookGreeks, greeksOf, type Leg, type LegVols, type Quote, volsOf } from '../dealer/book.ts';
import { explainChange, hedgeBand } from '../dealer/hedge.ts';
import { alive, type NoteDesk, noteBook, noteLeg, noteShares, notesOf, type Tranche } from './notes.ts';
import { overlayLegs } from './overlay.ts';
import type { NoteDeskParameters } from './parameters.ts';

/** So close above a barrier a note is valued that has just met it. */
const JUST_ABOVE = 1 + 1e-9;

/** What a decision to hedge was made on; shares and US dollars a share. */
export interface Measured {
  readonly tranches: readonly Tranche[];
  readonly noteLegs: readonly Leg[];
  readonly legs: readonly Leg[];
  readonly now: Quote;
  readonly vols: LegVols;
  readonly legVols: LegVols;
  readonly notes: BookGreeks;
  readonly overlay: BookGreeks;
  /** Shares it wants to hold, futures counted as shares: less than none where the options sold outweigh the notes. */
  readonly targetShares: number;
  readonly bandShares: number;
}

/** Where the opening hedge of the options sold is kept; the second contract, which outlives the window. */
export const FUTURE = INSTRUMENT['CME-2'];

/** What an account holds as hedge, in shares: trust shares, and futures by the bitcoin behind a share. */
export function hedgeShares(view: View, account: number): number {
  const { IBIT } = INSTRUMENT;
  return (
    view.lots(account, IBIT) + view.coins(FUTURE, view.lots(account, FUTURE)) / coinsPerShare(view.world)
  );
}

/** Values notes and overlay on the surface of now. */
export function measure(desk: NoteDesk, spotUsd: number): Measured {
  const { self, parameters: p } = desk;
  const { world } = desk.view;
  const { shortVol, longVol, riskReversal } = world.surface;
  const now: Quote = { spotUsd, surface: { shortVol, longVol, riskReversal }, seconds: world.nowSeconds };
  const { tranches, legs: noteLegs } = notesOf(desk);
  const legs = overlayLegs(world, self);
  const vols = volsOf(noteLegs, now, p.skewStickiness);
  const legVols = volsOf(legs, now, p.skewStickiness);
  const notes = noteBook(tranches, vols, spotUsd, now.seconds, p);
  const overlay = greeksOf(legs, legVols, spotUsd, now.seconds, 0);
  const gammaCoins = notes.gammaCoins + overlay.gammaCoins;
  const bandShares = hedgeBand({ ...notes, gammaCoins }, spotUsd, {
    costBp: p.costBp,
    riskAversion: p.riskAversion,
    narrowest: p.narrowestBand,
    widest: p.widestBand,
  });
  const targetShares = -notes.deltaCoins - overlay.deltaCoins;
  return { tranches, noteLegs, legs, now, vols, legVols, notes, overlay, targetShares, bandShares };
}

/** Why the shares wanted against the notes have changed; the five add up to the change. */
export interface NoteChange {
  readonly fromSpot: number;
  readonly fromVol: number;
  readonly fromTime: number;
  readonly fromKnockIn: number;
  readonly fromSettlement: number;
}

/**
 * Splits the change since the last target by moving one input at a time: spot down to where a tranche knocked in, the
 * knock-in there, the rest of spot, volatility, time. What left with a settled tranche, and rounding, is told apart.
 */
export function explainNotes(
  { parameters: p, memory }: NoteDesk,
  { tranches, noteLegs, now, vols, notes }: Measured,
): NoteChange {
  const { shortVol, longVol, riskReversal, spotUsd: spotBefore, seconds } = memory;
  const before: Quote = { spotUsd: spotBefore, surface: { shortVol, longVol, riskReversal }, seconds };
  const isNew = ({ knockedSeconds }: Tranche): boolean => knockedSeconds > seconds;
  const earlier = tranches.map((tranche) => (isNew(tranche) ? alive(tranche) : tranche));
  const volsBefore = volsOf(noteLegs, before, p.skewStickiness);
  const volsEarlier = tranches.some(isNew)
    ? volsOf(earlier.map(noteLeg), before, p.skewStickiness)
    : volsBefore;
  const change = { fromSpot: 0, fromVol: 0, fromTime: 0, fromKnockIn: 0 };
  let start = 0;
  for (const [n, tranche] of tranches.entries()) {
    const at = (state: Tranche, { vol, slope }: LegVols, spotUsd: number, time: number): number =>
      noteShares(state, vol[n], slope[n], spotUsd, time, p);
    const first = at(earlier[n], volsEarlier, spotBefore, seconds);
    const fresh = isNew(tranche);
    const meets = fresh ? spotOfKnockIn(tranche, volsEarlier.vol[n], now.spotUsd, seconds) : now.spotUsd;
    const met = at(earlier[n], volsEarlier, meets, seconds);
    const knocked = fresh ? at(tranche, volsBefore, meets, seconds) : met;
    const spotMoved = fresh ? at(tranche, volsBefore, now.spotUsd, seconds) : met;
    const volMoved = at(tranche, vols, now.spotUsd, seconds);
    start += first;
    change.fromSpot += met - first + (spotMoved - knocked);
    change.fromKnockIn += knocked - met;
    change.fromVol += volMoved - spotMoved;
    change.fromTime += at(tranche, vols, now.spotUsd, now.seconds) - volMoved;
  }
  const total = -notes.deltaCoins - memory.noteShares;
  const { fromSpot, fromVol, fromTime, fromKnockIn } = change;
  // What remembered tranches were worth and these were not has been settled; where none has, it is rounding.
  const left = total - fromSpot - fromVol - fromTime - fromKnockIn;
  const settled = Math.abs(start - memory.noteShares) > 1e-6 * (1 + start);
  return settled
    ? { ...change, fromSettlement: left }
    : { ...change, fromSpot: fromSpot + left, fromSettlement: 0 };
}

/** Just above the barrier it fell through, or at the price of now where a close above the moved barrier was enough. */
function spotOfKnockIn(tranche: Tranche, vol: number, spotUsd: number, seconds: number): number {
  const { observation, barrierUsd, maturitySeconds } = tranche;
  if (observation === 'maturity') return spotUsd;
  const years = (maturitySeconds - seconds) / SECONDS_PER_YEAR;
  return Math.max(spotUsd, watchedBarrier(observation, barrierUsd, vol, years) * JUST_ABOVE);
}

/** Declares the target, why it changed, and what the next change will be measured from. */
export function declareTarget(
  context: Context<NoteDeskParameters>,
  measured: Measured,
  heldShares: number,
  knockInSeq: number,
  causeOf: (excessShares: number) => number,
): void {
  const { memory, orders } = context;
  const { legs, now, legVols, notes, overlay, targetShares, bandShares } = measured;
  const { spotUsd, seconds, shortVol, longVol, riskReversal } = memory;
  const before = { spotUsd, seconds, surface: { shortVol, longVol, riskReversal } };
  const change = explainNotes(context, measured);
  const sold = explainChange({
    legs,
    before,
    now,
    volsBefore: volsOf(legs, before, context.parameters.skewStickiness),
    volsNow: legVols,
    targetBefore: memory.overlayShares,
    targetNow: -overlay.deltaCoins,
    averagingSeconds: 0,
  });
  const worked = Math.max(0, memory.heldShares - heldShares);
  // Of what knock-ins freed, the part still to be sold: an excess that spot has used up since is none.
  const freed = Math.max(0, memory.excessShares - worked) + Math.max(0, -change.fromKnockIn);
  const excessShares = Math.min(freed, Math.max(0, heldShares - targetShares));
  orders.declare(
    'NoteHedgeSet',
    { value: targetShares },
    {
      ...change,
      overlayFromSpot: sold.fromSpot,
      overlayFromVol: sold.fromVol,
      overlayFromTime: sold.fromTime,
      overlayFromFlow: sold.fromFlow,
      heldShares,
      bandShares,
      gammaSharesPerPercent: (notes.gammaCoins + overlay.gammaCoins) * now.spotUsd * 0.01,
      vegaUsdPerPoint: (notes.vegaUsd + overlay.vegaUsd) * 0.01,
      noteShares: -notes.deltaCoins,
      overlayShares: -overlay.deltaCoins,
      excessShares,
      knockInSeq,
      spotUsd: now.spotUsd,
      ...now.surface,
      seconds: now.seconds,
    },
    causeOf(excessShares),
  );
}
