import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { futuresCurve } from '../../sim/market/curve.ts';
import { FUTURES } from '../../sim/market/instruments.ts';
import { PerpWorld } from './perp-world.ts';

const SPOT_USD = 70_000;

/** A market at 70,000 dollars with its three futures at these prices, and what each carries over its days. */
function marketWith(pricesUsd: readonly number[]) {
  const { world, log } = new PerpWorld({ openingUsd: SPOT_USD });
  const days = FUTURES.map((i) => (world.instruments[i].expirySeconds - world.nowSeconds) / 86_400);
  for (const [n, i] of FUTURES.entries())
    emit(log, 'Marked', -1, { instrument: i, price: pricesUsd[n] / world.instruments[i].tickUsd });
  const curve = () => new Map(futuresCurve(world).map((point) => [point.days, point.basis]));
  return { world, days, carried: pricesUsd.map((usd) => usd / SPOT_USD - 1), curve };
}

describe('the futures curve', () => {
  it('is read at 30, 60, 90 and 120 days, and nought where futures stand at spot', () => {
    expect([...marketWith([70_000, 70_000, 70_000]).curve()]).toEqual([
      [30, 0],
      [60, 0],
      [90, 0],
      [120, 0],
    ]);
  });

  it('goes straight from one expiry to the next', () => {
    const { days, carried, curve } = marketWith([70_400, 70_500, 71_500]);
    // On 4 February the expiries are 23.7, 51.7 and 142.6 days away.
    expect(days.map(Math.round)).toEqual([24, 52, 143]);
    const [near, next, far] = carried.map((share, n) => (share * 365) / days[n]);
    const between = (at: number, n: number, from: number, to: number): number =>
      from + ((to - from) * (at - days[n])) / (days[n + 1] - days[n]);
    expect(curve().get(30)).toBeCloseTo(between(30, 0, near, next), 12);
    expect(curve().get(60)).toBeCloseTo(between(60, 1, next, far), 12);
    expect(curve().get(120)).toBeCloseTo(between(120, 1, next, far), 12);
  });

  it('leaves out what has expired, and goes on flat before the first expiry and beyond the last', () => {
    const { world, days, carried, curve } = marketWith([70_400, 70_500, 71_500]);
    // On the 52nd day only the last is left, 91 days away.
    world.tick = 52 * 1440;
    const left = (carried[2] * 365) / (days[2] - 52);
    for (const basis of curve().values()) expect(basis).toBeCloseTo(left, 12);
  });

  it('is empty while no future has a mark', () => {
    expect(futuresCurve(new PerpWorld().world)).toEqual([]);
  });
});
