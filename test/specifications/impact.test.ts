import { describe, expect, it } from 'vitest';
import { measureImpact, type OrderRunner } from '../../reports/stylised/impact.ts';
import { impactFacts } from '../../reports/stylised/impact-facts.ts';
import { calm } from '../../scenarios/calm/scenario.ts';
import { runOrder } from '../../scenarios/experiments/run-order.ts';
import { normals } from './hand-tape.ts';

const TICKS = 4320;
const COINS_A_MINUTE = 100;

/** A market by hand: impact of a share q of a day's turnover is `law(q)` when done, along `path`, and `left` of it stays. */
interface Law {
  readonly law: (share: number) => number;
  readonly path?: (done: number) => number;
  readonly left?: number;
  /** How much more buyers move the price. */
  readonly buyers?: number;
  /** Noise of one pair, as a share of its impact. */
  readonly noise?: number;
}

function marketOf({ law, path = Math.sqrt, left = 0.6, buyers = 1, noise = 0 }: Law): OrderRunner {
  return (seed, order) => {
    const news = normals(TICKS, `news-${seed}`);
    const share = (order?.coins ?? 0) / (COINS_A_MINUTE * 1440);
    const minutes = order ? order.coins / (order.participation * COINS_A_MINUTE) : 0;
    const luck = 1 + noise * normals(1, `luck-${seed}-${share}-${order?.side}`)[0];
    const size = (order?.side === 'buy' ? buyers : -1) * law(share) * luck;
    let log = Math.log(88_000);
    const indexUsd: number[] = [];
    const doneCoins: number[] = [];
    for (let t = 0; t < TICKS; t++) {
      const gone = order ? (t - order.startMinutes) / minutes : 0;
      const part = gone <= 0 ? 0 : gone <= 1 ? path(gone) : 1 - (1 - left) * Math.min(1, gone - 1);
      log += 0.0004 * news[t];
      indexUsd.push(Math.exp(log + size * part));
      doneCoins.push(Math.min(1, Math.max(0, gone + 1 / minutes)) * (order?.coins ?? 0));
    }
    return { secondsPerTick: 60, indexUsd, doneCoins, coins: Array(TICKS).fill(COINS_A_MINUTE) };
  };
}
const SEEDS = [1, 2, 3, 4];

describe('a market with a square-root law', async () => {
  const estimates = await measureImpact(marketOf({ law: (share) => 0.02 * Math.sqrt(share) }), SEEDS);

  it('is found to have it: exponent, prefactor, path, and what is left', () => {
    expect(estimates.dailyCoins).toBeCloseTo(144_000, 6);
    // The last minute of an order is only partly one of its own.
    expect(estimates.exponent.value).toBeCloseTo(0.5, 2);
    expect(estimates.prefactor.value).toBeCloseTo(0.02 / estimates.dailyVol, 1);
    expect(estimates.halfway.value).toBeCloseTo(Math.SQRT1_2, 2);
    expect(estimates.left.value).toBeCloseTo(0.6, 2);
    expect(estimates.asymmetry.value).toBeCloseTo(0, 9);
  });

  it('measures time and participation of each size', () => {
    for (const { share, minutes, participation } of estimates.sizes) {
      expect(Math.abs(minutes - 14_400 * share)).toBeLessThanOrEqual(1);
      expect(participation).toBeCloseTo(0.1, 2);
    }
  });

  it('takes volatility from the runs without an order: 0.0004 a minute are 0.0152 a day', () => {
    expect(Math.abs(estimates.dailyVol / (0.0004 * Math.sqrt(1440)) - 1)).toBeLessThan(0.15);
  });

  it('meets every fact of the law', async () => {
    const facts = impactFacts(
      await measureImpact(marketOf({ law: (share) => 0.02 * Math.sqrt(share), noise: 0.05 }), SEEDS),
    );
    for (const { id, met } of facts) expect(met, id).toBe(true);
    expect(facts.find(({ id }) => id === 'impact-exponent')?.error).toBeGreaterThan(0);
  });
});

