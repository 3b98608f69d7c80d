import { SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../../engine/time.ts';
import { barrierGreeksInto, type Observation } from '../../market/barrier.ts';
import { CHARM, DELTA, GAMMA, GREEKS, greeksInto, VANNA, VEGA } from '../../market/black-scholes.ts';
import type { World } from '../../world/world.ts';
import type { BookGreeks, Leg, LegVols } from '../dealer/book.ts';
import { EXPIRY } from '../dealer/opening.ts';
import type { NoteDeskParameters } from './parameters.ts';

/** In memory: a tranche that has not knocked in, and one that did before the window. */
export const ALIVE = -1;
export const KNOCKED_BEFORE = 0;

/** One issue of notes as it stands; prices in US dollars a share. */
export interface Tranche {
  readonly index: number;
  /** Notes, each on one share. */
  readonly units: number;
  readonly initialUsd: number;
  readonly barrierUsd: number;
  readonly maturitySeconds: number;
  readonly observation: Observation;
  /** When it knocked in: seconds since 1970, `KNOCKED_BEFORE` or `ALIVE`. */
  readonly knockedSeconds: number;
}

/** How notes are valued. */
export type NoteRule = Pick<NoteDeskParameters, 'rate' | 'deltaCap'>;

/** Every tranche not settled yet, as its issuer remembers it. */
export function tranchesOf(
  world: Readonly<World>,
  { notionalUsd, tranches }: NoteDeskParameters,
  memory: Readonly<Record<string, number>>,
): Tranche[] {
  const found: Tranche[] = [];
  for (const [index, { initialUsd, barrierUsd, days, share, observation }] of tranches.entries()) {
    if (memory[`settled${index}`] === 1) continue;
    found.push({
      index,
      units: (notionalUsd * share) / initialUsd,
      initialUsd,
      barrierUsd,
      maturitySeconds: closeAfter(world, days),
      observation,
      knockedSeconds: memory[`knocked${index}`] ?? ALIVE,
    });
  }
  return found;
}

/** The US close so many days after the first midnight, seconds since 1970. */
export function closeAfter({ startSeconds }: Readonly<World>, days: number): number {
  return startSeconds - (startSeconds % SECONDS_PER_DAY) + days * SECONDS_PER_DAY + EXPIRY.share.secondOfDay;
}

/** The tranche as it was before it knocked in. */
export function alive(tranche: Tranche): Tranche {
  return { ...tranche, knockedSeconds: ALIVE };
}

/** The point of the smile a tranche is valued on: its barrier while that matters, then the strike of a vanilla put. */
export function noteLeg({ initialUsd, barrierUsd, maturitySeconds, units, knockedSeconds }: Tranche): Leg {
  const strikeUsd = knockedSeconds === ALIVE ? barrierUsd : initialUsd;
  return { put: true, strikeUsd, expirySeconds: maturitySeconds, coins: units };
}

/** Greeks of the put in one note, in the places and units of `greeksInto`. */
export function noteGreeksInto(
  out: Float64Array,
  { initialUsd, barrierUsd, maturitySeconds, observation, knockedSeconds }: Tranche,
  vol: number,
  spotUsd: number,
  seconds: number,
  rate: number,
): void {
  const years = Math.max(0, maturitySeconds - seconds) / SECONDS_PER_YEAR;
  if (knockedSeconds !== ALIVE) return greeksInto(out, true, spotUsd, initialUsd, vol, rate, 0, years);
  const terms = { spot: spotUsd, strike: initialUsd, barrier: barrierUsd, vol, rate, dividend: 0, years };
  barrierGreeksInto(out, observation, terms);
}

/** Shares to hold against one tranche: what its puts lose a dollar of spot, volatility moving along, up to the cap. */
export function noteShares(
  tranche: Tranche,
  vol: number,
  volPerUsd: number,
  spotUsd: number,
  seconds: number,
  { rate, deltaCap }: NoteRule,
): number {
  const one = new Float64Array(GREEKS);
  noteGreeksInto(one, tranche, vol, spotUsd, seconds, rate);
  return tranche.units * Math.min(deltaCap, Math.max(0, -(one[DELTA] + one[VEGA] * volPerUsd)));
}

/** Sums the greeks of all tranches as `greeksOf` does those of options, in shares; `deltaCoins` is minus the hedge. */
export function noteBook(
  tranches: readonly Tranche[],
  { vol, slope }: LegVols,
  spotUsd: number,
  seconds: number,
  rule: NoteRule,
): BookGreeks {
  const one = new Float64Array(GREEKS);
  const sum = { deltaCoins: 0, gammaCoins: 0, vegaUsd: 0, vannaCoins: 0, charmCoins: 0, lifeYears: 0 };
  let grossGamma = 0;
  for (const [n, tranche] of tranches.entries()) {
    const { units, maturitySeconds } = tranche;
    noteGreeksInto(one, tranche, vol[n], spotUsd, seconds, rule.rate);
    sum.deltaCoins -= noteShares(tranche, vol[n], slope[n], spotUsd, seconds, rule);
    sum.gammaCoins += units * one[GAMMA];
    sum.vegaUsd += units * one[VEGA];
    sum.vannaCoins += units * one[VANNA];
    sum.charmCoins += units * one[CHARM];
    const weight = Math.abs(units * one[GAMMA]);
    grossGamma += weight;
    sum.lifeYears += (weight * Math.max(0, maturitySeconds - seconds)) / SECONDS_PER_YEAR;
  }
  if (grossGamma > 0) sum.lifeYears /= grossGamma;
  return sum;
}
