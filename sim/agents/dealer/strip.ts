import ln from '@stdlib/math-base-special-ln';
import { SECONDS_PER_YEAR } from '../../engine/time.ts';
import { GREEKS, hedgeGreeksInto } from '../../market/black-scholes.ts';
import { type Smile, volAndSlope } from '../../market/smile.ts';
import { type SurfaceState, smileAt } from '../../market/surface.ts';
import type { Leg, Quote } from './book.ts';

/** One strike of one expiry, and what it was solved for: dealers of one home hold the same strikes. */
export interface Point {
  readonly strikeUsd: number;
  readonly expiry: Expiry;
  /** Number of the quote that it was solved at last. */
  at: number;
  /** Log of spot over the strike. */
  moneyness: number;
  vol: number;
  /** Slope of the volatility per unit of log spot, under an unchanged surface. */
  slope: number;
  readonly call: Unit;
  readonly put: Unit;
}

/** Greeks of an option on one bitcoin, in the places of `hedgeGreeksInto`. */
interface Unit {
  at: number;
  readonly greeks: Float64Array;
}

/** What strikes of one expiry share. */
interface Expiry {
  readonly seconds: number;
  readonly points: Map<number, Point>;
  at: number;
  smile: Smile;
  /** Slope of the volatility at the money per unit of log spot. */
  atmSlope: number;
}

/** Books nobody holds any more leave points behind: beyond so many expiries all are looked up anew. */
const MOST_EXPIRIES = 1_000;
const NEVER = -1;

const expiries = new Map<number, Expiry>();
/** Points of a book: a book is another list once something was booked or settled. */
const pointsOfBook = new WeakMap<readonly Leg[], readonly Point[]>();
/** The quote asked for last: only saves solving the same again. */
const surface: { -readonly [K in keyof SurfaceState]: number } = { shortVol: 0, longVol: 0, riskReversal: 0 };
const quote = { spotUsd: Number.NaN, surface, seconds: 0 };
let quotes = 0;
const moved = new Float64Array(1);

/** The points of a book's legs, each solved at a quote. */
export function pointsAt(legs: readonly Leg[], now: Quote): readonly Point[] {
  let points = pointsOfBook.get(legs);
  if (!points) {
    points = legs.map(pointOf);
    pointsOfBook.set(legs, points);
  }
  if (!sameQuote(quote, now)) turnTo(now);
  for (let n = 0; n < points.length; n++) if (points[n].at !== quotes) solve(points[n]);
  return points;
}

/** Greeks of an option on one bitcoin at a point, at the quote that it was solved at last. */
export function unitGreeks(point: Point, isPut: boolean): Float64Array {
  const unit = isPut ? point.put : point.call;
  if (unit.at === quotes) return unit.greeks;
  const years = Math.max(0, point.expiry.seconds - quote.seconds) / SECONDS_PER_YEAR;
  hedgeGreeksInto(unit.greeks, isPut, quote.spotUsd, point.strikeUsd, point.vol, years, point.moneyness);
  unit.at = quotes;
  return unit.greeks;
}

/** Whether two markets are the same. */
export function sameQuote(a: Quote, b: Quote): boolean {
  return (
    a.spotUsd === b.spotUsd &&
    a.seconds === b.seconds &&
    a.surface.shortVol === b.surface.shortVol &&
    a.surface.longVol === b.surface.longVol &&
    a.surface.riskReversal === b.surface.riskReversal
  );
}

function pointOf({ strikeUsd, expirySeconds }: Leg): Point {
  const expiry = expiryOf(expirySeconds);
  let point = expiry.points.get(strikeUsd);
  if (!point) {
    point = {
      strikeUsd,
      expiry,
      ...{ at: NEVER, moneyness: 0, vol: 0, slope: 0 },
      call: { at: NEVER, greeks: new Float64Array(GREEKS) },
      put: { at: NEVER, greeks: new Float64Array(GREEKS) },
    };
    expiry.points.set(strikeUsd, point);
  }
  return point;
}

function expiryOf(seconds: number): Expiry {
  let expiry = expiries.get(seconds);
  if (!expiry) {
    if (expiries.size >= MOST_EXPIRIES) expiries.clear();
    const smile = { level: 0, skew: 0, rootT: 0 };
    expiry = { seconds, points: new Map(), at: NEVER, smile, atmSlope: 0 };
    expiries.set(seconds, expiry);
  }
  return expiry;
}

function turnTo({ spotUsd, seconds, surface: { shortVol, longVol, riskReversal } }: Quote): void {
  quotes++;
  quote.spotUsd = spotUsd;
  quote.seconds = seconds;
  surface.shortVol = shortVol;
  surface.longVol = longVol;
  surface.riskReversal = riskReversal;
}

function solve(point: Point): void {
  const { expiry } = point;
  if (expiry.at !== quotes) {
    expiry.smile = smileAt(surface, (expiry.seconds - quote.seconds) / SECONDS_PER_YEAR);
    volAndSlope(moved, expiry.smile, 0);
    expiry.atmSlope = moved[0];
    expiry.at = quotes;
  }
  point.moneyness = ln(quote.spotUsd / point.strikeUsd);
  point.vol = volAndSlope(moved, expiry.smile, point.moneyness);
  point.slope = moved[0];
  point.at = quotes;
}
