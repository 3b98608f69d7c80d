import { enlarged, NONE } from './arrays.ts';

const FAN_BITS = 5;
const FAN = 1 << FAN_BITS;

/** Flags in a block, as a power of two: two tiers of 32, so that one word tells whether a block is empty. */
export const BLOCK_BITS = 2 * FAN_BITS;

/**
 * A growing set of small integers that finds its nearest member above or below in a few steps.
 *
 * Tier 0 has one bit a member; each bit of a higher tier says whether one word of the tier below has any.
 */
export class Occupancy {
  private readonly tiers: Int32Array[] = [];

  set(index: number): void {
    for (const tier of this.tiers) {
      const word = index >>> FAN_BITS;
      const before = tier[word];
      tier[word] = before | (1 << (index & (FAN - 1)));
      if (before !== 0) return;
      index = word;
    }
  }

  clear(index: number): void {
    for (const tier of this.tiers) {
      const word = index >>> FAN_BITS;
      tier[word] &= ~(1 << (index & (FAN - 1)));
      if (tier[word] !== 0) return;
      index = word;
    }
  }

  /** Smallest member that is at least `index`, or NONE. */
  atOrAbove(index: number): number {
    for (let height = 0; height < this.tiers.length; height++) {
      const tier = this.tiers[height];
      const word = index >>> FAN_BITS;
      if (word >= tier.length) return NONE;
      const bits = tier[word] & (-1 << (index & (FAN - 1)));
      if (bits !== 0) return this.lowestUnder(height, (word << FAN_BITS) | lowestBit(bits));
      index = word + 1;
    }
    return NONE;
  }

  /** Largest member that is at most `index`, or NONE; `index` must be below the capacity. */
  atOrBelow(index: number): number {
    for (let height = 0; height < this.tiers.length && index >= 0; height++) {
      const word = index >>> FAN_BITS;
      const bits = this.tiers[height][word] & ((2 << (index & (FAN - 1))) - 1);
      if (bits !== 0) return this.highestUnder(height, (word << FAN_BITS) | highestBit(bits));
      index = word - 1;
    }
    return NONE;
  }

  /** Whether a block of 2^BLOCK_BITS flags has no member. */
  blockIsEmpty(block: number): boolean {
    return this.tiers[1][block] === 0;
  }

  /** Makes room for members below `capacity`, a multiple of the block size. */
  grow(capacity: number): void {
    const leaf = new Int32Array(capacity >>> FAN_BITS);
    const tiers = [this.tiers.length === 0 ? leaf : enlarged(leaf, this.tiers[0])];
    for (let below = tiers[0]; below.length > 1 || tiers.length < 2; below = tiers[tiers.length - 1]) {
      tiers.push(summary(below));
    }
    this.tiers.splice(0, this.tiers.length, ...tiers);
  }

  private lowestUnder(height: number, index: number): number {
    for (let below = height - 1; below >= 0; below--) {
      index = (index << FAN_BITS) | lowestBit(this.tiers[below][index]);
    }
    return index;
  }

  private highestUnder(height: number, index: number): number {
    for (let below = height - 1; below >= 0; below--) {
      index = (index << FAN_BITS) | highestBit(this.tiers[below][index]);
    }
    return index;
  }
}

function summary(below: Int32Array): Int32Array {
  const tier = new Int32Array(Math.ceil(below.length / FAN));
  for (let word = 0; word < below.length; word++) {
    if (below[word] !== 0) tier[word >>> FAN_BITS] |= 1 << (word & (FAN - 1));
  }
  return tier;
}

function lowestBit(bits: number): number {
  return FAN - 1 - Math.clz32(bits & -bits);
}

function highestBit(bits: number): number {
  return FAN - 1 - Math.clz32(bits);
}
