import { describe, expect, it } from 'vitest';
import { read } from '../../reports/measures.ts';
import type { BookSeen, Tape, TapeLine } from '../../reports/tape.ts';
import { type Measure, measureSchema } from '../../scenarios/target.ts';
import { secondsOf } from '../../sim/engine/time.ts';
import { handBuiltTape } from './hand-built-tape.ts';

const START = '2026-02-05T00:00Z';
/** A day and a half of half hours. */
const TICKS = 72;
const at = (tick: number): string =>
  new Date((secondsOf(START) + tick * 1800) * 1000).toISOString().replace(':00.000Z', 'Z');
const filled = (of: (tick: number) => number): number[] => Array.from({ length: TICKS }, (_, t) => of(t));
const column = (of: (tick: number) => number): Float64Array => Float64Array.from(filled(of));

/** A book measured at every tick: so many lots within ten basis points, in fifths, and as many again beyond. */
const booksOf = (lots: (tick: number) => number): BookSeen[] =>
  Array.from({ length: TICKS }, (_, tick) => {
    const near = [1, 1, 1, 2].map((fifths) => (lots(tick) * fifths) / 5);
    return { tick, bidTicks: 100, spreadTicks: 1, lots: [...near, lots(tick), 0, 0] };
  });

/** A tape on which everything can be worked out by head: 100 at first, a low of 80 at tick 20, 90 from tick 30 on. */
function tape(): Tape {
  const usd = filled((t) => (t < 20 ? 100 : t === 20 ? 80 : t < 30 ? 84 : 90));
  const built = handBuiltTape(
    {
      'BTC-INDEX': { kind: 'index', markUsd: usd },
      'BTC-SPOT': {
        kind: 'spot',
        coinsPerLot: 0.01,
        markUsd: usd,
        volumeLots: filled(() => 100),
        netTakerLots: filled((t) => (t % 2 === 0 ? -20 : 10)),
      },
      'BTC-PERP': {
        kind: 'perp',
        coinsPerLot: 0.01,
        markUsd: usd.map((price, t) => price * (t === 40 ? 0.999 : 1.001)),
        openLots: filled((t) => (t < 24 ? 2000 : 1500)),
      },
      'CME-1': {
        kind: 'future',
        coinsPerLot: 5,
        markUsd: usd.map((price) => 1.01 * price),
        openLots: filled(() => 10),
      },
      IBIT: { kind: 'etf', markUsd: usd, volumeLots: filled((t) => (t < 48 ? 1000 : 0)) },
      IGV: { kind: 'driver', markUsd: usd },
      GOLD: { kind: 'driver', markUsd: filled((t) => (t < 42 ? 100 : 103)) },
    },
    {
      startSeconds: secondsOf(START),
      secondsPerTick: 1800,
      closes: [{ instrument: 'IBIT', tick: 42, usd: 88 }],
      shortVol: column((t) => (t === 21 ? 1 : 0.6)),
      longVol: column(() => 0.5),
      riskReversal: column((t) => (t === 22 ? -0.2 : -0.1)),
      funding: [{ tick: 16, rate: -0.0001 }],
      closedLongUsd: column((t) => (t === 20 ? 3e6 : 0)),
      closedShortUsd: column((t) => (t === 31 ? 1e6 : 0)),
      flows: [
        { tick: 41, tradeDate: '2026-02-05', publishedDate: '2026-02-06', shares: -4e4, usd: -3e6 },
        { tick: 41, tradeDate: '2026-02-05', publishedDate: '2026-02-06', shares: 4e4, usd: 1e6 },
      ],
      restricted: [{ instrument: 'IBIT', tick: 35, untilTick: 60 }],
      mnav: [
        { institution: 'treasury-large', tick: 5, value: 0.9 },
        { institution: 'treasury-large', tick: 45, value: 1.02 },
        { institution: 'treasury-large', tick: 46, value: 1.01 },
      ],
      // A hundred coins within ten basis points, forty and eighty in the hour of ticks 22 and 23, as many again farther out.
      books: new Map([
        ['BTC-SPOT', booksOf((t) => (t === 22 ? 2000 : t === 23 ? 6000 : 8000))],
        ['BTC-PERP', booksOf(() => 2000)],
        // Not measured all day: only times at which all books were count.
        ['IBIT', booksOf(() => 1e9).slice(20, 24)],
      ]),
      network: { difficulty: 1e14, minutes: 18_000, blocks: 1800, found: column(() => 3), retargets: [] },
    },
  );
  const future = built.lines.get('CME-1') as TapeLine;
  const listed = { ...future.listed, expirySeconds: secondsOf(START) + 73 * 86_400 };
  return { ...built, lines: new Map(built.lines).set('CME-1', { ...future, listed }) };
}

