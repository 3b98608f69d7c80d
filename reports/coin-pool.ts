const GRID_USD = 1_000;
const BINS = 256;
/**
 * How much less readily a coin in profit is sold than one in loss. From 15 January to 4 February 2026 the realised-price
 * distribution lost 611,000 coins above the price and 67,000 below it, of which there were about as many.
 */
const PROFIT_PROPENSITY = 0.1;
/** Rounds in which coins in loss may run out before those in profit have to make up for them. */
const MOST_ROUNDS = 3;

/** What one sale came to, US dollars and bitcoin. */
export interface Sold {
  coins: number;
  profitUsd: number;
  lossUsd: number;
}

/** The coins of one account by what they had cost, in bins of 1,000 dollars that keep their exact mean cost. */
export class CoinPool {
  private readonly coins = new Float64Array(BINS);
  private readonly costUsd = new Float64Array(BINS);
  /** Bins that may hold coins: from the first to before the last. */
  private first = BINS;
  private last = 0;
  /** Coins sold that it did not have: what is bought next only closes these. */
  private short = 0;

  /** Puts in coins bought at a price. */
  add(coins: number, priceUsd: number): void {
    const covering = Math.min(this.short, coins);
    this.short -= covering;
    const bin = Math.min(BINS - 1, Math.floor(priceUsd / GRID_USD));
    this.first = Math.min(this.first, bin);
    this.last = Math.max(this.last, bin + 1);
    this.coins[bin] += coins - covering;
    this.costUsd[bin] += (coins - covering) * priceUsd;
  }

  /** Puts in coins bought evenly between two prices. */
  spread(coins: number, fromUsd: number, toUsd: number): void {
    for (let low = fromUsd; low < toUsd; ) {
      const high = Math.min(toUsd, GRID_USD * (Math.floor(low / GRID_USD) + 1));
      this.add((coins * (high - low)) / (toUsd - fromUsd), (low + high) / 2);
      low = high;
    }
  }

  /** Bitcoin in it. */
  total(): number {
    let sum = 0;
    for (let bin = this.first; bin < this.last; bin++) sum += this.coins[bin];
    return sum;
  }

  /**
   * Takes out coins sold at a price: each cost in proportion to its coins, those in profit a tenth as readily as those in
   * loss. Returns what was realised on the coins there were; the rest is a short sale.
   */
  sell(coins: number, priceUsd: number): Sold {
    const sold: Sold = { coins: 0, profitUsd: 0, lossUsd: 0 };
    let left = coins;
    for (let round = 0; round < MOST_ROUNDS && left > 1e-9; round++) {
      const weight = this.weight(priceUsd);
      if (weight <= 0) break;
      left -= this.takeShare(left / weight, priceUsd, sold);
    }
    sold.coins = coins - Math.max(0, left);
    this.short += Math.max(0, left);
    return sold;
  }

  private weight(priceUsd: number): number {
    let sum = 0;
    for (let bin = this.first; bin < this.last; bin++)
      sum += this.coins[bin] * this.propensity(bin, priceUsd);
    return sum;
  }

  private propensity(bin: number, priceUsd: number): number {
    return this.costUsd[bin] > priceUsd * this.coins[bin] ? 1 : PROFIT_PROPENSITY;
  }

  private takeShare(share: number, priceUsd: number, sold: Sold): number {
    let taken = 0;
    for (let bin = this.first; bin < this.last; bin++) {
      const held = this.coins[bin];
      if (held === 0) continue;
      const part = Math.min(1, share * this.propensity(bin, priceUsd));
      const gain = part * (held * priceUsd - this.costUsd[bin]);
      if (gain > 0) sold.profitUsd += gain;
      else sold.lossUsd -= gain;
      taken += part * held;
      this.coins[bin] = part === 1 ? 0 : held * (1 - part);
      this.costUsd[bin] = part === 1 ? 0 : this.costUsd[bin] * (1 - part);
    }
    return taken;
  }
}
