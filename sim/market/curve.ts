import { DAYS_PER_YEAR, SECONDS_PER_DAY } from '../engine/time.ts';
import type { World } from '../world/world.ts';
import { FUTURES } from './instruments.ts';

/** Maturities at which the futures curve is read, in days. */
export const CURVE_DAYS: readonly number[] = [30, 60, 90, 120];

/** A point of the futures curve. */
export interface CurvePoint {
  readonly days: number;
  /** Price over the spot index less one, a year. */
  readonly basis: number;
}

/**
 * The basis of futures at fixed maturities, (F / S - 1) x 365 / days: linear in time between the listed expiries, flat
 * beyond the first and the last. Marks and index are of the same moment: half a minute between them would be worth as
 * much as the whole basis on a day like 5 February. Empty without a future that has a mark.
 */
export function futuresCurve(world: World): CurvePoint[] {
  const listed = listedBasis(world);
  if (listed.length === 0) return [];
  return CURVE_DAYS.map((days) => ({ days, basis: basisAt(listed, days) }));
}

/** Basis of each future at its own maturity, the nearest first. */
function listedBasis({ instruments, market, nowSeconds }: World): CurvePoint[] {
  return FUTURES.flatMap((i) => {
    const { expirySeconds, tickUsd } = instruments[i];
    const days = (expirySeconds - nowSeconds) / SECONDS_PER_DAY;
    if (days <= 0 || !(market.mark[i] > 0)) return [];
    return [{ days, basis: ((market.mark[i] * tickUsd) / market.indexUsd - 1) * (DAYS_PER_YEAR / days) }];
  }).sort((a, b) => a.days - b.days);
}

function basisAt(listed: readonly CurvePoint[], days: number): number {
  const next = listed.findIndex((point) => point.days >= days);
  if (next === -1) return listed[listed.length - 1].basis;
  if (next === 0) return listed[0].basis;
  const [before, after] = [listed[next - 1], listed[next]];
  const along = (days - before.days) / (after.days - before.days);
  return before.basis + along * (after.basis - before.basis);
}
