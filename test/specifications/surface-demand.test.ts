import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emit } from '../../sim/emit.ts';
import { INSTRUMENT } from '../../sim/market/instruments.ts';
import { surfaceDefect, surfaceTarget } from '../../sim/market/surface.ts';
import { MarketWorld } from './market-world.ts';

const CALM = { shortVol: 0.5, longVol: 0.486, riskReversal: -0.04 };
/** What a minute leaves of the distance to the target. */
const stay = Math.exp(-0.015);
const MILLION_A_POINT = 1e4; // one million dollars per 1.00 of volatility

/** What a client deals: coin lots it buys, and the vega they bring, US dollars per vol point. */
interface Dealt {
  readonly put: boolean;
  readonly lots: number;
  readonly vegaUsdPerPoint: number;
}

/** A calm world whose index is wherever the US spot venue is quoted, and clients who deal with a bank. */
function market() {
  const made = new MarketWorld({ start: '2026-02-04T15:00Z', open: ['BTC-SPOT-US'] });
  const [client, bank] = ['client', 'bank'].map((name) => made.account(name));
  emit(made.log, 'SurfaceMoved', -1, {}, CALM);
  const at = (usd: number): void => {
    made.tick();
    made.quote('maker', 'BTC-SPOT-US', usd - 10, usd + 10, 5, 1);
    made.reference.step();
  };
  const deal = ({ put, lots, vegaUsdPerPoint }: Dealt): number => {
    const instrument = INSTRUMENT['BTC-INDEX'];
    const terms = { strikeUsd: 66_000, expirySeconds: 2e9, put: put ? 1 : 0, averagingSeconds: 1800 };
    const asked = emit(made.log, 'OptionRequested', -1, { actor: client, instrument, quantity: lots }, terms);
    const columns = { actor: bank, instrument, order: asked, counterparty: client, quantity: -lots };
    return emit(made.log, 'OptionBooked', asked, columns, { ...terms, vol: 0.6, vegaUsdPerPoint });
  };
  const { surface } = made.world;
  /** The target that the next minute moves toward, read off the move. */
  const target = (usd = 70_000): typeof CALM => {
    const before = { ...surface };
    at(usd);
    const of = (name: keyof typeof CALM): number => (surface[name] - before[name] * stay) / (1 - stay);
    return { shortVol: of('shortVol'), longVol: of('longVol'), riskReversal: of('riskReversal') };
  };
  at(70_000);
  return { made, at, deal, target, moves: () => made.all('SurfaceMoved') };
}

const PUTS: Dealt = { put: true, lots: 300_000, vegaUsdPerPoint: 10 * MILLION_A_POINT };

describe('what clients buy', () => {
  // Model: .004 of volatility a million dollars of vega, three tenths of it at the long end; three points of skew when
  // all that is dealt, and a usual 1,000 bitcoin besides, are puts bought.
  it.each([
    ['puts bought', PUTS, 0.04, -0.03 * 0.75],
    ['puts sold', { ...PUTS, lots: -300_000, vegaUsdPerPoint: -10 * MILLION_A_POINT }, -0.04, 0.03 * 0.75],
    ['calls bought', { ...PUTS, put: false }, 0.04, 0.03 * 0.75],
    ['calls written', { ...PUTS, put: false, lots: -300_000, vegaUsdPerPoint: -1e5 }, -0.04, -0.03 * 0.75],
  ])('moves the target of the surface: %s', (_what, dealt, vol, skew) => {
    const { deal, target } = market();
    deal(dealt);
    const moved = target();
    expect(moved.shortVol - CALM.shortVol).toBeCloseTo(vol, 10);
    expect(moved.longVol - CALM.longVol).toBeCloseTo(0.3 * vol, 10);
    expect(moved.riskReversal - CALM.riskReversal).toBeCloseTo(skew, 10);
  });

  it('fades with a half-life of four hours', () => {
    const { at, deal, target, made } = market();
    deal(PUTS);
    for (let n = 0; n < 240; n++) at(70_000);
    const { shortVol, riskReversal } = target();
    expect(shortVol - CALM.shortVol).toBeCloseTo(0.02, 10);
    // 1,500 of 3,000 bitcoin are left, and 1,000 are always usual.
    expect(riskReversal - CALM.riskReversal).toBeCloseTo(-0.03 * (1_500 / 2_500), 10);
    expect(made.world.optionDemand.grossLots / 150_000).toBeCloseTo(2 ** (-1 / 240), 10);
  });

  it('adds up over clients, what is bought and sold at once to nothing', () => {
    const { deal, target } = market();
    deal(PUTS);
    deal({ ...PUTS, lots: -PUTS.lots, vegaUsdPerPoint: -PUTS.vegaUsdPerPoint });
    const moved = target();
    expect(moved.shortVol).toBeCloseTo(CALM.shortVol, 12);
    expect(moved.riskReversal).toBeCloseTo(CALM.riskReversal, 12);
  });

  it('is cited by the move that takes it in, the booking of most vega first, and by no later one', () => {
    const { at, deal, moves, made } = market();
    const [, second] = [1, 4, 2].map((times) => deal({ ...PUTS, vegaUsdPerPoint: times * MILLION_A_POINT }));
    at(70_000);
    expect(moves().at(-1)?.cause).toBe(second);
    at(70_000);
    expect(moves().at(-1)?.cause).toBe(made.all('IndexMarked').at(-1)?.seq);
  });

  it('is not cited when price moved the target further', () => {
    const { at, deal, moves, made } = market();
    // A million of vega is worth .4 vol points, a fall of 1 % 1.2 of the level and .6 of the skew.
    deal({ ...PUTS, vegaUsdPerPoint: MILLION_A_POINT });
    at(69_300);
    expect(moves().at(-1)?.cause).toBe(made.all('IndexMarked').at(-1)?.seq);
  });

  it('leaves no static arbitrage in the surface, however extreme, on whatever path', () => {
    const step = fc.record({
      put: fc.boolean(),
      lots: fc.integer({ min: -3_000_000, max: 3_000_000 }),
      millions: fc.double({ min: 0, max: 2_000, noNaN: true }),
      move: fc.double({ min: -0.04, max: 0.04, noNaN: true }),
    });
    let bound = 0;
    fc.assert(
      fc.property(fc.constantFrom(-1, 1), fc.array(step, { minLength: 5, maxLength: 20 }), (side, steps) => {
        const { at, deal, moves, made } = market();
        let usd = 70_000;
        for (const { put, lots, millions, move } of steps) {
          deal({ put, lots: lots || 1, vegaUsdPerPoint: side * millions * MILLION_A_POINT });
          usd = Math.round(usd * (1 + move));
          for (let n = 0; n < 10; n++) at(usd);
        }
        for (const moved of moves()) expect(surfaceDefect(moved)).toBe('none');
        // Where quotes were heading, there was arbitrage.
        const { optionDemand: demand, market: data } = made.world;
        const drawdown = Math.max(0, 1 - data.indexUsd / data.highOfDay());
        const heading = surfaceTarget({
          realisedVol6h: data.variance.sixHourVol,
          return24h: data.returnOver(1440),
          netVegaBoughtMillions: demand.vegaUsd / 1e6,
          drawdown,
          putImbalance: (demand.putLots - demand.callLots) / (demand.grossLots + 100_000),
        });
        if (surfaceDefect(heading) !== 'none') bound++;
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(bound).toBeGreaterThan(5);
  });
});