const CALM = {
  'BTC-SPOT': { coins: 24, impactPerCoin: 0.02 },
  'BTC-PERP': { coins: 50, impactPerCoin: 0.01 },
};
const value = (measure: object, of = tape()): number | null =>
  read(measureSchema.parse(measure) as Measure, of, CALM);
const day = { from: at(0), to: at(48) };

describe('what is read off a tape', () => {
  it.each<[string, object, number]>([
    ['a price', { of: 'price', at: at(20) }, 80],
    ['a return', { of: 'price-return', from: at(0), to: at(30) }, -0.1],
    ['a low in dollars', { of: 'price-low', ...day }, 80],
    ['a low against a time', { of: 'price-low', ...day, against: at(0) }, -0.2],
    ['a high after it', { of: 'price-high', from: at(21), to: at(48), against: at(20) }, 0.125],
    ['hours to the low', { of: 'time-of-low', ...day }, 10],
    [
      'a close against the close before',
      { of: 'close-return', instrument: 'IBIT', day: '2026-02-05', previousUsd: 100 },
      -0.12,
    ],
    ['volume in coins', { of: 'volume', instruments: ['BTC-SPOT'], ...day }, 48],
    ['volume in shares', { of: 'volume', instruments: ['IBIT'], ...day, unit: 'shares' }, 48_000],
    ['volume over a calm day', { of: 'volume-to-calm', instruments: ['BTC-SPOT'], ...day }, 2],
    ['net taker flow over a calm day', { of: 'net-taker-to-calm', instruments: ['BTC-SPOT'], ...day }, -0.1],
    ['the impact of one per cent of a calm day', { of: 'calm-impact', instrument: 'BTC-PERP' }, 0.005],
    [
      'the hour in which least rested near the price, over the time before',
      {
        ...{ of: 'depth-low', instruments: ['BTC-SPOT', 'BTC-PERP'], withinBp: 10 },
        ...{ since: at(0), from: at(20), to: at(48) },
      },
      0.6,
    ],
    [
      'the same of one book, to 20 basis points',
      {
        ...{ of: 'depth-low', instruments: ['BTC-SPOT'], withinBp: 20 },
        ...{ since: at(10), from: at(20), to: at(40) },
      },
      0.5,
    ],
    ['positions closed', { of: 'liquidated', ...day }, 4e6],
    ['the longs among them', { of: 'liquidated-long-share', ...day }, 0.75],
    [
      'implied volatility at thirty days',
      { of: 'implied-vol-high', days: 30, ...day },
      0.5 + 0.5 * Math.exp(-1),
    ],
    ['the steepest risk reversal', { of: 'risk-reversal-low', days: 60, ...day }, -0.2 * Math.exp(-1)],
    [
      'the steepest term structure',
      { of: 'term-inversion-high', shortDays: 30, longDays: 60, ...day },
      0.5 * (Math.exp(-1) - Math.exp(-2)),
    ],
    ['open interest in coins', { of: 'open-interest', instruments: ['BTC-PERP', 'CME-1'], at: at(0) }, 70],
    [
      'open interest in dollars',
      { of: 'open-interest', instruments: ['CME-1'], at: at(20), unit: 'usd' },
      4040,
    ],
    ['its change', { of: 'open-interest-change', instruments: ['BTC-PERP'], ...day }, -0.25],
    [
      'its change against others',
      { of: 'open-interest-change', instruments: ['CME-1'], lessThanOf: ['BTC-PERP'], ...day },
      0.25,
    ],
    ['funding', { of: 'funding', at: at(16) }, -0.0001],
    ['the least premium of the perp', { of: 'perp-premium-low', ...day, barMinutes: 30 }, -0.001],
    ['flow by trade date', { of: 'fund-flow', tradeDate: '2026-02-05', standsFor: 2 }, -1e6],
    [
      'a restriction within its window',
      { of: 'short-sales-restricted', instrument: 'IBIT', from: at(40), to: at(48) },
      1,
    ],
    ['none outside it', { of: 'short-sales-restricted', instrument: 'IBIT', from: at(0), to: at(30) }, 0],
    [
      'the least premium of a treasury',
      { of: 'mnav-low', institution: 'treasury-large', from: at(40), to: at(48) },
      1.01,
    ],
    // 144 of 216 blocks in a day; the 72 left take half a day more: 18,000 + 1,440 + 720 minutes for 2,016 blocks.
    ['the retarget to expect', { of: 'difficulty-change', at: at(48) }, 20_160 / 20_160 - 1],
  ])('%s', (_, measure, expected) => {
    expect(value(measure)).toBeCloseTo(expected, 9);
  });

  it('annualises realised volatility over 365 days', () => {
    // One bar of -20 % and one of +5 % and one from 84 to 90, of 48 half hours.
    const squares = [Math.log(0.8), Math.log(84 / 80), Math.log(90 / 84)].reduce((sum, r) => sum + r * r, 0);
    const expected = Math.sqrt((squares / 48) * 48 * 365);
    expect(value({ of: 'realised-vol', ...day, barMinutes: 30 })).toBeCloseTo(expected, 9);
  });

  it('means an hour of the basis, over the time that is left', () => {
    const basis = value({ of: 'futures-basis', instrument: 'CME-1', at: at(2) }) ?? Number.NaN;
    const left = [73 * 86_400, 73 * 86_400 - 1800].map((seconds) => (0.01 * 365 * 86_400) / seconds);
    expect(basis).toBeCloseTo((left[0] + left[1]) / 2, 9);
    const highest = value({ of: 'futures-basis-high', instrument: 'CME-1', ...day }) ?? Number.NaN;
    expect(highest).toBeGreaterThan(basis);
  });

  it('correlates through measured closes and on through simulated ones', () => {
    const measure = {
      ...{ of: 'correlation-gap', day: '2026-02-05', instrument: 'IBIT', closes: [90, 99, 100] },
      first: { instrument: 'IGV', closes: [50, 55, 55.5555555556] },
      second: { instrument: 'GOLD', closes: [10, 9, 8.9] },
    };
    // Software did what the fund did on the days before, gold the opposite; in the window software falls with it.
    const gap = value(measure) ?? Number.NaN;
    expect(gap).toBeGreaterThan(1.5);
    expect(value({ ...measure, day: '2026-02-06' })).toBeNull();
  });

  it.each<[string, object]>([
    ['the window ends after the run', { of: 'price-return', from: at(0), to: at(73) }],
    ['the window begins before it', { of: 'price-low', from: '2026-02-04T00:00Z', to: at(10) }],
    ['there is no such instrument', { of: 'price', instrument: 'ETH-SPOT', at: at(3) }],
    ['nothing was closed', { of: 'liquidated-long-share', from: at(0), to: at(10) }],
    ['no funding was paid then', { of: 'funding', at: at(17) }],
    ['the day is not over', { of: 'fund-flow', tradeDate: '2026-02-06' }],
    ['calm days know nothing of it', { of: 'volume-to-calm', instruments: ['IBIT'], ...day }],
    ['the treasury said nothing', { of: 'mnav-low', institution: 'treasury-9', ...day }],
  ])('reads nothing where %s', (_, measure) => {
    expect(value(measure)).toBeNull();
  });
});
