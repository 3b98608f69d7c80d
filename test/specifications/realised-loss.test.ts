import { describe, expect, it } from 'vitest';
import { CoinPool } from '../../reports/coin-pool.ts';
import { compareRealisedLoss, RealisedLossGatherer } from '../../reports/realised-loss.ts';
import { type News, SmallMarket } from './small-market.ts';

describe('a pool of coins', () => {
  it('realises the difference to what each had cost', () => {
    const pool = new CoinPool();
    pool.add(2, 100_000);
    expect(pool.sell(1, 70_000)).toEqual({ coins: 1, profitUsd: 0, lossUsd: 30_000 });
    expect(pool.sell(1, 120_000)).toEqual({ coins: 1, profitUsd: 20_000, lossUsd: 0 });
    expect(pool.total()).toBe(0);
  });

  it('gives up coins in loss ten times as readily as coins in profit', () => {
    const pool = new CoinPool();
    pool.add(100, 100_000);
    pool.add(100, 20_000);
    const sold = pool.sell(11, 70_000);
    expect(sold.lossUsd).toBeCloseTo(10 * 30_000, 6);
    expect(sold.profitUsd).toBeCloseTo(50_000, 6);
    expect(pool.total()).toBeCloseTo(189, 9);
  });

  it('falls back on coins in profit once those in loss are gone', () => {
    const pool = new CoinPool();
    pool.add(1, 100_000);
    pool.add(9, 20_000);
    const sold = pool.sell(10, 70_000);
    expect(sold.coins).toBeCloseTo(10, 9);
    expect(sold.lossUsd).toBeCloseTo(30_000, 4);
    expect(sold.profitUsd).toBeCloseTo(450_000, 3);
  });

  it('realises nothing on a short sale, nor on what covers it', () => {
    const pool = new CoinPool();
    expect(pool.sell(3, 70_000)).toEqual({ coins: 0, profitUsd: 0, lossUsd: 0 });
    pool.add(4, 60_000);
    expect(pool.total()).toBe(1);
    expect(pool.sell(1, 50_000).lossUsd).toBe(10_000);
  });

  it('keeps the mean cost exactly when coins are spread over a range', () => {
    const pool = new CoinPool();
    pool.spread(37, 66_900, 70_600);
    expect(pool.total()).toBeCloseTo(37, 9);
    expect(pool.sell(37, 50_000).lossUsd).toBeCloseTo(37 * (68_750 - 50_000), 3);
  });
});

/** A small market of so many hours and what its log says was realised. */
function realised(cast: ConstructorParameters<typeof SmallMarket>[0], hours: number, news: News[] = []) {
  const market = new SmallMarket(cast, { news, hours });
  const gatherer = new RealisedLossGatherer();
  market.simulation.log.drain((batch) => gatherer.take(batch));
  market.runTo(hours);
  market.simulation.log.flush();
  return { market, days: gatherer.results() };
}

/** A holder who paid some 100,000 dollars a coin and sells all the time. */
const late = { costAboveUsd: 99_000, costBelowUsd: 101_000, profitMultiple: 0.1, hazardPerHour: 1 };

describe('realised loss of a run', () => {
  it('of a holder is what its coins had cost less what they fetched, by UTC day', () => {
    const { market, days } = realised(
      { whale: { kind: 'whale', parameters: { ...late, perDay: 0.05 } } },
      30,
    );
    expect(days.map(({ day }) => day)).toEqual(['2026-02-04', '2026-02-05']);
    const { costUsd } = market.memory('whale');
    const expected = [0, 0];
    for (const { tick, priceTicks, quantityLots } of market.of('Traded', 'whale'))
      expected[tick < 1440 ? 0 : 1] += (costUsd - priceTicks) * quantityLots * 0.01;
    for (const [n, { kinds }] of days.entries()) {
      const own = kinds.find(({ kind }) => kind === 'whale');
      expect(expected[n]).toBeGreaterThan(1e6);
      expect(own?.profitUsd).toBe(0);
      // Its opening price was rounded to a whole dollar.
      expect((own?.lossUsd ?? 0) / expected[n]).toBeCloseTo(1, 3);
    }
  });

  it('adds up over kinds and leaves makers out', () => {
    const { market, days } = realised({}, 6);
    const [{ kinds, ...all }] = days;
    for (const name of ['coins', 'profitUsd', 'lossUsd'] as const)
      expect(kinds.reduce((sum, kind) => sum + kind[name], 0)).toBeCloseTo(all[name], 3);
    expect(kinds.map(({ kind }) => kind)).not.toContain('maker');
    const turnover = market.of('Traded').filter(({ instrument }) => instrument === 0 || instrument === 1);
    const coins = turnover.reduce((sum, { quantityLots }) => sum + quantityLots * 0.01, 0);
    expect(all.coins).toBeGreaterThan(0.3 * coins);
    expect(all.coins).toBeLessThanOrEqual(coins + 1e-6);
  });

  it('is larger on a day that falls', () => {
    const [calm] = realised({}, 6).days;
    const [fall] = realised({}, 6, [{ from: 1, to: 5, change: -0.1 }]).days;
    expect(fall.lossUsd).toBeGreaterThan(1.2 * calm.lossUsd);
  });

  it('is set beside 3.2 billion dollars on 5 February and a mean of 1.26 before', () => {
    const one = { coins: 1, profitUsd: 0, kinds: [] };
    const rows = compareRealisedLoss([{ ...one, day: '2026-02-05', lossUsd: 2e9 }]);
    expect(rows.map(({ day, measuredUsd }) => [day, measuredUsd])).toEqual([
      ['2026-02-04', 1.26e9],
      ['2026-02-05', 3.2e9],
    ]);
    expect(rows.map(({ simulatedUsd }) => simulatedUsd)).toEqual([null, 2e9]);
  });
});
