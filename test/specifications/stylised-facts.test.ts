import { describe, expect, it } from 'vitest';
import { BookGatherer } from '../../reports/book-gatherer.ts';
import type { Fact } from '../../reports/stylised/fact.ts';
import { pathOf, seriesOf, summed } from '../../reports/stylised/series.ts';
import { stylisedFacts } from '../../reports/stylised/stylised-facts.ts';
import type { BookSeen, Tape } from '../../reports/tape.ts';
import { normals, tapeOf } from './hand-tape.ts';
import { MarketWorld } from './market-world.ts';

const DAYS = 3;
const MINUTES = DAYS * 1440;
const BP = 1e-4;

const seriesOfAll = (tapes: readonly Tape[]) => tapes.flatMap((tape) => seriesOf(tape) ?? []);
const told = new WeakMap<readonly Tape[], readonly Fact[]>();
function fact(tapes: readonly Tape[], id: string): Fact {
  const facts = told.get(tapes) ?? stylisedFacts(seriesOfAll(tapes));
  told.set(tapes, facts);
  const found = facts.find((one) => one.id === id);
  if (!found) throw new Error(`there is no fact ${id}`);
  return found;
}
/** Ten runs of three days. */
const runs = (make: (seed: string) => Tape): Tape[] => Array.from({ length: 10 }, (_, n) => make(`run-${n}`));
/** Prices without memory: normal returns of five basis points. */
const walk = (seed: string): number[] => normals(MINUTES, seed).map((z) => 5 * BP * z);
const book = (tick: number, lots: readonly number[], spreadTicks = 10): BookSeen => ({
  tick,
  bidTicks: 88_000 - spreadTicks / 2,
  spreadTicks,
  lots,
});
const FLAT = [100, 100, 300, 500, 1000, 3000, 5000];

describe('the minutes of a tape', () => {
  it('pair the move from one opening to the next with what was traded meanwhile, on books alone', () => {
    const tape = tapeOf({
      returns: [0.01, -0.02],
      coins: [5, 7],
      netCoins: [2, -3],
      start: '2026-01-27T23:58Z',
    });
    const series = seriesOf(tape);
    expect([...(series?.returns ?? [])]).toEqual([expect.closeTo(0.01, 12), expect.closeTo(-0.02, 12)]);
    expect([...(series?.coins ?? [])]).toEqual([5, 7]);
    expect([...(series?.netCoins ?? [])]).toEqual([2, -3]);
    expect(series?.firstMinute).toBe(1438);
  });

  it('begin where the index does', () => {
    const series = seriesOf(
      tapeOf({ returns: [0.01], coins: [5], unmarked: 3, books: [book(0, FLAT), book(3, FLAT)] }),
    );
    expect(series?.returns.length).toBe(1);
    expect([...(series?.coins ?? [])]).toEqual([5]);
    expect(series?.firstMinute).toBe(3);
    expect(series?.books.map(({ minute }) => minute)).toEqual([0]);
  });

  it('are the same on ticks of ten seconds, added up', () => {
    const sixth = (values: readonly number[]): number[] => values.flatMap((one) => Array(6).fill(one / 6));
    const [returns, coins, netCoins] = [
      walk('a').slice(0, 99),
      walk('b').slice(0, 99),
      walk('c').slice(0, 99),
    ];
    const minute = seriesOf(tapeOf({ returns, coins, netCoins }));
    const fine = seriesOf(
      tapeOf({ returns: sixth(returns), coins: sixth(coins), netCoins: sixth(netCoins), secondsPerTick: 10 }),
    );
    for (const name of ['returns', 'coins', 'netCoins'] as const)
      for (const [m, value] of (minute?.[name] ?? []).entries())
        expect(fine?.[name][m]).toBeCloseTo(value, 12);
    expect(fine?.returns.length).toBe(99);
  });

  it('cannot be told from ticks of five minutes: then no fact is known, and none met', () => {
    const tape = tapeOf({ returns: walk('coarse'), secondsPerTick: 300 });
    expect(seriesOf(tape)).toBeNull();
    const facts = stylisedFacts(seriesOfAll([tape]));
    expect(facts.length).toBeGreaterThan(9);
    for (const { value, met, error } of facts)
      expect({ value, met, error }).toEqual({ value: null, met: false, error: null });
  });
});

