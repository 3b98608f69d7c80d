import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { surfaceDefect, surfaceTarget } from '../../sim/market/surface.ts';
import { MarketWorld } from './market-world.ts';

const CALM = { shortVol: 0.6, longVol: 0.5, riskReversal: -0.1 };

/** What a minute leaves of the distance to the target. */
const stay = Math.exp(-0.015);

/** A world whose index is wherever the US spot venue is quoted. */
function market(opening = CALM, secondsPerTick = 60) {
  const made = new MarketWorld({ start: '2026-02-04T15:00Z', open: ['BTC-SPOT-US'], secondsPerTick });
  emit(made.log, 'SurfaceMoved', -1, {}, opening);
  const at = (usd: number): void => {
    made.tick();
    made.quote('maker', 'BTC-SPOT-US', usd - 10, usd + 10, 5, 1);
    made.reference.step();
  };
  return { made, at, moves: () => made.all('SurfaceMoved').slice(1) };
}

describe('the quoted surface', () => {
  it('relaxes toward its target: half the distance in 46 minutes, whatever the tick', () => {
    for (const seconds of [60, 30]) {
      const { made, at, moves } = market(CALM, seconds);
      // 1.25 % a day is .24 a year, below what is calm: with a still index the target is the calm surface.
      for (let n = 0; n < (46 * 60) / seconds; n++) at(70_000);
      const { shortVol, longVol, riskReversal } = made.world.surface;
      const left = Math.exp(-0.015 * 46);
      expect(left).toBeCloseTo(0.5, 2);
      expect(shortVol).toBeCloseTo(0.5 + 0.1 * left, 10);
      // The long end follows three tenths of the way from its own calm level of .48.
      expect(longVol).toBeCloseTo(0.486 + 0.014 * left, 10);
      expect(riskReversal).toBeCloseTo(-0.04 - 0.06 * left, 10);
      expect(moves()).toHaveLength((46 * 60) / seconds);
    }
  });

  it('has a fall of half a percent in its target for a day, by the return and by the distance to the high', () => {
    const { made, at } = market();
    at(70_000);
    at(69_650);
    for (let n = 0; n < 90; n++) at(69_650);
    const before = { ...made.world.surface };
    at(69_650);
    const now = made.world.surface;
    const targetOf = (from: number, to: number): number => (to - from * stay) / (1 - stay);
    expect(targetOf(before.shortVol, now.shortVol)).toBeCloseTo(0.5 + 1.2 * 0.005, 10);
    expect(targetOf(before.riskReversal, now.riskReversal)).toBeCloseTo(-0.04 - 0.6 * 0.005, 10);
  });

  it('reads six hours of volatility off the index', () => {
    const { made, at } = market();
    at(70_000);
    at(63_000);
    const before = { ...made.world.surface };
    at(60_000);
    const { market: data } = made.world;
    const target = surfaceTarget({
      realisedVol6h: data.variance.sixHourVol,
      return24h: 60_000 / 70_000 - 1,
      netVegaBoughtMillions: 0,
      drawdown: 1 - 60_000 / 70_000,
      putImbalance: 0,
    });
    const between = (from: number, to: number): number => to + (from - to) * stay;
    expect(made.world.surface.shortVol).toBeCloseTo(between(before.shortVol, target.shortVol), 12);
    expect(made.world.surface.longVol).toBeCloseTo(between(before.longVol, target.longVol), 12);
    expect(made.world.surface.riskReversal).toBeCloseTo(
      between(before.riskReversal, target.riskReversal),
      12,
    );
    expect(target.shortVol).toBeGreaterThan(1);
  });

  it('tells its volatility at thirty days, where the short end has faded to 1/e into the long end', () => {
    const { at, moves } = market();
    at(70_000);
    const [{ shortVol, longVol, atm30d }] = moves();
    expect(atm30d).toBeCloseTo(longVol + (shortVol - longVol) / Math.E, 12);
  });

  it('cites the index that moved it', () => {
    const { made, at, moves } = market();
    at(70_000);
    expect(moves()[0].cause).toBe(made.all('IndexMarked').at(-1)?.seq);
  });

  it.each([
    ['torn quotes', { shortVol: 2.4, longVol: 0.4, riskReversal: -0.5 }],
    ['a steep skew', { shortVol: 0.3, longVol: 0.9, riskReversal: -0.5 }],
    ['the other skew', { shortVol: 1.2, longVol: 0.5, riskReversal: 0.8 }],
  ])('is free of static arbitrage at every step of a crash that began with %s', (_what, opening) => {
    expect(surfaceDefect(opening)).not.toBe('none');
    const { at, moves } = market(opening);
    for (let n = 0; n < 240; n++) at(70_000 - 150 * Math.min(n, 120) + (n % 2) * 400);
    for (const move of moves()) expect(surfaceDefect(move)).toBe('none');
  });
});
