import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CoinPool, type Sold } from '../../reports/coin-pool.ts';

/** The same pool as plainly as it can be said: every bin is asked in every sale. */
class PlainPool {
  private readonly bins = Array.from({ length: 256 }, () => ({ coins: 0, costUsd: 0 }));
  private short = 0;

  add(coins: number, priceUsd: number): void {
    const covering = Math.min(this.short, coins);
    this.short -= covering;
    const bin = this.bins[Math.floor(priceUsd / 1_000)];
    bin.coins += coins - covering;
    bin.costUsd += (coins - covering) * priceUsd;
  }

  sell(coins: number, priceUsd: number): Sold {
    const sold: Sold = { coins: 0, profitUsd: 0, lossUsd: 0 };
    let left = coins;
    for (let round = 0; round < 3 && left > 1e-9; round++) {
      const readiness = this.bins.map(({ coins, costUsd }) => (costUsd > priceUsd * coins ? 1 : 0.1));
      const weight = this.bins.reduce((sum, { coins }, n) => sum + coins * readiness[n], 0);
      if (weight <= 0) break;
      const share = left / weight;
      for (const [n, bin] of this.bins.entries()) {
        const part = Math.min(1, share * readiness[n]);
        const gain = part * (bin.coins * priceUsd - bin.costUsd);
        if (gain > 0) sold.profitUsd += gain;
        else sold.lossUsd -= gain;
        left -= part * bin.coins;
        bin.coins *= 1 - part;
        bin.costUsd *= 1 - part;
      }
    }
    sold.coins = coins - Math.max(0, left);
    this.short += Math.max(0, left);
    return sold;
  }
}

const step = fc.record({
  buys: fc.boolean(),
  coins: fc.integer({ min: 1, max: 500 }).map((hundredths) => hundredths / 100),
  // Around a few edges of the grid, and far off.
  priceUsd: fc.oneof(fc.integer({ min: 66_500, max: 71_500 }), fc.integer({ min: 1_000, max: 200_000 })),
});

it('a pool counted by side realises what one that asks every bin does', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
      const pool = new CoinPool();
      const plain = new PlainPool();
      for (const { buys, coins, priceUsd } of steps) {
        if (buys) {
          pool.add(coins, priceUsd);
          plain.add(coins, priceUsd);
          continue;
        }
        const [sold, expected] = [pool.sell(coins, priceUsd), plain.sell(coins, priceUsd)];
        for (const key of ['coins', 'profitUsd', 'lossUsd'] as const)
          expect(Math.abs(sold[key] - expected[key])).toBeLessThan(1e-6 * (1 + expected[key]));
      }
    }),
    { numRuns: 300 },
  );
});