describe('what is kept of a run', () => {
  const book7 = [12.345678, 100, 300, 500, 1000, 3000, 5000];
  const made = ['a', 'b', 'c'].map((seed) =>
    tapeOf({
      returns: walk(seed),
      coins: walk(`${seed}-coins`).map(Math.abs),
      netCoins: walk(`${seed}-net`),
      books: Array.from({ length: MINUTES / 5 }, (_, n) => book(5 * n, book7)),
    }),
  );

  it('is small, and says the same when it was read from a file', () => {
    const kept = seriesOfAll(made);
    const text = JSON.stringify(kept);
    expect(text.length / kept.length).toBeLessThan(70 * MINUTES);
    expect(stylisedFacts(JSON.parse(text))).toEqual(stylisedFacts(kept));
  });

  it('adds up to its prices', () => {
    const [series] = seriesOfAll([tapeOf({ returns: [0.01, -0.02, 0.5] })]);
    expect(pathOf(series)).toEqual([0, 0.01, -0.01, 0.49].map((log) => expect.closeTo(Math.exp(log), 9)));
  });
});

describe('prices without memory', () => {
  const tapes = runs((seed) => tapeOf({ returns: walk(seed), coins: walk(`${seed}-coins`).map(Math.abs) }));

  it('show no memory of returns', () => {
    const { met, value, error } = fact(tapes, 'no-return-memory');
    expect(met).toBe(true);
    expect(value).toBeGreaterThan(0);
    expect(error).toBeGreaterThan(0);
  });

  it.each(['tail-1m', 'volatility-clusters', 'volume-with-volatility'])('miss %s', (id) => {
    expect(fact(tapes, id)).toMatchObject({ met: false, value: expect.any(Number) });
  });

  it('are as normal over a minute as over a day', () => {
    const { value, error } = fact(tapes, 'more-normal-with-time');
    expect(Math.abs(value ?? 9)).toBeLessThan(3 * (error ?? 0));
  });

  it('say nothing of books that nobody gathered', () => {
    for (const id of ['humped-book', 'spread-with-volatility', 'imbalance-by-depth'])
      expect(fact(tapes, id)).toMatchObject({ value: null, met: false });
  });
});

describe('an autoregression of 0.9', () => {
  it('has 0.9 to the sixth of memory beyond five minutes, and misses', () => {
    const tapes = runs((seed) => {
      const returns: number[] = [];
      for (const shock of walk(seed)) returns.push(0.9 * (returns.at(-1) ?? 0) + shock);
      return tapeOf({ returns });
    });
    const { value, met } = fact(tapes, 'no-return-memory');
    expect(met).toBe(false);
    expect(Math.abs((value ?? 0) - 0.9 ** 6)).toBeLessThan(0.03);
  });
});

describe('volatility that comes in waves of ten hours, and turnover with it', () => {
  const wave = (m: number): number => Math.exp(Math.sin((2 * Math.PI * m) / 620));
  const tapes = runs((seed) =>
    tapeOf({
      returns: walk(seed).map((value, m) => value * wave(m)),
      coins: normals(MINUTES, `${seed}-coins`).map((z, m) => 100 * wave(m) * Math.exp(0.2 * z)),
      books: Array.from({ length: MINUTES / 5 }, (_, n) => book(5 * n, FLAT, Math.round(10 * wave(5 * n)))),
    }),
  );

  it.each([
    'volatility-clusters',
    'volume-with-volatility',
    'spread-with-volatility',
    'more-normal-with-time',
  ])('meets %s', (id) => {
    const { met, said } = fact(tapes, id);
    expect(met, said).toBe(true);
  });

  it('clusters as much where the clock of the day is taken out, since it is not of the day', () => {
    const { value, said } = fact(tapes, 'volatility-clusters');
    const without = Number(/(\S+) with the clock/.exec(said)?.[1]);
    expect(Math.abs(without - (value ?? 0))).toBeLessThan(0.15 * (value ?? 0));
  });
});