describe('a market without one', () => {
  it.each([
    ['impact is in proportion to size', 'impact-exponent', { law: (share: number) => 0.2 * share }],
    [
      'impact is three times too large',
      'impact-prefactor',
      { law: (share: number) => 0.06 * Math.sqrt(share) },
    ],
    ['prices move late', 'impact-concave', { law: Math.sqrt, path: (done: number) => done ** 2 }],
    ['nothing is left', 'impact-left', { law: Math.sqrt, left: 0.1 }],
    ['all is left', 'impact-left', { law: Math.sqrt, left: 1 }],
    ['buyers move prices more', 'impact-symmetric', { law: Math.sqrt, buyers: 1.3, noise: 0.02 }],
  ] as const)('where %s misses %s', async (_, id, law) => {
    const found = impactFacts(await measureImpact(marketOf(law), SEEDS)).find((one) => one.id === id);
    expect(found).toMatchObject({ met: false, value: expect.any(Number) });
  });

  it('where orders draw prices toward them has no exponent', async () => {
    const [exponent] = impactFacts(
      await measureImpact(marketOf({ law: (share) => -Math.sqrt(share) }), SEEDS),
    );
    expect(exponent).toMatchObject({ value: null, met: false });
  });
});

describe('an order', () => {
  it('is a share of the turnover of its own seed, so that a pair is the same however many there are', async () => {
    const asked: number[] = [];
    const market = marketOf({ law: Math.sqrt });
    const busier: OrderRunner = async (seed, order) => {
      const run = await market(seed, order);
      if (order) asked.push(order.coins);
      return { ...run, coins: run.coins.map((coins) => coins * seed) };
    };
    await measureImpact(busier, [1, 2], [0.01]);
    expect(asked.sort((a, b) => a - b)).toEqual(
      [1440, 1440, 2880, 2880].map((coins) => expect.closeTo(coins, 6)),
    );
  });
});

describe('standard errors over pairs', () => {
  it('are those of means: what varies by a tenth from pair to pair is known to a tenth over the root of runs', async () => {
    const seeds = Array.from({ length: 24 }, (_, n) => n);
    const {
      sizes: [size],
    } = await measureImpact(marketOf({ law: Math.sqrt, noise: 0.1 }), seeds, [0.01]);
    const expected = (0.1 * size.sell.value) / Math.sqrt(24);
    expect(size.sell.error).toBeGreaterThan(0.6 * expected);
    expect(size.sell.error).toBeLessThan(1.5 * expected);
  });
});

describe('an order in the calm scenario', () => {
  const short = { ...calm, end: '2026-01-27T02:00Z' };
  const order = { side: 'sell', coins: 400, participation: 0.1, startMinutes: 30 } as const;
  const [without, sold] = [null, order].map((one) => runOrder(short, 5, one));

  it('changes nothing before it begins, and lowers the price when it sells', () => {
    expect(sold.indexUsd.slice(0, 31)).toEqual(without.indexUsd.slice(0, 31));
    expect(sold.indexUsd.at(-1)).not.toBe(without.indexUsd[sold.indexUsd.length - 1]);
  });

  it('keeps to its share of turnover until it is done, to the lot, and is watched for as long again', () => {
    const end = sold.doneCoins.findIndex((done) => done > 399.99);
    expect(sold.doneCoins.at(-1)).toBeCloseTo(400, 6);
    expect(sold.doneCoins[30]).toBeGreaterThan(0);
    const traded = sold.coins.slice(30, end).reduce((sum, one) => sum + one, 0);
    expect(sold.doneCoins[end - 1] / traded).toBeCloseTo(0.1, 1);
    expect(sold.indexUsd.length).toBe(2 * (end + 1) - 30 + 1);
  });
});
