import { SECONDS_PER_DAY, SECONDS_PER_YEAR } from '../../engine/time.ts';
import { barrierGreeksInto, type Observation } from '../../market/barrier.ts';
import { CHARM, DELTA, GAMMA, GREEKS, greeksInto, VANNA, VEGA } from '../../market/black-scholes.ts';
import type { World } from '../../world/world.ts';
import type { Context } from '../agent.ts';
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

/** Whose notes they are. */
export type NoteDesk = Pick<Context<NoteDeskParameters>, 'view' | 'self' | 'parameters' | 'memory'>;

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

/** Tranches not settled yet, each with the point of the smile that it is valued on. */
export interface Notes {
  readonly tranches: readonly Tranche[];
  readonly legs: readonly Leg[];
}
interface Read extends Notes {
  readonly parameters: NoteDeskParameters;
  readonly remembered: number;
}

/** What an issuer who remembers this has issued. */
const readLast = new WeakMap<object, Read>();

/** Every tranche not settled yet: read again only once its issuer remembers something new. */
export function notesOf({ view: { world }, self, parameters, memory }: NoteDesk): Notes {
  const remembered = world.remembered[self];
  const known = readLast.get(memory);
  if (known?.remembered === remembered && known.parameters === parameters) return known;
  const tranches = tranchesOf(world, parameters, memory);
  const read = { tranches, legs: tranches.map(noteLeg), parameters, remembered };
  readLast.set(memory, read);
  return read;
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
  rule: NoteRule,
): number {
  noteGreeksInto(one, tranche, vol, spotUsd, seconds, rule.rate);
  return hedgeOf(tranche, volPerUsd, rule);
}

const one = new Float64Array(GREEKS);

/** Shares to hold against a tranche whose greeks were worked out just now. */
function hedgeOf({ units }: Tranche, volPerUsd: number, { deltaCap }: NoteRule): number {
  return units * Math.min(deltaCap, Math.max(0, -(one[DELTA] + one[VEGA] * volPerUsd)));
}

/** Sums the greeks of all tranches as `greeksOf` does those of options, in shares; `deltaCoins` is minus the hedge. */
export function noteBook(
  tranches: readonly Tranche[],
  { vol, slope }: LegVols,
  spotUsd: number,
  seconds: number,
  rule: NoteRule,
): BookGreeks {
  const sum = { deltaCoins: 0, gammaCoins: 0, vegaUsd: 0, vannaCoins: 0, charmCoins: 0, lifeYears: 0 };
  let grossGamma = 0;
  for (const [n, tranche] of tranches.entries()) {
    const { units, maturitySeconds } = tranche;
    noteGreeksInto(one, tranche, vol[n], spotUsd, seconds, rule.rate);
    sum.deltaCoins -= hedgeOf(tranche, slope[n], rule);
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