describe('prices that answer flow by a line whose slope is inverse to depth', () => {
  const STRETCH = 180;
  const depthAt = (m: number): number => 20 * 2 ** (Math.floor(m / STRETCH) % 4);
  const made = (seed: string, bend: number): Tape => {
    const netCoins = normals(MINUTES, `${seed}-flow`).map((z) => 50 * z);
    const noise = normals(MINUTES, `${seed}-noise`);
    // Signal and noise alike: half of the variance is explained.
    const returns = netCoins.map((coins, m) => {
      const answer = (bend === 0 ? coins : (coins * Math.abs(coins)) / 50) / 50;
      return ((answer + noise[m]) / depthAt(m)) * 100 * BP;
    });
    const lots = (m: number): number[] => [depthAt(m), depthAt(m), depthAt(m), depthAt(m), 9, 9, 9];
    const books = Array.from({ length: MINUTES / 5 }, (_, n) => book(5 * n, lots(5 * n)));
    return tapeOf({ returns, netCoins, books });
  };

  it('have an R² of a half, whatever the depth, a straight answer, and a power of -1', () => {
    const tapes = runs((seed) => made(seed, 0));
    const explains = fact(tapes, 'imbalance-explains');
    expect(explains.value).toBeCloseTo(0.5, 1);
    expect(explains.met).toBe(true);
    expect(fact(tapes, 'imbalance-is-linear')).toMatchObject({ met: true });
    const byDepth = fact(tapes, 'imbalance-by-depth');
    expect(byDepth.value).toBeCloseTo(-1, 1);
    expect(byDepth.met).toBe(true);
  });

  it('miss the line where the answer grows with the square', () => {
    expect(
      fact(
        runs((seed) => made(seed, 1)),
        'imbalance-is-linear',
      ),
    ).toMatchObject({ met: false });
  });
});

describe('the mean book', () => {
  const seen = (perBp: readonly number[]): Tape => {
    const widths = [1, 1, 3, 5, 10, 30, 50];
    const lots = perBp.map((density, n) => density * widths[n]);
    return tapeOf({ returns: walk('book'), books: [book(0, lots), book(5, lots)] });
  };

  it('has a hump where most rests in between: how far it stands over the fuller end', () => {
    expect(fact([seen([2, 4, 8, 6, 4, 3, 1])], 'humped-book')).toMatchObject({ value: 4, met: true });
  });

  it.each([
    ['falls from the price on', [8, 6, 4, 3, 2, 2, 1]],
    ['rises to the end', [1, 2, 3, 4, 5, 6, 7]],
  ])('has none where it %s', (_, perBp) => {
    expect(fact([seen(perBp)], 'humped-book')).toMatchObject({ value: 1, met: false });
  });
});

describe('errors', () => {
  it('need three runs, and shrink as there are more', () => {
    const all = runs((seed) => tapeOf({ returns: walk(seed) }));
    const error = (count: number): number | null => fact(all.slice(0, count), 'tail-1m').error;
    expect(error(2)).toBeNull();
    expect(error(10)).toBeLessThan(error(3) ?? 0);
  });

  it('of a Hill index are about the index over the root of what is in the tail', () => {
    const tapes = runs((seed) =>
      tapeOf({ returns: normals(MINUTES, seed).map((z) => Math.sign(z) * BP * Math.exp(z * z * 0.2)) }),
    );
    const { value, error } = fact(tapes, 'tail-1m');
    const expected = (value ?? 0) / Math.sqrt(0.025 * MINUTES * 10);
    expect(error).toBeGreaterThan(expected / 2);
    expect(error).toBeLessThan(expected * 2);
  });
});

describe('sums of neighbours', () => {
  it('drop what is left over', () => {
    expect(summed([1, 2, 3, 4, 5], 2)).toEqual([3, 7]);
  });
});

describe('books gathered from a log', () => {
  it('are what was measured, by the name of the instrument', () => {
    const market = new MarketWorld({ start: '2026-01-27T00:00Z', open: ['BTC-SPOT'] });
    market.order('ann', 'BTC-SPOT', 'buy', 3, 87_995);
    market.order('ann', 'BTC-SPOT', 'sell', 4, 88_005);
    market.order('bob', 'BTC-SPOT', 'sell', 5, 88_088);
    for (let tick = 0; tick < 6; tick++) {
      market.tick();
      market.reference.step();
    }
    const gatherer = new BookGatherer();
    gatherer.take(market.log.batch);
    const lots = [7, 0, 0, 5, 0, 0, 0];
    const first = { tick: 0, bidTicks: 87_995, spreadTicks: 10, lots };
    expect([...gatherer.results()]).toEqual([['BTC-SPOT', [first, { ...first, tick: 5 }]]]);
  });
});
